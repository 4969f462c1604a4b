"""Finding a case by what is sealed in it: names in any script, telephone numbers, numbers of documents."""

from palermo.web.casework.search._index import index_anew, index_part
from palermo.web.casework.search._search import Hit, search
from palermo.web.casework.search._words import warm

__all__ = ["Hit", "index_anew", "index_part", "search", "warm"]
