"""Home: headline figures are the release's, with their denominators."""

import re
from dataclasses import replace

import pytest
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.tabulate import Question, answer, parse_question
from palermo.web.hub.figures import read
from palermo.web.hub.home import _origins, headlines
from palermo.web.hub.releases import shelf


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_page_stands_without_a_script(hub, prefix):
    page = get(hub, f"{prefix}/")
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))


def test_the_headlines_are_what_the_release_says(hub):
    release = shelf().current()
    shown = {each.name: each for each in headlines(release, "en")}
    assert shown["People assisted"].value == str(release.manifest.rows)
    gender = answer(release, parse_question(["gender"]))
    women = next(cell for cell in gender.cells if cell.codes == ("woman",))
    assert shown["Women and girls"].value == f"{100 * women.share:.0f}\u00a0%"
    assert f"of the {gender.denominator} people whose gender is known" in shown["Women and girls"].note
    children = answer(release, parse_question([], ["age_band=0-8|9-17"])).cells[0].n
    known = answer(release, parse_question(["age_band"])).denominator
    assert shown["Children when registered"].value == f"{100 * children / known:.0f}\u00a0%"
    assert f"of the {known} people" in shown["Children when registered"].note


def test_every_headline_leads_to_its_question(hub):
    queries = [each.query for each in headlines(shelf().current(), "en") if each.query]
    assert len(queries) > 3
    for query in queries:
        assert hub.get(f"/explore/?{query}").status_code == 200


def test_the_map_stands_beside_a_ranked_table(hub):
    text = hub.get("/").content.decode()
    assert 'data-ratio="' in text
    assert "boundaries" in text
    ranked = re.search(r'<table class="ranked">.*?</table>', text, re.DOTALL)[0]
    numbers = [int(n) for n in re.findall(r'<td class="number">(\d+)</td>', ranked.split('class="missing"')[0])]
    assert numbers == sorted(numbers, reverse=True)
    assert "Not known" in ranked


def test_a_release_with_few_columns_has_a_page(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["man"] * 4))
    page = get(hub_of(tmp_path), "/")
    assert "People assisted" in page.text
    assert "Women and girls" not in page.text


def test_it_says_how_to_cite_and_what_the_data_cannot_say(hub):
    page = get(hub, "/")
    assert "Release 2026-test, 2026-11-24." in page.text
    assert "not a sample of all victims" in page.text


def test_it_says_that_people_are_counted_as_cases(hub):
    people = next(each for each in headlines(shelf().current(), "en") if each.name == "People assisted")
    assert "counts twice" in people.note
    assert "compte deux fois" in get(hub, "/fr/").text


def test_a_country_that_noise_alone_may_have_made_is_not_counted(hub):
    figures = read(shelf().current(), Question(("citizenship",)))
    whole = len(figures.rows)
    assert "noise" not in _origins(figures, "en").note
    noisy = replace(figures, rows=(*figures.rows[:-1], replace(figures.rows[-1], low=0)))
    told = _origins(noisy, "en")
    assert told.value == str(whole - 1)
    assert told.note.endswith("; not counted: 1 that noise alone may have made")
