"""What a phrase can say of the cases of a release: the ways, the nearest first, and why the first is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.codes import code_list
from palermo.tabulate._clauses import EQUAL, Condition
from palermo.tabulate.plain._facts import ADULT, AGE, MINOR, STATUS, Facts
from palermo.tabulate.plain._meanings import COUNTRY, MEANT, PLACES, SUBREGION, Kind, Meaning
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._split import Chunk
from palermo.tabulate.plain._words import words

TOPICS = (
    "forms_of_exploitation",
    "labour_sectors",
    "sexual_exploitation_types",
    "means_of_control",
    "methods_of_recruitment",
    "recruiter_relationship",
)
"""Columns of what happened to people: what a question without a column is about."""
MAJORITY = (STATUS, "majority_at_exploitation", "majority_at_entry")
PERSONAL = ("gender", AGE, *MAJORITY)

MOST = 6
"""Ways to take one phrase that are offered."""

Conditions = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Ways to take a phrase. is_settled: whether the first is surely meant. reason: why it is taken, or none can be.

    kind: people, place, code for what happened to them, or other.
    """

    kind: str
    ways: tuple[Conditions, ...]
    is_settled: bool = True
    reason: Reason | None = None


def options_of(chunk: Chunk, facts: Facts, *, place: str = "", column: str = "") -> Options | None:
    """What a phrase can say of the cases; None where it says nothing of them.

    place: the column of countries that a word before it tells. column: the column that is named beside it.
    """
    if not chunk.meanings:
        return None
    kinds = {each.kind for each in chunk.meanings}
    if Kind.PEOPLE in kinds and column not in PLACES:
        return _people(chunk, facts, column)
    first = chunk.meanings[0].kind
    if first in (Kind.PLACE, Kind.REGION) and (not column or column in PLACES):
        return _place(chunk, facts, column or place)
    if Kind.CODE in kinds:
        return _codes(chunk, facts, column)
    if kinds & {Kind.PLACE, Kind.REGION}:
        return _place(chunk, facts, place)
    return None


def _people(chunk: Chunk, facts: Facts, column: str) -> Options:
    means, _phrases = words().people[chunk.of(Kind.PEOPLE)[0].values[0]]
    found: list[Condition] = []
    reason = None
    for name, value in means.items():
        if name != "age":
            codes = tuple(code for code in value if facts.holds(name, code))
            if not codes:
                return Options("people", (), reason=facts.no_column(name))
            found.append(Condition(name, EQUAL, codes))
            continue
        condition = _of_age(facts, MINOR if value == "children" else ADULT)
        if condition is None:
            return Options("people", (), reason=facts.no_column(AGE))
        found.append(condition)
        reason = Reason("children" if value == "children" else "adults")
    used = {each.column for each in found}
    others = [ways for ways in _ways_of_codes(chunk, facts) if not used & {each.column for each in ways}]
    ways = [tuple(found), *others]
    if column and column not in used:
        ways.sort(key=lambda each: column not in {condition.column for condition in each})
    return Options("people", tuple(ways[:MOST]), reason=reason)


def _of_majority(majority: str, ways: list[Conditions], facts: Facts) -> Options:
    """Adult or child, by the ages of the release: at registration, where no word tells of another time."""
    condition = _of_age(facts, majority)
    if condition is None and not ways:
        return Options("people", (), reason=facts.no_column(AGE))
    first = [] if condition is None else [(condition,)]
    found = dict.fromkeys((*first, *ways))
    return Options("people", tuple(found), reason=Reason("children" if majority == MINOR else "adults"))


def _of_age(facts: Facts, majority: str) -> Condition | None:
    codes = facts.ages_of(majority)
    if codes:
        return Condition(AGE, EQUAL, codes)
    return Condition(STATUS, EQUAL, (majority,)) if facts.holds(STATUS, majority) else None


def _ways_of_codes(chunk: Chunk, facts: Facts) -> list[Conditions]:
    known = dict.fromkeys((each.column, each.values) for each in chunk.of(Kind.CODE))
    return [
        (Condition(column, EQUAL, codes),)
        for column, codes in known
        if all(facts.holds(column, code) for code in codes)
    ]


def _codes(chunk: Chunk, facts: Facts, column: str) -> Options:
    known = chunk.of(Kind.CODE)
    ways = _ways_of_codes(chunk, facts)
    if known[0].column in MAJORITY and not column:
        return _of_majority(known[0].values[0], ways, facts)
    if not ways:
        name = known[0].column
        reason = Reason("no_code", {"column": facts.name(name)}) if facts.has(name) else facts.no_column(name)
        return Options("code", (), reason=reason)
    named = [each for each in ways if each[0].column == column]
    if named:
        return Options(_kind(column), tuple(named))
    taken = ways[0][0]
    kind = _kind(taken.column)
    meant = next(each for each in known if (each.column, each.values) == (taken.column, taken.values))
    if meant.is_wider:
        listed = facts.listed(taken.column)
        label = listed[taken.values[0]].label if listed is not None else taken.values[0]
        return Options(kind, tuple(ways[:MOST]), reason=Reason("wider", {"code": label}))
    if len(ways) == 1:
        return Options(kind, tuple(ways))
    reason = Reason("several_columns", {"column": facts.name(taken.column)})
    return Options(kind, tuple(ways[:MOST]), is_settled=meant.rank == MEANT, reason=reason)


def _kind(column: str) -> str:
    return "code" if column in TOPICS else "people" if column in PERSONAL else "other"


def _place(chunk: Chunk, facts: Facts, place: str) -> Options:
    nearest = _nearest(chunk)
    kind, codes = nearest[0].kind, tuple(dict.fromkeys(code for each in nearest for code in each.values))
    own = [each for each in chunk.of(Kind.PLACE) if each.values[0] in codes]
    is_demonym = kind is Kind.PLACE and (
        all(each.is_demonym for each in own) or (not place and any(each.is_demonym for each in own))
    )
    told = PLACES[0] if is_demonym else place
    columns = [told] if told else list(facts.places)
    if not facts.places or (told and not facts.has(told)):
        return Options("place", (), reason=facts.no_column(told or PLACES[0]))
    alone = [(code,) for code in codes] if kind is Kind.PLACE and len(codes) > 1 else []
    alike = _alike(chunk, codes) if kind is Kind.PLACE else []
    ways: list[Conditions] = []
    for column in (*columns, *(name for name in facts.places if name not in columns and not is_demonym)):
        for each in (codes, *alone, *alike) if column == columns[0] else (codes,):
            there = facts.in_countries(column, each) if kind is Kind.PLACE else facts.in_regions(column, each)
            if there:
                ways.append((Condition(column, EQUAL, there),))
    ways = list(dict.fromkeys(ways))
    if not ways or ways[0][0].column != columns[0]:
        return _in_no_list(facts, columns[0], kind, codes)
    is_settled = bool(told) and not alone and not alike
    return Options(
        "place", tuple(ways[:MOST]), is_settled or len(ways) == 1, _why(told, is_demonym, alone, alike, kind)
    )


def _nearest(chunk: Chunk) -> Sequence[Meaning]:
    """The meanings as places that are as near as the nearest: a name that several countries share has several."""
    first = chunk.meanings[0] if chunk.meanings[0].kind in (Kind.PLACE, Kind.REGION) else None
    places = [each for each in chunk.meanings if each.kind in (Kind.PLACE, Kind.REGION)]
    first = first or places[0]
    return [
        each
        for each in places
        if each.kind is first.kind and each.rank == first.rank and each.language == first.language
    ]


def _alike(chunk: Chunk, codes: Sequence[str]) -> list[tuple[str, ...]]:
    known = words().alike.get(codes[0], ()) if len(codes) == 1 and chunk.is_word else ()
    return [(code,) for code in known]


def _why(told: str, is_demonym: bool, alone: Sequence[object], alike: Sequence[object], kind: Kind) -> Reason:
    if alone:
        return Reason("shared_name")
    if alike:
        return Reason("alike")
    if is_demonym:
        return Reason("demonym")
    if told == PLACES[0]:
        return Reason("told_origin")
    if told == PLACES[1]:
        return Reason("told_exploitation")
    return Reason("no_word") if kind is Kind.PLACE else Reason("no_word_region")


def _in_no_list(facts: Facts, column: str, kind: Kind, codes: Sequence[str]) -> Options:
    """No code of the release: where it tells regions only, the region is named."""
    listed = facts.listed(column)
    if kind is Kind.PLACE and listed is not None and listed.name != COUNTRY:
        region = facts.region_of(codes[0])
        known = code_list(SUBREGION)
        label = known[region].label if region in known else ""
        return Options("place", (), reason=Reason("regions_only", {"column": facts.name(column), "region": label}))
    return Options("place", (), reason=Reason("no_code", {"column": facts.name(column)}))
