"""A sentence that was read, as a question: what it asks by, which cases, and the figure that it is about."""

from collections.abc import Sequence

from palermo.tabulate._clauses import AT_LEAST, AT_MOST, BETWEEN, EQUAL, UNEQUAL, Clause, Condition
from palermo.tabulate._question import MOST_COLUMNS, PREVIOUS, Question
from palermo.tabulate.plain._facts import YEAR, Facts
from palermo.tabulate.plain._join import CODE, PEOPLE, PLACE, Unit, joined
from palermo.tabulate.plain._model import Focus
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._terms import ASKED, GROUP, Draft

LEAST_COMPARED = 2


def compose(draft: Draft) -> tuple[Question, Focus | None]:
    """The question of a sentence, and the figure that it is about."""
    times = [each for each in draft.terms if each.kind == "time"]
    rest = [each for each in draft.terms if each.kind != "time"]
    sides = {side: joined([each for each in rest if each.side == side], draft) for side in ("", ASKED, GROUP)}
    units = sorted((each for found in sides.values() for each in found), key=lambda each: each.at)
    by = list(draft.by)
    within = False
    compared = _compared(units, draft.facts) if "compare" in draft.said or "versus" in draft.said else None
    if compared is not None:
        column = compared.ways[0][0].column
        by = [column, *(name for name in by if name != column)][:MOST_COLUMNS]
    if draft.top_column in by:  # the first column is the one that is ranked
        by = [draft.top_column, *(name for name in by if name != draft.top_column)]
    asked = _asked(sides, units, draft, has_by=bool(by), compared=compared)
    focus = None
    if asked is not None:
        own = [each.column for each in asked.ways[0]]
        new = [name for name in own if name not in by]
        if len(by) + len(new) <= MOST_COLUMNS:
            within = bool(by) and bool(new)
            by = [*by, *new]
            focus = Focus(asked.ways[0])
            units = [each for each in units if each is not asked]
    units = _without_contradictions(units, draft)
    where = _narrowest([clause for unit in units for clause in unit.clauses()], draft.facts)
    spans = _as_range([condition for term in times for condition in _of_time(term.conditions, term.is_negated)])
    change = ""
    if "change" in draft.said:
        by = by if YEAR in by or len(by) == MOST_COLUMNS or not draft.facts.has(YEAR) else [*by, YEAR]
        bases = [each.values[0] for each in spans if each.operator in (AT_LEAST, BETWEEN)]
        change = (bases[0] if bases else PREVIOUS) if YEAR in by else ""
        if not change:
            draft.refuse_all("change", Reason("too_many_columns", {"most": str(MOST_COLUMNS)}))
    sort = "n" if "fewest" in draft.said and by else ""
    question = Question(tuple(by), tuple(dict.fromkeys((*where, *spans))), within, sort, draft.top, change)
    return question, focus


def _compared(units: Sequence[Unit], facts: Facts) -> Unit | None:
    """The groups that are held against each other: codes of one column."""
    for unit in units:
        single = unit.single
        if single is not None and unit.is_joined and len(single.values) >= LEAST_COMPARED:
            return unit if not facts.is_set(single.column) else None  # of a set, the codes are rows anyhow
    return None


def _asked(
    sides: dict[str, list[Unit]], units: Sequence[Unit], draft: Draft, *, has_by: bool, compared: Unit | None
) -> Unit | None:
    """What the share is of: what the sentence says, or the form of exploitation, or whatever else happened."""
    plain = [each for each in units if _is_row(each) and each is not compared]
    codes = [each for each in plain if each.kind == CODE and not _is_one_of_two(each, units)]
    if sides[ASKED]:
        told = [each for each in sides[ASKED] if _is_row(each) and not _is_one_of_two(each, units)]
        return next((each for each in told if each.kind == CODE), told[0] if told else None)
    is_compared = compared is not None or "compare" in draft.said
    if "share" not in draft.said or is_compared:
        return None if (has_by and not is_compared) or not codes else codes[0]
    people = [each for each in plain if each.kind == PEOPLE]
    if codes and people and not has_by:
        ways = (codes[0], people[0])
        shown = tuple(each.ways[0] for each in ways)
        return ways[draft.choose(("asked", 0), codes[0].at, shown, Reason("share_of"), is_settled=True)]
    ranked = (*codes, *people, *(each for kind in (PLACE, "other") for each in plain if each.kind == kind))
    return ranked[0] if ranked else None


def _is_row(unit: Unit) -> bool:
    """Whether it can be rows of an answer: codes of one column, or of each of several."""
    return len(unit.ways) == 1 and not unit.is_negated and all(each.operator == EQUAL for each in unit.ways[0])


def _is_one_of_two(unit: Unit, units: Sequence[Unit]) -> bool:
    """Whether another code of its column must hold as well: then both are conditions."""
    return any(each is not unit and each.columns == unit.columns and not each.is_negated for each in units)


def _without_contradictions(units: Sequence[Unit], draft: Draft) -> list[Unit]:
    """Units without those that no case can meet together with the ones before them: transgender girls, say."""
    kept: list[Unit] = []
    seen: list[Condition] = []
    for unit in units:
        own = [each for each in unit.ways[0] if each.operator == EQUAL] if _is_row(unit) else []
        against = (each for each in own for other in seen if _exclude_each_other(each, other, draft.facts))
        if next(against, None) is not None:
            draft.refuse(unit.at, Reason("contradiction"))
        else:
            kept.append(unit)
            seen += own
    return kept


def _exclude_each_other(one: Condition, other: Condition, facts: Facts) -> bool:
    same = one.column == other.column and not facts.is_set(one.column)
    return same and not any(_overlap(a, b, one.column, facts) for a in one.values for b in other.values)


def _overlap(one: str, other: str, column: str, facts: Facts) -> bool:
    """Whether a case can have both codes: it has the broader ones above its own too."""
    listed = facts.listed(column)
    if one == other or listed is None or one not in listed or other not in listed:
        return one == other
    return one in listed.descendants(other) or other in listed.descendants(one)


def _narrowest(clauses: Sequence[Clause], facts: Facts) -> list[Clause]:
    """Clauses without those that a narrower one of the same column makes idle: girls aged 9 to 17."""

    def is_idle(one: Clause) -> bool:
        return any(
            isinstance(one, Condition)
            and isinstance(other, Condition)
            and one.column == other.column
            and one.operator == other.operator == EQUAL
            and not facts.is_set(one.column)
            and set(other.values) < set(one.values)
            for other in clauses
        )

    return [each for each in clauses if not is_idle(each)]


def _of_time(conditions: Sequence[Condition], is_negated: bool) -> list[Condition]:
    if not is_negated or len(conditions) != 1 or conditions[0].operator != EQUAL:
        return list(conditions)
    return [Condition(YEAR, UNEQUAL, conditions[0].values)]


def _any_year(conditions: Sequence[Condition]) -> list[Condition]:
    """Single years mean any of them: no case was registered in two."""
    single = [each for each in conditions if each.operator == EQUAL]
    if len(single) <= 1:
        return list(conditions)
    years = tuple(dict.fromkeys(value for each in single for value in each.values))
    return [Condition(YEAR, EQUAL, years), *(each for each in conditions if each not in single)]


def _as_range(conditions: Sequence[Condition]) -> list[Condition]:
    """Times that all hold; a first and a last year are one range."""
    conditions = _any_year(conditions)
    least = [each for each in conditions if each.operator == AT_LEAST]
    most = [each for each in conditions if each.operator == AT_MOST]
    if len(least) == len(most) == 1 and int(least[0].values[0]) <= int(most[0].values[0]):
        span = Condition(YEAR, BETWEEN, (least[0].values[0], most[0].values[0]))
        rest = [each for each in conditions if each not in (least[0], most[0])]
        return [span, *rest]
    return list(conditions)
