"""A mapping as frozen values: where each column of the case table comes from in a contributor's file."""

from collections import abc
from dataclasses import dataclass, field
from types import MappingProxyType

from palermo.cases import Dialect, Missing

QUARANTINE = "quarantine"
"""What to do with a value nothing is known about, unless the mapping says otherwise."""

NONE_OF_THEM = "none_of_them"
"""Said of a set: it is known that no code applies."""

_NOTHING: abc.Mapping[str, str] = MappingProxyType({})

Meaning = tuple[str, ...] | Missing
"""What a text means: codes (none at all: none of them), or a kind of missing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text becomes a code.

    values: text → what it means; tried first, as written and then with case and spaces aside.
    otherwise: for a text that is not known: `quarantine`, or what to take it for.
    strict: only `values` count, not the names that the code list itself knows.
    attribute: read the codes by this attribute (`alpha2`) and by nothing else.
    languages: which languages' names count; all when empty.
    """

    values: abc.Mapping[str, Meaning] = field(default_factory=dict)
    otherwise: Meaning | None = None
    strict: bool = False
    attribute: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one column of the case table is filled.

    blank: what an empty cell means here; None: what the mapping says for the whole file.
    optional: the file may lack the columns; they are then read as blank.
    private: values of this column are never shown in a report.
    line: where the rule stands in the mapping.
    """

    blank: Missing | None = None
    optional: bool = False
    private: bool = False
    line: int = field(default=0, compare=False)

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """The file's columns that the rule reads, and whether each may be absent."""
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class From(Rule):
    """One cell → one value. A list's code is found through `reading`; numbers and identifiers are read as they are."""

    column: str
    reading: Reading = Reading()

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Rule):
    """A country's name or code → ISO 3166-1 alpha-3. delimiter: splits several countries, of which the first counts."""

    column: str
    reading: Reading = Reading()
    delimiter: str = ""

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Rule):
    """One cell with several answers → a set. none: texts that say *none of them*."""

    column: str
    delimiter: str
    reading: Reading = Reading()
    none: tuple[str, ...] = ()

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags(Rule):
    """Several yes-or-no columns → a set.

    flags: the file's column → what yes means there.
    yes, no: the texts for yes and for no. A blank is neither.
    blank_is_none: a group without any yes says *none of them* even where cells are blank.
    partial: the flags name only some of the codes, so that no to all of them is not *none of them* but a blank.
    """

    flags: abc.Mapping[str, Meaning]
    yes: tuple[str, ...] = ("1",)
    no: tuple[str, ...] = ("0",)
    blank_is_none: bool = False
    partial: bool = False

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        for column in self.flags:
            yield column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(Rule):
    """A date → its year. formats: `iso`, `excel`, or such as `day/month/year`; tried in order."""

    column: str
    formats: tuple[str, ...]

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Rule):
    """A number (an age in completed years, a duration in months) → the band of the list it falls in.

    in_doubt: when a range such as `16-19` fits several bands: a kind of missing, `quarantine`, `lower` or `upper`.
    """

    column: str
    in_doubt: Missing | str = QUARANTINE

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.column, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand(Rule):
    """Birth date and date of reference → the age band. Either may be known only to the month or the year."""

    birth_date: str
    reference_date: str
    formats: tuple[str, ...]
    reference_formats: tuple[str, ...]
    in_doubt: Missing | str = QUARANTINE

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        yield self.birth_date, self.optional
        yield self.reference_date, self.optional


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Rule):
    """The same for every case."""

    value: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOf(Rule):
    """The first of several rules that gives a value."""

    rules: tuple[Rule, ...]

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        for rule in self.rules:
            yield from rule.sources()


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one cell: that it is one of some texts, or blank, or the opposite (`negated`)."""

    column: str
    texts: tuple[str, ...] = ()
    blank: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A rule that applies where all its conditions hold."""

    conditions: tuple[Condition, ...]
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Rule):
    """The first branch whose conditions hold; `otherwise` where none does."""

    branches: tuple[Branch, ...]
    otherwise: Rule

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        for branch in self.branches:
            for condition in branch.conditions:
                yield condition.column, self.optional
            yield from branch.rule.sources()
        yield from self.otherwise.sources()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonKey(Rule):
    """Names, birth and sex → a keyed digest, the same for the same person in any contribution.

    precision: `date` or `year` of birth. All contributors that are to be linked must use the same.
    sex: how the sex or gender is read (a rule of the column `gender`).
    """

    names: tuple[str, ...]
    birth_date: str
    formats: tuple[str, ...]
    sex: Rule
    precision: str = "date"

    def sources(self) -> abc.Iterator[tuple[str, bool]]:
        """See `Rule`."""
        for name in self.names:
            yield name, self.optional
        yield self.birth_date, self.optional
        yield from self.sex.sources()


@dataclass(frozen=True, slots=True)
class Source:
    """One way in which the file may have been written.

    requires: headers that must be there for this way to be the right one.
    index_columns: columns that only number the rows: a row with nothing else is blank.
    strip_groups: leave out the groups before a question's name (`person/age` → `age`).
    ignore: columns that are not to be used here → why.
    notes: what a report on a file that is written in this way must say.
    """

    name: str = ""
    dialect: Dialect = field(default_factory=Dialect)
    requires: tuple[str, ...] = ()
    index_columns: tuple[str, ...] = ()
    strip_groups: bool = False
    ignore: abc.Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """What an empty cell means where a rule does not say: by column, by kind of column, else everywhere."""

    default: Missing
    by_name: abc.Mapping[str, Missing] = field(default_factory=dict)

    def for_column(self, name: str, kind: str) -> Missing:
        """What an empty cell means for a column of the case table."""
        return self.by_name.get(name, self.by_name.get(kind, self.default))


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each column of the case table comes from in a contributor's file.

    sources: the ways in which the file may have been written, tried in order.
    blank: what an empty cell means.
    missing: texts that stand for a kind of missing, in every column.
    columns: column of the case table → rule, in the order of the schema.
    ignore: columns of the file that are left out on purpose → why.
    notes: what every report on this mapping must say.
    """

    name: str
    sources: tuple[Source, ...]
    blank: Blank
    columns: abc.Mapping[str, Rule]
    missing: abc.Mapping[str, Missing] = field(default_factory=dict)
    ignore: abc.Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    title: str = ""
    path: str = ""
