"""Errors in one documented shape: place, fault and remedy. A page for readers, JSON for machines, never a traceback."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from palermo.errors import QuestionError, ReleaseError, UserError
from palermo.web.hub.language import words_of
from palermo.web.hub.middleware import FIRST_ERROR, Answer, is_data
from palermo.web.hub.releases import shelf

READING = ("GET", "HEAD")
SHAPED = "palermo_shaped"
AGAIN = "palermo_again"
"""What is set on a request that is answered a second time, from what is there now."""

_INTERNAL = "hub.internal"


class RequestError(QuestionError):
    """A request that this hub cannot answer."""


class ErrorShape:
    """Turns whatever goes wrong behind it into the documented shape, and refuses what is no question."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say what is wrong."""
        fault = _refusal(request)
        if fault is not None:
            return error_response(request, fault)
        response = self._next(request)
        if response.status_code < FIRST_ERROR or getattr(response, SHAPED, False):
            return response
        return _of_status(request, response.status_code)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A user's error becomes an answer; a bug stays one. What has just gone from the folder is no bug."""
        if _is_gone(exception) and not hasattr(request, AGAIN):
            shelf().renew()
            setattr(request, AGAIN, True)
            return self._next(request)
        return error_response(request, exception) if isinstance(exception, UserError) else None


def _is_gone(exception: BaseException) -> bool:
    """Whether a file was not there any longer: a release that was taken away since the folder was looked at last."""
    return isinstance(exception, FileNotFoundError) or isinstance(exception.__cause__, FileNotFoundError)


def error_response(request: HttpRequest, error: UserError) -> HttpResponse:
    """A user's error as an answer."""
    fault, remedy = words_of(error)
    place = "" if isinstance(error, ReleaseError) and "/" in error.place else error.place  # no path of the server
    response = _answer(request, error.http_status, code=error.key, place=place, fault=fault, remedy=remedy)
    if "retry_after" in error.details:
        response["Retry-After"] = str(error.details["retry_after"])
    return response


def unusable(name: str, reason: str) -> RequestError:
    """The fault of a field whose value cannot be used, to be raised."""
    return RequestError("hub.value_unusable", place=name, name=name, reason=reason)


def refuse_unknown(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Raise RequestError when an address asks for what is not known: a misspelt filter must not be ignored."""
    for name in request.GET:
        if name not in known:
            reason = _("there is no such parameter; there are: {known}.").format(known=", ".join(known) or "–")
            raise unusable(name[:80], reason)


def one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    """The value of a field that has one of a few, the first where the address has none. Raises RequestError."""
    value = request.GET.get(name, known[0])
    if value not in known:
        reason = _("there are: {known}.").format(known=", ".join(known))
        raise unusable(name, reason)
    return value


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of status 400."""
    return _of_status(request, HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of status 404. A page whose last stroke was forgotten is found all the same."""
    if is_valid_path(f"{request.path_info}/") and not is_data(request.path_info):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return _of_status(request, HTTPStatus.NOT_FOUND)


def internal(request: HttpRequest) -> HttpResponse:
    """Django's handler of status 500: a bug of ours. The log has it; the reader learns what to do."""
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        code=_INTERNAL,
        place="",
        fault=_("Something went wrong here. It is our fault, not yours."),
        remedy=_("Try again in a minute. If it happens again, tell the publisher the address and the time."),
    )


def _refusal(request: HttpRequest) -> UserError | None:
    if request.method not in READING:
        return RequestError("hub.method_not_allowed", place=str(request.method)[:20])
    try:
        request.get_host()
    except DisallowedHost:
        return RequestError("hub.request_refused", reason=_("it is for a host that this hub is not."))
    most = settings.HUB.most_query_characters
    if len(request.META.get("QUERY_STRING", "")) > most:
        reason = _("its question is longer than {most} characters.").format(most=most)
        return RequestError("hub.request_refused", reason=reason)
    return None


def _of_status(request: HttpRequest, status: int) -> HttpResponse:
    place = request.path_info[:200]
    match status:
        case HTTPStatus.NOT_FOUND:
            return error_response(request, RequestError("hub.not_found", place=place))
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return error_response(request, RequestError("hub.method_not_allowed", place=str(request.method)[:20]))
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            reason = _("it is not one that a browser sends.")
            return error_response(request, RequestError("hub.request_refused", reason=reason))
        case _:
            return internal(request)


def _answer(request: HttpRequest, status: int, **error: str) -> HttpResponse:
    response: HttpResponse
    if is_data(request.path_info):
        response = JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, "ui/error.html", {"error": error, "status": status}, status=status)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = ", ".join(READING)
    response["Cache-Control"] = "no-store"
    setattr(response, SHAPED, True)
    return response
