"""What browsers ask before they let a script of another site read our data with headers of its own."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from palermo.web.hub.middleware import Answer, is_data

ALLOWED = "GET, HEAD"
HEADERS = "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Range, X-Requested-With"
"""Headers that scripts may send: none of them changes who is asked or by whom; there is nobody to be signed in as."""

DAY = 24 * 3600
"""Seconds for which a browser need not ask again."""


class Preflight:
    """Says to who asks that any site may read data (CORS: a preflight is OPTIONS with these two headers)."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a preflight; pass on all else. What headers say of whoever asks changes nothing."""
        if request.method != "OPTIONS" or not is_data(request.path_info):
            return self._next(request)
        if "Origin" not in request.headers or "Access-Control-Request-Method" not in request.headers:
            return self._next(request)
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Access-Control-Allow-Methods"] = ALLOWED
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Access-Control-Max-Age"] = str(DAY)
        response["Allow"] = ALLOWED
        return response
