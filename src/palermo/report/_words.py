"""Words explained where they stand, and text between grave accents as code."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from palermo.report._blocks import Facts, Note, Paragraph, Table
from palermo.report._document import Document

if TYPE_CHECKING:
    from markupsafe import Markup

_CODE = re.compile(r"`([^`\n]+)`")


def marked(text: str, terms: Mapping[str, str], *, plain: bool = False) -> "Markup":
    """A text as HTML: code as code, and the first of each explained word with its explanation.

    plain: whether the explanation is a browser's own hint, where a box of ours would be cut off.
    """
    from markupsafe import Markup, escape

    left = dict(terms)
    pieces = []
    for number, piece in enumerate(_CODE.split(text)):  # every second piece is code: rules and remedies are written so
        if number % 2:
            pieces.append(Markup("<code>{}</code>").format(piece))
            continue
        at = 0
        for start, end, term in _found(piece, left):
            pieces += [escape(piece[at:start]), _explained(piece[start:end], left.pop(term), plain=plain)]
            at = end
        pieces.append(escape(piece[at:]))
    return Markup().join(pieces)


def words_used(document: Document) -> dict[str, str]:
    """The explained words that a document holds, in the order of their letters."""
    text = "\n".join(_texts(document))
    return {term: document.terms[term] for term in sorted(document.terms, key=str.lower) if _pattern(term).search(text)}


def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}s?(?!\w)", re.IGNORECASE)


def _found(piece: str, terms: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where words stand for the first time; of two that overlap, the longer one."""
    found: list[tuple[int, int, str]] = []
    for term in sorted(terms, key=lambda each: (-len(each), each)):
        for match in _pattern(term).finditer(piece):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), term))
                break
    return sorted(found)


def _explained(word: str, meaning: str, *, plain: bool) -> "Markup":
    from markupsafe import Markup

    if plain:
        return Markup('<abbr tabindex="0" title="{}">{}</abbr>').format(meaning, word)
    return Markup('<span class="term" tabindex="0">{}<span class="meaning" role="note">{}</span></span>').format(
        word, meaning
    )


def _texts(document: Document) -> Iterator[str]:
    yield document.lead
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph | Note):
                yield block.text
            elif isinstance(block, Facts):
                yield from (name for name, _ in block.pairs)
            elif isinstance(block, Table):
                yield from (block.caption, *block.columns)
            else:
                yield from (block.title, block.subtitle, block.note)
