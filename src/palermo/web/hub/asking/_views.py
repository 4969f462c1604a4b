"""Plain words become an address of Explore; where they are not wholly understood, a page says so and asks back."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from palermo.errors import QuestionError
from palermo.release import Release
from palermo.tabulate.plain import LONGEST, Understood, understand
from palermo.web.hub.asking._box import Box, examples
from palermo.web.hub.asking._told import query_of, reply
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.figures import ask_in_bounds
from palermo.web.hub.language import current_language, words_of
from palermo.web.hub.releases import release_for

KNOWN = ("text", "release")


def page(request: HttpRequest) -> HttpResponse:
    """The question of a text, in Explore; a page that asks back where a word is unknown or could mean two things."""
    refuse_unknown(request, KNOWN)
    release, language = release_for(request), current_language()
    text, pinned = request.GET.get("text", "").strip(), request.GET.get("release", "")
    found = understand(release, text, language=language)
    fault = _fault(release, found) if found.is_question else ""
    if found.is_sure and not fault:
        return HttpResponseRedirect(f"{reverse('hub:explore')}?{query_of(found.question, text, pinned)}")
    context: dict[str, Any] = {
        "release": release,
        "plain": Box(text=text[:LONGEST], release=pinned, examples=examples(release, language)),
        "reply": reply(release, found, language, pinned),
        "is_asked": bool(text),
        "is_question": found.is_question and not fault,
        "fault": fault,
    }
    return render(request, "hub/understand.html", context)


def _fault(release: Release, found: Understood) -> str:
    """Why a question that was understood cannot be asked, such as that it is too large; empty where it can."""
    try:
        ask_in_bounds(release, found.question)
    except QuestionError as error:
        if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return " ".join(words_of(error))
    return ""
