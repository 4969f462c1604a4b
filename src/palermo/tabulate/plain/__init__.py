"""A question in plain words → a question that a release can answer, and what was not understood of it.

By the labels and aliases of the code lists and a list of words, in six languages: the longest match and a few rules of
grammar. Nothing is learnt, nothing is asked of another service, and nothing is guessed without being said.
"""

from palermo.tabulate.plain._facts import AGE, child_codes
from palermo.tabulate.plain._model import Ambiguity, Focus, Part, Reading, Understood
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._understand import LONGEST, understand
from palermo.tabulate.plain._words import words

__all__ = [
    "AGE",
    "LONGEST",
    "Ambiguity",
    "Focus",
    "Part",
    "Reading",
    "Reason",
    "Understood",
    "child_codes",
    "understand",
    "words",
]
