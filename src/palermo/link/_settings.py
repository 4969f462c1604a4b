"""What whoever links may choose."""

from dataclasses import dataclass

from palermo.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How records are linked.

    threshold: probability from which two records are taken for one person; above 0.5, since below it they are likelier
        different.
    doubtful: pairs with a probability from the first to below the second are for people to decide.
    once: lists in which every person stands once; two of their own records are never linked, and a record of another
        list is linked to one of theirs at most.
    most_pairs: pairs that are compared at most. all_pairs: up to so many, all pairs are compared, without blocking.
    seed: of the random pairs from which the model learns, and of draws.

    Raises SettingsError for a value that makes no sense.
    """

    threshold: float = 0.9
    doubtful: tuple[float, float] = (0.1, 0.99)
    once: tuple[str, ...] = ()
    most_pairs: int = 50_000_000
    all_pairs: int = 300_000
    seed: int = 0

    def __post_init__(self) -> None:
        low, high = self.doubtful
        if not 0.5 <= self.threshold < 1:
            raise unusable("--threshold", f"{self.threshold} is no threshold.", "Choose one from 0.5 to below 1.")
        if not 0 < low <= high <= 1:
            reason = f"{low} to {high} is no range of probabilities."
            raise unusable("--doubtful", reason, "Write the lower one first, such as 0.1,0.99.")
        if self.most_pairs < 1:
            raise unusable("--most-pairs", "Nothing would be compared.", "Choose some millions.")


def unusable(place: str, reason: str, remedy: str) -> SettingsError:
    """The error for a setting that makes no sense."""
    return SettingsError("link.setting", place=place, reason=reason, remedy=remedy)
