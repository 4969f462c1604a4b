"""What comes out is k-anonymous, says nothing that was not so, and is the same every time."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protect import slow
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.errors import ProtectionError
from palermo.protect import KAnonymitySettings, check_k_anonymity, k_anonymise, risk_figures, utility_figures
from palermo.protect.counting import without_refusals

ANY = st.builds(KAnonymitySettings, k=st.integers(2, 6), length=st.integers(1, 4))


@settings(max_examples=80, deadline=None)
@given(slow.tables(), ANY)
def test_every_combination_that_is_left_is_frequent(cases, chosen):
    protected = k_anonymise(cases, settings=chosen)
    assert slow.holds(protected.cases, chosen.k, chosen.length)
    assert protected.check.holds


@settings(max_examples=60, deadline=None)
@given(slow.tables(), st.integers(2, 5), st.integers(1, 3))
def test_the_check_agrees_with_the_reference(cases, k, length):
    found = check_k_anonymity(cases, k=k, length=length)
    counts = slow.count(cases, length)
    assert found.holds is all(number >= k for number in counts.values())
    assert found.combinations == sum(number < k for number in counts.values())
    assert found.smallest == min(counts.values(), default=cases.num_rows)


@settings(max_examples=60, deadline=None)
@given(slow.tables(), ANY)
def test_whoever_knows_something_true_finds_a_group_of_k(cases, chosen):
    """The promise itself: for whatever is true of a case and short enough, k or more published cases may be hers.

    A published case may be hers when each of the attributes is there, is covered by a broader code, or is withheld.
    """
    protected = k_anonymise(cases, settings=replace(chosen, most_withheld=1.0))
    if protected.report.cases_left_out:
        return  # of who is not in it at all, the table says nothing
    published = slow.rows(protected.cases)
    for combination in slow.count(cases, chosen.length):
        compatible = sum(all(_may_have(case[name], name, code) for name, code in combination) for case in published)
        assert compatible >= chosen.k, combination


LISTS = {"gender": "gender", "means_of_control": "means-of-control"}


def _may_have(value, column, code):
    if isinstance(value, Missing):
        return (
            value is Missing.SUPPRESSED or code == f"?{value.value}" or (code, value) == ("?refused", Missing.UNKNOWN)
        )
    if code == "none" or code.startswith("?"):
        return code == "none" and value == []
    as_broad = {code, *(code_list(LISTS[column]).ancestors(code) if column in LISTS else ())}
    return bool(as_broad & (set(value) if isinstance(value, list) else {str(value)}))


@settings(max_examples=60, deadline=None)
@given(slow.tables(), ANY)
def test_values_are_withheld_or_made_broader_and_never_put_in(cases, chosen):
    protected = k_anonymise(cases, settings=replace(chosen, most_withheld=1.0))
    before, after = slow.rows(without_refusals(cases)), slow.rows(protected.cases)
    assert len(after) == len(before) - protected.report.cases_left_out
    for name in cases.names:
        for kind in Missing:
            was, now = (sum(case[name] is kind for case in table) for table in (before, after))
            assert now >= was - protected.report.cases_left_out if kind is Missing.SUPPRESSED else now <= was
    for combination, number in slow.count(protected.cases, 2).items():
        if any(code == "?suppressed" for _, code in combination):
            continue
        assert number <= sum(all(_covers(code, case[name], name) for name, code in combination) for case in before)


def _covers(code, value, column):
    if isinstance(value, Missing):
        return code == f"?{value.value}"
    if code == "none" or code.startswith("?"):
        return code == "none" and value == []
    held = value if isinstance(value, list) else [str(value)]
    return any(code == each or code in _above(column, each) for each in held)


def _above(column, code):
    return code_list(LISTS[column]).ancestors(code) if column in LISTS else ()


@settings(max_examples=20, deadline=None)
@given(slow.tables(), ANY)
def test_the_same_cases_in_any_order_give_the_same_table(cases, chosen):
    backwards = cases.take(pa.array(range(cases.num_rows - 1, -1, -1), pa.int64()))
    one, other = (k_anonymise(table, settings=chosen) for table in (cases, backwards))
    assert one.report == other.report
    assert slow.rows(one.cases) == slow.rows(other.cases)


@settings(max_examples=60, deadline=None)
@given(slow.tables(), st.integers(2, 5))
def test_the_whole_key_of_the_quasi_identifiers_is_shared_by_k_cases(cases, k):
    names = ("year_of_registration", "gender", "means_of_control")
    chosen = KAnonymitySettings(k=k, length=1, quasi_identifiers=names)
    protected = k_anonymise(cases, settings=chosen)
    keys = Counter(
        tuple(
            f"?{case[name].value}"
            if isinstance(case[name], Missing)
            else repr(sorted(case[name]) if isinstance(case[name], list) else case[name])
            for name in names
        )
        for case in slow.rows(protected.cases)
    )
    assert all(number >= k for number in keys.values())
    assert slow.holds(protected.cases, k, 1)
    assert protected.check.smallest_group == (min(keys.values()) if keys else None)


def people(*groups):
    """Cases as (how many, year, gender, citizenship)."""
    return make_cases(
        year_of_registration=[year for n, year, _, _ in groups for _ in range(n)],
        gender=[gender for n, _, gender, _ in groups for _ in range(n)],
        citizenship=[country for n, _, _, country in groups for _ in range(n)],
    )


def test_what_is_frequent_is_left_alone():
    cases = people((10, 2015, "woman", "PHL"), (12, 2016, "man", "UKR"))
    protected = k_anonymise(cases)
    assert protected.report.share_withheld == 0
    assert Counter(map(repr, slow.rows(protected.cases))) == Counter(map(repr, slow.rows(cases)))


def test_a_rare_code_becomes_the_broader_one_and_nothing_is_withheld():
    cases = make_cases(gender=["woman"] * 20 + ["trans_woman"] * 6 + ["trans_man"] * 5)
    protected = k_anonymise(cases)
    assert Counter(protected.cases.values("gender").to_pylist()) == {"woman": 20, "trans_or_non_conforming": 11}
    assert protected.report.columns[0].folded == 2
    assert protected.report.columns[0].withheld == 0


def test_a_column_of_which_too_much_would_be_lost_is_made_coarser():
    countries = ["PHL", "KHM", "VNM", "THA", "MYS", "IDN", "MMR", "LAO"]
    cases = make_cases(citizenship=[country for country in countries for _ in range(3)])
    protected = k_anonymise(cases)
    assert protected.report.columns[0].coarser == "subregion"
    assert protected.cases.columns[0].list == "un-subregion"
    assert set(protected.cases.values("citizenship").to_pylist()) == {"south_eastern_asia"}
    kept = k_anonymise(cases, settings=KAnonymitySettings(coarsen=()))
    assert kept.cases.columns[0].list == "country"
    assert kept.report.columns[0].withheld == 24


def test_a_country_without_a_region_is_withheld_where_others_become_regions():
    countries = [country for country in ["PHL", "KHM", "VNM", "THA", "MYS", "IDN"] for _ in range(4)]
    cases = make_cases(citizenship=[*countries, "ATA"], gender=["man"] * 25)
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5))
    values = protected.cases.values("citizenship").to_pylist()
    assert set(values) <= {"south_eastern_asia", None}
    assert "ATA" not in repr(protected.cases.data.column("citizenship").combine_chunks())


def test_what_was_withheld_leaves_no_trace_in_dictionaries_or_order():
    cases = people((30, 2015, "woman", "PHL"), (1, 2015, "woman", "KIR"), (30, 2016, "woman", "PHL"))
    cases = cases.take([30, *range(30), *range(31, 61)])
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2))
    column = protected.cases.values("citizenship").combine_chunks()
    assert "KIR" not in column.dictionary.to_pylist()
    shuffled = cases.take([*range(60, -1, -1)])
    assert slow.rows(k_anonymise(shuffled, settings=KAnonymitySettings(k=5, length=2)).cases) == slow.rows(
        protected.cases
    )


def test_withheld_values_do_not_single_anybody_out():
    """One rare country among two years: withholding it alone would leave a single case with a withheld country."""
    cases = people((30, 2015, "woman", "PHL"), (1, 2015, "woman", "KIR"), (30, 2016, "man", "PHL"))
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=3))
    withheld = sum(case["citizenship"] is Missing.SUPPRESSED for case in slow.rows(protected.cases))
    assert withheld == 0 or withheld >= 5
    assert protected.report.cases_left_out == 1


def test_why_a_value_is_missing_singles_nobody_out():
    """The files say why a value is missing; who knows that somebody was not asked must not find her by it."""
    genders = ["woman"] * 30 + [Missing.NOT_ASKED] * 3 + [Missing.UNKNOWN] * 20
    cases = make_cases(gender=genders, age_band=["18-20"] * 53)
    assert check_k_anonymity(cases, k=5, length=2).combinations == 2
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2))
    kinds = Counter(str(case["gender"]) for case in slow.rows(protected.cases))
    assert not kinds[str(Missing.NOT_ASKED)]
    assert all(n >= 5 for n in kinds.values())


def test_a_refusal_is_published_as_unknown():
    cases = make_cases(gender=["woman"] * 30 + [Missing.REFUSED] * 12 + [Missing.UNKNOWN] * 12)
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2))
    assert Counter(map(str, protected.cases.missing("gender").to_pylist())) == {"None": 30, "unknown": 24}
    assert protected.report.share_withheld == 0


def test_groups_over_quasi_identifiers_tell_kinds_of_missing_apart():
    cases = make_cases(gender=[Missing.NOT_ASKED] * 3 + [Missing.UNKNOWN] * 20 + ["man"] * 20)
    assert check_k_anonymity(cases, k=5, length=1, quasi_identifiers=("gender",)).smallest_group == 3


def test_reasons_count_in_pairs_and_withheld_values_at_any_length():
    """Three attributes of which one is a reason: not counted. The same with a withheld value: counted."""
    rows = [("woman", "PHL", "?"), ("woman", "UKR", "0-8"), ("man", "PHL", "0-8"), ("man", "UKR", "?")] * 5
    rows += [("woman", "UKR", "?"), ("man", "PHL", "?")] * 5 + [("man", "UKR", "0-8"), ("woman", "PHL", "0-8")] * 5
    del rows[0:16:4]  # one is left with (woman, PHL, ?); every pair stays in five or more

    def table(kind):
        return make_cases(
            gender=[gender for gender, _, _ in rows],
            citizenship=[country for _, country, _ in rows],
            age_band=[kind if age == "?" else age for _, _, age in rows],
        )

    assert check_k_anonymity(table(Missing.UNKNOWN), k=5, length=3).holds
    assert check_k_anonymity(table(Missing.SUPPRESSED), k=5, length=3).combinations == 1


def test_identifiers_are_dropped():
    cases = make_cases(case_id=[str(n) for n in range(12)], gender=["man"] * 12)
    assert k_anonymise(cases).cases.names == ("gender",)


def test_a_table_of_fewer_cases_than_k_loses_everything():
    assert k_anonymise(make_cases(gender=["man"] * 9)).cases.num_rows == 0
    assert k_anonymise(make_cases(gender=[])).cases.num_rows == 0


@pytest.mark.parametrize(
    ("options", "exit_code"),
    [({"k": 1}, 51), ({"length": 0}, 50), ({"length": 9}, 50), ({"k": -3}, 51)],
)
def test_settings_out_of_range_are_refused(options, exit_code):
    with pytest.raises(ProtectionError) as error:
        KAnonymitySettings(**options)
    assert error.value.exit_code == exit_code


@pytest.mark.parametrize("setting", ["quasi_identifiers", "coarsen"])
def test_a_column_that_is_not_there_is_named(setting):
    with pytest.raises(ProtectionError) as error:
        k_anonymise(make_cases(gender=["man"]), settings=KAnonymitySettings(**{setting: ("age_band",)}))
    assert (error.value.exit_code, error.value.place) == (52, setting)
    assert "age_band" in error.value.fault


def test_the_report_tells_whom_one_attribute_more_finds():
    rows = [(g, c) for g in ("woman", "man") for c in ("PHL", "UKR") for _ in range(3)]
    cases = make_cases(gender=[g for g, _ in rows], citizenship=[c for _, c in rows])
    report = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=1)).report
    assert (report.cases_left_out, report.cases_beyond) == (0, 12)
    assert k_anonymise(cases, settings=KAnonymitySettings(k=3, length=1)).report.cases_beyond == 0
    assert k_anonymise(cases, settings=KAnonymitySettings(k=3, length=8)).report.cases_beyond is None


def test_the_report_adds_up():
    cases = people((30, 2015, "woman", "PHL"), (3, 2015, "man", "KIR"), (40, 2016, "man", "PHL"))
    report = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2)).report
    assert report.cases_in == 73
    assert [risk.combinations for risk in report.risk] == [6, 9]
    assert sum(each.known for each in report.columns) == 3 * 73
    page = report.document()
    assert page.sections[0].title == "The risk before protection"


def test_real_groups_of_the_published_release_are_found_again(shared_data):
    """Known truth of the published table: over its five quasi-identifiers 1,172 groups, the smallest of 11 cases."""
    from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
    from palermo.protect.anonymity._quasi import groups

    path = shared_data / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
    cases = harmonise(
        path, load_mapping("ctdc-k-anonymised-2021"), settings=HarmoniseSettings(today=date(2026, 1, 1))
    ).cases
    names = ("year_of_registration", "gender", "age_band", "citizenship", "country_of_exploitation")
    sizes = Counter(groups(cases, names).tolist())
    assert (len(sizes), min(sizes.values())) == (1172, 11)
    assert check_k_anonymity(cases, k=11, length=1, quasi_identifiers=names).smallest_group == 11


def test_it_tells_how_far_it_is_and_never_more_than_all():
    told = []
    cases = make_cases(gender=["woman", "man"] * 20 + ["trans_woman"], citizenship=(["PHL", "UKR", "NPL"] * 14)[:41])
    k_anonymise(cases, settings=KAnonymitySettings(3, 2), progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 == shares[0] < shares[-1] < 1
    assert sum("Withholding" in what for what, _ in told) >= 2


def test_how_few_cases_were_left_out_follows_from_no_number_that_is_told():
    """Seven of 600 are left out: what is told would be the same had it been one, or nine."""
    random = np.random.default_rng(1)
    citizenship, gender = random.choice(["PHL", "NPL", "MDA"], 600).tolist(), ["woman", "man", "woman"] * 200
    citizenship[:4], gender[10:13] = ["FRA"] * 4, ["trans_woman"] * 3
    cases = make_cases(gender=gender, citizenship=citizenship, age_band=["18-20", "30-38"] * 300)
    found = k_anonymise(cases, settings=KAnonymitySettings(10, 2))
    assert 0 < found.report.cases_left_out < 10
    figures = {"risk": risk_figures(found, k=10, length=2), "utility": utility_figures(found)}
    for left_out in range(1, 10):  # each of these could be what is told
        other = replace(
            found.report,
            cases_in=found.report.cases_out + left_out,
            columns=tuple(
                replace(each, known=each.known + left_out - found.report.cases_left_out, withheld=left_out)
                for each in found.report.columns
            ),
        )
        again = replace(found, report=other)
        assert utility_figures(again) == figures["utility"]
        assert risk_figures(again, k=10, length=2) == figures["risk"]
        assert str(other.document()) == str(found.report.document())
