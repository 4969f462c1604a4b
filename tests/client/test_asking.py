"""The client asks a real hub: the same answers as in Python, with all that must travel."""

import builtins
import subprocess
import sys

import pytest

import palermo
from palermo.client import HubError
from palermo.errors import UserError
from palermo.release import citation, open_release, terms_of
from palermo.tabulate import answer, parse_question
from palermo.tabulate.formats import travelling


@pytest.fixture(scope="module")
def release(published):
    return open_release(published / "2026-test")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"by": "gender"},
        {"by": ["gender", "age_band"], "within": True},
        {"by": ["citizenship"], "where": "gender=woman or age_band=9-17", "sort": "-n", "top": 1},
        {"by": ["year_of_registration"], "where": ["gender=woman", "citizenship=PHL"], "change": "previous"},
        {"by": "gender", "schema": "ctdc-2024"},
    ],
)
def test_an_answer_is_that_of_tabulate(hub, release, asked):
    found = hub.ask(**asked)
    by, where = asked.get("by", []), asked.get("where", [])
    options = {name: value for name, value in asked.items() if name not in ("by", "where")}
    by, where = ([each] if isinstance(each, str) else each for each in (by, where))
    expected = answer(release, parse_question(by, where, **options))
    assert found.arrow.equals(travelling(expected, "en", found.link))
    assert found.id == expected.question.id
    assert found.question == expected.title()
    assert found.total == expected.total
    assert found.missing_share == expected.missing_share
    assert [each.code for each in found.cautions] == [each.code for each in expected.cautions]
    assert [str(each) for each in found.cautions] == [each.say() for each in expected.cautions]
    assert found.citation == citation(expected.about)
    assert found.terms == terms_of(expected.about)
    assert found.release == "2026-test"
    assert len(found) == len(expected.cells)
    assert "release=2026-test" in found.link


def test_labels_come_in_the_language_asked_for(hub):
    assert "Femme" in hub.ask(by="gender", language="fr").arrow.column("gender_label").to_pylist()


def test_pandas_has_the_same_rows(hub):
    found = hub.ask(by="gender")
    assert found.pandas()["n"].dropna().astype(int).tolist() == [
        n for n in found.arrow.column("n").to_pylist() if n is not None
    ]


def test_without_pandas_it_says_what_to_do(hub, monkeypatch):
    really = builtins.__import__

    def without(name, *rest):
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return really(name, *rest)

    found = hub.ask(by="gender")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(HubError, match="pip install pandas"):
        found.pandas()


def test_a_notebook_shows_rows_cautions_and_source(hub):
    found = hub.ask(by="gender")
    shown = found._repr_html_()
    for text in ("Woman", found.citation.split("(")[0], found.cautions[0].text.split(",")[0]):
        assert text in shown
    assert found.link.replace("&", "&amp;") in shown
    assert "<script" not in shown
    assert "2026-test" in repr(found)


def test_nothing_that_a_hub_says_becomes_markup(hub):
    found = hub.ask(by="contributor")
    about = {**found.about, "citation": "<script>alert(1)</script>"}
    assert "<script>" not in type(found)(found.arrow, about)._repr_html_()


def test_releases_and_codebook_are_those_of_the_hub(hub, release):
    (shown,) = hub.releases()
    assert (shown.id, shown.cases, shown.title) == ("2026-test", 400, "Invented cases")
    assert shown.key_fingerprint == release.manifest.key.fingerprint
    assert hub.codebook()["release"] == "2026-test"
    assert hub.codebook("2026-test")["lists"] == release.codebook()["lists"]


def test_plain_words_become_a_question_that_can_be_asked(hub):
    found = hub.understand("women from the Philippines since 2016")
    assert set(found.where) == {"gender=woman", "citizenship=PHL", "year_of_registration>=2016"}
    assert found.is_sure
    answered = hub.ask(by=found.by, where=found.where, **found.options)
    assert answered.id == found.about["question"]["id"]


def test_what_was_not_understood_is_said(hub):
    found = hub.understand("purple women by age")
    assert "purple" in found.not_understood
    assert not found.is_sure
    assert found.by == ("age_band",)


def test_what_is_wrong_is_said_as_the_hub_says_it(hub):
    with pytest.raises(HubError) as caught:
        hub.ask(by="gendr")
    error = caught.value
    assert isinstance(error, UserError)
    assert error.key == "question.unknown_column"
    assert error.place == "gendr"
    assert "gender" in error.remedy
    assert error.http_status == 422
    assert error.exit_code == 80
    assert error.to_dict()["error"]["code"] == "question.unknown_column"
    with pytest.raises(HubError) as caught:
        hub.ask(release="nothing")
    assert caught.value.key == "hub.not_found"


def test_connect_is_there_and_loads_nothing_before_it_is_used():
    assert set(palermo.__all__) == {"connect", "version"}
    with pytest.raises(AttributeError, match="no attribute 'disconnect'"):
        _ = palermo.disconnect
    code = "import sys, palermo; assert not {'pyarrow', 'palermo.client', 'rich'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    code = "import sys, palermo; palermo.connect; assert not {'django', 'palermo.tabulate'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
