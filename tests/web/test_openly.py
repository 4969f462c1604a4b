"""Nothing is left out without being said, and what a page advises is a link."""

import re
from html import unescape

import pytest
from tests.release.invented import make_cases, make_release

from palermo.tabulate import Question, parse_question
from palermo.web.hub.questions import known_questions, sentence
from palermo.web.hub.releases import shelf

NESTED = "by=means_of_control"
"""Debt bondage stands below a broader code in the list, and the release has people in both."""
LEFT = re.compile(r"(\d+) figures? of (?:a )?broader or narrower codes? (?:is|are) only in the table")
PAGES = ("/", "/explore/?by=gender", "/countries/", "/coverage/", "/methods/", "/glossary/", "/api/", "/corridors/")


def plain(response):
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def one_place(hub_of, tmp_path):
    """A hub on a release in which nearly all were exploited in one country."""
    where = ["MYS"] * 95 + ["FRA"] * 5
    make_release(tmp_path, make_cases(gender=["woman", "man"] * 50, country_of_exploitation=where))
    return hub_of(tmp_path)


@pytest.mark.parametrize("address", ["/explore/", "/embed/"])
def test_a_page_says_how_many_figures_its_picture_leaves_to_the_table(hub, address):
    page = hub.get(f"{address}?{NESTED}")
    rows, drawn = len(page.context["rows"]), len(page.context["picture"].spec.split('"state":"solid"')) - 1
    (left,) = LEFT.findall(plain(page))
    assert int(left) == rows - drawn > 0
    assert not LEFT.search(plain(hub.get(f"{address}?by=contributor")))


def test_a_drawing_that_leaves_the_page_says_it_too(hub):
    drawn = hub.get(f"/explore.svg?{NESTED}&caption=true").content.decode()
    assert LEFT.search(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn)))


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_frame_on_another_site_has_its_denominator_in_the_open(hub, prefix):
    page = hub.get(f"{prefix}/embed/?by=gender")
    answer = page.context["answer"]
    shown = plain(page).partition("<details")[0]
    assert f"{answer.denominator:,}" in shown
    assert f"{answer.missing:,}" in shown
    assert " ".join(page.context["picture"].subtitle.split()) in shown


def test_a_map_has_its_key_in_words_that_run_with_the_page_and_one_hatch(hub):
    text = hub.get("/ar/explore/?by=citizenship&view=map").content.decode()
    assert text.count('id="no-data"') == 1
    key = re.search(r'<ul class="map-key">(.*?)</ul>', text, re.DOTALL)[1]
    names = hub.get("/ar/explore/?by=citizenship&view=map").context["picture"].classes
    assert len(names) >= 2
    assert [unescape(each) for each in re.findall(r"<bdi>(.*?)</bdi>", key)] == list(names)


@pytest.mark.parametrize("address", PAGES)
def test_a_table_that_may_be_wider_than_its_place_is_reached_by_the_keyboard(hub, address):
    text = hub.get(address).content.decode()
    wraps = re.findall(r'<div class="table-wrap"([^>]*)>', text)
    assert wraps
    for wrap in wraps:
        assert 'tabindex="0"' in wrap
        assert re.search(r'aria-label="[^"]+"', wrap), wrap
    assert 'role="region"' not in text, "a landmark for each table would be too many"


def test_an_answer_of_nobody_offers_each_condition_to_be_taken_away(hub):
    page = hub.get("/explore/?by=gender&where=citizenship%3DUKR&where=year_of_registration%3D1999")
    assert page.context["line"] is None
    empty = page.content.decode().partition('class="empty"')[2].partition("</div>")[0]
    links = {unescape(each) for each in re.findall(r'href="([^"]+)"', empty)}
    assert links == {
        "/explore/?by=gender&where=citizenship%3DUKR",
        "/explore/?by=gender&where=year_of_registration%3D1999",
    }
    assert all(hub.get(link).status_code == 200 for link in links)


def test_a_caution_of_one_place_leads_to_the_others(one_place):
    page = one_place.get("/explore/?by=gender")
    found = [each for each in page.context["cautions"] if each.query]
    assert [each.query for each in found] == ["by=gender&where=country_of_exploitation%21%3DMYS"]
    assert "the country of exploitation is Malaysia" in str(found[0])
    assert "95\u00a0%" in str(found[0])
    link = re.search(r'href="(/explore/\?[^"]*%21%3DMYS[^"]*)"', page.content.decode())[1]
    assert one_place.get(unescape(link)).context["answer"].total == 5


def test_the_other_reading_of_plain_words_stands_in_the_open(hub):
    page = hub.get("/explore/understand/?text=women+from+the+Philippines", follow=True)
    if not page.context["plain"].reply.settled:
        pytest.fail("the words have one meaning only: take others")
    box = page.content.decode().partition('class="plain-box"')[2].partition("</form>")[0]
    assert "These words could also ask" in box.partition("<details")[0]


GIRLS = ["gender=woman", "age_band=9-17"]


@pytest.mark.parametrize(
    ("language", "girls"),
    [
        ("en", "Girls by means of control, whose country of citizenship is Philippines"),
        ("fr", "Filles par moyen de contrôle, dont le pays de nationalité est\u00a0: Philippines"),
        ("es", "Niñas por medio de control, con país de nacionalidad: Filipinas"),
        ("ar", "الأشخاص (الفتيات) حسب وسيلة السيطرة، حيث بلد الجنسية: الفلبين"),
        ("ru", "Девочки по средствам контроля; страна гражданства — Филиппины"),
        ("zh", "按控制手段分列的女童，国籍国为菲律宾"),
    ],
)
def test_who_is_counted_is_called_by_the_word_for_them(hub, language, girls):
    release = shelf().current()
    question = parse_question(["means_of_control"], [*GIRLS, "citizenship=PHL"])
    assert sentence(release, question, language) == girls


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["gender=woman"], "Women and girls"),
        (["gender=man"], "Men and boys"),
        (["age_band=9-17"], "Children"),
        (["gender=man", "age_band=9-17"], "Boys"),
        (["gender=woman", "age_band=18-20"], "Women aged 18–20"),
        (["gender=woman", "age_band=9-17|18-20"], "Women and girls aged 9–17 or 18–20"),
        (["gender=woman|man"], "People whose gender is woman or man"),
        (["gender!=woman"], "People whose gender is not woman"),
        (["gender=woman or citizenship=PHL"], "People whose gender is woman or whose country of citizenship is "),
        (["not (citizenship=PHL and gender=?)"], "People, but not (whose country of citizenship is "),
        (["gender=?"], "People with no answer for gender"),
    ],
)
def test_nobody_is_called_what_the_conditions_do_not_say(hub, where, said):
    found = sentence(shelf().current(), parse_question([], where), "en")
    assert found.startswith(said)
    assert said.endswith(" ") or found == said


def test_the_id_of_a_simple_question_alone_leads_to_its_answer(hub):
    release = shelf().current()
    for question in (Question(), Question(("gender",)), Question(("gender", "age_band"))):
        assert known_questions(release)[question.id] == question
        found = hub.get(f"/question/1/{question.id}/")
        assert found.status_code == 302
        assert f"release={release.id}" in found["Location"]
        assert hub.get(found["Location"]).context["answer"].question == question


def test_an_id_that_nobody_knows_says_what_an_address_needs(hub):
    found = hub.get("/question/1/aaaaaaaaaaaa/")
    assert found.status_code == 422
    assert "behind its ?" in plain(found)


def test_a_wrong_column_is_answered_with_what_the_columns_are_called(hub):
    text = plain(hub.get("/explore/?by=nonsense"))
    assert "kind of source (data_source)" not in text, "this release has none"
    assert "country of exploitation (country_of_exploitation)" in text
    assert text.count("nonsense") == 1


def test_the_form_shows_how_conditions_are_joined_by_or_and_not(hub):
    page = hub.get("/explore/?by=gender")
    samples = page.context["form"].samples
    assert [" or " in samples[0].condition, samples[1].condition.startswith("not (")] == [True, True]
    for sample in samples:
        assert sample.text in plain(page)
        assert hub.get("/explore/", {"where": sample.condition}).status_code == 200
