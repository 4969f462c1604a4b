"""Explore: what is shown is what the release says; the address holds the question; errors stand beside the form."""

import csv
import io
import json
import re
from urllib.parse import quote

import pytest
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import Page, get

from palermo.tabulate import COUNTING, Question, answer, parse_question
from palermo.web.hub.questions import Asked, neighbours, sentence
from palermo.web.hub.releases import shelf

QUESTIONS = (
    "by=gender",
    "by=age_band&where=citizenship%3DPHL",
    "by=means_of_control&by=gender&within=true",
    "by=year_of_registration&by=gender&by=contributor",
    "where=gender%3Dwoman",
)
FAULTS = {
    "by=nope": "nope",
    "by=gender&where=citizenship%3DZZZ": "ZZZ",
    "by=gender&by=age_band&by=citizenship&by=contributor&by=year_of_registration": "5",
    "where=gender%3E%3Dwoman": "gender",
    "where=gibberish": "",
    "by=gender&by=gender": "gender",
    "by=gender&filter=age_band": "filter",
    "by=gender&view=pie": "chart, map, table",
    "by=gender&measure=odds": "share, cases",
    "by=gender&within=perhaps": "true",
    "by=gender&page=0": "page",
    "where=age_band%3E%3D9-17%7C18-20": "",
}


def found(query):
    """The answer of the engine to the question in an address."""
    pairs = [part.split("=", 1) for part in query.replace("%3D", "=").split("&")]
    by = [value for name, value in pairs if name == "by"]
    where = [value for name, value in pairs if name == "where"]
    return answer(shelf().current(), parse_question(by, where, within="within=true" in query))


@pytest.mark.parametrize("query", QUESTIONS)
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_page_shows_every_figure_of_the_answer(hub, query, prefix):
    page = get(hub, f"{prefix}/explore/?{query}")
    assert not page.faults
    assert not page.inline
    language = prefix.strip("/") or "en"
    text = re.sub(r"\s+", " ", page.text)
    for cell in found(query).cells:
        assert f"{cell.n:,}".replace(",", " " if language == "fr" else ",") in text
    for column in found(query).columns:
        for cell in found(query).cells:
            label = found(query).label(column.name, cell.codes[found(query).columns.index(column)], language)
            assert label in text


@pytest.mark.parametrize("query", QUESTIONS)
def test_json_and_csv_are_what_is_shown(hub, query):
    wanted = found(query)
    document = hub.get(f"/explore.json?{query}").json()
    assert [(row["n"], row["denominator"], row["share"]) for row in document["rows"]] == [
        (cell.n, cell.denominator, cell.share) for cell in wanted.cells
    ]
    assert {key: document[key] for key in ("total", "denominator", "missing")} == {
        "total": wanted.total,
        "denominator": wanted.denominator,
        "missing": wanted.missing,
    }
    response = hub.get(f"/explore.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [int(row["n"]) for row in rows] == [cell.n for cell in wanted.cells]
    for row, entry in zip(rows, document["rows"], strict=True):
        for name in ("share_low", "share_high"):
            assert (float(row[name]) if row[name] else None) == pytest.approx(entry[name])
        assert row["source"] == document["citation"]


def test_labels_are_in_the_language_of_the_address(hub):
    assert "Femme" in hub.get("/fr/explore.csv?by=gender").content.decode()
    assert hub.get("/fr/explore.json?by=gender").json()["language"] == "fr"


def test_the_answer_in_one_line_has_its_bounds_and_its_denominator(hub):
    page = get(hub, "/explore/?by=gender")
    wanted = found("by=gender")
    largest = max(wanted.cells, key=lambda cell: cell.n)
    line = re.sub(r"\s+", " ", page.text)
    assert f"Woman: {100 * largest.share:.0f} % of the {wanted.denominator} people for whom this is known." in line
    assert f"Not known or withheld for {wanted.missing} of {wanted.total}" in line


@pytest.mark.parametrize("query", FAULTS)
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_question_without_an_answer_is_refused_beside_the_form(hub, query, prefix):
    page = get(hub, f"{prefix}/explore/?{query}", status=422)
    assert FAULTS[query] in page.text
    assert "form" not in page.faults
    assert not page.inline
    for data in ("json", "csv", "svg"):
        response = hub.get(f"{prefix}/explore.{data}?{query}")
        assert response.status_code == 422
    assert hub.get(f"{prefix}/explore.json?{query}").json()["error"]["remedy"]


def test_what_could_be_understood_stays_in_the_form(hub):
    text = hub.get("/explore/?by=gender&by=nope&where=citizenship%3DPHL&where=broken").content.decode()
    assert '<option value="gender" selected>' in text
    assert '<option value="citizenship=PHL" selected>' in text
    assert 'value="broken"' in text


def test_too_many_conditions_are_refused(hub):
    query = "&".join(f"where=year_of_registration%3E%3D{year}" for year in range(1990, 2011))
    assert hub.get(f"/explore/?{query}").status_code == 422


def test_an_answer_that_is_too_large_is_refused(hub_of, releases_folder):
    hub = hub_of(releases_folder, most_answer_rows=5)
    page = get(hub, "/explore/?by=age_band&by=citizenship", status=422)
    assert "fewer columns" in page.text


def test_a_form_leads_to_the_address_without_what_asks_for_nothing(hub):
    response = hub.get("/explore/?by=gender&by=&by=&where=&where=citizenship%3DPHL&where=")
    assert response.status_code == 302
    assert response["Location"] == "/explore/?by=gender&where=citizenship%3DPHL"


def test_a_list_of_the_form_holds_whole_conditions(hub):
    text = hub.get("/explore/?by=gender&where=citizenship%3DPHL&where=age_band%3D9-17%7C48%2B").content.decode()
    assert text.count('value="citizenship=PHL" selected') == 1
    assert '<input type="hidden" name="where" value="age_band=9-17|48+">' in text
    assert "aged 9–17 or 48+" in text


def test_where_no_case_matches_the_page_says_what_that_means(hub):
    page = get(hub, "/explore/?by=gender&where=year_of_registration%3D1999")
    assert "No case in this release matches." in page.text
    assert "figure" not in page.open


def test_where_nobody_gave_an_answer_the_page_says_so(hub_of, tmp_path):
    from palermo.cases import Missing

    make_release(tmp_path, make_cases(gender=["woman"] * 3, age_band=[Missing.REFUSED] * 3))
    page = get(hub_of(tmp_path), "/explore/?by=age_band")
    assert "3 people match, and this is not known, or withheld, for all of them." in page.text


def test_many_rows_are_on_several_pages(hub_of, tmp_path):
    from palermo.codes import code_list

    countries = [code.code for code in code_list("country")][:120]
    make_release(tmp_path, make_cases(citizenship=countries))
    hub = hub_of(tmp_path)
    first, last = (get(hub, f"/explore/?by=citizenship&page={page}") for page in (1, 3))
    assert "Rows 1 to 50 of 120" in first.text
    assert "Rows 101 to 120 of 120" in last.text
    assert any("page=2" in link for link in first.links)
    assert len(hub.get("/explore.json?by=citizenship").json()["rows"]) == 120


def test_at_most_three_cautions_stand_in_the_open(hub):
    text = hub.get("/explore/?by=country_of_exploitation&by=means_of_control&by=age_band").content.decode()
    open_ones = text.split('id="before"')[1].split("<details>")[0]
    assert 1 <= open_ones.count("<li>") <= 3


def test_the_picture_is_the_same_question_with_the_release(hub):
    text = hub.get("/explore/?by=gender&where=citizenship%3DPHL").content.decode()
    source = re.search(r'<img src="([^"]+)"', text)[1].replace("&amp;", "&")
    assert source == "/explore.svg?by=gender&where=citizenship%3DPHL&release=2026-test"
    response = hub.get(source)
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response.content.startswith(b"<svg")


def test_the_specification_in_the_page_cannot_end_its_block(hub_of, tmp_path):
    make_release(tmp_path, make_cases(contributor=["</script><b>A & B</b>"] * 4 + ["C"] * 3))
    text = hub_of(tmp_path).get("/explore/?by=contributor").content.decode()
    blocks = re.findall(r'<script type="application/json"(?: data-narrow)?>(.*?)</script>', text)
    assert len(blocks) == 2
    assert "</script><b>A" in json.dumps(json.loads(blocks[0]))
    assert "<b>A" not in text


@pytest.mark.parametrize("query", ["by=gender&theme=blue", "by=gender&size=huge"])
def test_a_picture_has_two_themes_and_two_sizes(hub, query):
    assert hub.get(f"/explore.svg?{query}").status_code == 422


def test_there_is_no_picture_without_a_column(hub):
    assert hub.get("/explore.svg?where=gender%3Dwoman").status_code == 404


def test_only_countries_have_a_map(hub):
    assert "data-ratio" in hub.get("/explore/?by=citizenship&view=map").content.decode()
    text = hub.get("/explore/?by=gender&view=map").content.decode()
    assert "data-ratio" not in text
    assert "data-chart" in text


def test_an_old_release_can_still_be_asked(hub_of, tmp_path):
    from datetime import date

    make_release(tmp_path, make_cases(gender=["woman"] * 3), id="old", date=date(2025, 1, 1))
    make_release(tmp_path, make_cases(gender=["man"] * 5), id="new", date=date(2026, 1, 1))
    hub = hub_of(tmp_path)
    assert hub.get("/explore.json?by=gender").json()["release"] == "new"
    old = get(hub, "/explore/?by=gender&release=old")
    assert "Woman" in old.text
    assert all("release=old" in link for link in old.links if link.startswith("/explore/?by=gender&view"))
    assert hub.get("/explore/?by=gender&release=none").status_code == 404


def test_a_permanent_link_names_the_release(hub):
    page = get(hub, "/explore/?by=gender")
    address = f"http://testserver/question/{COUNTING}/{Question(('gender',)).id}/?by=gender&release=2026-test"
    assert address in page.links
    assert "http://testserver/api/v1/aggregate?by=gender&release=2026-test&format=csv" in page.text
    assert "palermo tabulate RELEASES/2026-test --by gender" in page.text


def test_the_pages_keep_the_policy(hub):
    for address in ("/explore/", "/explore/?by=gender", "/explore/?by=nope"):
        policy = hub.get(address)["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_questions_read_as_sentences(hub):
    release = shelf().current()

    def said(by, where, language="en"):
        return sentence(release, parse_question(by, where), language)

    assert said(["gender"], []) == "People by gender"
    assert said(["gender", "age_band", "citizenship"], []) == "People by gender, age and citizenship"
    assert said([], ["citizenship=PHL|NPL"]) == "People whose country of citizenship is Philippines or Nepal"
    assert (
        said([], ["year_of_registration>=2015", "year_of_registration<=2018"]) == "People registered from 2015 to 2018"
    )
    assert said([], ["gender=?"]) == "People with no answer for gender"
    assert said([], ["gender!=?"]) == "People with an answer for gender"
    assert said([], ["means_of_control!=threats"], "fr") == (
        "Personnes dont les moyens de contrôle ne comprennent pas\u00a0: menaces"
    )


def test_neighbouring_questions_have_answers_and_are_others(hub):
    release = shelf().current()
    for query in QUESTIONS:
        question = found(query).question
        near = neighbours(release, Asked(question), "en")
        assert 2 <= len(near) <= 6
        assert len({each.query for each in near}) == len(near)
        for each in near:
            assert hub.get(f"/explore/?{each.query}").status_code == 200
            assert each.text != sentence(release, question)


def test_before_a_question_there_are_some_to_begin_with(hub):
    page = get(hub, "/explore/")
    queries = [link for link in page.links if link.startswith("/explore/?by=")]
    assert len(queries) >= 4
    assert all(hub.get(query).status_code == 200 for query in queries)


def test_text_from_an_address_is_never_markup(hub):
    attack = quote("<img src=x onerror=alert(1)>")
    text = hub.get(f"/explore/?by={attack}&where={attack}").content.decode()
    assert "<img src=x" not in text
    assert isinstance(Page(text), Page)


def test_what_a_column_stands_in_for_is_said_in_french(hub):
    text = get(hub, "/fr/explore/?by=country_of_exploitation").text
    assert "non là où l'exploitation a eu lieu" in text
    assert "Often where the person" not in text
    assert "Often where the person" in get(hub, "/explore/?by=country_of_exploitation").text
