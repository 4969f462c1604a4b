"""What an address of Explore may hold, and the answer to it."""

from django.http import HttpRequest

from palermo.release import Release
from palermo.web.hub.figures import Figures, ask_in_bounds, read
from palermo.web.hub.questions import Asked, asked_of

QUESTION = ("by", "where", "within", "top", "sort", "change", "schema", "release")
SHOWN = (*QUESTION, "view", "measure", "page", "text")
DRAWN = (*SHOWN, "theme", "size", "caption")


def answered(request: HttpRequest, release: Release) -> tuple[Asked, Figures]:
    """What is asked, and the answer. Raises QuestionError where there is none, or where it is too large to be read."""
    asked = asked_of(request.GET)
    ask_in_bounds(release, asked.question)
    return asked, read(release, asked.question)


def file_name(asked: Asked, figures: Figures) -> str:
    """What a file with the answer is called, without its ending."""
    return "-".join((figures.release.id, *asked.question.by)) or figures.release.id
