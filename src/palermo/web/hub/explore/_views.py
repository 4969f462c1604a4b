"""Explore: ask a question of a release, see the answer as a picture and a table, take it along."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from palermo.errors import QuestionError
from palermo.tabulate import COUNTING
from palermo.web.hub.citing import FORMATS
from palermo.web.hub.errors import SHAPED, RequestError, refuse_unknown
from palermo.web.hub.explore import _data
from palermo.web.hub.explore._page import begin, refused, shown
from palermo.web.hub.explore._parameters import SHOWN, answered, file_name
from palermo.web.hub.explore._take import reference
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import is_canonical, without_blanks
from palermo.web.hub.releases import release_for


def page(request: HttpRequest) -> HttpResponse:
    """The page: the form, and the answer to what the address asks. A question that has none is answered 422."""
    if not is_canonical(request.GET):
        return HttpResponseRedirect(f"{request.path}?{without_blanks(request.GET)}")
    release = release_for(request)
    language = current_language()
    if not request.GET:
        return render(request, "hub/explore.html", begin(release, language))
    try:
        refuse_unknown(request, SHOWN)
        asked, figures = answered(request, release)
    except QuestionError as error:
        if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise  # the question may be as good as any: it is not the form that has to be corrected
        context = refused(request.GET, release, error, language)
        response = render(request, "hub/explore.html", context, status=error.http_status)
        setattr(response, SHAPED, True)  # the page says what is wrong beside the form: no other page has to
        return response
    return render(request, "hub/explore.html", shown(request, asked, figures, language))


def permanent(request: HttpRequest, version: int, id: str) -> HttpResponse:
    """The page at the address that stays: it names the rules of counting, the question and the release.

    It is refused, and never answered with other figures, when one of them is another than the address says.
    """
    if not request.GET.get("release"):
        raise _changed("release", _("a permanent address names its release."))
    if version != COUNTING:
        reason = _("figures are counted by version {version} of the rules now.").format(version=COUNTING)
        raise _changed("version", reason)
    refuse_unknown(request, SHOWN)
    release = release_for(request)
    asked, figures = answered(request, release)
    if asked.question.id != id:
        raise _changed("id", _("it is the id of another question than the one in this address."))
    context = shown(request, asked, figures, current_language())
    return render(request, "hub/explore.html", {**context, "is_permanent": True})


def embedded(request: HttpRequest) -> HttpResponse:
    """The picture with its words and its table, as a page of its own that other sites may show in a frame."""
    refuse_unknown(request, SHOWN)
    release = release_for(request)
    asked, figures = answered(request, release)
    context = shown(request, asked, figures, current_language())
    return render(request, "hub/embed.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """The answer as JSON."""
    refuse_unknown(request, SHOWN)
    _asked, figures = answered(request, release_for(request))
    return JsonResponse(_data.document(figures, current_language()), json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The answer as CSV."""
    refuse_unknown(request, SHOWN)
    asked, figures = answered(request, release_for(request))
    response = HttpResponse(_data.csv(figures, current_language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(asked, figures)}.csv"'
    return response


def cite(request: HttpRequest, format: str) -> HttpResponse:
    """How to cite the answer, as a file for programs that keep references."""
    refuse_unknown(request, SHOWN)
    asked, figures = answered(request, release_for(request))
    form = FORMATS[format]
    text = form.write(reference(request, asked, figures, current_language()))
    response = HttpResponse(text, content_type=f"{form.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(asked, figures)}.{format}"'
    return response


def _changed(name: str, reason: str) -> RequestError:
    return RequestError("hub.value_unusable", place=name, name=name, reason=reason)
