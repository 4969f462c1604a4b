"""Explore: ask a question of a release, see the answer as a picture and a table, take it along."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.errors import QuestionError
from palermo.tabulate import COUNTING
from palermo.tabulate.formats import Wanted, document, written
from palermo.web.hub.citing import FORMATS
from palermo.web.hub.errors import SHAPED, refuse_unknown, unusable
from palermo.web.hub.explore._page import begin, shown
from palermo.web.hub.explore._parameters import SHOWN, answered, file_name
from palermo.web.hub.explore._refused import refused
from palermo.web.hub.explore._take import reference
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import Asked, asked_of, is_canonical, known_questions, refuse_changed, without_blanks
from palermo.web.hub.releases import release_for, shelf


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
    refuse_unknown(request, SHOWN)
    asked = asked_of(request.GET)
    if not request.GET:
        return _by_id(version, id)
    refuse_changed(asked.question, asked.release, version, id)
    _asked, figures = answered(request, release_for(request))
    context = shown(request, asked, figures, current_language())
    return render(request, "hub/explore.html", {**context, "is_permanent": True})


def _by_id(version: int, id: str) -> HttpResponse:
    """The address of a question of which only the id is known: as far as it is one by columns alone.

    Raises RequestError where it is none of these: no question can be read out of its id.
    """
    newest = shelf().current()
    found = known_questions(newest).get(id)
    if found is None or version != COUNTING:
        raise unusable(
            "id",
            _("it is that of no simple question. The rest of a permanent address, behind its ?, says what was asked."),
        )
    address = reverse("hub:question", args=(version, id))
    return HttpResponseRedirect(f"{address}?{Asked(found, newest.id).query()}")


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
    return JsonResponse(document(figures.answer, current_language()), json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The answer as CSV."""
    refuse_unknown(request, SHOWN)
    asked, figures = answered(request, release_for(request))
    response = HttpResponse(
        written(figures.answer, "csv", Wanted(current_language())), content_type="text/csv; charset=utf-8"
    )
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
