"""The invented release that the hub's tests and the browser look at."""

import random
from datetime import date

from tests.release.invented import make_cases, make_release

from palermo.cases import Missing

CASES = 400
SEED = 20


def some_cases():
    """Invented cases with every kind of column: open and closed lists, a tree, an order, sets, years; and missing."""
    dice = random.Random(SEED)  # noqa: S311

    def column(*choices):
        return [dice.choice(choices) for _ in range(CASES)]

    return make_cases(
        contributor=column("Harbour House", "Harbour House", "Passerelle"),
        year_of_registration=column(2015, 2016, 2018, 2019, 2019, Missing.SUPPRESSED),
        gender=column("woman", "woman", "man", "trans_woman", Missing.UNKNOWN),
        age_band=column("9-17", "18-20", "48+", Missing.NOT_ASKED),
        citizenship=column("PHL", "PHL", "UKR", "NPL", Missing.REFUSED),
        country_of_exploitation=column("MYS", "FRA", "FRA", "RUS"),
        means_of_control=column(["threats", "debt_bondage"], ["threats"], [], Missing.NOT_APPLICABLE),
        forms_of_exploitation=column(["labour"], ["sexual"], ["labour", "sexual"], Missing.UNKNOWN),
    )


def make_some_release(folder):
    """A release of them, `2026-test`, in a folder."""
    return make_release(
        folder,
        some_cases(),
        demonstration=True,
        date=date(2026, 11, 24),
        parameters={"k": 2, "length": 2},
        risk={"smallest_group": 2, "rare_combinations_before": {"1": 3, "2": 12}},
        utility={"share_of_values_withheld": 0.125, "a_new_figure": 7},
    )
