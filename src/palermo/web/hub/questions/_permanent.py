"""The check of a permanent address: it names the rules of counting, the question and the release."""

from collections.abc import Mapping
from itertools import permutations
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _

from palermo.codes import ColumnKind
from palermo.release import Release
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


def known_questions(release: Release) -> Mapping[str, Question]:
    """The questions that can be found by their id alone: how many there are, by each column, and by each two of them.

    An id is a digest: no question can be read out of it, only those that are known can be recognised.
    """
    if release not in _known:
        names = [column.name for column in release.columns if column.kind is not ColumnKind.ID]
        asked = [Question(), *(Question((name,)) for name in names), *map(Question, permutations(names, 2))]
        _known[release] = {each.id: each for each in asked}
    return _known[release]


_known: WeakKeyDictionary[Release, Mapping[str, Question]] = WeakKeyDictionary()
