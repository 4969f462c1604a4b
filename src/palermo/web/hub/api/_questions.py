"""Questions: `aggregate`, and the permanent address of a question."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import P, PathEx, Query

from palermo.tabulate.formats import FORMATS
from palermo.web.hub.api import _shapes as shapes
from palermo.web.hub.api._answer import question_of, written
from palermo.web.hub.api._api import ERRORS, api, refuse_others
from palermo.web.hub.api._asking import Asked
from palermo.web.hub.api._kept import answered
from palermo.web.hub.questions import refuse_changed
from palermo.web.hub.releases import release_for

IN_FORMATS = {
    "responses": {
        200: {
            "content": {
                form.media_type.split(";")[0]: {
                    "schema": {"type": "object" if "+json" in form.media_type else "string"}
                }
                for form in FORMATS.values()
                if form.name != "json"
            }
        }
    }
}
"""What the description says of the forms of an answer besides JSON."""


@api.get(
    "/aggregate",
    operation_id="aggregate",
    response={200: shapes.Aggregate, **ERRORS},
    by_alias=True,
    summary="Ask a question",
    openapi_extra=IN_FORMATS,
)
def aggregate(request: HttpRequest, asked: Query[Asked]) -> HttpResponseBase:
    """Counts and shares of the cases that match, by up to four columns.

    The share of a code in a set column is over the cases with at least one code in that set; shares may sum to more
    than 100 %.
    """
    refuse_others(request, Asked)
    release = release_for(request)
    return answered(request, release, lambda: written(request, release, asked))


@api.get(
    "/question/{version}/{id}",
    operation_id="question",
    response={200: shapes.Aggregate, **ERRORS},
    by_alias=True,
    summary="Ask a question by its permanent address",
    openapi_extra=IN_FORMATS,
)
def question(
    request: HttpRequest,
    version: PathEx[int, P(description="The version of the rules of counting.", ge=1, le=1_000_000)],
    id: PathEx[str, P(description="The question's id.", max_length=40)],
    asked: Query[Asked],
) -> HttpResponseBase:
    """The same as `aggregate`, for those who keep the address: it names rules, question and release.

    It is refused when figures are counted by other rules now, when the question is another than its id says, or when
    no release is named: so it never gives other figures than it gave before.
    """
    refuse_others(request, Asked)
    refuse_changed(question_of(asked), asked.release, version, id)
    release = release_for(request)
    return answered(request, release, lambda: written(request, release, asked))
