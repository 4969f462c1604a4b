"""A story as a release tells it: each sentence with its numbers, and what falls away or is withheld."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.web.hub.figures import between, number, percent, read, span
from palermo.web.hub.pictures import Picture, picture
from palermo.web.hub.questions import Asked, Measure, View, picture_word, sentence
from palermo.web.hub.spacing import spaced
from palermo.web.hub.stories._measure import Item, Measured, Untold, Why, is_askable, measure, missing_item, question_of
from palermo.web.hub.stories._model import HOLE, Drawing, Paragraph, Story, Texts
from palermo.web.hub.stories._rules import variant

BETWEEN = {"ar": "؛ ", "zh": "；"}
"""What stands between the items of a list, whose labels may have commas; elsewhere a semicolon."""


CONCENTRATION = ("one_contributor", "one_country")
"""Cautions about one question, which stand beside the sentence that asks it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something in a sentence: words, or a number with the address of its question. about: that question in words."""

    text: str
    limits: str = ""
    address: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A block as it is shown. kind: text, withheld, few or picture. notes: what is missing from its numbers."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    notes: tuple[Piece, ...] = ()
    picture: Picture | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class ToldPart:
    """What stands under one heading."""

    title: str
    blocks: tuple[Told, ...]


class Telling:
    """One story, one release, one language: every figure is asked once.

    pinned: the release that addresses name; none when the newest is meant.
    """

    def __init__(self, story: Story, release: Release, language: str, pinned: str = "") -> None:
        self.story, self.release, self.language, self.pinned = story, release, language, pinned
        self._measured: dict[str, Measured | Untold] = {}
        self.used: dict[str, Measured] = {}
        self._parts_told: dict[str, set[str]] = {}

    @property
    def is_offered(self) -> bool:
        """Whether the release has the columns that the story needs, and anything to say or to withhold of them."""
        if not {column.name for column in self.release.columns} >= set(self.story.needs):
            return False
        return any(self._has_answer(block) for part in self.story.parts for block in part.blocks)

    def _has_answer(self, block: Paragraph | Drawing) -> bool:
        if isinstance(block, Drawing):
            return is_askable(self.release, block.by, block.where)
        return bool(block.figures()) and self._paragraph(block) is not None

    def parts(self) -> Iterator[ToldPart]:
        """The story. A part falls away where nothing of what has numbers in it is left."""
        for part in self.story.parts:
            told = list(self._blocks(part.blocks))
            counted = [block for block in part.blocks if not isinstance(block, Paragraph) or block.figures()]
            if told and (not counted or any(_has_numbers(block, each) for block, each in told)):
                yield ToldPart(self.say(part.title), tuple(_noted_once(each for _block, each in told)))

    def numbers(self) -> Iterator[tuple[str, Item]]:
        """Every number that was told so far, with the name of its figure."""
        for name, measured in self.used.items():
            if "missing" in self._parts_told.get(name, ()) and (missing := self._missing(measured)):
                yield name, missing
            else:
                yield from ((name, item) for item in measured.items)

    def _missing(self, measured: Measured) -> Item | None:
        """The cases without an answer as a number of its own."""
        if measured.answer.missing is None or measured.answer.total is None:
            return None
        return missing_item(measured.question, measured.answer, picture_word("missing", self.language))

    def say(self, texts: Texts) -> str:
        """A text of the story in the language in which it is told."""
        return spaced(in_language(texts, self.language), self.language)

    def address(self, asked: Asked) -> str:
        """Where a question is in Explore."""
        return f"{reverse('hub:explore')}?{asked.query(release=self.pinned)}"

    def measured(self, name: str) -> Measured | Untold:
        """A figure of the story."""
        if name not in self._measured:
            self._measured[name] = measure(self.release, self.story.figures[name], self.language)
        return self._measured[name]

    def _blocks(self, blocks: tuple[Paragraph | Drawing, ...]) -> Iterator[tuple[Paragraph | Drawing, Told]]:
        for block in blocks:
            told = self._paragraph(block) if isinstance(block, Paragraph) else self._drawing(block)
            if told is not None:
                yield block, told

    def _paragraph(self, paragraph: Paragraph) -> Told | None:
        found = {name: self.measured(name) for name in paragraph.figures()}
        untold = [each for each in found.values() if isinstance(each, Untold)]
        if any(each.why is Why.ABSENT for each in untold):
            return None
        if untold:
            worst = next((each for each in untold if each.why is Why.WITHHELD), untold[0])
            address = self.address(Asked(worst.question)) if worst.question is not None else ""
            return Told(worst.why.value, address=address)
        measured = {name: each for name, each in found.items() if isinstance(each, Measured)}
        chosen = variant(paragraph.rule, [measured[name] for name in paragraph.of])
        if chosen not in paragraph.variants:
            return None
        self.used |= measured
        text = self.say(paragraph.variants[chosen])
        pieces = tuple(self._pieces(text, measured))
        return Told("text", pieces, tuple(self._notes(measured)))

    def _pieces(self, text: str, measured: Mapping[str, Measured]) -> Iterator[Piece]:
        end = 0
        for hole in HOLE.finditer(text):
            if hole.start() > end:
                yield Piece(text[end : hole.start()])
            end = hole.end()
            yield from self._number(measured[hole[1]], hole[2] or "")
        if end < len(text):
            yield Piece(text[end:])

    def _number(self, found: Measured, part: str) -> Iterator[Piece]:
        """A number in a sentence; a list as its items, with marks between them."""
        self._parts_told.setdefault(found.figure.name, set()).add(part)
        if part or not found.figure.is_list:
            yield self._linked(found.items[0], *self._part(found, part))
            return
        for place, item in enumerate(found.items):
            if place:
                yield Piece(BETWEEN.get(self.language, "; "))
            yield Piece(item.label)
            yield Piece(" ")
            yield self._linked(item, *self._share(item))

    def _part(self, found: Measured, part: str) -> tuple[str, str]:
        """A part of a figure as it is written, with its bounds."""
        item, language = found.items[0], self.language
        match part:
            case "":
                return self._share(item)
            case "of":
                return number(item.of, language), ""
            case "n":
                return number(item.n, language), span(item.low, item.high, language)
            case "missing":
                return percent(found.answer.missing_share, language), ""
            case "total":
                return number(found.answer.total, language), ""
            case "count":
                return number(sum(each.low > 0 for each in found.items), language), ""
            case _:
                return item.label, ""

    def _share(self, item: Item) -> tuple[str, str]:
        return percent(item.share, self.language), between(*item.shares, self.language)

    def _linked(self, item: Item, text: str, limits: str) -> Piece:
        return Piece(text, limits, self.address(Asked(item.question)), self._about(item))

    def _about(self, item: Item) -> str:
        return sentence(self.release, item.question, self.language)

    def _notes(self, measured: Mapping[str, Measured]) -> Iterator[Piece]:
        """What belongs to the questions in a sentence: who has no answer to them, and whose work they describe."""
        found: dict[Piece, None] = {}
        for name, each in measured.items():
            if each.figure.gaps or self._parts_told.get(name) == {"label"}:
                continue
            about, address = self._about(each.items[0]), self.address(Asked(each.question))
            for text in (*self._missing_words(each), *self._concentration(each)):
                found.setdefault(Piece(text, address=address, about=about))
        yield from found

    def _missing_words(self, measured: Measured) -> Iterator[str]:
        answer = measured.answer
        if answer.missing and answer.columns:
            yield _("not known or withheld for {missing} of {total} ({share})").format(
                missing=number(answer.missing, self.language),
                total=number(answer.total, self.language),
                share=percent(answer.missing_share, self.language),
            )

    def _concentration(self, measured: Measured) -> Iterator[str]:
        yield from (each.say(self.language) for each in measured.answer.cautions if each.code in CONCENTRATION)

    def _drawing(self, drawing: Drawing) -> Told | None:
        asked = self.asked(drawing)
        shown = picture(asked, read(self.release, asked.question), self.language) if asked is not None else None
        return Told("picture", picture=shown, address=self.address(asked)) if asked and shown else None

    def asked(self, drawing: Drawing) -> Asked | None:
        """A question of the story as Explore has it; None where the release has no answer to it."""
        if not is_askable(self.release, drawing.by, drawing.where):
            return None
        question = question_of(self.release, drawing.by, drawing.where, within=drawing.within)
        measured = Measure(drawing.measure) if drawing.measure else None
        return Asked(question, self.pinned, View(drawing.view), measured)


def _has_numbers(block: Paragraph | Drawing, told: Told) -> bool:
    return told.kind != "text" or (isinstance(block, Paragraph) and bool(block.figures()))


def _noted_once(blocks: Iterable[Told]) -> Iterator[Told]:
    """The blocks, each note only where it is first needed, and each reason for saying nothing once."""
    seen: set[Piece] = set()
    silent: set[str] = set()
    for block in blocks:
        if block.kind in silent:
            continue
        if block.kind in (Why.FEW, Why.WITHHELD):
            silent.add(block.kind)
        yield replace(block, notes=tuple(note for note in block.notes if note not in seen))
        seen |= set(block.notes)
