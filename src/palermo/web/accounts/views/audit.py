"""The auditor's page. It stands here and not in the audit's own room: the audit knows numbers, and names are here."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from palermo.web.accounts import queries
from palermo.web.accounts.models import User
from palermo.web.accounts.permissions import needs, user_of
from palermo.web.accounts.roles import Permission
from palermo.web.audit.models import Entry
from palermo.web.audit.recording import record, recorded
from palermo.web.audit.sentences import label_of, sentence

BATCH = 500
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell of a spreadsheet begins that is taken for a formula."""

COLUMNS = ("number", "time", "user", "what", "verb", "object", "case", "reason", "address", "detail", "digest")


class Filter(forms.Form):
    """Which entries are asked for."""

    user = forms.CharField(label=_("User name"), max_length=60, required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    case = forms.UUIDField(label=_("Number of a case"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        verb: Any = self.fields["verb"]
        verb.choices = [("", _("Everything")), *((each, label_of(each)) for each in queries.verbs(reader))]

    def clean_user(self) -> User | None:
        """The user of that name in the reader's organisation."""
        name = self.cleaned_data["user"].strip().lower()
        if not name:
            return None
        found = queries.people(self.reader).filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no user of this name in your organisation."), code="user")
        return found

    def wanted(self, before: int | None = None) -> queries.Wanted:
        """What is asked for."""
        asked = self.cleaned_data
        actor = asked["user"].pk if asked["user"] else None
        return queries.Wanted(actor, asked["verb"], asked["case"], asked["since"], asked["until"], before)


@needs(Permission.AUDIT_READ)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """What was done by whom, in words, the latest first. That it was looked at is recorded too."""
    reader = user_of(request)
    form = Filter(request.GET, reader=reader)
    rows: list[tuple[Entry, str, str]] = []
    more = None
    if form.is_valid():
        before = request.GET.get("before", "")
        wanted = form.wanted(int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None)
        found = list(queries.entries(reader, wanted)[: queries.ENTRIES + 1])
        more = found[queries.ENTRIES - 1].number if len(found) > queries.ENTRIES else None
        rows = list(_in_words(reader, found[: queries.ENTRIES]))
        with recorded():
            record(reader, "audit.read", case=wanted.case, asked=_asked(wanted))
    query = request.GET.copy()
    query.pop("before", None)
    shown = {"form": form, "rows": rows, "more": more, "query": query.urlencode(), "is_later": "before" in request.GET}
    return render(request, "accounts/audit.html", shown, status=200 if form.is_valid() else 400)


@needs(Permission.AUDIT_READ)
@require_POST
def audit_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table, whole. It is recorded before its first row leaves."""
    reader = user_of(request)
    form = Filter(request.POST, reader=reader)
    if not form.is_valid():
        return render(request, "accounts/audit.html", {"form": form}, status=400)
    wanted = form.wanted()
    with recorded():
        record(reader, "audit.exported", case=wanted.case, asked=_asked(wanted))
    answer = StreamingHttpResponse(_lines(reader, wanted), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _asked(wanted: queries.Wanted) -> dict[str, str]:
    told = {"actor": wanted.actor, "verb": wanted.verb, "since": wanted.since, "until": wanted.until}
    return {name: str(value) for name, value in told.items() if value}


def _in_words(reader: User, found: list[Entry]) -> Iterator[tuple[Entry, str, str]]:
    called = queries.names(reader, found)
    for entry in found:
        who = called.get(str(entry.actor), "") if entry.actor else ""
        yield entry, who, sentence(entry, who=who, thing=called.get(entry.object, ""))


class _Line:
    """What a CSV writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(reader: User, wanted: queries.Wanted) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    batch: list[Entry] = []
    for entry in queries.entries(reader, wanted).iterator(chunk_size=BATCH):
        batch.append(entry)
        if len(batch) == BATCH:
            yield from _written(writer, reader, batch)
            batch = []
    yield from _written(writer, reader, batch)


def _written(writer: Any, reader: User, batch: list[Entry]) -> Iterator[str]:
    for entry, who, told in _in_words(reader, batch):
        row = (
            entry.number, entry.at.isoformat(), who, told, entry.verb, entry.object, entry.case or "",
            entry.reason or "", entry.place, " ".join(f"{key}={value}" for key, value in sorted(entry.detail.items())),
            bytes(entry.digest).hex(),
        )  # fmt: skip
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell
