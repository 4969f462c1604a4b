"""The pages of the glossary: words and columns, a search without a script, and the codes of a column."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.web.hub.errors import RequestError, refuse_unknown, unusable
from palermo.web.hub.files import file_address
from palermo.web.hub.glossary._codebook import MOST_FOUND, Entry, entries, find_codes, find_terms
from palermo.web.hub.glossary._terms import FILES, Term, load_term, terms
from palermo.web.hub.language import current_language, proxy_words
from palermo.web.hub.questions import folded
from palermo.web.hub.releases import pin, release_for

MOST_CHARACTERS = 100
"""Of a search: no word of the field is longer."""

CODEBOOK = "codebook.json"


def index(request: HttpRequest) -> HttpResponse:
    """The page: every word, every column; with `q`, the words and codes that have it."""
    refuse_unknown(request, ("q", "release"))
    release, language, wanted = release_for(request), current_language(), _wanted(request)
    context: dict[str, Any] = {"release": release, "q": wanted, "pin": pin(request), "pinned": _pinned(request)}
    if wanted:
        codes = find_codes(release, wanted, language, pin(request))
        context |= {
            "found": [_word(each, language) for each in find_terms(wanted)],
            "codes": codes[:MOST_FOUND],
            "code_count": len(codes),
        }
    else:
        context |= {
            "groups": _groups(language),
            "columns": _columns(release, language),
            "json": f"{reverse('hub:glossary-json')}{pin(request)}",
            "codebook": file_address(release, CODEBOOK),
        }
    return render(request, "hub/glossary.html", context)


def column(request: HttpRequest, name: str) -> HttpResponse:
    """The page of a column's codes. Raises RequestError where the release has no such column."""
    refuse_unknown(request, ("release",))
    release, language = release_for(request), current_language()
    found = next((each for each in release.columns if each.name == name), None)
    if found is None:
        raise RequestError("hub.not_found", place=request.path_info[:200])
    listed = release.codes(name)
    context = {
        "release": release,
        "column": found,
        "label": in_language(found.label, language),
        "proxy": proxy_words(found.proxy) if found.proxy else "",
        "list": listed,
        "definition": found.definition or (listed.definition if listed is not None else ""),
        "entries": entries(release, found, language),
        "pin": pin(request),
        "ask": f"{reverse('hub:explore')}?by={name}{pin(request).replace('?', '&')}",
    }
    return render(request, "hub/codes.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """Words in every language, and the codes of the release; with `q`, those that have it."""
    refuse_unknown(request, ("q", "release"))
    release, language, wanted = release_for(request), current_language(), _wanted(request)
    found = find_codes(release, wanted, language, pin(request))
    document = {
        "release": release.id,
        "language": language,
        "q": wanted,
        "terms": [_document(each) for each in (find_terms(wanted) if wanted else terms())],
        "codes": [{"column": each.column, **_code(each.entry), "address": each.address} for each in found],
        "codebook": file_address(release, CODEBOOK),
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _wanted(request: HttpRequest) -> str:
    text = " ".join(request.GET.get("q", "").split())
    if len(text) > MOST_CHARACTERS:
        reason = _("at most {most} characters.").format(most=MOST_CHARACTERS)
        raise unusable("q", reason)
    return text


def _pinned(request: HttpRequest) -> str:
    return request.GET.get("release", "")


def _groups(language: str) -> list[dict[str, Any]]:
    titles = {
        "field": _("Trafficking and assistance"),
        "measuring": _("Numbers"),
        "protecting": _("How people are protected"),
        "house": _("Data and releases"),
    }
    found = []
    for group in FILES:
        listed = sorted((each for each in terms() if each.group == group), key=lambda term: folded(term.name(language)))
        words = [_word(each, language) for each in listed]
        found.append({"id": group, "title": titles[group], "words": words})
    return found


def _word(term: Term, language: str) -> dict[str, Any]:
    also = [{"id": each, "name": load_term(each).name(language)} for each in term.also]
    return {"term": term, "name": term.name(language), "meaning": term.meaning(language), "also": also}


def _columns(release: Release, language: str) -> list[dict[str, Any]]:
    found = []
    for each in release.columns:
        listed = release.codes(each.name)
        count = len(listed) if listed is not None else len(entries(release, each, language))
        definition = each.definition or (listed.definition if listed is not None else "")
        address = reverse("hub:glossary-column", args=(each.name,))
        label = in_language(each.label, language)
        found.append({"name": each.name, "label": label, "definition": definition, "count": count, "address": address})
    return found


def _document(term: Term) -> dict[str, Any]:
    return {
        "id": term.id,
        "term": dict(term.term),
        "definition": dict(term.definition),
        "source": {"title": term.source.title, "url": term.source.url},
        "verified": term.verified,
        "also": list(term.also),
        "address": f"{reverse('hub:glossary')}#{quote(term.id)}",
    }


def _code(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "label": entry.label,
        "definition": entry.definition,
        "aliases": list(entry.aliases),
        "verified": entry.is_verified,
    }
