"""A question: which columns, which cases, in which order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from palermo.errors import QuestionError
from palermo.tabulate._clauses import AllOf, Clause, Condition, canonical, conditions_of
from palermo.tabulate._reading import clause_of

MOST_COLUMNS = 4
"""How many columns an answer may have: more cannot be read, and divides the cases into groups of a few."""

COUNTING = 1
"""The version of the rules by which figures are counted. A permanent link names it: where the rules change, the
number does, so that an old link is refused rather than answered with other figures."""

MOST_TOP = 100
SORTS = ("n", "share", "low", "high", "code", "change")
"""What rows can be sorted by; with a minus before it, the largest first."""
PREVIOUS = "previous"
"""Change against the year before."""
YEAR_DIGITS = 4

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's digits of base 32: none is taken for another when somebody copies it by hand."""
_ID_LENGTH = 12
"""60 bits: among a million questions, two with one id are expected once in two million times."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a release.

    by: the columns whose codes make the rows of the answer; none asks only how many cases match.
    where: clauses that must all hold. within: shares within each code of the first column instead of over all.
    sort: what the rows are sorted by, one of `SORTS`, with a minus for the largest first; empty for reading order.
    top: so many of the commonest codes of the first column without an order of its own, the others together; 0: all.
    change: `previous`, or a year: each figure of a year beside that of the year before, or of this year.
    schema: a published vintage whose columns and codes the question and its answer use; empty for the release's own.

    Raises QuestionError when there are more than four columns or one twice, or when an option cannot be used.
    """

    by: tuple[str, ...] = ()
    where: tuple[Clause, ...] = ()
    within: bool = False
    sort: str = ""
    top: int = 0
    change: str = ""
    schema: str = ""

    def __post_init__(self) -> None:
        if len(self.by) > MOST_COLUMNS:
            raise QuestionError("question.too_many_columns", place="by", count=len(self.by), most=MOST_COLUMNS)
        for name in self.by:
            if self.by.count(name) > 1:
                raise QuestionError("question.repeated_column", place="by", name=name)
        if self.sort and self.sort.removeprefix("-") not in SORTS:
            raise unusable(
                "sort", self.sort, f"rows are sorted by {', '.join(SORTS)}.", "Put - before it for the largest first."
            )
        if not 0 <= self.top <= MOST_TOP:
            raise unusable("top", str(self.top), f"it is a number from 1 to {MOST_TOP}.", "Leave it out for all codes.")
        if self.change and self.change != PREVIOUS and not _is_year(self.change):
            raise unusable(
                "change", self.change, f"it is {PREVIOUS} or a year.", "Write change=previous, or change=2015."
            )
        if self.sort.removeprefix("-") == "change" and not self.change:
            raise unusable("sort", self.sort, "no change is asked for.", "Add change=previous, or change and a year.")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every single condition, also of larger ones."""
        return tuple(conditions_of(self.where))

    def fields(self) -> Iterator[tuple[str, str]]:
        """The question as fields with their values as text, as an address and a command have them; no empty ones.

        >>> list(Question(("gender",), within=True).fields())
        [('by', 'gender'), ('within', 'true')]
        """
        yield from (("by", name) for name in self.by)
        yield from (("where", str(clause)) for clause in self.where)
        if self.within:
            yield "within", "true"
        yield from (
            (name, str(value)) for name in ("top", "sort", "change", "schema") if (value := getattr(self, name))
        )

    @property
    def canonical(self) -> str:
        r"""The question as text, the same for all ways of writing it: what its id is made of.

        >>> Question(("gender",), (Condition("citizenship", "=", ("PHL",)),)).canonical
        'by=gender\nwhere=citizenship=PHL'
        """
        lines = [f"by={','.join(self.by)}"] if self.by else []
        if self.where:
            lines.append(f"where={canonical(AllOf(self.where))}")
        if self.within:
            lines.append("within")
        lines += [f"{name}={value}" for name in ("sort", "top", "change", "schema") if (value := getattr(self, name))]
        return "\n".join(lines)

    @property
    def id(self) -> str:
        """A short name of the question, the same everywhere and for ever.

        >>> len(Question(("gender",)).id)
        12
        """
        number = int.from_bytes(sha256(self.canonical.encode()).digest()[:8])
        return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in range(_ID_LENGTH))


def parse_question(
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    *,
    within: bool = False,
    sort: str = "",
    top: int = 0,
    change: str = "",
    schema: str = "",
) -> Question:
    """A question from its text. Whether the release has such columns and codes is seen when it is asked.

    where: clauses that must all hold, such as `gender=woman or not citizenship=PHL|NPL`.

    Raises QuestionError when a condition cannot be read, when there are too many columns, or when there is no such
    vintage.

    >>> parse_question(["gender"], ["year_of_registration>=2015"]).where
    (Condition(column='year_of_registration', operator='>=', values=('2015',)),)
    """
    columns = tuple(name.strip() for name in by)
    clauses = tuple(clause_of(text) for text in where)
    return Question(columns, clauses, within, sort.strip(), top, change.strip(), _vintage(schema.strip()))


def unusable(option: str, value: str, reason: str, remedy: str) -> QuestionError:
    """An option that cannot be used as it is. reason, remedy: sentences."""
    return QuestionError(
        "question.unusable_option", place=option, option=option, value=value[:40], reason=reason, suggestion=remedy
    )


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == YEAR_DIGITS


def _vintage(name: str) -> str:
    """The name of a vintage, from itself or an alias."""
    if not name:
        return ""
    from palermo.codes import vintage, vintage_names
    from palermo.errors import CodesError

    try:
        return vintage(name).name
    except CodesError:
        known = ", ".join(vintage_names())
        raise unusable("schema", name, "there is no such vintage.", f"There are: {known}.") from None
