"""The fields of the Human Trafficking Case Data Standard, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from palermo.codes._model import Labels, Source

FIELD_TYPES = ("text", "long_text", "picklist", "date", "number", "boolean", "geolocation", "reference")
MULTIPLICITIES = ("single", "multiple")
STATUSES = ("DRAFT", "DEPRECATED")
"""The standard marks no live field otherwise than as a draft: DRAFT means current."""


@dataclass(frozen=True, slots=True)
class HtcdsField:
    """One field of the standard.

    name: with its object's prefix, as the standard writes it (`vic_MethodsOfControl`).
    object: the table it belongs to (`PersonVictimContext`); section: the heading it stands under.
    core: whether the standard expects it at the least; it requires no field outright.
    list: the name of its code list here; external_list: the standard elsewhere that it takes its codes from.
    references: the object that a reference points to. pattern: a regular expression that values match.
    aliases: how the standard's own tool kits spell the name where they contradict it.
    """

    name: str
    object: str
    section: str
    label: Labels
    type: str
    multiplicity: str
    core: bool
    status: str
    list: str | None = None
    external_list: str = ""
    references: str = ""
    pattern: str = ""
    description: str = ""
    notes: str = ""
    since: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def is_deprecated(self) -> bool:
        """Whether the standard advises against it: accepted on the way in, never asked for anew."""
        return self.status == "DEPRECATED"


@dataclass(frozen=True)
class Htcds:
    """The standard's fields, in its own order, with the credit it asks for in `source`."""

    name: str
    title: Labels
    source: Source
    version: str
    verified: bool
    definition: str
    fields: tuple[HtcdsField, ...]

    @cached_property
    def _by_name(self) -> Mapping[str, HtcdsField]:
        return {name: field for field in self.fields for name in (field.name, *field.aliases)}

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> HtcdsField:
        return self._by_name[name]
