"""The ILO's eleven indicators of forced labour. They have no weights: one may be enough, none rules anything out."""

from collections.abc import Collection, Mapping

from palermo.web.casework.rules._read import document
from palermo.web.casework.rules.delphi import indicators as operational


def version() -> str:
    """The version of the list."""
    return str(document("ilo.yaml")["version"])


def indicators() -> Mapping[str, Mapping[str, str]]:
    """The eleven by code: labels by language.

    >>> len(indicators())
    11
    """
    found: Mapping[str, Mapping[str, str]] = document("ilo.yaml")["indicators"]
    return found


def shown_by(present: Collection[str]) -> dict[str, list[str]]:
    """Which of the eleven are shown by operational indicators that are present, and by which: nothing is asked twice.

    >>> shown_by(["D2.04"])
    {'ILO.09': ['D2.04']}
    """
    found: dict[str, list[str]] = {}
    for code, each in operational().items():
        if code in present:
            for ilo in each.ilo:
                found.setdefault(ilo, []).append(code)
    return dict(sorted(found.items()))
