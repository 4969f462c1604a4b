"""The counting engine against a slow and obvious reference, on random tables."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import case_schema, code_list
from palermo.tabulate import Question, answer
from palermo.tabulate._question import Condition

COLUMNS = {
    "gender": ["woman", "man", "trans_or_non_conforming", "trans_woman", "non_conforming"],
    "year_of_registration": [2001, 2002, 2010],
    "trafficking_duration": ["0-12", "13-24", "25+", "25-60", "61+"],
    "means_of_control": ["debt_bondage", "takes_earnings", "debt_bondage_or_earnings", "threats", "other"],
    "forms_of_exploitation": ["sexual", "sexual.prostitution", "labour"],
}
SETS = ("means_of_control", "forms_of_exploitation")
ABSENT = st.sampled_from([Missing.UNKNOWN, Missing.SUPPRESSED, Missing.NOT_ASKED])


def values_of(name):
    codes = st.sampled_from(COLUMNS[name])
    one = st.lists(codes, unique=True, max_size=3) if name in SETS else codes
    return one | ABSENT


@st.composite
def tables(draw):
    rows = draw(st.integers(0, 12))
    return {name: draw(st.lists(values_of(name), min_size=rows, max_size=rows)) for name in COLUMNS}


@st.composite
def conditions(draw):
    name = draw(st.sampled_from(sorted(COLUMNS)))
    ordered = name in ("year_of_registration", "trafficking_duration")
    operator = draw(st.sampled_from(["=", "!=", ">=", "<="] if ordered else ["=", "!="]))
    most = 1 if operator in (">=", "<=") else 2
    codes = draw(
        st.lists(st.sampled_from([str(code) for code in COLUMNS[name]]), min_size=1, max_size=most, unique=True)
    )
    if operator == "=" and draw(st.booleans()):
        codes = [*codes, draw(st.sampled_from(["?", "?suppressed"]))]
    return Condition(name, operator, tuple(codes))


QUESTIONS = st.builds(
    Question,
    by=st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=3).map(tuple),
    where=st.lists(conditions(), max_size=2).map(tuple),
    within=st.booleans(),
)


def codes_of(name, value):
    """Every code a value counts under."""
    if isinstance(value, Missing):
        return set()
    listed = case_schema()[name].list
    if listed is None:
        return {str(value)}
    own = value if name in SETS else [value]
    return {above for code in own for above in (code, *code_list(listed).ancestors(code))}


def possible_codes(name, value):
    """Every code a value may have counted under: a broader code may have been made from any below it."""
    listed = case_schema()[name].list
    if isinstance(value, Missing) or listed is None:
        return codes_of(name, value)
    own = value if name in SETS else [value]
    return codes_of(name, value) | {below for code in own for below in code_list(listed).descendants(code)}


def may_match(condition, value):
    if isinstance(value, Missing) or condition.operator == "!=":
        return matches(condition, value)
    if condition.operator == "=":
        return bool(possible_codes(condition.column, value) & set(condition.values))
    low, high = place(condition.column, str(value))
    first, last = place(condition.column, condition.values[0])
    return high >= first if condition.operator == ">=" else low <= last


def place(name, code):
    """The span of a code on its scale."""
    listed = case_schema()[name].list
    if listed is None:
        return int(code), int(code)
    leaves = {"0-12": (0, 0), "13-24": (1, 1), "25+": (2, 3), "25-60": (2, 2), "61+": (3, 3)}
    return leaves[code]


def matches(condition, value):
    name, wanted = condition.column, set(condition.values)
    if condition.operator == "=":
        if isinstance(value, Missing):
            return "?" in wanted or f"?{value.value}" in wanted
        return bool(codes_of(name, value) & wanted)
    if isinstance(value, Missing):
        return False
    if condition.operator == "!=":
        return not codes_of(name, value) & wanted
    low, high = place(name, str(value))
    first, last = place(name, condition.values[0])
    return low >= first if condition.operator == ">=" else high <= last


def reference(table, question):
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    chosen = [row for row in rows if all(matches(each, row[each.column]) for each in question.where)]
    missing = [row for row in chosen if any(isinstance(row[name], Missing) for name in question.by)]
    known = [row for row in chosen if all(codes_of(name, row[name]) for name in question.by)]
    counts, firsts = {}, {}
    for row in known:
        for codes in product(*(codes_of(name, row[name]) for name in question.by)):
            counts[codes] = counts.get(codes, 0) + 1
        for code in codes_of(question.by[0], row[question.by[0]]) if question.by else ():
            firsts[code] = firsts.get(code, 0) + 1
    denominators = {codes: firsts[codes[0]] if question.within and codes else len(known) for codes in counts}
    if not question.by:
        counts, denominators = {(): len(known)}, {(): len(known)}
    return counts, denominators, len(chosen), len(known), len(missing)


def highest(table, question, codes):
    """How many cases a cell can have had: every withheld value may have been what is asked."""
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    found = 0
    for row in rows:
        holds = all(
            row[each.column] is Missing.SUPPRESSED or may_match(each, row[each.column]) for each in question.where
        )
        fits = all(
            row[name] is Missing.SUPPRESSED or code in possible_codes(name, row[name])
            for name, code in zip(question.by, codes, strict=True)
        )
        found += holds and fits
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables(), questions=st.lists(QUESTIONS, min_size=5, max_size=5))
def test_the_engine_counts_what_the_reference_counts(table, questions, tmp_path_factory):
    release = make_release(tmp_path_factory.mktemp("releases"), make_cases(**table))
    for question in questions:
        counts, denominators, total, denominator, missing = reference(table, question)
        found = answer(release, question)
        assert {cell.codes: cell.n for cell in found.cells} == counts
        assert {cell.codes: cell.denominator for cell in found.cells} == denominators
        assert (found.total, found.denominator, found.missing) == (total, denominator, missing)
        assert found.none == total - denominator - missing
        for cell in found.cells:
            assert cell.low <= cell.n <= cell.high
            assert cell.high == highest(table, question, cell.codes)
            assert cell.share == (cell.n / cell.denominator if cell.denominator else None)
