"""The check of a permanent address: it names the rules of counting, the question and the release."""

from django.utils.translation import gettext as _

from palermo.tabulate import COUNTING, Question
from palermo.web.hub.errors import unusable


def refuse_changed(question: Question, release: str, version: int, id: str) -> None:
    """Raise RequestError where a permanent address would be answered with other figures than it was made for.

    question, release: what the address asks for. version, id: the rules of counting and the question that it names.
    """
    if not release:
        raise unusable("release", _("a permanent address names its release."))
    if version != COUNTING:
        raise unusable(
            "version", _("figures are counted by version {version} of the rules now.").format(version=COUNTING)
        )
    if question.id != id:
        raise unusable("id", _("it is the id of another question than the one in this address."))
