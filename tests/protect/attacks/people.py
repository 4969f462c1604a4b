"""Invented people to attack."""

import numpy as np
from tests.release.invented import make_cases

from palermo.cases import CaseTable

CODES = {
    "gender": ("woman", "man"),
    "age_band": ("0-8", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+"),
    "citizenship": ("PHL", "UKR", "NGA", "IDN", "MDA", "BLR", "KHM", "HTI"),
    "country_of_exploitation": ("DEU", "FRA", "ITA", "USA", "IND", "IDN"),
}
MEANS = ("threats", "threatens_family", "uses_children", "takes_earnings")


def people(number: int, seed: int) -> CaseTable:
    """Cases whose columns have nothing to do with each other."""
    generator = np.random.default_rng(seed)
    columns = {name: [codes[at] for at in generator.integers(0, len(codes), number)] for name, codes in CODES.items()}
    held = generator.random((number, len(MEANS))) < 0.5
    return make_cases(
        **columns,
        year_of_registration=[int(year) for year in generator.integers(2002, 2022, number)],
        means_of_control=[[code for code, has in zip(MEANS, row, strict=True) if has] for row in held],
    )
