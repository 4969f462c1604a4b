"""What one takes along from an answer: files, pictures, citations, code, a frame, the address that stays."""

import io
import json
import re
import shutil
import zipfile
from datetime import date
from html import unescape

import pytest
from tests.release.invented import make_cases, make_release

from palermo.tabulate import COUNTING, parse_question
from palermo.web.hub.charts import Caption, captioned

ASKED = "by=gender&where=citizenship%3DPHL"


def links(page):
    return [unescape(each) for each in re.findall(r'(?:href|src)="([^"#]+)"', page.content.decode())]


def permanent(page):
    return unescape(re.search(r'rel="canonical" href="http://testserver([^"]+)"', page.content.decode())[1])


def test_every_link_of_take_it_with_you_answers(hub):
    page = hub.get(f"/explore/?{ASKED}")
    taken = page.content.decode().partition('aria-labelledby="take"')[2]
    found = [unescape(each) for each in re.findall(r'href="([^"#]+)"', taken)]
    wanted = ("csv", "json", "xlsx", "parquet", "hxl", "sdmx-csv", "sdmx-json", "png", "svg", "vl.json", "bib", "ris")
    for form in wanted:
        assert any(f".{form}?" in each or f"format={form}" in each for each in found), form
    for each in found:
        assert hub.get(each.removeprefix("http://testserver")).status_code == 200, each


def test_the_address_that_stays_names_rules_question_and_release(hub):
    address = permanent(hub.get(f"/explore/?{ASKED}"))
    question = parse_question(["gender"], ["citizenship=PHL"])
    assert address.startswith(f"/question/{COUNTING}/{question.id}/?")
    assert "release=2026-test" in address
    page = hub.get(address)
    assert page.status_code == 200
    assert question.id in page.content.decode()
    assert permanent(page) == address


def test_it_gives_the_same_figures_after_a_newer_release(hub_of, releases_folder, tmp_path):
    folder = tmp_path / "releases"
    shutil.copytree(releases_folder, folder)
    before = hub_of(folder)
    address = permanent(before.get(f"/explore/?{ASKED}"))
    figures = before.get(address).context["answer"].cells
    make_release(
        folder, make_cases(gender=["man"] * 40, citizenship=["PHL"] * 40), id="2027-newer", date=date(2027, 1, 1)
    )
    after = hub_of(folder)
    assert after.get(f"/explore/?{ASKED}").context["answer"].cells != figures
    assert after.get(address).context["answer"].cells == figures


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda address: address.replace(f"/question/{COUNTING}/", f"/question/{COUNTING + 1}/"), 422),
        (lambda address: address.replace("PHL", "NPL"), 422),
        (lambda address: address.replace("2026-test", "2020-gone"), 404),
        (lambda address: address.replace("&release=2026-test", ""), 422),
    ],
)
def test_it_is_refused_rather_than_answered_with_other_figures(hub, change, status):
    address = permanent(hub.get(f"/explore/?{ASKED}"))
    page = hub.get(change(address))
    assert page.status_code == status
    assert page.context.get("answer") is None


def test_a_picture_that_leaves_has_its_words_inside(hub):
    drawing = hub.get(f"/explore.svg?{ASKED}&caption=true").content.decode()
    assert "People by gender" in drawing
    assert "release 2026-test" in drawing
    assert "caption" not in hub.get(f"/explore/?{ASKED}").context["picture"].address
    pixels = hub.get(f"/explore.png?{ASKED}")
    assert pixels["Content-Type"] == "image/png"
    assert pixels.content.startswith(b"\x89PNG")
    assert b"2026-test" in pixels.content  # in its own notice


@pytest.mark.parametrize("address", ["/explore.svg?by=citizenship&view=map&caption=true", "/fr/explore.png?by=gender"])
def test_maps_and_other_languages_leave_too(hub, address):
    assert hub.get(address).status_code == 200


def test_the_specification_is_whole(hub):
    spec = json.loads(hub.get(f"/explore.vl.json?{ASKED}").content)
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert spec["data"]["values"]
    assert "2026-test" in spec["usermeta"]["source"]
    assert spec["config"]["background"]
    shapes = hub.get("/explore.vl.json?by=citizenship&view=map").content.decode()
    assert '"http://testserver/static/' in shapes


def test_where_nothing_is_drawn_there_is_no_picture(hub):
    for form in ("svg", "png", "vl.json"):
        assert hub.get(f"/explore.{form}?where=gender%3Dwoman").status_code == 404
        assert hub.get(f"/explore.{form}?{ASKED}&theme=pink").status_code == 422


@pytest.mark.parametrize("ending", ["txt", "bib", "ris"])
def test_an_answer_is_cited_with_its_question_and_the_address_that_stays(hub, ending):
    text = hub.get(f"/explore.{ending}?{ASKED}").content.decode()
    assert "People by gender" in text
    assert f"/question/{COUNTING}/" in text
    assert "2026-test" in text


def test_a_frame_is_for_other_sites_and_for_nothing_else(hub):
    page = hub.get("/embed/?by=gender&by=country_of_exploitation")
    text = page.content.decode()
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "<script" not in text
    assert "<form" not in text
    assert "2026-test" in text
    assert 'class="cautions"' in text
    other = hub.get(f"/explore/?{ASKED}")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"
    assert 'href="http://testserver/question/' in text


def test_the_code_of_the_frame_cannot_be_broken_by_a_question(hub):
    page = hub.get("/explore/?where=contributor%21%3D%22%3E%3Cscript%3E")
    assert "<script>" not in page.content.decode().replace('<script type="', "")


def test_cells_have_notes_that_are_told_below(hub):
    page = hub.get("/explore/?by=gender&by=citizenship&view=table")
    text = page.content.decode()
    marks = set(re.findall(r'href="#note-(\w)"', text))
    assert marks
    for mark in marks:
        assert f'id="note-{mark}"' in text
    assert {note.mark for note in page.context["notes"]} == marks


def test_figures_can_be_ranked_ordered_compared_and_asked_in_an_older_vintage(hub):
    page = hub.get("/explore/?by=citizenship&top=2&sort=-n")
    assert "Other (codes: " in page.content.decode()
    page = hub.get("/explore/?by=year_of_registration&change=previous")
    assert page.context["has_change"]
    assert "change" in hub.get("/explore.csv?by=year_of_registration&change=previous").content.decode().split("\n")[0]
    page = hub.get("/explore/?by=isForcedLabour&schema=ctdc-2024")
    assert page.status_code == 200
    assert 'value="isForcedLabour" selected' in page.content.decode()
    assert hub.get("/explore/?by=gender&change=previous").status_code == 422


def test_a_condition_that_no_list_can_hold_is_said_in_words_and_kept_in_the_form(hub):
    page = hub.get("/explore/?by=gender&where=citizenship%3DPHL+or+not+gender%3Dwoman")
    text = page.content.decode()
    assert 'type="hidden" name="where" value="citizenship=PHL or not gender=woman"' in text
    assert "whose gender is woman" in page.context["sentence"]
    assert " or " in page.context["sentence"]
    assert "not" in page.context["sentence"]


def test_an_excel_file_says_where_it_is_from(hub):
    found = hub.get(f"/api/v1/aggregate?{ASKED}&format=xlsx")
    with zipfile.ZipFile(io.BytesIO(found.content)) as book:
        assert "2026-test" in book.read("xl/sharedStrings.xml").decode()


def test_words_around_a_picture_are_wrapped_and_escaped():
    small = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="50"></svg>'
    made = captioned(small, Caption("A <b> title", "", ["a long line " * 12, "强迫劳动" * 30]), theme="dark", rtl=True)
    assert b"A &lt;b&gt; title" in made
    assert made.count(b"<text") > 6
    assert b'text-anchor="end"' in made
    with pytest.raises(ValueError, match="without a size"):
        captioned(b"<svg></svg>", Caption("", "", []), theme="light")
