"""A question as readers meet it: in an address, in a form, in words, and beside its neighbours."""

from palermo.web.hub.questions._asked import Asked, Measure, View, asked_of, is_canonical, without_blanks
from palermo.web.hub.questions._form import folded, form, indented
from palermo.web.hub.questions._near import Neighbour, neighbours
from palermo.web.hub.questions._permanent import known_questions, refuse_changed
from palermo.web.hub.questions._words import column_word, phrases, picture_word, sentence

__all__ = [
    "Asked",
    "Measure",
    "Neighbour",
    "View",
    "asked_of",
    "column_word",
    "folded",
    "form",
    "indented",
    "is_canonical",
    "known_questions",
    "neighbours",
    "phrases",
    "picture_word",
    "refuse_changed",
    "sentence",
    "without_blanks",
]
