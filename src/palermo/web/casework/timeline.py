"""Everything that happened in a case, in one line: it is read from what was kept, and never written.

A noun that has something to tell adds a function to TELLERS.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.web.casework import course_told
from palermo.web.casework.forms import forms
from palermo.web.casework.happenings import MOST, Happening
from palermo.web.casework.lists import label
from palermo.web.casework.models import (
    Attachment,
    Case,
    Change,
    Grant,
    Move,
    Note,
    RiskAssessment,
    ScreeningDecision,
    Talk,
)
from palermo.web.casework.rules.consent import Effect
from palermo.web.casework.rules.items import items
from palermo.web.casework.workflow import states

Teller = Callable[[Case], Iterable[Happening]]


def timeline(case: Case) -> list[Happening]:
    """What happened in a case, the latest first."""
    return sorted((each for tell in TELLERS for each in tell(case)), key=lambda each: each.at, reverse=True)


def moves(case: Case) -> Iterator[Happening]:
    """Where the case went."""
    for move in Move.objects.filter(case=case).select_related("by", "owner").order_by("-at")[:MOST]:
        if not move.before:
            what = _("The case was made.")
        elif move.before == move.after:
            what = _("The case was given to %(name)s.") % {"name": move.owner.name if move.owner else "–"}
        else:
            ways = {"before": states()[move.before].title, "after": states()[move.after].title}
            what = _("%(before)s → %(after)s") % ways
        yield Happening(move.at, move.by, what, move.reason or "")


def changes(case: Case) -> Iterator[Happening]:
    """What was filled in: one line for what one person changed in one form within an hour."""
    found = Change.objects.filter(case=case).select_related("by", "part").only(
        "at", "by", "field", "part__form", "organisation"
    ).order_by("-at")[:MOST]  # fmt: skip
    together = groupby(found, key=lambda each: (each.part.form, each.by_id, each.at.replace(minute=0, second=0)))
    for (name, _by, _hour), group in together:
        each = list(group)
        titles = list(dict.fromkeys(forms()[name][one.field].title for one in each if name in forms()))
        count = len(titles)
        what = ngettext("%(form)s: %(fields)s", "%(form)s: %(count)d answers (%(fields)s)", count) % {
            "form": forms()[name].title if name in forms() else name,
            "count": count,
            "fields": ", ".join(titles),
        }
        yield Happening(each[0].at, each[0].by, what)


def notes(case: Case) -> Iterator[Happening]:
    """What was written, as it stands now."""
    for note in Note.objects.filter(case=case, corrected_by=None).select_related("by").order_by("-at")[:MOST]:
        yield Happening(note.at, note.by, label("note-kinds", note.kind), note.text)


def attachments(case: Case) -> Iterator[Happening]:
    """What was brought along."""
    for each in Attachment.objects.filter(case=case).select_related("by", "gone_by").order_by("-made_at")[:MOST]:
        yield Happening(each.made_at, each.by, _("A file was attached."), each.name if each.gone_at is None else "")
        if each.gone_at is not None:
            yield Happening(each.gone_at, each.gone_by, _("A file was taken out."))


def openings(case: Case) -> Iterator[Happening]:
    """Who broke the glass."""
    for grant in (
        Grant.objects.filter(case=case, kind=Grant.Kind.GLASS).select_related("user").order_by("-made_at")[:MOST]
    ):
        yield Happening(grant.made_at, grant.user, _("She opened the case beyond her reach."), grant.reason or "")


def talks(case: Case) -> Iterator[Happening]:
    """What was said about consent: what was given, refused and taken back."""
    words = {
        Effect.GIVEN: _("Consent: yes (%(items)s)"),
        Effect.REFUSED: _("Consent: no (%(items)s)"),
        Effect.WITHDRAWN: _("Consent taken back (%(items)s)"),
    }
    found = Talk.objects.filter(case=case).select_related("by").prefetch_related("events").order_by("-at")[:MOST]
    for talk in found:
        for effect, what in words.items():
            said = [items()[each.item] for each in talk.events.all() if each.effect == effect]
            titles = dict.fromkeys(item.title for item in said if not item.is_told)
            if titles:
                yield Happening(talk.at, talk.by, what % {"items": ", ".join(titles)}, talk.note or "")


def screening(case: Case) -> Iterator[Happening]:
    """What people proposed, decided and reviewed."""
    for each in ScreeningDecision.objects.filter(case=case).select_related("by").order_by("-at")[:MOST]:
        about = {"kind": each.get_kind_display(), "status": label("trafficking-status", each.status)}
        yield Happening(each.at, each.by, _("Screening, %(kind)s: %(status)s") % about, each.reason)


def risks(case: Case) -> Iterator[Happening]:
    """How much danger was seen."""
    for each in RiskAssessment.objects.filter(case=case).select_related("by").order_by("-at")[:MOST]:
        about = {"kind": each.get_kind_display(), "level": each.get_level_display()}
        yield Happening(each.at, each.by, _("Risk (%(kind)s): %(level)s") % about)


TELLERS: list[Teller] = [
    moves,
    changes,
    notes,
    attachments,
    openings,
    talks,
    screening,
    risks,
    course_told.plans,
    course_told.plan_steps,
    course_told.services,
    course_told.visits,
    course_told.recovery,
    course_told.closures,
]
"""Who tells what happened."""
