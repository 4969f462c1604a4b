"""Invented people for a demonstration: nobody of them exists. The same seed gives the same people.

They are entered as a caseworker would, through the actions, so that a demonstration shows what is really recorded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.utils import timezone

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework.actions.cases import make_case, move_case
from palermo.web.casework.actions.parts import part_of, save_fields
from palermo.web.casework.actions.plans import add_action, add_need, agree_plan, begin_plan
from palermo.web.casework.actions.services import give_service, plan_service
from palermo.web.casework.invented_care import look_after
from palermo.web.casework.models import Case

NAMES = (
    ("NGA", "Feminine", ("Blessing", "Ngozi", "Chiamaka", "Folake", "Zainab"), ("Okonkwo", "Adeyemi", "Eze", "Bello")),
    ("UKR", "Feminine", ("Оксана", "Наталія", "Ірина", "Світлана"), ("Коваленко", "Шевчук", "Бондар", "Мельник")),
    ("SYR", "Feminine", ("أمينة", "ليلى", "نور", "سلمى"), ("حداد", "الخطيب", "نصار", "الشامي")),
    ("NPL", "Masculine", ("Bikash", "Suraj", "Prakash", "Dipendra"), ("Tamang", "Gurung", "Thapa", "Rai")),
    ("COL", "Feminine", ("Yuliana", "Marcela", "Íngrid", "Paola"), ("Restrepo", "Ospina", "Quintero", "Murillo")),
    ("BGD", "Masculine", ("Rafiqul", "Jahangir", "Shafiq", "Anwar"), ("Hossain", "Miah", "Sarkar", "Talukder")),
    ("ETH", "Feminine", ("Tigist", "Hiwot", "Selamawit", "Meron"), ("Tesfaye", "Bekele", "Girma", "Alemu")),
    ("VNM", "Feminine", ("Thị Hoa", "Ngọc Lan", "Thu Hà", "Minh Châu"), ("Nguyễn", "Trần", "Phạm", "Lê")),
    ("ROU", "Feminine", ("Andreea", "Ioana", "Mihaela", "Cristina"), ("Popescu", "Dumitru", "Stan", "Munteanu")),
    ("MAR", "Masculine", ("Youssef", "Karim", "Hicham", "Nabil"), ("El Idrissi", "Benali", "Tazi", "Amrani")),
)
"""Where invented people are from, how they are called there, and in which letters they write it."""

FORMS = (("ForcedLabour",), ("SexualExploitation",), ("ForcedCriminality",), ("ForcedBegging",), ("Servitude",))
MEANS = ("DebtBondage", "FalsePromises", "WithholdsDocuments", "PsychologicalAbuse", "TakesEarnings", "PhysicalAbuse")
CONTACT = (
    "Only in the morning, when her cousin is at work. Say that you call about the language course.",
    "By message only. No voice calls: others hear them.",
    "Through the school's social worker.",
    "",
)
EVERY = 1.9
"""Days between two people who come."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented: what is known of her, by form, and since when, in days."""

    person: dict[str, object]
    contact: dict[str, object]
    exploitation: dict[str, object]
    days_ago: float


def people(count: int, *, seed: int = 2026) -> Iterator[Person]:
    """Invented people, the earliest first.

    >>> [each.person["given_names"] for each in people(2)] == [each.person["given_names"] for each in people(2)]
    True
    """
    draw = Random(seed)  # noqa: S311 - nothing secret is drawn
    for number in range(count):
        country, gender, given, family = draw.choice(NAMES)
        since, until = draw.choices(((1975, 1995), (1996, 2007), (2009, 2013)), (3, 6, 1))[0]
        year = draw.randint(since, until)
        person: dict[str, object] = {
            "given_names": draw.choice(given),
            "family_names": draw.choice(family),
            "birth_date": draw.choice((str(year), f"{year}-{draw.randint(1, 12):02}")),
            "gender": gender,
            "citizenship": [country],
        }
        reached: dict[str, object] = {}
        if draw.random() < 0.7:
            reached["mobile_phone"] = f"+39 3{draw.randint(20, 99)} {draw.randint(1_000_000, 9_999_999)}"
        if contact := draw.choice(CONTACT):
            reached["safe_contact"] = contact
        happened: dict[str, object] = {"type_of_exploitation": list(draw.choice(FORMS))}
        if draw.random() < 0.8:
            happened["means_of_control"] = sorted(draw.sample(MEANS, draw.randint(1, 3)))
        yield Person(person, reached, happened, (count - number) * EVERY)


def enter(
    count: int, *, workers: list[User], seed: int = 2026, told: Callable[[int], None] = lambda done: None
) -> None:
    """Enter invented people as cases of these workers, each her share. told: is told how many are done."""
    draw, care = Random(seed), Random(seed + 1)  # noqa: S311
    reviewers = [user for user in workers if user.may(Permission.SCREENING_REVIEW) is not None]
    for number, each in enumerate(people(count, seed=seed)):
        worker = workers[number % len(workers)]
        case = make_case(by=worker)
        _fill(case, "person", each.person, worker)
        if each.contact:
            _fill(case, "contact", each.contact, worker)
        if draw.random() < 0.6:
            _fill(case, "exploitation", each.exploitation, worker)
        case.refresh_from_db()
        look_after(case, worker=worker, reviewer=reviewers[0] if reviewers else worker, draw=care)
        if draw.random() < 0.1:
            case.refresh_from_db()
            move_case(case=case, to="on_hold", by=worker, reason="She asked for time to think.")
        if number % 2:
            _plan(case, worker, draw)
        since = timezone.now() - timedelta(days=each.days_ago)
        contact = since + timedelta(days=draw.random() * each.days_ago)
        Case.objects.filter(pk=case.pk).update(made_at=since, contact_at=contact, changed_at=contact)
        told(number + 1)


def _fill(case: Case, form: str, given: dict[str, object], by: User) -> None:
    part = part_of(case=case, name=form, by=by)
    save_fields(part=part, given=given, based_on=part.versions, by=by)


def _plan(case: Case, by: User, draw: Random) -> None:
    """A plan that she agreed to, something that she was given, and something that she is promised."""
    today = timezone.localdate()
    plan = begin_plan(case=case, by=by)
    need = add_need(plan=plan, area="housing", need="A room where nobody finds her", by=by)
    due = today + timedelta(days=draw.randint(-4, 20))
    add_action(need=need, what="Ask the house in the valley for a room", who="worker", due=due, by=by)
    agree_plan(plan=plan, on=today, by=by)
    give_service(case=case, type="clothes", on=today, by=by)
    plan_service(case=case, type="medical", on=today + timedelta(days=draw.randint(0, 12)), by=by)
