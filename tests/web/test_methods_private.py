"""What the methods page and the report say of a differentially private release: nothing exact, and nothing of k."""

from dataclasses import replace

import pytest
from tests.release.invented import about, make_release, said
from tests.web.invented import some_cases

from palermo.release import DIFFERENTIAL_PRIVACY, REPORT


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    nothing_told = tuple(replace(part, rows_in=None, accepted=None, quarantined=None) for part in about().contributions)
    make_release(
        folder,
        some_cases(),
        method=DIFFERENTIAL_PRIVACY,
        parameters={"epsilon": 4.0, "delta": 1e-6, "length": 2},
        contributions=nothing_told,
        utility={"noise_sd": {"1": 12.06, "2": 15.56}},
    )
    return folder


def test_it_names_the_promise_and_the_noise_in_words(hub_of, private):
    page = hub_of(private).get("/methods/").content.decode()
    assert "ε = 4 and δ = 0.000001" in page
    assert "Noise in a count, in cases" in page
    assert "Noise sd" not in page
    assert "k-anonymity" not in page


@pytest.mark.parametrize(("address", "said"), [("/methods/", "is not told"), ("/fr/methods/", "n’est pas dit")])
def test_contributors_are_named_without_a_table_of_dots(hub_of, private, address, said):
    page = hub_of(private).get(address).content.decode()
    assert "Harbour House" in page
    assert said in page
    assert '<td class="number">…</td>' not in page


def test_the_report_does_not_claim_that_counting_shows_the_promise(private):
    report = said(private / "2026-test" / REPORT)
    assert "no file can show" in report
    assert "counts again that the protection holds" not in report
    assert "No row is a person" in report
    assert "Longest combination, in attributes" in report
    assert "How many rows each of them sent is not told" in report
    assert "small numbers are withheld" not in report
