"""Ask a release a question. Answers are kept for the next reader as long as there is room."""

import threading
from collections import OrderedDict
from weakref import ref

from palermo.release import Release
from palermo.tabulate import Answer, Question, answer

KEPT_CELLS = 50_000
"""Cells of answers kept in memory, together: some 30 MB. One more is reckoned for each answer."""

Key = tuple["ref[Release]", Question]
"""A release that left the shelf is forgotten with its tables, even where answers of it are still kept."""


class Answers:
    """Answers that were given, as many as there is room for: those not asked for longest go first."""

    def __init__(self, most_cells: int) -> None:
        self._most = most_cells
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self.cells = 0

    def find(self, key: Key) -> Answer | None:
        """An answer that is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, found: Answer) -> None:
        """Keep an answer. The last one is kept however large it is."""
        with self._lock:
            self.cells += _size(found) - _size(self._kept.get(key))
            self._kept[key] = found
            while self.cells > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self.cells -= _size(oldest)


def _size(found: Answer | None) -> int:
    return 0 if found is None else len(found.cells) + 1


_answers = Answers(KEPT_CELLS)


def ask(release: Release, question: Question) -> Answer:
    """The answer of a release to a question, kept for the next reader as long as there is room.

    Raises QuestionError when the release cannot answer.
    """
    key = (ref(release), question)
    found = _answers.find(key)
    if found is None:
        found = answer(release, question)
        _answers.keep(key, found)
    return found


def is_kept(release: Release, question: Question) -> bool:
    """Whether the answer need not be counted any more."""
    return _answers.find((ref(release), question)) is not None
