"""A whole report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from palermo.report._blocks import Facts, Note, Paragraph, Table
from palermo.report._intervals import Intervals
from palermo.report._pictures import Bars, Lines

Block = Paragraph | Note | Facts | Table | Bars | Lines | Intervals


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. lead: the one or two sentences a reader takes away.

    terms: words that a reader may not know, each with a sentence that says what it means. The page explains a word
    where it stands, once a block and also in the plural, and lists at its end those that it holds. Values are not
    searched for them: in a column's label, the same word may mean something else.
    """

    title: str
    lead: str
    sections: Sequence[Section] = field(default_factory=tuple)
    terms: Mapping[str, str] = field(default_factory=dict)
