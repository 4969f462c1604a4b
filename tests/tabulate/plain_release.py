"""An invented release with every column of the case table, and one that tells countries by region only."""

import random

from tests.release.invented import make_cases, make_release

from palermo.cases import Missing
from palermo.codes import case_schema, code_list

CASES = 240
NEWEST = 2020


def make_wide_release(folder):
    """Every column; every band of age occurs, and the years 2015 to 2020."""
    dice = random.Random(4)  # noqa: S311
    columns = {}
    for column in case_schema().columns:
        if column.kind == "id":
            continue
        if column.is_number:
            columns[column.name] = [2015 + place % 6 for place in range(CASES)]
            continue
        codes = ["Harbour House", "Passerelle"] if column.list is None else [c.code for c in code_list(column.list)]
        chosen = [codes[place % len(codes)] for place in range(CASES - 1)]
        dice.shuffle(chosen)
        values = [[each] for each in chosen] if column.kind == "codes" else chosen
        columns[column.name] = [*values, Missing.UNKNOWN]
    return make_release(folder, make_cases(**columns))
