"""The page about the API, made from its OpenAPI description: readable without a script, with examples that run."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as in_words

from palermo.errors import UserError
from palermo.release import Release
from palermo.web.hub.api._api import api
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.figures import MOST_CONDITIONS
from palermo.web.hub.releases import release_for

EXAMPLES = {
    "/api/v1/aggregate": (
        "by=gender",
        "by=age_band&by=gender&within=true",
        "by=means_of_control&where=gender=woman&format=csv",
        "by=gender&by=year_of_registration&change=previous",
        "by=citizenship&top=5&format=sdmx-csv",
    ),
    "/api/v1/understand": ("text=women%20from%20the%20Philippines%20since%202016",),
    "/api/v1/countries": ("",),
    "/api/v1/corridors": ("limit=10", "where=gender=woman&format=hxl"),
    "/api/v1/coverage": ("",),
    "/api/v1/releases": ("",),
    "/api/v1/releases/{id}": ("",),
    "/api/v1/codebook": ("",),
    "/api/v1/structure": ("format=sdmx-ml",),
    "/api/v1/glossary": ("",),
}
"""Questions that are shown for each address; those about columns that the release does not have are left out."""


CORRIDORS = "/api/v1/corridors"
"""An address that needs two columns without naming them."""

ORDER = (
    "aggregate",
    "question",
    "understand",
    "countries",
    "country",
    "series",
    "corridors",
    "coverage",
    "codebook",
    "structure",
    "glossary",
    "releases",
    "release",
)
"""What is asked most stands first; an address that is not named here, last."""

AS_BEFORE = ("question",)
"""Those that take the parameters of the one before them, besides what is in their path."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page lists it. values: what it takes, in words or as a list of them."""

    name: str
    is_in_path: bool
    is_repeated: bool
    is_required: bool
    kind: str
    values: tuple[str, ...]
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API. examples: addresses that answer."""

    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    statuses: tuple[tuple[int, str], ...]
    examples: tuple[str, ...]

    @property
    def is_form(self) -> bool:
        """Whether it can be asked by a form: it has parameters, and none is in its path."""
        return bool(self.parameters) and not any(each.is_in_path for each in self.parameters)


def page(request: HttpRequest) -> HttpResponse:
    """The page about the API."""
    refuse_unknown(request, ())
    try:
        release = release_for(request)
    except UserError:
        release = None  # the description holds without one; only the examples go
    context = {
        "operations": tuple(operations(release)),
        "description_address": reverse("api:openapi-json"),
        "host": request.build_absolute_uri("/").rstrip("/"),
        "failure": json.dumps(_failure(), ensure_ascii=False, indent=2),
        "limits": {
            "characters": settings.HUB.most_query_characters,
            "rows": settings.HUB.most_answer_rows,
            "conditions": MOST_CONDITIONS,
            "seconds": settings.HUB.cache_seconds,
        },
    }
    return render(request, "hub/api.html", context)


def operations(release: Release | None) -> Iterator[Operation]:
    """Every address of the API, in the order of use. release: whose examples to show."""
    described = [(path, each) for path, methods in _described()["paths"].items() for each in methods.values()]
    for path, operation in sorted(described, key=lambda each: _place(each[1]["operationId"])):
        parameters = tuple(_parameter(each) for each in operation.get("parameters", ()))
        if operation["operationId"] in AS_BEFORE:
            parameters = tuple(each for each in parameters if each.is_in_path)
        yield Operation(
            id=operation["operationId"],
            path=path,
            summary=in_words(operation["summary"]),
            description=in_words(" ".join(operation.get("description", "").split())),
            parameters=parameters,
            statuses=tuple((int(status), HTTPStatus(int(status)).phrase) for status in operation["responses"]),
            examples=tuple(_examples(path, release)),
        )


@cache
def _described() -> Mapping[str, Any]:
    return api.get_openapi_schema()


def _parameter(raw: Mapping[str, Any]) -> Parameter:
    schema = raw["schema"]
    items = schema.get("items", schema)
    default = schema.get("default")
    shown = json.dumps(default) if isinstance(default, bool) else str(default or "")
    return Parameter(
        name=raw["name"],
        is_in_path=raw["in"] == "path",
        is_repeated=schema.get("type") == "array",
        is_required=bool(raw.get("required")),
        kind=items.get("type", "string"),
        values=tuple(map(str, items.get("enum", ()))),
        default=shown,
        description=in_words(raw.get("description") or schema.get("description", "")),
    )


def _place(operation: str) -> int:
    return ORDER.index(operation) if operation in ORDER else len(ORDER)


def _examples(path: str, release: Release | None) -> Iterator[str]:
    if release is None:
        return
    have = {column.name for column in release.columns}
    for question in EXAMPLES.get(path, ()):
        used = {part.split("=")[1] for part in question.split("&") if part.split("=")[0] in ("by", "where")}
        if used <= have and (path != CORRIDORS or {ORIGIN, PLACE} <= have):
            yield path.replace("{id}", release.id) + (f"?{question}" if question else "")


def _failure() -> dict[str, object]:
    from palermo.tabulate import parse_question

    try:
        parse_question(["gender", "age_band", "citizenship", "data_source", "contributor"])
    except UserError as error:
        return error.to_dict()
    raise AssertionError("an answer has at most four columns")
