"""A file comes in: it is sent, looked through, and made into cases by who sent it."""

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.cases import guarded
from palermo.web.accounts.roles import Permission
from palermo.web.casework import naming
from palermo.web.casework.actions import exchange as actions
from palermo.web.casework.exchange._files import MOST_BYTES
from palermo.web.casework.exchange._review import name_in, numbers_in
from palermo.web.casework.models import ImportBatch
from palermo.web.casework.search import search
from palermo.web.casework.search._search import Hit
from palermo.web.casework.search._words import Like
from palermo.web.casework.views.who import user_of

NEAR = frozenset({Like.WRITTEN, Like.SOUND, Like.PHONE, Like.NUMBER})
"""How alike a case must be to be named as one that may be there already."""

SHOWN = actions.MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that can be made. hits: cases that may be of the same person. twin: a row of this file like it."""

    number: int
    name: str
    taken: list[list[str]]
    hits: list[Hit]
    twin: int

    @property
    def is_chosen(self) -> bool:
        """Whether it is proposed: not where somebody may be there already."""
        return not self.hits and not self.twin


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a file. It is looked through at once, and nothing is made of it."""
    user, fault = user_of(request), ""
    if user.may(Permission.CASE_CREATE) is None:
        raise PermissionDenied
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            name, data = (file.name or "", file.read(MOST_BYTES + 1)) if file else ("", b"")
            batch = actions.read_batch(name=name, data=data, by=user)
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            return redirect("import_batch", batch=batch.pk)
    mine = ImportBatch.objects.filter(by=user, discarded_at=None).order_by("-made_at")[:20]
    return render(request, "casework/import.html", {"fault": fault, "batches": mine}, status=422 if fault else 200)


@require_GET
def look(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What a file holds: what can be made, who may be there already, what was refused and how to put it right."""
    found = _batch(request, batch)
    rows = found.rows
    ready = [row for row in rows if not row["faults"] and not row["case"]]
    return render(
        request,
        "casework/import_batch.html",
        {
            "batch": found,
            "ready": _shown(request, ready),
            "count": len(ready),
            "refused": [row for row in rows if row["faults"]][:SHOWN],
            "masked": naming.is_masked(request),
        },
    )


@require_POST
def make(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Make cases of the rows that were ticked."""
    found = _batch(request, batch)
    chosen = {int(text) for text in request.POST.getlist("row") if text.isdigit()}
    try:
        made = actions.make_cases(batch=found, chosen=chosen, by=user_of(request))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request, ngettext("%(n)d case was made.", "%(n)d cases were made.", len(made)) % {"n": len(made)}
        )
    return redirect("import_batch", batch=batch)


@require_GET
def refused(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What was refused, as a table: file, row, column, value, rule, remedy."""
    found, out = _batch(request, batch), io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["file", "row", "column", "value", "rule", "remedy"])
    for row in found.rows:
        for each in row["faults"]:
            cells = [found.name, str(row["row"]), each["column"], each["value"], each["rule"], each["remedy"]]
            writer.writerow(guarded(pa.array(cells, pa.string())).to_pylist())
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return answer


@require_POST
def discard(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take away what a file held."""
    actions.discard(batch=_batch(request, batch), by=user_of(request))
    return redirect("import_file")


def _batch(request: HttpRequest, key: UUID) -> ImportBatch:
    """A file that she sent herself; nobody else's is there."""
    user = user_of(request)
    found = ImportBatch.objects.filter(pk=key, by=user, discarded_at=None).first()
    if found is None or user.may(Permission.CASE_CREATE) is None:
        raise Http404
    return found


def _shown(request: HttpRequest, rows: list[dict[str, Any]]) -> list[Shown]:
    """The first rows that can be made, each with who may be there already."""
    first: dict[tuple[str, str], int] = {}
    found: list[Shown] = []
    for row in rows:
        name = name_in(row["parts"])
        born = next((str(each.get("birth_date", "")) for each in row["parts"].get("person", [])), "")
        twin = first.setdefault((name.casefold(), born), row["row"]) if name else row["row"]
        if len(found) < SHOWN:
            taken, hits = row["taken"], _alike(request, row["parts"], name)
            found.append(Shown(row["row"], name, taken, hits, twin if twin != row["row"] else 0))
    return found


def _alike(request: HttpRequest, parts: dict[str, Any], name: str) -> list[Hit]:
    user = user_of(request)
    found: dict[UUID, Hit] = {}
    for text in (name, *numbers_in(parts)):
        hits = search(user, text, most=3) if text else []
        # all words of a name must be there: one of two that many share says nothing
        words = len(name.split()) if text == name else 1
        found |= {hit.case.pk: hit for hit in hits if set(hit.likes) <= NEAR and len(hit.likes) >= words}
    return list(found.values())[:3]
