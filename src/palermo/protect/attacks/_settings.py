"""How hard an attack tries."""

from dataclasses import dataclass

from palermo.errors import ProtectionError

MOST_TARGETS = 100_000
FEWEST_COLUMNS = 2
"""Something has to be known, and something to be found out."""


@dataclass(frozen=True, slots=True)
class AttackSettings:
    """How hard an attack tries.

    targets: cases that are attacked, drawn at random, and as many of the control; 1 to 100,000. predicates: guesses of
    each kind that are to single somebody out. length: columns that such a guess names, at most. decoys: halves of
    other people that a half is picked from when two halves are linked. secrets: columns that are guessed; all, where
    none is named. Raises ProtectionError when a number is out of range.

    >>> AttackSettings(targets=500).decoys
    4
    """

    targets: int = 1_000
    predicates: int = 1_000
    length: int = 4
    decoys: int = 4
    secrets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, least, most in (
            ("targets", 1, MOST_TARGETS),
            ("predicates", 1, MOST_TARGETS),
            ("length", 1, 8),
            ("decoys", 1, 99),
        ):
            if not least <= getattr(self, name) <= most:
                raise ProtectionError(
                    "attack.setting",
                    place=name,
                    reason=f"{getattr(self, name)} is out of range.",
                    remedy=f"Choose {least} to {most:,}.",
                )
