"""Other tools' figures on shared tables: sdcMicro's as published, pac-synth's as benchmarks/_risk_peer.py got them."""

import json
from math import factorial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.release.invented import make_cases

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.protect import MissingAs, RiskSettings, assess_risk, case_group_sizes, cases_at_risk
from palermo.protect.counting import encode_text, find_minimal
from palermo.protect.risk._diversity import diversity
from palermo.protect.risk._groups import form_groups
from palermo.protect.risk._suda import dis_suda, suda, suda_scores

HERE = Path(__file__).parent
SDCMICRO = json.loads((HERE / "sdcmicro.json").read_text(encoding="utf-8"))
PAC_SYNTH = json.loads((HERE / "pac_synth.json").read_text(encoding="utf-8"))
COLUMNS = {
    "gender": "gender",
    "age_band": "age-band",
    "citizenship": "country",
    "country_of_exploitation": "country",
}


def as_cases(rows, **more):
    """Any table of four columns at most as cases: each column's different values are the first codes of a list."""
    columns = {}
    for values, (name, listed) in zip(zip(*rows, strict=True), COLUMNS.items(), strict=False):
        codes = [each.code for each in code_list(listed)]
        different = sorted({value for value in values if value is not None}, key=str)
        columns[name] = [Missing.UNKNOWN if value is None else codes[different.index(value)] for value in values]
    return make_cases(**columns, **more)


def texts(example):
    """A table as text, as pac-synth and sdcMicro read it."""
    columns = zip(example["columns"], zip(*example["rows"], strict=True), strict=True)
    return encode_text(pa.table({name: [str(value) for value in values] for name, values in columns}))


def sizes(rows, missing):
    cases = as_cases(rows)
    return case_group_sizes(cases, cases.names, missing=missing).tolist()


def test_keys_are_counted_as_sdcmicro_counts_them():
    example = SDCMICRO["francdat"]
    for missing in MissingAs:
        assert sizes(example["rows"], missing) == example["fk"]


def test_a_missing_value_that_may_be_any_is_counted_as_by_sdcmicro():
    example = SDCMICRO["francdat"]
    rows = [list(row) for row in example["rows"]]
    for row, column in example["made_missing"]:
        rows[row][column] = None
    assert sizes(rows, MissingAs.ANYTHING) == example["fk_with_missing"]
    assert sizes(rows, MissingAs.OWN) == [2, 1, 1, 1, 1, 1, 1, 2]
    assert sizes(rows, MissingAs.NOTHING) == [2, 1, 1, 1, 1, 1, 1, 2]
    guide = SDCMICRO["guide_missing"]
    assert sizes(guide["rows"], MissingAs.ANYTHING) == guide["fk"]


def test_a_case_of_which_nothing_is_known_is_like_everybody_and_here_everybody_like_it():
    # sdcMicro counts only one way: there the complete case has 1 (tests/testthat/test_theory.R, liveness withdrawal)
    assert sizes([[2, 2], [None, None]], MissingAs.ANYTHING) == [2, 2]


@pytest.mark.parametrize("missing", [MissingAs.OWN, MissingAs.ANYTHING])
def test_different_sensitive_values_are_counted_as_by_sdcmicro(missing):
    for name, sensitive in (("guide", "health"), ("ldiversity", "sensitive")):
        example = SDCMICRO[name]
        cases = as_cases(example["rows"])
        groups = form_groups(cases, cases.names, missing=missing)
        value = np.unique(example[sensitive], return_inverse=True)[1]
        assert diversity(groups, value, c=2).distinct[groups.of_case].tolist() == example["distinct_l"]
    guide = SDCMICRO["guide"]
    assert sizes(guide["rows"], missing) == guide["fk"]


def test_suda_scores_are_those_of_sdcmicro():
    for name, expected, of in (("guide", "suda", slice(None)), ("book", "suda_of_the_last", slice(4, None))):
        records = texts(SDCMICRO[name])
        for length in (3, 4):  # four columns: the longest that counts is three
            scores = suda_scores(find_minimal(records, length=length, k=2), columns=4)
            assert scores[records.of_case][of].tolist() == SDCMICRO[name][expected]


def test_columns_contribute_to_suda_scores_as_in_sdcmicro():
    example = SDCMICRO["contributions"]
    records = texts(example)
    found = suda(find_minimal(records, length=3, k=2), records)
    assert {each.column: 100 * each.share for each in found.contributions} == example["contribution"]


def test_dis_suda_is_that_of_sdcmicro_on_the_scores_that_it_had_then():
    example = SDCMICRO["guide"]
    records = texts(example)
    found = find_minimal(records, length=4, k=2)
    weights = [0.0, *((2 ** (4 - k) - 1) * factorial(k) * factorial(4 - k) / factorial(4) for k in range(1, 5))]
    scores = (found.of_record @ np.array(weights))[records.of_case]
    dis = dis_suda(scores, paired=6, fraction=example["fraction"], columns=4)
    assert dis.round(4).tolist() == example["dis_suda"]
    assert dis_suda(scores * 0, paired=6, fraction=0.5, columns=4).tolist() == [0] * 10


def test_rare_and_unique_combinations_and_whom_they_expose_are_those_of_pac_synth():
    peer = PAC_SYNTH
    names = peer["columns"]
    columns = {
        name: [
            Missing.UNKNOWN if not row[n] else int(row[n]) if name == "year_of_registration" else row[n]
            for row in peer["rows"]
        ]
        for n, name in enumerate(names)
    }
    cases = make_cases(**columns)
    settings = RiskSettings(peer["resolution"], peer["length"], missing=MissingAs.NOTHING)
    report = assess_risk(cases, settings=settings)
    for ours, theirs in zip(report.lengths, peer["lengths"], strict=True):
        assert {name: getattr(ours, name) for name in theirs} == theirs
    for name in ("rare", "unique"):
        assert list(getattr(report, f"minimal_{name}")) == peer[f"minimal_{name}"]
        shortest = cases_at_risk(cases, settings=settings).column(f"shortest_{name}").to_pylist()
        assert shortest == peer[f"shortest_{name}"]
        exposed = {each.length: getattr(each, f"cases_{name}") for each in report.lengths}
        assert exposed == {size: shortest.count(size) for size in range(1, peer["length"] + 1)}
        assert {each.column: getattr(each.part, name) for each in report.columns} == peer[f"{name}_by_column"]
        mine = {f"{each.column}:{each.code}": getattr(each.part, name) for each in report.attributes}
        assert {label: number for label, number in mine.items() if number} == peer[f"{name}_by_attribute"]
        left = "left" if name == "rare" else "left_unique"
        assert {each.column: getattr(each, left) for each in report.columns} == peer[f"{name}_without_column"]
