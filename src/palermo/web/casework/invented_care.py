"""What was done for invented people of a demonstration: consent, screening, vulnerability and risk, step by step."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from palermo.web.accounts.models import User
from palermo.web.casework import screenings
from palermo.web.casework.actions.assessments import assess_risk, assess_vulnerability
from palermo.web.casework.actions.cases import move_case
from palermo.web.casework.actions.consent import Answer, How, record_consent
from palermo.web.casework.actions.screening import answer, decide, review
from palermo.web.casework.models import Case
from palermo.web.casework.rules.consent import Effect, Party
from palermo.web.casework.rules.items import items

WHO = ("Clinic by the harbour", "Legal aid desk", "Language school", "Women's house in the hills")
OWN_WORDS = (
    "They know the street, but not the house.",
    "I am not afraid here. I am afraid of the telephone.",
    "If my brother is left alone, I can sleep.",
    "",
)
DONE = (
    "She does not go out alone in the evening.",
    "Another telephone number.",
    "Her brother was told whom to call.",
    "",
)
GUARDIAN = "Her aunt, by order of the youth court"
REASON = "What she told twice fits together, and her papers were kept from her for a year."
STEPS = (0.85, 0.75, 0.7, 0.6)
"""How many of those who came so far go on: to consent, to screening, to a decision, to its review."""


def look_after(case: Case, *, worker: User, reviewer: User, draw: Random) -> None:
    """Do for somebody invented what a caseworker does first, as far as chance lets it come."""
    if draw.random() < 0.7:
        _risk(case, worker, draw)
    if draw.random() > STEPS[0]:
        return
    _consent(case, worker, draw)
    if draw.random() > STEPS[1]:
        return
    case.refresh_from_db()
    move_case(case=case, to="screening", by=worker)
    _screen(case, worker, draw)
    if draw.random() < 0.6:
        _factors(case, worker, draw)
    if draw.random() > STEPS[2]:
        return
    decide(case=case, status=screenings.POSSIBLE, body="NGO", reason=REASON, by=worker)
    if worker == reviewer or draw.random() > STEPS[3]:
        return
    review(case=case, agrees=True, reason="I read the record, and come to the same.", by=reviewer)
    case.refresh_from_db()
    move_case(case=case, to="assessment", by=worker)


def _consent(case: Case, worker: User, draw: Random) -> None:
    own = Party.ASSENT if case.is_child else Party.SELF
    voices = (Party.GUARDIAN, own) if case.is_child else (own,)
    answers = [Answer(code, Effect.GIVEN, own) for code, item in items().items() if item.is_told]
    for code, chance in (
        ("interview", 1.0),
        ("record", 1.0),
        ("services", 0.95),
        ("research", 0.6),
        ("open_data", 0.5),
    ):
        effect = Effect.GIVEN if draw.random() < chance else Effect.REFUSED
        answers += [Answer(code, effect, voice) for voice in voices]
    shares = draw.random() < 0.5
    if shares:
        answers += [Answer("share", Effect.GIVEN, voice, groups=frozenset({"health", "needs"})) for voice in voices]
    how = How(
        on=timezone.localdate(), mode=draw.choice(("written", "written", "recorded")), language="en",
        guardian=GUARDIAN if case.is_child else "",
    )  # fmt: skip
    record_consent(case=case, how=how, answers=answers, by=worker, new_recipient=draw.choice(WHO) if shares else "")


def _screen(case: Case, worker: User, draw: Random) -> None:
    def said(yes: float) -> str:
        return draw.choices(("yes", "suspected", "unknown", "no"), (yes, 0.2, 0.15, 0.1))[0]

    given: dict[str, object] = {"act": said(0.8), "act_which": ["transportation", "receipt"], "means": said(0.6)}
    given |= {"purpose": said(0.7), "purpose_which": ["labour"], "exploited": said(0.7)}
    given |= {code: said(0.5) for code in ("D1.01", "D1.02", "D4.01", "D4.02", "D5.01", "D5.03") if draw.random() < 0.7}
    answer(case=case, given=given, based_on=0, by=worker)


def _factors(case: Case, worker: User, draw: Random) -> None:
    codes = (
        "individual.money",
        "individual.support",
        "household.dynamics",
        "community.services",
        "structural.economic",
    )
    given = {code: draw.choice(("risk", "protective", "neither", "unknown")) for code in codes}
    assess_vulnerability(case=case, given=given, based_on=0, by=worker)


def _risk(case: Case, worker: User, draw: Random) -> None:
    level, own = draw.choice(("low", "low", "medium", "high")), draw.choice(("low", "medium", "high", ""))
    assess_risk(
        case=case, kind="immediate", level=level, own=own, by=worker, threats=draw.sample(THREATS, draw.randint(1, 2)),
        words={"own": draw.choice(OWN_WORDS), "mitigations": draw.choice(DONE)},
        review_on=timezone.localdate() + timedelta(days=draw.randint(0, 21)),
    )  # fmt: skip


THREATS = ("traffickers_near", "traffickers_reach", "family_threatened", "debt", "authorities", "stigma")
