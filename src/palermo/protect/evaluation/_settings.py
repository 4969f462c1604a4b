"""What an evaluation looks at."""

from dataclasses import dataclass

from palermo.protect.counting import check_length
from palermo.protect.risk import check_resolution

GROUP_COLUMNS = (
    "gender",
    "age_band",
    "majority_status",
    "citizenship",
    "country_of_exploitation",
    "contributor",
    "year_of_registration",
)
"""Columns whose codes are groups of people that a table has to serve alike, where it has them."""


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """What an evaluation looks at.

    length: longest combination, in attributes, 1 to 8. resolution: combinations and groups of fewer cases are rare, 2
    or more; no group below it is named. groups: columns whose codes are groups of people; those that a table has not
    are left aside. seed: of the shuffled columns. Raises ProtectionError when a number is out of range.
    """

    length: int = 4
    resolution: int = 10
    groups: tuple[str, ...] = GROUP_COLUMNS
    seed: int = 0

    def __post_init__(self) -> None:
        check_length(self.length)
        check_resolution(self.resolution, place="resolution")
