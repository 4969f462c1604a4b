"""The box for plain words, on any page; beside an answer, how they were understood and the figure they are about."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.http import HttpRequest

from palermo.errors import QuestionError
from palermo.release import Release
from palermo.tabulate.plain import LONGEST, Focus, Understood, understand, words
from palermo.web.hub.asking._figure import Figure, figure_of
from palermo.web.hub.asking._told import Reply, reply
from palermo.web.hub.figures import Figures, read
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import Asked

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Box:
    """The box as it is shown.

    text: what stands in it. longest: characters that it takes. release: the pinned one's id. examples: what to type.
    reply: how the text was understood, beside an answer. figure: the figure that it is about; None where there is none.
    is_changed: whether the answer is of another question than the text.
    """

    text: str = ""
    longest: int = LONGEST
    release: str = ""
    examples: tuple[str, ...] = ()
    reply: Reply | None = None
    figure: Figure | None = None
    is_changed: bool = False


def box(request: HttpRequest, release: Release, asked: Asked | None = None) -> Box:
    """The box of a page. asked: the question that the page answers, where it answers one."""
    language, pinned = current_language(), request.GET.get("release", "")
    text = request.GET.get("text", "").strip()
    if not text or asked is None:
        offered = examples(release, language) if asked is None else ()
        return Box(text=text[:LONGEST], release=pinned, examples=offered)
    found = understand(release, text, language=language)
    is_changed = found.question != asked.question
    figure = None if is_changed else figure_of(read(release, asked.question), found.focus, language)
    return Box(
        text=text[:LONGEST],
        release=pinned,
        reply=reply(release, found, language, pinned),
        figure=figure,
        is_changed=is_changed,
    )


def examples(release: Release, language: str) -> tuple[str, ...]:
    """What somebody may type in a language: what this release understands without a doubt, and has an answer to."""
    known = _kept.setdefault(release, {})
    if language not in known:
        known[language] = tuple(_examples(release, language))
    return known[language]


_kept: WeakKeyDictionary[Release, dict[str, tuple[str, ...]]] = WeakKeyDictionary()
"""Kept for as long as the release is."""


def _examples(release: Release, language: str) -> list[str]:
    found: list[str] = []
    for line in words().examples.get(language, ()):
        if len(found) < EXAMPLES:
            found += [text for text in line if _has_answer(release, understand(release, text, language=language))][:1]
    return found


def _has_answer(release: Release, found: Understood) -> bool:
    """Whether a text is understood without a doubt, and a figure is published for what it is about."""
    if not found.is_sure:
        return False
    try:
        figures = read(release, found.question)
    except QuestionError:
        return False
    return bool(figures.rows) and (found.focus is None or _is_there(figures, found.focus))


def _is_there(figures: Figures, focus: Focus) -> bool:
    place = {column.name: at for at, column in enumerate(figures.answer.columns)}
    return any(all(row.codes[place[each.column]] in each.values for each in focus.conditions) for row in figures.rows)
