"""The terms of use: a page, data, a header, and a line in every file that leaves."""

from palermo.web.hub.terms._carried import in_png, in_spec, in_svg
from palermo.web.hub.terms._headers import TermsOfUse, terms_address
from palermo.web.hub.terms._odrl import texts
from palermo.web.hub.terms._policy import RULES, Kind, Rule, rules
from palermo.web.hub.terms._views import as_json, page

__all__ = [
    "RULES",
    "Kind",
    "Rule",
    "TermsOfUse",
    "as_json",
    "in_png",
    "in_spec",
    "in_svg",
    "page",
    "rules",
    "terms_address",
    "texts",
]
