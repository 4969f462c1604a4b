"""How much one question may ask for: the same on a page and through the API."""

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.release import Release
from palermo.tabulate import Answer, Question, values_read
from palermo.web.hub.errors import RequestError, unusable
from palermo.web.hub.figures._ask import ask, is_kept
from palermo.web.hub.figures._numbers import number
from palermo.web.hub.language import current_language
from palermo.web.hub.manners import room_for

MOST_CONDITIONS = 20


def ask_in_bounds(release: Release, question: Question) -> Answer:
    """The answer of a release to a reader's question.

    Raises QuestionError when the release cannot answer, or when the question or its answer would be too large.
    """
    if len(question.conditions) > MOST_CONDITIONS:
        reason = _("at most {most} conditions.").format(most=MOST_CONDITIONS)
        raise unusable("where", reason)
    with room_for(0 if is_kept(release, question) else values_read(release, question)):
        found = ask(release, question)
    most = settings.HUB.most_answer_rows
    if len(found.cells) > most:
        rows, limit = (number(count, current_language()) for count in (len(found.cells), most))
        raise RequestError("hub.answer_too_large", place="by", rows=rows, most=limit)
    return found
