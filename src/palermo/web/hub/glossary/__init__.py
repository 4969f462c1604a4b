"""Glossary: the field's words in six languages, and every column and code of a release."""

from palermo.web.hub.glossary._terms import Term, load_term, term_names, terms
from palermo.web.hub.glossary._views import as_json, column, index

__all__ = ["Term", "as_json", "column", "index", "load_term", "term_names", "terms"]
