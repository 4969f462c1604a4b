"""k-synthetic records against a slow reading of what they promise."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.errors import ProtectionError
from palermo.protect import KSyntheticSettings, k_synthesise


def cells(cases):
    """Each case's cells, as pairs of a column and a value; withheld ones left out."""
    found = []
    for case in slow.rows(cases):
        values = {name: tuple(sorted(value)) if isinstance(value, list) else value for name, value in case.items()}
        values = {name: Missing.UNKNOWN if value is Missing.REFUSED else value for name, value in values.items()}
        found.append(frozenset((n, str(v)) for n, v in values.items() if v is not Missing.SUPPRESSED))
    return found


def frequent(records, k):
    """Whether any cell is in k cases or more; what was withheld before counts as a reason."""
    return len(records) >= k and any(n >= k for n in Counter(cell for record in records for cell in record).values())


@given(slow.tables([kind for kind in Missing if kind is not Missing.SUPPRESSED]), st.integers(2, 4), st.integers(0, 3))
def test_all_that_is_known_of_a_record_is_known_of_k_cases(cases, k, seed):
    before = cells(cases)
    if not frequent(before, k):
        with pytest.raises(ProtectionError):
            k_synthesise(cases, settings=KSyntheticSettings(k), seed=seed)
        return
    made = k_synthesise(cases, settings=KSyntheticSettings(k), seed=seed)
    after = cells(made.cases)
    assert made.cases.num_rows == len(before) // k * k
    for record in after:
        assert not record or sum(record <= case for case in before) >= k
    for cell in set().union(*after):
        assert sum(cell in record for record in after) % k == 0


def test_the_number_of_threads_changes_nothing_and_the_seed_does():
    cases = make_cases(
        gender=["woman", "man"] * 40,
        citizenship=["PHL"] * 30 + ["UKR"] * 50,
        means_of_control=[["threats"], [], ["threats", "debt_bondage"], Missing.NOT_ASKED] * 20,
    )
    one, two, other = (
        k_synthesise(cases, settings=KSyntheticSettings(7), seed=seed, threads=threads).cases.data
        for seed, threads in ((0, 1), (0, 4), (1, 1))
    )
    assert one.equals(two)
    assert not one.equals(other)


def test_cases_that_are_all_alike_stay_as_they_are():
    cases = make_cases(gender=["woman"] * 20, citizenship=["PHL"] * 20)
    made = k_synthesise(cases, settings=KSyntheticSettings(10))
    assert set(cells(made.cases)) == {frozenset({("gender", "woman"), ("citizenship", "PHL")})}
    assert made.report.smallest == 20
    assert made.report.known == (("gender", 20, 20), ("citizenship", 20, 20))
    assert "20 records" in made.report.document().lead


def test_what_a_seed_could_not_keep_goes_to_another_record():
    # nobody is both rare enough apart and frequent together: what one record drops another takes
    cases = make_cases(gender=["woman"] * 12 + ["man"] * 12, citizenship=(["PHL"] * 3 + ["UKR"] * 9) * 2)
    made = k_synthesise(cases, settings=KSyntheticSettings(6), seed=1)
    assert made.report.cases_out == 24
    assert all(sum(record <= case for case in cells(cases)) >= 6 for record in cells(made.cases))


@pytest.mark.parametrize("k", [1, 0, -3])
def test_a_group_of_one_protects_nobody(k):
    with pytest.raises(ProtectionError) as error:
        KSyntheticSettings(k)
    assert error.value.key == "protect.resolution_out_of_range"


@pytest.mark.parametrize("size", [0, 1, 9])
def test_a_table_of_too_few_cases_is_refused(size):
    with pytest.raises(ProtectionError) as error:
        k_synthesise(make_cases(gender=["woman"] * size))
    assert error.value.key == "k_synthetic.too_few_cases"


def test_a_table_in_which_nothing_is_frequent_is_refused():
    cases = make_cases(year_of_registration=list(range(2000, 2012)))
    with pytest.raises(ProtectionError) as error:
        k_synthesise(cases)
    assert error.value.key == "k_synthetic.nothing_frequent"
