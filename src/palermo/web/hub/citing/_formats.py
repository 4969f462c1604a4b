"""References as text, BibTeX and RIS."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from palermo.web.hub.citing._reference import Reference

_COMMANDS = re.compile(r"[\\{}~^]")
_SPECIAL = re.compile(r"[&%$#_]")
_SPACES = re.compile(r"\s+")
_NOT_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


@dataclass(frozen=True, slots=True)
class Format:
    """How references are written. media_type: of a file in it, which has this name's ending."""

    name: str
    media_type: str
    write: Callable[[Reference], str]


def as_text(reference: Reference) -> str:
    """As it stands under a figure: the sentence, and where to find what is cited."""
    return f"{reference.sentence} {reference.address}"


def as_bibtex(reference: Reference) -> str:
    r"""As an entry of BibTeX. What would be a command in it is left out or made a plain letter.

    >>> _in_tex(r"Cases & \input{x}")
    'Cases \\& inputx'
    """
    title = ". ".join(part for part in (reference.title, reference.part_of) if part)
    fields = {
        "author": f"{{{_in_tex(reference.publisher)}}}",
        "title": f"{{{_in_tex(title)}}}",
        "year": str(reference.date.year),
        "month": str(reference.date.month),
        "version": _in_tex(reference.version),
        "url": reference.address.translate(_NOT_IN_ADDRESSES),
        "note": _in_tex(reference.note),
        "language": reference.language,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join((f"@misc{{{reference.key},", *lines, "}\n"))


def as_ris(reference: Reference) -> str:
    """As a record of RIS, which most programs for references read. A field is one line, whatever its text holds."""
    fields = (
        ("TY", "DATA"),
        ("ID", reference.key),
        ("AU", reference.publisher),
        ("TI", reference.title),
        ("T2", reference.part_of),
        ("PY", str(reference.date.year)),
        ("DA", reference.date.strftime("%Y/%m/%d")),
        ("PB", reference.publisher),
        ("ET", reference.version),
        ("UR", reference.address),
        ("N1", reference.note),
        ("LA", reference.language),
    )
    lines = [f"{tag}  - {_SPACES.sub(' ', text).strip()}" for tag, text in fields if text]
    return "\r\n".join((*lines, "ER  - ", ""))


FORMATS: Mapping[str, Format] = {
    "txt": Format("Text", "text/plain", as_text),
    "bib": Format("BibTeX", "application/x-bibtex", as_bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", as_ris),
}
"""Every way of writing a reference, by the ending of its files' names."""


def _in_tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found.group(), _SPACES.sub(" ", _COMMANDS.sub("", text)).strip())
