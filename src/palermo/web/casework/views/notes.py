"""Notes, files, the timeline, and who has seen a case."""

from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.errors import InputError, SettingsError
from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.models import Entry
from palermo.web.audit.recording import record, recorded
from palermo.web.audit.sentences import sentence
from palermo.web.casework import naming, queries
from palermo.web.casework.actions import notes as actions
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Attachment, Case, Note
from palermo.web.casework.notes import templates
from palermo.web.casework.timeline import timeline
from palermo.web.casework.views.who import user_of
from palermo.web.vault import files

SHOWN = 200
"""Entries of the audit of one case on a page."""


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write a note, from nothing, from a template, or in place of another."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    corrects = _note_of(case, request.POST.get("corrects") or request.GET.get("corrects"))
    template = templates().get(request.GET.get("template", ""))
    text, kind = (corrects.text, corrects.kind) if corrects else ("", "note")
    if template is not None:
        text, kind = template.text, template.kind
    fault = ""
    if request.method == "POST":
        text, kind = request.POST.get("text", ""), request.POST.get("kind", "note")
        try:
            at = _when(request.POST.get("at", ""))
            actions.write_note(case=case, text=text, by=user, kind=kind, at=at, corrects=corrects)
        except ValidationError as error:
            fault = error.messages[0]
        else:
            return redirect("case", key=key)
    return render(
        request,
        "casework/note.html",
        {
            "case": case, "name": naming.names_of([case], masked=naming.is_masked(request))[case.pk], "text": text,
            "kind": kind, "kinds": answers("note-kinds").values(), "templates": templates().values(), "fault": fault,
            "corrects": corrects,
        },
        status=422 if fault else 200,
    )  # fmt: skip


@require_GET
def happened(request: HttpRequest, key: UUID) -> HttpResponse:
    """The timeline of a case."""
    user = user_of(request)
    case = queries.case_for(user, key)
    with recorded():
        record(user, "case.read", case, via="timeline")
    name = naming.names_of([case], masked=naming.is_masked(request))[case.pk]
    about = {"case": case, "name": name, "happenings": timeline(case), "masked": naming.is_masked(request)}
    return render(request, "casework/timeline.html", about)


@require_GET
def access(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who has seen a case, and what each did. It names the case by its number: who may look may not read it."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_SEE_ACCESS)
    with recorded():
        record(user, "access.read", case)
    entries = list(Entry.objects.filter(case=case.pk, organisation_id=case.organisation_id).order_by("-number")[:SHOWN])
    names = {each.pk: each.name for each in User.objects.filter(pk__in={each.actor for each in entries if each.actor})}
    rows = [(each, sentence(each, who=names.get(each.actor, ""), thing="")) for each in entries]  # type: ignore[arg-type]
    return render(request, "casework/access.html", {"case": case, "rows": rows, "most": SHOWN})


@require_POST
def attach(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a file with a case. Why one is not taken is said on the page of the case."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    sent = request.FILES.get("file")
    if sent is None or sent.file is None:
        messages.warning(request, _("Choose a file first."))
        return redirect("case", key=key)
    about = request.POST.get("about", "")[:300]
    try:
        actions.attach(case=case, file=cast(BinaryIO, sent.file), name=sent.name or "", by=user, about=about)
    except (InputError, SettingsError) as error:
        messages.warning(request, f"{error.fault} {error.remedy}")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("case", key=key)


@require_GET
def attached(request: HttpRequest, key: UUID, attachment: UUID) -> HttpResponseBase:
    """A file, to be kept by its reader and never shown within a page."""
    user = user_of(request)
    found = _attachment_of(queries.case_for(user, key), attachment)
    pieces = files.opened(found.organisation_id, found.file)
    actions.read_attachment(attachment=found, by=user)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def take_out(request: HttpRequest, key: UUID, attachment: UUID) -> HttpResponse:
    """Take a file out of a case."""
    user = user_of(request)
    found = _attachment_of(queries.case_for(user, key, Permission.CASE_EDIT), attachment)
    try:
        actions.take_out_attachment(attachment=found, by=user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("case", key=key)


def _note_of(case: Case, text: str | None) -> Note | None:
    if not text:
        return None
    try:
        found = Note.objects.filter(case=case, pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _attachment_of(case: Case, key: UUID) -> Attachment:
    found = Attachment.objects.filter(case=case, pk=key, gone_at=None).select_related("case").first()
    if found is None:
        raise Http404
    return found


def _when(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise ValidationError(_("A time is a day and an hour, such as 2026-11-30 21:15."), code="time")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
