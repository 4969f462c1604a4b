"""Invented people: who they are, as nobody who records them knows it whole."""

from dataclasses import dataclass
from datetime import date, timedelta

from palermo.demo._dice import Dice
from palermo.demo._profiles import FIRST_YEAR, LAST_YEAR, Codes, Contributor, Profile, Profiles, name_parts

YOUNGEST = 3
"""Completed years from which people are invented: so young that no slip of the pen puts the birth after the case."""

OLDEST = 66
"""Completed years up to which people of the open band `48+` are invented."""

NOT_YET_A_YEAR = 361
"""Days that somebody whose birthday was on the 28th can be older on the 31st and still be of the same age."""

MOST_MONTHS = 84

UNTOLD = 14
"""Of 100 means of control that a profile's pattern names, how many a person was spared or does not tell of."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. met: the day on which the first contributor opened a case. months: how long it went on."""

    number: int
    profile: str
    seen_by: Codes
    given: str
    family: str
    birth: date
    gender: str
    origin: str
    exploited_in: str
    forms: Codes
    sectors: Codes
    sexual_types: Codes
    means: Codes
    recruiter: str
    recruitment: str
    months: int
    status: str
    met: date


def invent(number: int, contributor: Contributor, known: Profiles, dice: Dice) -> Person:
    """A person who comes to a contributor first."""
    if dice.percent(known.scattered.share):
        return _scattered(number, contributor, known, dice)
    profile = dice.draw(known.seen_by(contributor.key))
    met = _day(dice.draw(profile.years), dice)
    given, family = _name(dice)
    return Person(
        number=number,
        profile=profile.name,
        seen_by=_order(contributor, profile),
        given=given,
        family=family,
        birth=_birth(dice.draw(profile.ages), met, dice),
        gender=dice.draw(profile.gender),
        origin=profile.origin,
        exploited_in=profile.exploited_in,
        forms=dice.draw(profile.forms),
        sectors=dice.draw(profile.sectors),
        sexual_types=dice.draw(profile.sexual_types),
        means=_told(dice.draw(profile.means), dice),
        recruiter=dice.draw(profile.recruiter),
        recruitment=dice.draw(profile.recruitment),
        months=1 + dice.below(MOST_MONTHS),
        status="actual" if dice.percent(70) else "possible",
        met=met,
    )


def _told(pattern: Codes, dice: Dice) -> Codes:
    """The means of control that a person tells of: one at least, so that *none of them* is said of nobody."""
    kept = tuple(code for code in pattern if not dice.percent(UNTOLD))
    return kept or pattern[:1]


def _scattered(number: int, contributor: Contributor, known: Profiles, dice: Dice) -> Person:
    met = _day(FIRST_YEAR + dice.below(LAST_YEAR - FIRST_YEAR + 1), dice)
    given, family = _name(dice)
    few = known.scattered
    form = dice.one_of(few.forms)
    return Person(
        number=number,
        profile="scattered",
        seen_by=(contributor.key,),
        given=given,
        family=family,
        birth=met.replace(day=1, year=met.year - 8 - dice.below(50)) - timedelta(days=dice.below(365)),
        gender=dice.one_of(few.genders),
        origin=dice.one_of(few.countries),
        exploited_in=dice.one_of(few.countries),
        forms=(form,),
        sectors=(dice.one_of(few.sectors),) if form == "labour" else (),
        sexual_types=("prostitution",) if form == "sexual" else (),
        means=tuple(dice.some_of(few.means, 1 + dice.below(3))),
        recruiter=dice.one_of(few.recruiters),
        recruitment=dice.one_of(few.recruitment),
        months=1 + dice.below(MOST_MONTHS),
        status="actual" if dice.percent(70) else "possible",
        met=met,
    )


def _order(contributor: Contributor, profile: Profile) -> Codes:
    """The contributors that meet such people, the person's first contributor first."""
    return (contributor.key, *(key for key in profile.seen_by if key != contributor.key))


def _day(year: int, dice: Dice) -> date:
    """A day of a year, early enough that a second contributor can still open a case in the years told of."""
    return date(year, 1, 1) + timedelta(days=dice.below(365 if year < LAST_YEAR else 300))


def _birth(band: str, met: date, dice: Dice) -> date:
    """A birth date by which the person's age lies in a band on the day of the first case."""
    low, _, high = band.rstrip("+").partition("-")
    youngest = max(int(low), YOUNGEST)
    age = youngest + dice.below(int(high or OLDEST) - youngest + 1)
    birthday = met.replace(year=met.year - age, day=min(met.day, 28))
    return birthday - timedelta(days=dice.below(NOT_YET_A_YEAR))


def _name(dice: Dice) -> tuple[str, str]:
    parts = name_parts()
    given = dice.one_of(parts.given_first) + dice.one_of(parts.given_last)
    family = dice.one_of(parts.family_first) + dice.one_of(parts.family_middle) + dice.one_of(parts.family_last)
    return given, family
