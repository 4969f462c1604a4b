"""What `and`, `or` and commas make of conditions: women and girls, Nepali men and Indian women."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from palermo.tabulate._clauses import EQUAL, UNEQUAL, AllOf, AnyOf, Clause, Condition, Not
from palermo.tabulate.plain._facts import Facts
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._terms import Draft, Term

PEOPLE, PLACE, CODE = "people", "place", "code"
ENOUGH_ALIKE = 2
"""Columns that two groups of people both name before they are taken for two groups: Nepali men and Indian women."""

Conjunction = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Conditions of which one conjunction must hold. at: the phrase that begins it. is_joined: of several phrases."""

    ways: tuple[Conjunction, ...]
    kind: str
    is_negated: bool
    at: int
    is_before: bool = False
    is_both: bool = False
    is_joined: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it is about."""
        return frozenset(each.column for way in self.ways for each in way)

    @property
    def single(self) -> Condition | None:
        """Its one condition, where it is no more, and holds."""
        alone = self.ways[0][0] if len(self.ways) == 1 and len(self.ways[0]) == 1 else None
        return alone if alone is not None and alone.operator == EQUAL and not self.is_negated else None

    def clauses(self) -> Iterator[Clause]:
        """What must hold."""
        if self.is_negated:
            plain = self.ways[0][0] if len(self.ways) == 1 and len(self.ways[0]) == 1 else None
            if plain is not None and plain.operator == EQUAL:
                yield replace(plain, operator=UNEQUAL)
            else:
                yield Not(_either(self.ways))
        elif len(self.ways) == 1:
            yield from self.ways[0]
        else:
            yield _either(self.ways)


def _either(ways: Sequence[Conjunction]) -> Clause:
    parts: list[Clause] = [way[0] if len(way) == 1 else AllOf(way) for way in ways]
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def joined(terms: Sequence[Term], draft: Draft) -> list[Unit]:
    """Terms as units that must all hold, joined where the sentence joins them."""
    found: list[Unit] = []
    for link, segment in _segments(terms):
        found = _append(found, link, segment, draft) if found else segment
    return _merged(found, draft.facts)


def _segments(terms: Sequence[Term]) -> Iterator[tuple[str, list[Unit]]]:
    """Terms between one `and`, `or` or comma and the next."""
    link, segment = "", list[Unit]()
    for term in terms:
        unit = Unit((term.conditions,), term.kind, term.is_negated, term.at, term.is_before, term.is_both)
        if term.link and segment:
            yield link, segment
            link, segment = term.link, []
        segment.append(unit)
    if segment:
        yield link, segment


def _append(found: list[Unit], link: str, segment: list[Unit], draft: Draft) -> list[Unit]:
    last, first = found[-1], segment[0]
    groups = _two_groups(found, segment)
    if groups is not None:
        return groups
    person = next((each for each in segment if each.kind == PEOPLE), None)
    if person is not None and first.is_before and last.columns == person.columns and not last.is_negated:
        at = segment.index(person)  # women and Nepali men
        own = tuple(condition for each in segment[: at + 1] for condition in each.ways[0])
        return [*found[:-1], _union(last, Unit((own,), PEOPLE, False, first.at)), *segment[at + 1 :]]
    if last.is_negated == first.is_negated:
        if last.columns == first.columns or (last.kind == first.kind == PEOPLE):
            return [*found[:-1], *_pair(last, first, link, draft), *segment[1:]]
        if link == "or":
            return [*found[:-1], _union(last, first), *segment[1:]]
        alike = next(
            (each for each in found if each.columns == first.columns and each.is_negated == first.is_negated), None
        )
        if alike is not None and first.kind != PEOPLE:
            at = found.index(alike)
            return [*found[:at], *_pair(alike, first, link, draft), *found[at + 1 :], *segment[1:]]
        if alike is not None and first.kind == PEOPLE and found.index(alike) < len(found) - 1:
            at = found.index(alike)  # men from Nepal and women
            own = tuple(condition for each in found[at:] for way in each.ways for condition in way)
            return [*found[:at], _union(Unit((own,), PEOPLE, False, alike.at), first), *segment[1:]]
    return [*found, *segment]


def _two_groups(found: list[Unit], segment: list[Unit]) -> list[Unit] | None:
    """Two groups of people that name the same columns, Nepali men and Indian women; None where there are none."""
    columns = {each.columns for each in found} & {each.columns for each in segment}
    is_people = any(each.kind == PEOPLE and each.columns in columns for each in segment)
    simple = all(len(each.ways) == 1 and not each.is_negated for each in (*found, *segment))
    if len(columns) < ENOUGH_ALIKE or not is_people or not simple:
        return None
    ours = tuple(condition for each in found if each.columns in columns for condition in each.ways[0])
    theirs = tuple(condition for each in segment if each.columns in columns for condition in each.ways[0])
    union = _union(Unit((ours,), PEOPLE, False, found[0].at), Unit((theirs,), PEOPLE, False, segment[0].at))
    rest = [each for each in (*found, *segment) if each.columns not in columns]
    return [union, *rest]


def _pair(one: Unit, other: Unit, link: str, draft: Draft) -> list[Unit]:
    """Two units of the same columns: any of them, or both, where a case may have both and `and` joins them."""
    column = next(iter(one.columns)) if len(one.columns) == 1 else ""
    is_both = one.is_both or other.is_both
    is_row = (draft.is_asked(other.at) or "compare" in draft.said) and not is_both  # each is a row of the answer
    if link == "and" and column and draft.facts.is_set(column) and not one.is_negated and not is_row:
        is_list = one.at == draft.terms[0].at and not is_both  # what a text begins with is what it asks for
        both = tuple(condition for each in (one, other) for way in each.ways for condition in way)
        ways = (_union(one, other).ways[0], both) if is_list else (both, _union(one, other).ways[0])
        reason = Reason("either_holds" if is_list else "both_hold")
        taken = draft.choose(("both", other.at), other.at, ways, reason, is_settled=True)
        if ways[taken] == both:
            return [one, other]
    return [_union(one, other)]


def _union(one: Unit, other: Unit) -> Unit:
    ways = _simplified([*one.ways, *other.ways])
    return Unit(ways, one.kind, one.is_negated, one.at, one.is_before, one.is_both or other.is_both, is_joined=True)


def _simplified(ways: Sequence[Conjunction]) -> tuple[Conjunction, ...]:
    """Ways without those that another holds already, and with those that differ in one column made one."""
    kept: list[Conjunction] = []
    for way in ways:
        if any(set(each) <= set(way) for each in kept):
            continue  # women and girls: girls are women
        kept = [each for each in kept if not set(way) <= set(each)]
        for place, each in enumerate(kept):
            one = _differing_once(each, way)
            if one is not None:
                kept[place] = one
                break
        else:
            kept.append(way)
    return tuple(kept)


def _differing_once(one: Conjunction, other: Conjunction) -> Conjunction | None:
    if [each.column for each in one] != [each.column for each in other]:
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1 or not pairs[0][0].operator == pairs[0][1].operator == EQUAL:
        return None
    a, b = pairs[0]
    both = replace(a, values=tuple(dict.fromkeys((*a.values, *b.values))))
    return tuple(both if each == a else each for each in one)


def _merged(units: Sequence[Unit], facts: Facts) -> list[Unit]:
    """Units of which only one could hold of a case, put beside each other without a word, mean any of them."""
    found: list[Unit] = []
    for unit in units:
        same = next((each for each in found if _exclude(each, unit, facts)), None)
        if same is None:
            found.append(unit)
        else:
            found[found.index(same)] = _narrower(same, unit) or _union(same, unit)
    return found


def _narrower(one: Unit, other: Unit) -> Unit | None:
    """What is in both, where there is any: children under 9."""
    a, b = one.single, other.single
    if a is None or b is None:
        return None
    common = tuple(value for value in a.values if value in b.values)
    return replace(one, ways=((replace(a, values=common),),)) if common else None


def _exclude(one: Unit, other: Unit, facts: Facts) -> bool:
    if one.is_negated != other.is_negated or one.columns != other.columns:
        return False
    a, b = (each.ways[0][0] if len(each.ways) == 1 and len(each.ways[0]) == 1 else None for each in (one, other))
    if a is None or b is None or not a.operator == b.operator == EQUAL:
        return False
    return one.is_negated or a == b or (not facts.is_set(a.column) and one.kind == other.kind)
