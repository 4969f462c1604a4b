"""Places and coverage: countries, corridors, and whose cases a release has."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import Field, P, PathEx, Query

from palermo.codes import CodeList, code_list
from palermo.release import Release, breaks
from palermo.tabulate import Condition, Question
from palermo.tabulate.formats import document
from palermo.web.hub.api import _shapes as shapes
from palermo.web.hub.api._answer import told, written
from palermo.web.hub.api._api import ERRORS, api, refuse_others
from palermo.web.hub.api._asking import Asked, FormatName, Paged, Pinned
from palermo.web.hub.api._kept import answered, as_json
from palermo.web.hub.api._questions import IN_FORMATS
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.errors import RequestError
from palermo.web.hub.figures import ask_in_bounds
from palermo.web.hub.releases import release_for, shelf
from palermo.web.hub.series import document as three_series
from palermo.web.hub.series import side_by_side

ROLES = {ORIGIN: "origin", PLACE: "exploitation"}
TOLD = (
    "gender",
    "age_band",
    "forms_of_exploitation",
    "means_of_control",
    "recruiter_relationship",
    "trafficking_duration",
    "year_of_registration",
)
"""By what the people of a country are told apart, as far as a release has it; then by the other country."""
SOURCES = "data_source"


@api.get(
    "/countries",
    operation_id="countries",
    response={200: shapes.PlaceList, **ERRORS},
    summary="All countries with a figure",
)
def countries(request: HttpRequest, asked: Query[Pinned]) -> HttpResponseBase:
    """How many people are from a country, and how many were exploited there; regions, where a release has these."""
    refuse_others(request, Pinned)
    release = release_for(request)
    return answered(request, release, lambda: as_json(_places(release, asked.language)))


@api.get(
    "/countries/{code}",
    operation_id="country",
    response={200: shapes.Country, **ERRORS},
    by_alias=True,
    summary="A country",
)
def country(
    request: HttpRequest,
    code: PathEx[str, P(description="The country's code, of ISO 3166-1 (three letters).", max_length=40)],
    asked: Query[Pinned],
) -> HttpResponseBase:
    """The people from a country, and the people exploited there: who, how, by whom, over time."""
    refuse_others(request, Pinned)
    release = release_for(request)
    listed = next((each for each in (*_lists(release), code_list("country")) if code in each), None)
    if listed is None:
        raise RequestError("hub.not_found", place=request.path_info[:200])
    name = listed.label(code, asked.language)
    return answered(
        request, release, lambda: as_json(_country(request, release, code, name=name, language=asked.language))
    )


@api.get(
    "/countries/{code}/series",
    operation_id="series",
    response={200: shapes.SeriesShown, **ERRORS},
    summary="A country in three series",
)
def series(
    request: HttpRequest,
    code: PathEx[str, P(description="The country's code, of ISO 3166-1 (three letters).", max_length=40)],
    asked: Query[Pinned],
) -> HttpResponseBase:
    """Victims who were assisted, as this release has them; detected, by States; estimated, by others.

    They are never added: the same person may be in several of them.
    """
    refuse_others(request, Pinned)
    with translation.override(asked.language):
        sides = side_by_side(release_for(request), shelf().look().others, code, asked.language)
        if sides is None:
            raise RequestError("hub.not_found", place=request.path_info[:200])
        return as_json(three_series(sides))


class CorridorsAsked(Pinned, Paged):
    """Which corridors, and in which form."""

    where: list[str] = Field(default_factory=list, description="A condition, as in `aggregate`.", examples=[[]])
    format: FormatName = Field("json", description="As in `aggregate`.")


@api.get(
    "/corridors",
    operation_id="corridors",
    response={200: shapes.Aggregate, **ERRORS},
    by_alias=True,
    summary="From where to where",
    openapi_extra=IN_FORMATS,
)
def corridors(request: HttpRequest, asked: Query[CorridorsAsked]) -> HttpResponseBase:
    """People by where they are from and where they were exploited: the largest corridor first.

    No corridor of fewer than k people has a number.
    """
    refuse_others(request, CorridorsAsked)
    release = release_for(request)
    whole = Asked(by=[ORIGIN, PLACE], sort="-n", **asked.model_dump())
    return answered(request, release, lambda: written(request, release, whole))


@api.get(
    "/coverage",
    operation_id="coverage",
    response={200: shapes.CoverageShown, **ERRORS},
    by_alias=True,
    summary="Whose cases these are, from which years",
)
def coverage(request: HttpRequest, asked: Query[Pinned]) -> HttpResponseBase:
    """Contributors, years, kinds of sources, and the years in which a contributor's cases begin or end."""
    refuse_others(request, Pinned)
    release = release_for(request)
    return answered(request, release, lambda: as_json(_coverage(request, release, asked.language)))


def _places(release: Release, language: str) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    cautions: dict[str, dict[str, str]] = {}
    for column, role in ROLES.items():
        listed = _list(release, column)
        if listed is None:
            continue
        said = document(ask_in_bounds(release, Question((column,))), language)
        cautions |= {each["code"]: each for each in said["cautions"]}
        for row in said["rows"]:
            code = row["by"][0]["code"]
            region = listed[code].attributes.get("region", "")
            place = {"code": code, "name": row["by"][0]["label"], "region": region}
            found.setdefault(code, {**place, **dict.fromkeys(ROLES.values())})[role] = row
    ordered = [found[code] for code in sorted(found)]
    return {**_head(release, language), "places": ordered, "cautions": list(cautions.values())}


def _country(request: HttpRequest, release: Release, code: str, *, name: str, language: str) -> dict[str, Any]:
    profiles = []
    for column in ROLES:
        listed = _list(release, column)
        if listed is None or code not in listed:
            continue
        here = (Condition(column, "=", (code,)),)
        whole = ask_in_bounds(release, Question((), here))
        names = {each.name for each in release.columns}
        by = [each for each in (*TOLD, *(other for other in ROLES if other != column)) if each in names]
        tables = [ask_in_bounds(release, Question((each,), here)) for each in by] if whole.total != 0 else []
        profiles.append(
            {
                "role": column,
                "whole": told(request, release, whole, language),
                "tables": [told(request, release, each, language) for each in tables if each.cells],
            }
        )
    return {**_head(release, language), "code": code, "name": name, "profiles": profiles}


def _coverage(request: HttpRequest, release: Release, language: str) -> dict[str, Any]:
    about = release.manifest.about
    has_sources = any(column.name == SOURCES for column in release.columns)
    sources = ask_in_bounds(release, Question((SOURCES,))) if has_sources else None
    return {
        **_head(release, language),
        "contributions": [
            {name: getattr(each, name) for name in ("contributor", "rows_in", "accepted", "quarantined")}
            for each in about.contributions
        ],
        "cells": [asdict(cell) for cell in about.coverage],
        "not_covered": release.manifest.cases_not_covered,
        "breaks": [{**asdict(each), "kind": each.kind.value} for each in breaks(release.manifest)],
        "data_sources": told(request, release, sources, language) if sources is not None else None,
    }


def _head(release: Release, language: str) -> dict[str, Any]:
    """What release this is about, and how it is cited: as an answer without a question says it."""
    said = document(ask_in_bounds(release, Question()), language)
    return {name: said[name] for name in ("release", "language", "citation", "source")}


def _lists(release: Release) -> list[CodeList]:
    return [listed for column in ROLES if (listed := _list(release, column)) is not None]


def _list(release: Release, column: str) -> CodeList | None:
    """The places of a column; None where the release does not have it."""
    return release.codes(column) if any(each.name == column for each in release.columns) else None
