"""What is cited, apart from how it is written."""

import re
from dataclasses import dataclass
from datetime import date

from palermo.release import Release, citation, terms_of

KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that can be cited.

    key: short and plain, for tools that name references. sentence: the whole citation, as it is read, without the
    address. title, part_of: of an answer, its question and the release's title; of a release, its title and nothing.
    version: the release's id. note: the licence and the terms.
    """

    key: str
    sentence: str
    title: str
    part_of: str
    publisher: str
    date: date
    version: str
    address: str
    note: str
    language: str


def of_release(release: Release, address: str, *, language: str) -> Reference:
    """A release as a whole. address: where its page is, with its host."""
    return _reference(release, address, language)


def of_answer(release: Release, title: str, address: str, *, language: str, id: str = "") -> Reference:
    """An answer of a release, as a chart or a table shows it.

    title: the question in words. address: the permanent link, with its host. id: the question's, which tells answers
    of one release apart by their keys.
    """
    return _reference(release, address, language, title=title, part=id)


def _reference(release: Release, address: str, language: str, *, title: str = "", part: str = "") -> Reference:
    about = release.manifest.about
    whole = release.manifest.title(language) or release.id
    said = citation(about, language)
    return Reference(
        key=KEY.sub("-", f"{release.id} {part}".lower()).strip("-") or "release",
        sentence=f"{said} {_ended(title)}" if title else said,
        title=title.rstrip(".") or whole,
        part_of=whole if title else "",
        publisher=about.publisher,
        date=about.date,
        version=release.id,
        address=address,
        note=f"{about.licence.name}. {terms_of(about, language)}",
        language=language,
    )


def _ended(text: str) -> str:
    """A text as a sentence: with one mark at its end."""
    return text if text.endswith((".", "?", "!", "。", "？", "؟")) else f"{text}."
