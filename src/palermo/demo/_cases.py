"""Cases of invented people, as their contributors hear of them: with gaps, twice, and misspelt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from palermo.codes import fold
from palermo.demo._dice import Dice, Weighted
from palermo.demo._people import Person, invent
from palermo.demo._profiles import LAST_YEAR, Contributor, Profiles

KNOWN_TWICE = 0.05
"""Share of all cases that are a person's second or third."""

MISSPELT = 0.25
"""Share of those in which a name or the birth date is written wrongly: an exact comparison does not find them."""

IDENTITY = frozenset({"name", "birth_date", "gender"})
"""What a person is found by."""

LATER_DAYS = 40
"""How long after one contributor another opens a case, at most. Short, so that few cases move into another year."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case at one contributor.

    number: the contributor's own running number. blank: the fields that are missing. twin: how the case stands to the
    person's first (`exact`, `misspelt`), nothing when it is the first. only: whether the person has no other case.
    """

    number: int
    contributor: str
    person: Person
    opened: date
    blank: frozenset[str] = frozenset()
    twin: str = ""
    only: bool = True

    def has(self, field: str) -> bool:
        """Whether the contributor knows a field of the person."""
        return field not in self.blank


def make_cases(known: Profiles, dice: Dice, *, cases: int) -> list[Case]:
    """Cases of somewhat fewer people, in the order in which they were opened. cases: how many."""
    again = round(cases * KNOWN_TWICE)
    people = _people(known, dice, cases - again)
    by_key = {contributor.key: contributor for contributor in known.contributors}
    extra = _second_cases(people, dice, again)
    made = []
    for person in people:
        others = extra.get(person.number, [])
        contributor = by_key[person.seen_by[0]]
        made.append(
            Case(0, contributor.key, person, person.met, _blank(contributor, dice, keep=bool(others)), "", not others)
        )
        for place, twin in enumerate(others, start=1):
            contributor = by_key[person.seen_by[place]]
            opened = min(person.met + timedelta(days=1 + dice.below(LATER_DAYS)), date(LAST_YEAR, 12, 31))
            heard = _misspell(person, dice) if twin == "misspelt" else person
            made.append(Case(0, contributor.key, heard, opened, _blank(contributor, dice, keep=True), twin, only=False))
    made.sort(key=lambda case: (case.opened, case.person.number, case.contributor))
    return list(_numbered(made))


def _people(known: Profiles, dice: Dice, number: int) -> list[Person]:
    """People of whom no two have the same name, birth date and gender."""
    shares = Weighted.of({n: contributor.share for n, contributor in enumerate(known.contributors)})
    found: list[Person] = []
    keys = set()
    while len(found) < number:
        person = invent(len(found), known.contributors[dice.draw(shares)], known, dice)
        if (key := identity(person)) not in keys:
            keys.add(key)
            found.append(person)
    return found


def identity(person: Person) -> tuple[str, ...]:
    """What two cases of a person share however the name is written: by it, an exact comparison finds them."""
    return (*sorted(fold(f"{person.given} {person.family}").split()), person.birth.isoformat(), person.gender)


def _second_cases(people: list[Person], dice: Dice, number: int) -> dict[int, list[str]]:
    """For each person who is known to more than one contributor, how the further cases are written."""
    able = [person for person in people if len(person.seen_by) > 1]
    chosen = dice.some_of(able, min(number, len(able)))
    wrong = {person.number for person in dice.some_of(chosen, round(len(chosen) * MISSPELT))}
    return {person.number: ["misspelt" if person.number in wrong else "exact"] for person in chosen}


def _blank(contributor: Contributor, dice: Dice, *, keep: bool) -> frozenset[str]:
    """The fields that are missing. keep: whether what a person is found by must be there."""
    missing = [field for field, chance in contributor.blank.items() if dice.percent(chance)]
    return frozenset(missing) - IDENTITY if keep else frozenset(missing)


def _numbered(cases: list[Case]) -> Iterator[Case]:
    counts: dict[str, int] = {}
    for case in cases:
        counts[case.contributor] = counts.get(case.contributor, 0) + 1
        yield replace(case, number=counts[case.contributor])


def _misspell(person: Person, dice: Dice) -> Person:
    """The person with a slip of the pen. The slips change the letters themselves, not accents, case or order."""
    slips: tuple[Callable[[Person, int], Person], ...] = (_letter_left_out, _letter_doubled, _day_and_month_exchanged)
    slip = dice.one_of(slips)
    place = 1 + dice.below(len(person.family) - 2)
    changed = slip(person, place)
    return changed if changed != person else _letter_left_out(person, place)


def _letter_left_out(person: Person, place: int) -> Person:
    return replace(person, family=person.family[:place] + person.family[place + 1 :])


def _letter_doubled(person: Person, place: int) -> Person:
    return replace(person, family=person.family[:place] + person.family[place] + person.family[place:])


def _day_and_month_exchanged(person: Person, place: int) -> Person:
    birth = person.birth
    if birth.day > 12:
        return person
    return replace(person, birth=birth.replace(month=birth.day, day=birth.month))
