"""What stands on the page of a case: one section a noun, each given by a function, in the order of a caseworker's need.

A noun that wants a section adds a function to SECTIONS. It says nothing (None) where the reader may not see it.
"""

from collections.abc import Callable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import assessments, children, consent, course_sections, permissions, queries, screenings
from palermo.web.casework.forms import Form, forms, shown
from palermo.web.casework.lists import label
from palermo.web.casework.models import Attachment, Case, Conflict, Note, Part
from palermo.web.casework.rules.items import items
from palermo.web.casework.section import Section

LAST = 5
"""Notes that stand on the page of a case; the others are in its timeline."""

Maker = Callable[[Case, User, bool], "Sequence[Section]"]


def of(case: Case, reader: User, *, masked: bool) -> list[Section]:
    """The sections of a case that somebody may see. masked: whether names are hidden."""
    return [section for make in SECTIONS for section in make(case, reader, masked)]


def conflicts(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What two people wrote at once."""
    waiting = list(Conflict.objects.filter(case=case, decided_at=None).select_related("part", "by").order_by("at"))
    if not waiting:
        return []
    return [Section("conflicts", _("To be decided"), "casework/section_conflicts.html", {"conflicts": waiting})]


def consents(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What she said yes and no to."""
    rows = [
        (items()[code], "•••" if whom and masked else whom, stands)
        for code, whom, stands in consent.standings(case)
        if not items()[code].is_told
    ]
    missing = consent.why_not(case, "record")
    return [Section("consent", _("Consent"), "casework/section_consent.html", {"rows": rows, "missing": missing})]


ALWAYS = ("safety", "person")
"""Forms that the page of a case shows while they are empty too; it only offers the others."""


def screening(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What follows from what is known, and what somebody decided."""
    stands = screenings.standing(screenings.decisions(case))
    about = {"last": screenings.last(case), "stands": stands}
    return [Section("screening", _("Screening"), "casework/section_screening.html", about)]


def vulnerability(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What puts her at risk, and what protects her."""
    times = assessments.vulnerabilities(case)
    return [Section("vulnerability", _("Vulnerability"), "casework/section_vulnerability.html",
                    {"last": times[0] if times else None, "rows": times[0].by_effect if times else []})]  # fmt: skip


def risk(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What threatens her."""
    about = {"risks": list(assessments.standing_risks(case).values()), "today": timezone.localdate()}
    return [Section("risk", _("Risk"), "casework/section_risk.html", about)]


def parts(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """The forms as they are filled in, and below them those that are not."""
    filled = queries.parts_of(case)
    found, empty = [], []
    for each in forms().values():
        if not opens(each, reader):
            continue
        there = filled.get(each.code, [])
        about = {
            "form": each,
            "parts": [(part, _rows(each, part, masked)) for part in there],
            "may_fill": each.may_be_filled_by(reader.roles),
        }
        if there or each.code in ALWAYS:
            found.append(Section(each.code, each.title, "casework/section_form.html", about))
        elif each.offered and about["may_fill"] and (case.is_child or not each.children):
            empty.append(each)
    if empty:
        found.append(Section("empty", _("Not written down yet"), "casework/section_empty.html", {"forms": empty}))
    return found


def notes(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What was written last, as it stands."""
    found = Note.objects.filter(case=case, corrected_by=None).select_related("by").order_by("-at")[:LAST]
    shown_notes = [
        {
            "pk": note.pk,
            "title": label("note-kinds", note.kind),
            "at": note.at,
            "by": note.by.name if note.by else "",
            "text": "•••" if masked else note.text,
            "is_correction": note.corrects_id is not None,
        }
        for note in found
    ]
    return [Section("notes", _("Notes"), "casework/section_notes.html", {"notes": shown_notes})]


def attachments(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What was brought along."""
    found = [
        {
            "pk": each.pk,
            "name": "•••" if masked else each.name,
            "about": "" if masked else each.about,
            "size": each.size,
            "made_at": each.made_at,
            "scan": each.scan,
        }
        for each in Attachment.objects.filter(case=case, gone_at=None).order_by("-made_at")
    ]
    return [Section("files", _("Files"), "casework/section_files.html", {"files": found})]


def opens(each: Form, reader: User) -> bool:
    """Whether a form is shown to somebody, by her roles."""
    return each.is_shown_to(reader.roles)


def _rows(each: Form, part: Part, masked: bool) -> list[tuple[str, str, str]]:
    """What was filled in, as heading, question and answer. Where names are hidden, so is all that is found by them."""
    values, rows, heading = part.values, [], ""
    for asked in each.fields:
        heading = asked.group or heading
        if asked.code in values:
            answer = "•••" if masked and asked.find else shown(asked, values[asked.code])
            rows.append((heading, asked.title, answer))
            heading = ""
    return rows


def children_gates(case: Case, reader: User, masked: bool) -> Sequence[Section]:
    """What is not done yet for a child, and why."""
    if not case.is_child:
        return []
    may_except = case.owner_id != reader.pk and permissions.may(reader, Permission.PLAN_APPROVE, case)
    about = {"gates": children.state_of(case), "may_except": may_except}
    return [Section("steps-for-a-child", _("Before a child goes on"), "casework/section_children.html", about)]


SECTIONS: list[Maker] = [
    conflicts,
    course_sections.coming,
    risk,
    consents,
    children_gates,
    course_sections.plan,
    course_sections.services,
    notes,
    course_sections.recovery,
    course_sections.visits,
    parts,
    screening,
    vulnerability,
    attachments,
    course_sections.closing,
]
"""Who makes the sections, in the order of the page."""
