"""Which codes of a release's ages are those of children."""

from palermo.release import Release
from palermo.tabulate import Question
from palermo.web.hub.figures import ask

AGE = "age_band"
MAJORITY, MINOR = "majority", "minor"
"""The list of adult and child, and its code for a child; lists of ages have it of each band as an attribute."""


def child_codes(release: Release) -> tuple[str, ...]:
    """The codes of age below 18 years that occur in a release; none where it has no age, or none so low.

    A release may have its own ages: bands, broader bands, or only adult and child. Below 18 years is the age of a
    child in article 3 (d) of the Palermo Protocol.
    """
    listed = release.codes(AGE) if any(column.name == AGE for column in release.columns) else None
    if listed is None:
        return ()
    occurring = {cell.codes[0] for cell in ask(release, Question((AGE,))).cells}
    below = (code.code for code in listed if MINOR in (code.attributes.get(MAJORITY), code.code))
    return tuple(code for code in below if code in occurring)
