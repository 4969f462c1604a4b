"""The counting engine against a slow and obvious reference, on random tables."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import case_schema, code_list
from palermo.tabulate import OTHER, AllOf, AnyOf, Condition, Not, Question, answer

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
    operator = draw(st.sampled_from(["=", "!=", ">=", "<=", ".."] if ordered else ["=", "!="]))
    most = 1 if operator in (">=", "<=") else 2
    codes = draw(
        st.lists(
            st.sampled_from([str(code) for code in COLUMNS[name]]),
            min_size=2 if operator == ".." else 1,
            max_size=most,
            unique=True,
        )
    )
    if operator == "..":
        codes.sort(key=lambda code: place(name, code))
    if operator == "=" and draw(st.booleans()):
        codes = [*codes, draw(st.sampled_from(["?", "?suppressed"]))]
    return Condition(name, operator, tuple(codes))


def larger(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return several.map(AllOf) | several.map(AnyOf) | parts.map(Not)


CLAUSES = st.recursive(conditions(), larger, max_leaves=4)
QUESTIONS = st.builds(
    Question,
    by=st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=4).map(tuple),
    where=st.lists(CLAUSES, max_size=2).map(tuple),
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


def may_hold(clause, row):
    """Whether a clause may have held before suppression, and whether it may have not: a pair of truths."""
    match clause:
        case Not():
            holds, fails = may_hold(clause.clause, row)
            return fails, holds
        case AllOf() | AnyOf():
            pairs = [may_hold(each, row) for each in clause.clauses]
            join, other = (all, any) if isinstance(clause, AllOf) else (any, all)
            return join(holds for holds, _ in pairs), other(fails for _, fails in pairs)
    value = row[clause.column]
    if clause.operator == "!=":
        fails, holds = may_hold(Condition(clause.column, "=", clause.values), row)
        return holds, fails
    if value is Missing.SUPPRESSED:
        return True, True
    known = matches(clause, value)
    if isinstance(value, Missing):
        return known is True, known is False
    if clause.operator == "=":
        may = bool(possible_codes(clause.column, value) & set(clause.values))
    else:
        low, high = place(clause.column, str(value))
        first, last = bounds_of(clause)
        may = high >= first and low <= last
    return may, known is False


def bounds_of(condition):
    name, values = condition.column, condition.values
    low = float("-inf") if condition.operator == "<=" else place(name, values[0])[0]
    high = float("inf") if condition.operator == ">=" else place(name, values[-1])[1]
    return low, high


def place(name, code):
    """The span of a code on its scale."""
    listed = case_schema()[name].list
    if listed is None:
        return int(code), int(code)
    leaves = {"0-12": (0, 0), "13-24": (1, 1), "25+": (2, 3), "25-60": (2, 2), "61+": (3, 3)}
    return leaves[code]


def matches(condition, value):
    """Whether a value as published matches: True, False, or None where nobody can tell."""
    name, wanted = condition.column, set(condition.values)
    if condition.operator == "!=":
        return {True: False, False: True, None: None}[matches(Condition(name, "=", condition.values), value)]
    if isinstance(value, Missing):
        return True if "?" in wanted or f"?{value.value}" in wanted else None
    if condition.operator == "=":
        return bool(codes_of(name, value) & wanted)
    low, high = place(name, str(value))
    first, last = bounds_of(condition)
    return low >= first and high <= last


def truth(clause, row):
    """The logic of three values, by its truth tables."""
    match clause:
        case Condition():
            return matches(clause, row[clause.column])
        case Not():
            return {True: False, False: True, None: None}[truth(clause.clause, row)]
    found = [truth(each, row) for each in clause.clauses]
    strong = isinstance(clause, AnyOf)
    if strong in found:
        return strong
    return None if None in found else not strong


def reference(table, question):
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    chosen = [row for row in rows if all(truth(each, row) is True for each in question.where)]
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
        holds = all(may_hold(each, row)[0] for each in question.where)
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=tables(), top=st.integers(1, 2), by=st.sampled_from([["means_of_control"], ["gender", "means_of_control"]])
)
def test_the_rarer_codes_are_counted_together_by_case(table, top, by, tmp_path_factory):
    release = make_release(tmp_path_factory.mktemp("releases"), make_cases(**table))
    found = answer(release, Question(tuple(by), top=top))
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    known = [row for row in rows if all(codes_of(name, row[name]) for name in by)]
    tops = dict.fromkeys(broadest(by[0]), 0)
    for row in known:
        for code in codes_of(by[0], row[by[0]]) & set(tops):
            tops[code] += 1
    shown = {cell.codes[0] for cell in found.cells} - {OTHER}
    assert len(shown) <= top
    assert all(tops[code] >= tops[other] for code in shown for other in set(tops) - shown)
    rest = {code for code in tops if tops[code]} - shown
    assert found.others == len(rest)
    for cell in found.cells:
        first = shown_codes(cell.codes[0], rest)
        assert cell.n == sum(
            bool(codes_of(by[0], row[by[0]]) & first)
            and all(code in codes_of(name, row[name]) for name, code in zip(by[1:], cell.codes[1:], strict=True))
            for row in known
        )
        assert cell.low <= cell.n <= cell.high
        assert cell.denominator == len(known)


def broadest(name):
    return [code.code for code in code_list(case_schema()[name].list) if code.parent is None]


def shown_codes(code, rest):
    return set(rest) if code == OTHER else {code}
