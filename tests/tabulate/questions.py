"""A small invented release, and questions whose answers are written in every format."""

from tests.release.invented import make_cases, make_release

from palermo.cases import Missing

TERMS = "Do not try to find a person."
QUESTIONS = {
    "nothing": {},
    "one column": {"by": ["gender"]},
    "a set, within": {"by": ["gender", "means_of_control"], "within": True},
    "conditions": {"by": ["age_band"], "where": ["gender=woman", "citizenship=PHL|NAM"]},
    "years, and an open vocabulary": {"by": ["contributor", "year_of_registration"]},
    "no case": {"by": ["gender"], "where": ["citizenship=ISL"]},
    "change": {"by": ["year_of_registration"], "change": "previous"},
    "the commonest": {"by": ["citizenship"], "top": 1},
}


def invented_release(folder, **changes):
    """A release with every kind of column, and a contributor whose name a spreadsheet would run."""
    cases = make_cases(
        contributor=["=cmd|' /C calc'!A0"] * 6 + ["Harbour House, Ltd."] * 6,
        year_of_registration=[2014, 2015] * 5 + [Missing.SUPPRESSED, Missing.UNKNOWN],
        gender=["woman"] * 7 + ["trans_woman", "man", "man", "man", Missing.REFUSED],
        age_band=["48+", "9-17", "18-20"] * 4,
        citizenship=["PHL"] * 8 + ["NAM"] * 3 + ["FRA"],
        country_of_exploitation=["FRA"] * 12,
        means_of_control=[["threats", "debt_bondage"], ["threats"], []] * 4,
        forms_of_exploitation=[["labour.A"], ["labour", "sexual.pornography"], Missing.UNKNOWN] * 4,
    )
    facts = {"terms": {"en": TERMS, "fr": "Ne cherchez personne."}, "parameters": {"k": 2, "length": 2}}
    return make_release(folder, cases, **{**facts, **changes})
