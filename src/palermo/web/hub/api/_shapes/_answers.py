"""What the API answers to a question, and what it says where it cannot."""

from ninja import Field, Schema


class Fault(Schema):
    """What is wrong: where, what, and what to do about it."""

    code: str
    place: str
    fault: str
    remedy: str


class Failure(Schema):
    """The one shape of errors."""

    error: Fault


class QuestionAsked(Schema):
    """The question, as it was understood. text: in words.

    id: a short name that is the same everywhere and for ever. counting: the version of the rules of counting.
    """

    by: list[str]
    where: list[str]
    within: bool
    sort: str
    top: int
    change: str
    schema_: str = Field(alias="schema")
    text: str
    id: str
    counting: int


class ColumnAsked(Schema):
    """A column of the answer. proxy: what it stands in for; empty when it measures what its name says."""

    name: str
    label: str
    kind: str
    list: str | None
    proxy: str


class CodeShown(Schema):
    """A code of a row. parent: the broader code that includes it."""

    column: str
    code: str
    label: str
    parent: str | None


class ChangeShown(Schema):
    """How a figure differs from that of another year. base: that year. n: so many more. share: of that year's n."""

    base: str
    n: int
    low: int
    high: int
    share: float | None
    share_low: float | None
    share_high: float | None


class Row(Schema):
    """The cases with one code in each column.

    n: null where it is that of fewer than k cases; so is denominator. share: n over denominator. share_low, share_high:
    between which shares it lay before values were withheld. low, high: between which numbers n lay then.
    interval: whether these bounds were published with the release or recounted. missing_share: of the cases that the
    share could be over, those with no answer. change: against another year, where that is asked. cautions: the codes
    of the rules that this figure breaks.
    """

    by: list[CodeShown]
    n: int | None
    denominator: int | None
    share: float | None
    share_low: float | None
    share_high: float | None
    low: int
    high: int
    interval: str
    missing_share: float | None
    change: ChangeShown | None
    cautions: list[str]


class CautionShown(Schema):
    """One line that travels with the numbers."""

    code: str
    text: str


class SourceShown(Schema):
    """Where the numbers come from."""

    release: str
    title: str
    publisher: str
    date: str
    licence: str
    licence_url: str
    demonstration: bool
    key_fingerprint: str
    terms: str


class Paging(Schema):
    """Which rows these are. rows: how many the answer has. next, previous: addresses of the rows after and before."""

    offset: int
    limit: int | None
    rows: int
    next: str | None
    previous: str | None


class Aggregate(Schema):
    """An answer. total: cases that match; missing: with no answer in a column asked by; none: with no code at all.

    Each is null where it is that of fewer than k cases, and not 0; beside three of them stands between which numbers
    they lie. others: how many codes are together in `*`.
    cell_cautions: the rules that single rows break, in words. link: where the answer is found again, whatever is
    published later. paging: only where a limit or an offset was asked for.
    """

    question: QuestionAsked
    release: str
    language: str
    columns: list[ColumnAsked]
    rows: list[Row]
    total: int | None
    denominator: int | None
    missing: int | None
    missing_share: float | None
    none: int | None
    total_low: int
    total_high: int
    denominator_low: int
    denominator_high: int
    missing_low: int
    missing_high: int
    others: int
    cautions: list[CautionShown]
    cell_cautions: dict[str, str]
    citation: str
    source: SourceShown
    link: str
    paging: Paging | None = None
