"""What consent is asked for, with the words that are read aloud, as the data file says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.rules._read import document


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that she is told, or is asked.

    is_told: whether it is a thing that she is told; otherwise she says yes or no to it. needs: what must be given too.
    by_recipient: whether a yes is for one recipient and for groups of data. excepted: whether a supervisor may except
    from it for a time. say: the words that are read aloud, by language.
    """

    code: str
    label: Mapping[str, str]
    say: Mapping[str, str]
    is_told: bool = False
    needs: tuple[str, ...] = ()
    by_recipient: bool = False
    excepted: bool = False

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)


STANDARD_SEVEN = (
    "interview", "told_purpose", "told_use", "told_research", "told_access", "told_retention", "told_withdrawal",
)  # fmt: skip
"""What the guidance of HTCDS 2.0 lists behind its one field `con_Consent`."""


@cache
def items() -> Mapping[str, Item]:
    """Every item by its code, in the order in which they are read. Raises ValueError for one that needs what is none.

    >>> [code for code, item in items().items() if item.by_recipient]
    ['share']
    """
    found = {
        code: Item(
            code=code,
            label=entry["label"],
            say=entry["say"],
            is_told=entry["kind"] == "told",
            needs=tuple(entry.get("needs", ())),
            by_recipient=entry.get("by_recipient", False),
            excepted=entry.get("excepted", False),
        )
        for code, entry in document("consent.yaml")["items"].items()
    }
    for item in found.values():
        if unknown := set(item.needs) - set(found):
            raise ValueError(f"consent.yaml: {item.code} needs {sorted(unknown)}, which is no item")
    return MappingProxyType(found)


@cache
def data_groups() -> Mapping[str, Mapping[str, str]]:
    """The groups of data that can be shared, by code: their labels by language."""
    return MappingProxyType({code: entry["label"] for code, entry in document("consent.yaml")["groups"].items()})


def group_title(code: str) -> str:
    """A group of data in the language of the page."""
    return in_language(data_groups()[code])


def text_version() -> str:
    """The version of the words that are read aloud."""
    return str(document("consent.yaml")["version"])


def languages() -> tuple[str, ...]:
    """The languages in which there are words to be read aloud."""
    return tuple(next(iter(items().values())).say)
