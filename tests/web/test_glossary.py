"""The glossary: every word in six languages with its source, every code of a release, and a search without a script."""

import json
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.codes import LANGUAGES
from palermo.web.hub.glossary import load_term, term_names, terms
from palermo.web.hub.glossary._codebook import anchor_of, find_codes, find_terms
from palermo.web.hub.releases import shelf

GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"
DOMAIN = (
    "assisted", "detected", "estimated", "denominator", "missing-share", "interval", "k-anonymity", "synthetic",
    "differential-privacy", "contributor", "release", "corridor", "proxy", "means-of-control", "exploitation",
    "prevalence", "sdg-16-2-2", "ic-tip", "htcds",
)  # fmt: skip


def test_every_word_is_there_in_every_language_with_a_source():
    assert len(term_names()) == len(terms())
    for term in terms():
        assert set(term.term) == set(LANGUAGES), term.id
        assert set(term.definition) == set(LANGUAGES), term.id
        assert all(isinstance(text, str) and text.strip() for text in (*term.term.values(), *term.definition.values()))
        assert re.fullmatch(r"[a-z][a-z0-9-]*", term.id)
        assert term.source.title
        assert set(term.also) <= set(term_names()) - {term.id}, term.id


def test_every_word_of_the_repositorys_glossary_is_there():
    words = re.findall(r"^\| \*\*(.+?)\*\*", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(words) > 40
    known = {text for term in terms() for text in (term.term["en"].casefold(), *map(str.casefold, term.words))}
    assert {word for word in words if word.casefold() not in known} == set()


def test_the_words_of_the_domain_are_there():
    assert set(DOMAIN) <= set(term_names())


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize(
    "address", ["/glossary/", "/glossary/?q=debt", "/glossary/means_of_control/", "/glossary/contributor/"]
)
def test_a_page_is_whole(hub, prefix, address):
    page = get(hub, prefix + address)
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    assert page.levels.count(1) == 1
    anchors = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)


def test_every_word_has_its_place_on_the_page(hub):
    page = get(hub, "/glossary/")
    assert set(term_names()) <= set(page.ids)
    for term in terms():
        assert term.definition["en"] in page.text


def test_every_column_and_code_of_the_release_is_there(hub):
    release = shelf().current()
    for column in release.columns:
        assert f"/glossary/{column.name}/" in get(hub, "/glossary/").links
        page = get(hub, f"/glossary/{column.name}/")
        listed = release.codes(column.name)
        for code in listed or ():
            assert anchor_of(code.code) in page.ids
            assert code.label["en"] in page.text
            assert code.definition in page.text


def test_a_code_that_was_not_confirmed_is_marked(hub, monkeypatch):
    from dataclasses import replace

    release = shelf().current()
    listed = release.codes("means_of_control")
    doubtful = replace(listed, codes=tuple(replace(c, verified=c.code != "debt_bondage") for c in listed))
    monkeypatch.setitem(release._lists, "means_of_control", doubtful)
    assert get(hub, "/glossary/means_of_control/").text.count("not confirmed at its source") == 1


@pytest.mark.parametrize("wanted", ["debt bondage", "Servitude pour dettes", "долговая кабала", "DebtBondage", "债役"])
def test_a_word_in_any_language_finds_its_code(hub, wanted):
    codes = find_codes(shelf().current(), wanted, "en")
    assert codes[0].entry.code == "debt_bondage"
    assert codes[0].address == "/glossary/means_of_control/#debt_bondage"
    assert "/glossary/means_of_control/#debt_bondage" in get(hub, f"/glossary/?q={wanted}").links


def test_the_nearest_word_comes_first(hub):
    assert find_terms("DENOMINATOR")[0].id == "denominator"
    assert find_terms("знаменатель")[0].id == "denominator"
    assert find_terms("ICS-TIP")[0].id == "ic-tip"
    assert "prevalence" in [term.id for term in find_terms("no sample of all victims")]
    page = get(hub, "/glossary/?q=denominator")
    assert page.links.index("/glossary/#denominator") < page.links.index("/glossary/#set-column")


def test_what_is_not_found_is_said(hub):
    assert "No word and no code has “xyzzy” in it." in get(hub, "/glossary/?q=xyzzy").text


def test_what_is_looked_up_is_only_text(hub):
    text = hub.get("/glossary/?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in text
    assert hub.get(f"/glossary/?q={'a' * 101}").status_code == 422
    assert hub.get("/glossary/?word=debt").status_code == 422
    for odd in ("%00", "%F0%9F%92%A9", "(((", "%25", "  "):
        assert hub.get(f"/glossary/?q={odd}").status_code == 200


def test_the_search_holds_on_to_the_release(hub):
    page = get(hub, "/glossary/?q=debt&release=2026-test")
    assert "/glossary/?release=2026-test" in page.links
    assert "/glossary/means_of_control/?release=2026-test#debt_bondage" in page.links
    assert 'name="release" value="2026-test"' in hub.get("/glossary/?release=2026-test").content.decode()


def test_a_column_that_the_release_has_not_is_not_found(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3))
    hub = hub_of(tmp_path)
    assert hub.get("/glossary/gender/").status_code == 200
    assert hub.get("/glossary/citizenship/").status_code == 404


def test_programs_read_the_same(hub):
    whole = json.loads(hub.get("/glossary.json").content)
    assert [each["id"] for each in whole["terms"]] == list(term_names())
    assert whole["terms"][0]["term"].keys() == set(LANGUAGES)
    assert any(each["code"] == "debt_bondage" for each in whole["codes"])
    found = json.loads(hub.get("/glossary.json?q=debt").content)
    assert "debt-bondage" in [each["id"] for each in found["terms"]]
    assert 0 < len(found["codes"]) < len(whole["codes"])


def test_a_template_leads_from_a_word_to_its_meaning():
    text = '{% load words %}{% term "denominator" %} {% term "interval" "bounds" %}'
    with translation.override("fr"):
        shown = Template(text).render(Context())
    assert '<a class="term" href="/fr/glossary/#denominator"' in shown
    assert ">dénominateur</a>" in shown
    assert ">bounds</a>" in shown
    assert escape(load_term("denominator").meaning("fr")) in shown


def test_a_template_must_not_name_a_word_that_is_not_there():
    with pytest.raises(KeyError):
        Template('{% load words %}{% term "nonsense" %}').render(Context())
