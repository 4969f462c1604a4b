"""A story as its file has it: texts in six languages, and the questions that fill in their numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]
"""A text by language."""

SOURCE = "en"
"""The language in which stories are written; the others are translations."""

HOLE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
"""Where a text has a number: `{girls}` is the share of a figure with its bounds, `{girls.of}` its denominator."""

PARTS = ("", "of", "n", "missing", "total", "label", "count")
"""What of a figure a text can have: its share; the denominator; the cases; the share of the cases without an answer;
the cases that match; what its code is called; how many codes surely have cases."""

MORE, LESS, UNSURE = "more", "less", "unsure"
"""The variants of a sentence. Unsure: the bounds overlap, so that the data cannot tell."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a short list of numbers, as a question.

    by, where: the question. Names that begin with @ stand for codes that each release has in its own way: @children
    and, among the codes of a column in order, @first, @last and @largest.
    codes: the code whose share it is; several are taken together, as cases with any of them.
    top: the codes with the most cases, so many of them, instead of chosen ones.
    same: the cases with the same country in both columns asked by.
    gaps: for each of these columns, the share of the cases that have no answer; none asks for something else.
    """

    name: str
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    top: int = 0
    same: bool = False
    gaps: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether it is several numbers."""
        return bool(self.top or self.gaps)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text, or the variants of one.

    rule: which variant is told; empty where there is one text only, under `unsure`. compare: whether the share of the
    first figure is larger than that of the second; cases: whether its number is; half: whether its share is more than
    half; first: whether the first of a list is apart from the second. of: the figures that the rule looks at.
    """

    variants: Mapping[str, Texts]
    rule: str = ""
    of: tuple[str, ...] = ()

    def figures(self) -> tuple[str, ...]:
        """The names of every figure it uses, in its rule or in any of its texts, in order."""
        used = [hole[0] for texts in self.variants.values() for text in texts.values() for hole in HOLE.findall(text)]
        return tuple(dict.fromkeys((*self.of, *used)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: the question it is of, and how it is shown."""

    by: tuple[str, ...]
    where: tuple[str, ...] = ()
    view: str = "chart"
    measure: str = ""
    within: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading."""

    title: Texts
    blocks: tuple[Paragraph | Drawing, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A topic.

    needs: columns without which it is not told. reviewed: by language, which native speaker has
    read its text, and when.
    cautions: what a reader must know that no rule can say. related: questions to go on with. terms: of the glossary.
    """

    slug: str
    order: int
    title: Texts
    lead: Texts
    needs: tuple[str, ...]
    figures: Mapping[str, Figure]
    parts: tuple[Part, ...]
    cautions: tuple[Texts, ...]
    related: tuple[Drawing, ...]
    terms: tuple[str, ...]
    reviewed: Mapping[str, str]

    def is_unreviewed(self, language: str) -> bool:
        """Whether it is a translation that no native speaker has read: it is written in English."""
        return language != SOURCE and not self.reviewed.get(language)

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Every text with the place where it stands."""
        yield "title", self.title
        yield "lead", self.lead
        for number, part in enumerate(self.parts, start=1):
            yield f"part {number}: title", part.title
            for place, block in enumerate(part.blocks, start=1):
                if isinstance(block, Paragraph):
                    for variant, texts in block.variants.items():
                        yield f"part {number}, block {place}{f' ({variant})' if block.rule else ''}", texts
        for number, texts in enumerate(self.cautions, start=1):
            yield f"caution {number}", texts
