"""What travels with a number: by rule, never by judgement."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from palermo.codes import vintage_losses
from palermo.release import Release, breaks
from palermo.tabulate._arrays import Ints
from palermo.tabulate._clauses import EQUAL, MISSING, UNEQUAL, Condition
from palermo.tabulate._column import ColumnIndex
from palermo.tabulate._index import Index, index_of
from palermo.tabulate._made import is_put_together
from palermo.tabulate._match import Columns
from palermo.tabulate._noise import is_noisy
from palermo.tabulate._question import Question
from palermo.tabulate._scope import Scope

FEW_CASES = 30
"""Cases below which a figure is called small: the usual least sample for a mean or a share in official statistics."""

MUCH_MISSING = 0.5
"""Share of the matching cases without an answer above which those who have one may be a minority of another kind."""

CONCENTRATED = 0.8
"""Share of the matching cases from one contributor or country above which a figure describes mostly that one."""

NOTICEABLE = 0.1
"""Share of a year's cases that come or go at once with a contributor above which years cannot be compared as they
are: less is within what figures change from year to year anyway."""

YEAR = "year_of_registration"
CONTRIBUTOR = "contributor"
COUNTRIES = ("citizenship", "country_of_exploitation")


@dataclass(frozen=True, slots=True)
class Caution:
    """One line that travels with a number. code: which rule; text: what it means, in English.

    details: what fills its sentence; in `without`, the condition that leaves out what it warns of, where there is one.
    """

    code: str
    text: str
    details: Mapping[str, Mapping[str, str] | str] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The line in a language, or in English."""
        sentences = _sentences()[self.code]
        chosen = language if language in sentences else "en"
        return sentences[chosen].format(**{name: _in(value, chosen) for name, value in self.details.items()})


def _in(value: Mapping[str, str] | str, language: str) -> str:
    return value if isinstance(value, str) else value.get(language, value["en"])


def cell_sentence(rule: str, language: str = "en") -> str:
    """What a rule means that a single figure breaks, in a language, or in English."""
    sentences = _cell_sentences()[rule]
    return sentences.get(language, sentences["en"])


@cache
def _cell_sentences() -> Mapping[str, Mapping[str, str]]:
    import yaml

    text = files("palermo.tabulate").joinpath("cell_cautions.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    import yaml

    text = files("palermo.tabulate").joinpath("cautions.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def _caution(rule: str, **details: Mapping[str, str] | str) -> Caution:
    return Caution(rule, Caution(rule, "", details).say(), details)


def _within(label: Mapping[str, str]) -> Mapping[str, str]:
    """A column's label as it stands within an English sentence; in other languages it is quoted."""
    english = label["en"]
    return {**label, "en": english if english[1:2].isupper() else english[:1].lower() + english[1:]}


def _percent(share: float) -> Mapping[str, str]:
    """A share as each language writes it: some set the sign apart, by a space that does not break."""
    plain, apart = f"{share:.0%}", f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    return {"en": apart, "fr": apart, "es": apart, "ar": plain, "ru": apart, "zh": plain}


def cautions(scope: Scope, counts: Ints) -> tuple[Caution, ...]:
    """Every caution that a rule raises, the gravest first. counts: the figures of the cells."""
    return tuple(_raised(scope, counts))


def seen_columns(view: Columns, question: Question) -> frozenset[str]:
    """The release's columns that a question asks by, or of which it chooses a value: nobody has to be told of them."""
    chosen = {
        each.column
        for each in question.where
        if isinstance(each, Condition) and each.operator == EQUAL and not each.values[0].startswith(MISSING)
    }
    return frozenset(view.source(name) for name in (*chosen, *question.by))


def _raised(scope: Scope, counts: Ints) -> Iterator[Caution]:
    release, view, question, total = scope.release, scope.view, scope.question, scope.total
    if release.manifest.about.demonstration:
        yield _caution("demonstration")
    if is_noisy(release):
        yield _caution("noisy")
    elif is_put_together(release):
        yield _caution("put_together", k=str(release.manifest.k))
    if total == 0:
        yield _caution("no_cases")
    elif scope.missing / total > MUCH_MISSING:
        yield _caution("high_missing", share=_percent(scope.missing / total))
    k = release.manifest.k or 1
    withheld = int(np.count_nonzero((counts > 0) & (counts < k)))
    if withheld:
        yield _caution("withheld", cells=str(withheld), all=str(len(counts)), k=str(k))
    small = int(np.count_nonzero(counts < FEW_CASES))
    if small and total:
        yield _caution("small_n", cells=str(small), all=str(len(counts)), least=str(FEW_CASES))
    yield from _concentration(release, index_of(release), seen_columns(view, question), scope.cases)
    used = dict.fromkeys((*question.by, *(condition.column for condition in question.conditions)))
    columns = [view.column(name) for name in used]
    yield from _vintage(view, question, used)
    yield from _breaks(release, view, question, scope.cases)
    for column in columns:
        if column.column.proxy:
            yield _caution("proxy", column=column.column.label, proxy=column.column.proxy)
    for column in columns:
        if column.list is not None and _is_unverified(column, question, scope.cases):
            yield _caution("unverified", column=column.column.label)


def breaking_years(release: Release, view: Columns, question: Question) -> Mapping[int, Collection[str]]:
    """The years in which much of the series came or went with a contributor, and which contributors.

    None where no years are compared, or where the reader sees or has chosen the contributors.
    """
    if CONTRIBUTOR in seen_columns(view, question) or not any(view.source(name) == YEAR for name in question.by):
        return {}
    found: dict[int, dict[str, None]] = {}
    for each in breaks(release.manifest):
        if each.share is None or each.share >= NOTICEABLE:
            found.setdefault(each.year, {})[each.contributor] = None
    return found


def _breaks(release: Release, view: Columns, question: Question, cases: Ints) -> Iterator[Caution]:
    """What came or went between the first and the last year that the answer shows."""
    found = breaking_years(release, view, question)
    if not found or not len(cases):
        return
    name = next(name for name in question.by if view.source(name) == YEAR)
    shown = [int(code) for code in view.column(name).seen(cases)]
    years = [year for year in sorted(found) if shown and min(shown) < year <= max(shown)]
    if years:
        names = dict.fromkeys(name for year in years for name in found[year])
        yield _caution("break", contributors=", ".join(names), years=", ".join(map(str, years)))


def _vintage(view: Columns, question: Question, used: Iterable[str]) -> Iterator[Caution]:
    """What a vintage cannot say of the columns that it is asked for."""
    if not question.schema:
        return
    lost = vintage_losses(question.schema)
    for name in dict.fromkeys(view.source(each) for each in used):
        codes = [code for loss in lost.get(name, ()) for code in loss.codes]
        if codes:
            yield _caution("schema_break", schema=question.schema, column=name, codes=str(len(codes)))


def _concentration(release: Release, index: Index, seen: Collection[str], cases: Ints) -> Iterator[Caution]:
    """One contributor or country above the threshold, unless the reader chose it or sees it in the answer."""
    if CONTRIBUTOR in index:
        if CONTRIBUTOR not in seen:
            largest = _largest(index.column(CONTRIBUTOR), cases)
            if largest is not None and largest[1] > CONCENTRATED:
                without = _all_but(CONTRIBUTOR, largest)
                yield _caution("one_contributor", share=_percent(largest[1]), code=largest[0], without=without)
    else:
        sizes = [(part.accepted or 0, part.contributor) for part in release.manifest.about.contributions]
        everything = sum(size for size, _ in sizes)
        if everything and max(sizes)[0] / everything > CONCENTRATED and len(cases):
            yield _caution("one_contributor", share=_percent(max(sizes)[0] / everything), code=max(sizes)[1])
    for name in COUNTRIES:
        if name in index and name not in seen:
            column = index.column(name)
            largest = _largest(column, cases)
            if largest is not None and largest[1] > CONCENTRATED and column.list is not None:
                label = column.list[largest[0]].label
                yield _caution(
                    "one_country",
                    share=_percent(largest[1]),
                    code=label,
                    column=_within(column.column.label),
                    without=_all_but(name, largest),
                )


def _all_but(column: str, largest: tuple[str, float]) -> str:
    """The condition that leaves the commonest code out; empty where nobody would be left."""
    code, share = largest
    return str(Condition(column, UNEQUAL, (code,))) if share < 1 else ""


def _largest(column: ColumnIndex, cases: Ints) -> tuple[str, float] | None:
    """The commonest code among some cases, and its share of those where it is known."""
    if len(cases) == len(column.known):
        counts, known = column.totals, column.number_known
    else:
        counts = column.counts(cases)
        known = int(counts.sum() if column.is_single else np.count_nonzero(column.known[cases]))
    if not known:
        return None
    place = int(counts.argmax())
    return column.codes[place], float(counts[place]) / known


def _is_unverified(column: ColumnIndex, question: Question, cases: Ints) -> bool:
    """Whether a code that the answer shows, or that a condition names, was not confirmed at its source."""
    if column.list is None or not column.unverified:
        return False
    named = {value for c in question.conditions if c.column == column.column.name for value in c.values}
    if not named.isdisjoint(column.codes[number] for number in column.unverified):
        return True
    if column.column.name not in question.by:
        return False
    return bool(column.counts(cases)[list(column.unverified)].any())
