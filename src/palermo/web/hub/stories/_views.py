"""Topics: the index of the stories that a release can tell, and a page for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from palermo.release import Release, citation, terms_of
from palermo.web.hub.citing import as_text, of_answer
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.explore import said_beside
from palermo.web.hub.figures import between, number, percent
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import Asked, Neighbour, sentence
from palermo.web.hub.releases import pin, release_for
from palermo.web.hub.stories._load import load_story, story_names
from palermo.web.hub.stories._measure import FEWEST, Item
from palermo.web.hub.stories._tell import CONCENTRATION, Telling

BESIDES = ("no_cases", "withheld", "small_n", "high_missing", "unverified", *CONCENTRATION)
"""Cautions about one answer, which a story says beside its numbers, or does not tell such numbers at all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a story as its table has it. query: its question in Explore."""

    about: str
    label: str
    query: str
    share: str
    limits: str
    n: str
    of: str


def offered(release: Release, language: str) -> list[Telling]:
    """The stories that a release can tell, in order."""
    tellings = (Telling(load_story(name), release, language) for name in story_names())
    return [telling for telling in tellings if telling.is_offered]


def index(request: HttpRequest) -> HttpResponse:
    """The page of topics."""
    refuse_unknown(request, ("release",))
    release, language = release_for(request), current_language()
    topics = [
        {
            "title": telling.say(telling.story.title),
            "lead": telling.say(telling.story.lead),
            "address": f"{reverse('hub:topic', args=(telling.story.slug,))}{pin(request)}",
        }
        for telling in offered(release, language)
    ]
    return render(request, "hub/topics.html", {"release": release, "topics": topics})


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a topic. Raises RequestError where the release cannot tell it."""
    refuse_unknown(request, ("release",))
    telling = _telling(request, slug)
    told, release, language = telling.story, telling.release, telling.language
    parts = list(telling.parts())
    link = request.build_absolute_uri(f"{reverse('hub:topic', args=(slug,))}?release={release.id}")
    title = telling.say(told.title)
    context: dict[str, Any] = {
        "release": release,
        "title": title,
        "lead": telling.say(told.lead),
        "parts": parts,
        "is_unreviewed": told.is_unreviewed(language),
        "fewest": number(FEWEST, language),
        "has_pictures": any(block.picture for part in parts for block in part.blocks),
        "lines": list(lines(telling)),
        "cautions": list(_cautions(telling)),
        "related": list(_related(telling)),
        "terms": told.terms,
        "citation": as_text(of_answer(release, title, link, language=language)),
        "link": link,
        "json": f"{reverse('hub:topic-json', args=(slug,))}{pin(request)}",
        "pin": pin(request),
    }
    return render(request, "hub/topic.html", context)


def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic for programs: its sentences, and every number with its question."""
    refuse_unknown(request, ("release",))
    telling = _telling(request, slug)
    told, language = telling.story, telling.language
    parts = [
        {
            "title": part.title,
            "paragraphs": [
                "".join(f"{piece.text} ({piece.limits})" if piece.limits else piece.text for piece in block.pieces)
                for block in part.blocks
                if block.kind == "text"
            ],
        }
        for part in telling.parts()
    ]
    document = {
        "slug": told.slug,
        "title": telling.say(told.title),
        "lead": telling.say(told.lead),
        "language": language,
        "reviewed": not told.is_unreviewed(language),
        "release": telling.release.id,
        "parts": parts,
        "numbers": [_number(name, item) for name, item in telling.numbers()],
        "cautions": list(_cautions(telling)),
        "citation": citation(telling.release.manifest.about, language),
        "terms": terms_of(telling.release.manifest.about, language),
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def lines(telling: Telling) -> Iterator[Line]:
    """Every number that the sentences told so far have, once."""
    language, seen = telling.language, set()
    for _name, item in telling.numbers():
        line = Line(
            about=sentence(telling.release, item.question, language),
            label=item.label,
            query=telling.address(Asked(item.question)),
            share=percent(item.share, language),
            limits=between(*item.shares, language),
            n=number(item.n, language),
            of=number(item.of, language),
        )
        if line not in seen:
            seen.add(line)
            yield line


def _telling(request: HttpRequest, slug: str) -> Telling:
    release = release_for(request)
    if slug in story_names():
        telling = Telling(load_story(slug), release, current_language(), request.GET.get("release", ""))
        if telling.is_offered:
            return telling
    raise RequestError("hub.not_found", place=request.path_info[:200])


def _number(name: str, item: Item) -> dict[str, Any]:
    low, high = item.shares
    return {
        "name": name,
        "question": Asked(item.question).query(),
        "rows": [list(codes) for codes in item.rows],
        "counted_by": None if item.counted is None else Asked(item.counted).query(),
        "label": item.label,
        "n": item.n,
        "low": item.low,
        "high": item.high,
        "denominator": item.of,
        "share": item.share,
        "share_low": low,
        "share_high": high,
    }


def _cautions(telling: Telling) -> Iterator[str]:
    """What a reader must know: by the story itself, and by the rules of its answers, each line once."""
    yield from (telling.say(texts) for texts in telling.story.cautions)
    said = (
        text for measured in telling.used.values() for text in said_beside(measured.answer, telling.language, *BESIDES)
    )
    yield from dict.fromkeys(said)


def _related(telling: Telling) -> Iterator[Neighbour]:
    for drawing in telling.story.related:
        asked = telling.asked(drawing)
        if asked is not None:
            text = sentence(telling.release, asked.question, telling.language)
            yield Neighbour(text, telling.address(asked))
