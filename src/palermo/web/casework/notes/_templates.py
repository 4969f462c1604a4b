"""Reading the templates of notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from palermo.web.casework.forms._definitions import in_language


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """Lines for an empty note. kind: the kind of note that it is for."""

    code: str
    kind: str
    label: Mapping[str, str]
    lines: Mapping[str, str]

    @property
    def title(self) -> str:
        """What it is called, in the language of the page."""
        return in_language(self.label)

    @property
    def text(self) -> str:
        """Its lines, in the language of the page."""
        return in_language(self.lines)


@cache
def templates() -> Mapping[str, NoteTemplate]:
    """The templates by their codes.

    >>> templates()["night"].kind
    'handover'
    """
    import yaml

    text = files("palermo.web.casework.notes").joinpath("templates.yaml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: NoteTemplate(code, entry["kind"], entry["label"], entry["text"])
            for code, entry in yaml.safe_load(text).items()
        }
    )
