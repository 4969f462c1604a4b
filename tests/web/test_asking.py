"""The box for plain words: what is understood leads to an answer, what is not is asked back."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release

UNDERSTAND = "/explore/understand/"


def ask(hub, text, **more):
    """What the box answers to a text."""
    extra = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    return hub.get(f"{UNDERSTAND}?text={quote(text, safe='')}{extra}")


def said(response):
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def links(response):
    """The addresses of Explore that a page leads to."""
    return [unescape(found) for found in re.findall(r'href="(/explore/\?[^"]+)"', response.content.decode())]


def fields(address):
    return parse_qs(urlsplit(address).query)


def test_the_box_stands_on_home_and_on_explore(hub):
    for path in ("/", "/explore/", "/explore/?by=gender", UNDERSTAND):
        page = hub.get(path).content.decode()
        assert 'name="text"' in page, path
        assert f'action="{UNDERSTAND}"' in page
        assert page.count('id="plain-text"') == 1


def test_what_is_wholly_understood_leads_to_explores_own_address(hub):
    response = ask(hub, "forced labour among women from the Philippines since 2016")
    assert response.status_code == 302
    asked = fields(response["Location"])
    assert asked["by"] == ["forms_of_exploitation"]
    assert asked["where"] == ["gender=woman", "citizenship=PHL", "year_of_registration>=2016"]
    assert asked["text"] == ["forced labour among women from the Philippines since 2016"]
    assert hub.get(response["Location"]).status_code == 200


def test_explore_says_how_the_words_were_understood_and_the_figure_they_are_about(hub):
    response = ask(hub, "forced labour among women")
    page = said(hub.get(response["Location"]))
    assert "How these words were understood" in page
    assert "Women and girls" in page
    assert re.search(r"forced labour: \d", page, re.IGNORECASE)


def test_the_figure_of_several_bands_of_age_is_one(hub):
    response = ask(hub, "share of adults among women")
    page = said(hub.get(response["Location"]))
    assert "18–20 + 48+" in page


def test_a_question_that_was_changed_is_not_said_to_be_that_of_the_words(hub):
    page = said(hub.get("/explore/?by=gender&text=forced+labour+among+women"))
    assert "it was changed since" in page
    assert "How these words were understood" not in page


def test_what_is_not_understood_is_said_and_the_rest_can_be_asked(hub):
    response = ask(hub, "women from Nepal frobnicated in construction")
    assert response.status_code == 200
    page = said(response)
    assert "Not understood, and left out" in page
    assert "frobnicated" in page
    assert "no column for “Sectors of forced labour”" in page
    (first, *_rest) = [each for each in links(response) if "text=" in each]
    assert fields(first)["where"] == ["gender=woman", "citizenship=NPL"]
    assert hub.get(first).status_code == 200


def test_what_could_mean_two_things_is_asked_back(hub):
    response = ask(hub, "women Ukraine")
    assert response.status_code == 200
    offered = [fields(each)["where"] for each in links(response) if "text=" in each]
    assert ["gender=woman", "citizenship=UKR"] in offered
    assert ["gender=woman", "country_of_exploitation=UKR"] in offered
    for each in links(response):
        assert hub.get(each).status_code == 200, each


def test_a_misspelt_word_is_offered_put_right(hub):
    response = ask(hub, "wimen from Nepal")
    assert f"{UNDERSTAND}?text=women%20from%20Nepal" in response.content.decode()


def test_words_that_are_no_question_lead_to_examples(hub):
    response = ask(hub, "xyzzy")
    assert response.status_code == 200
    assert "There is no question in these words" in said(response)
    assert f'href="{UNDERSTAND}?text=' in response.content.decode()


def test_each_example_has_an_answer(hub):
    page = hub.get("/").content.decode()
    examples = [unescape(each) for each in re.findall(rf'href="({UNDERSTAND}\?text=[^"]+)"', page)]
    assert examples
    for each in examples:
        response = hub.get(each)
        assert response.status_code == 302, each
        assert 'class="empty"' not in hub.get(response["Location"]).content.decode()


def test_french_words_on_a_french_page(hub):
    response = hub.get(f"/fr{UNDERSTAND}?text={quote('travail forcé chez les femmes depuis 2016')}")
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/explore/?")
    page = hub.get(f"/fr{UNDERSTAND}?text={quote('femmes du Népal zzz')}")
    assert "Ce mot n'est pas connu ici." in said(page)


def test_a_pinned_release_stays(hub):
    response = ask(hub, "women by age", release="2026-test")
    assert fields(response["Location"])["release"] == ["2026-test"]
    page = hub.get("/?release=2026-test").content.decode()
    assert 'name="release" value="2026-test"' in page


def test_a_misspelt_parameter_is_refused(hub):
    assert hub.get(f"{UNDERSTAND}?text=women&langauge=fr").status_code == 422


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> women", '"><img src=x onerror=alert(1)> women', "{{ 7*7 }} {% now %} women"]
)
def test_marks_in_the_text_are_text(hub, text):
    page = ask(hub, text).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    pieces = re.search(r"plain-pieces.*?</p>", page, re.DOTALL)[0]
    assert text in unescape(re.sub(r"<span class=.visually-hidden.>.*?</span>|</?(mark|span)[^>]*>", "", pieces))


def test_a_text_that_is_too_long_is_said(hub):
    response = ask(hub, "women from Nepal " * 60)
    assert response.status_code == 200
    assert "At most 300 characters are read." in said(response)


def test_a_question_that_is_too_large_is_said_and_not_asked(hub_of, tmp_path, cases):
    make_release(tmp_path, cases)
    hub = hub_of(tmp_path, most_answer_rows=2)
    response = ask(hub, "women by citizenship, age and year")
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_a_release_of_one_column_has_a_box_without_examples(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman", "man"] * 9))
    hub = hub_of(tmp_path)
    assert "For example" not in said(hub.get("/"))
    assert ask(hub, "share of women").status_code == 302


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_any_text_is_answered(hub, text):
    response = ask(hub, text.encode("utf-8", "replace").decode())
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert hub.get(response["Location"]).status_code == 200
