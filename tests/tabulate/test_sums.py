"""Those with an answer are as unsure as the counts that they are the sum of."""

from math import ceil, floor, sqrt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

from palermo.protect import published_counts
from palermo.release import DIFFERENTIAL_PRIVACY
from palermo.tabulate import answer, parse_question
from palermo.tabulate._shares import share_bounds


def noisy(folder, cases, off):
    """A release of these cases as if they were made, each count off by as much as a function says of its size."""
    counts = published_counts(cases, k=1, length=2)
    for name, sign in (("low", -1), ("high", 1)):
        ends = [max(n + sign * off(n), 0) for n in counts.column("count").to_pylist()]
        column = pa.array(ends, counts.schema.field(name).type)
        counts = counts.set_column(counts.column_names.index(name), name, column)
    settings = {"epsilon": 4.0, "delta": 1e-6, "length": 2}
    return make_release(folder, cases, counts=counts, method=DIFFERENTIAL_PRIVACY, parameters=settings)


@pytest.fixture
def release(tmp_path):
    """Counts of fewer than a hundred cases are off by thirty, larger ones by four."""
    cases = make_cases(
        contributor=["North"] * 300 + ["South"] * 220,
        citizenship=["PHL"] * 200 + ["UKR"] * 50 + ["NPL"] * 50 + ["PHL"] * 200 + ["UKR"] * 20,
    )
    return noisy(tmp_path, cases, lambda n: 30 if n < 100 else 4)


def test_a_sum_has_the_noise_of_its_parts_and_not_of_a_count_of_its_size(release):
    found = answer(release, parse_question(["citizenship"]))
    spread = sqrt(4**2 + 30**2 + 30**2)
    assert found.spans["denominator"] == (floor(520 - spread), ceil(520 + spread))


def test_within_a_code_it_has_that_of_the_combinations_with_it(release):
    found = answer(release, parse_question(["contributor", "citizenship"], within=True))
    over = {cell.codes: cell for cell in found.cells}
    south = over["South", "PHL"]
    assert south.denominator == 220
    least = floor(220 - sqrt(4**2 + 30**2))  # PHL and UKR are there, and NPL is not
    assert south.share_high == pytest.approx((200 + 4) / (200 + 4 + max(least - 200, 0)))
    most = ceil(220 + sqrt(4**2 + 30**2 + 30**2))
    assert south.share_low == pytest.approx((200 - 4) / (200 - 4 + most - 200))


def test_rarer_codes_that_stand_together_have_the_noise_of_each(release):
    alone = answer(release, parse_question(["citizenship"]))
    found = answer(release, parse_question(["citizenship"], top=1))
    assert [cell.codes for cell in found.cells] == [("PHL",), ("*",)]
    assert found.spans["denominator"] == alone.spans["denominator"]


NUMBERS = st.integers(0, 60)


@given(inside=NUMBERS, outside=NUMBERS, cell=st.tuples(NUMBERS, NUMBERS), rest=st.tuples(NUMBERS, NUMBERS))
def test_a_share_is_between_its_bounds_whatever_noise_drew(inside, outside, cell, rest):
    """The cell and those outside it are off by noise of their own; the sum is as unsure as both together, or more."""
    import numpy as np

    low, high = max(inside - cell[0], 0), inside + cell[1]
    fewer, more = max(outside - rest[0], 0), outside + rest[1]
    over = inside + outside
    least = over - ceil(sqrt((inside - low) ** 2 + (outside - fewer) ** 2))
    most = over + ceil(sqrt((high - inside) ** 2 + (more - outside) ** 2))
    array = [np.array([each], dtype=np.int64) for each in (inside, low, high, over, max(least, 0), most)]
    (lowest,), (highest,) = share_bounds(*array, noisy=True)
    for n in (low, high):
        for others in (fewer, more):
            if n + others:
                assert lowest - 1e-12 <= n / (n + others) <= highest + 1e-12
