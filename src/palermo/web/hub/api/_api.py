"""The API as a whole: what it says of itself, and how it says what is wrong."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from palermo import version
from palermo.errors import UserError
from palermo.web.hub.api import _shapes as shapes
from palermo.web.hub.errors import error_response, refuse_unknown, unusable

DESCRIPTION = """\
Answers to questions about published releases. Read only; no key, no account. Each reader has a fair share of requests,
told in `RateLimit` headers; a question or an answer that is too large is refused, never cut off.

Every number travels with its denominator, the missing share, its bounds, its cautions, its source and its terms. Errors
have one shape: `{"error": {"code": …, "place": …, "fault": …, "remedy": …}}`. Answers may be cached: they change only
with the releases and the software, and their `ETag` says so."""

ERRORS = dict.fromkeys((400, 404, 405, 422, 429, 503), shapes.Failure)

api = NinjaAPI(
    title="Palermo data hub",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    openapi_extra={"info": {"x-software": f"palermo {version()}"}},
)


def refuse_others(request: HttpRequest, known: type[Schema]) -> None:
    """Raise RequestError when an address asks for what a shape does not have."""
    refuse_unknown(request, tuple(field.alias or name for name, field in known.model_fields.items()))


@api.exception_handler(UserError)
def _user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    return error_response(request, error)


@api.exception_handler(ValidationError)
def _unusable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    name = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")
    reason = str(first["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    return error_response(request, unusable(name, reason))
