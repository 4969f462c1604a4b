"""A reader asks in plain words in a real browser, with and without scripts, and from right to left."""

import pytest

pytestmark = pytest.mark.browser

OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
DOUBTFUL = "/explore/understand/?text=women%20Ukraine%20frobnicated"


@pytest.mark.parametrize("script", [True, False])
def test_words_lead_to_an_answer_with_the_keyboard_alone(visit, script):
    page = visit("/", script=script)
    page.locator("#plain-text").focus()
    page.keyboard.type("how many women from the Philippines in forced labour, what share, how sure")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/?by=forms_of_exploitation**")
    assert page.locator("#plain-text").input_value().startswith("how many women")
    assert "orced labour" in page.locator("main").inner_text()
    page.get_by_text("How these words were understood").click()
    assert page.get_by_text("whose country of citizenship is Philippines").first.is_visible()


def test_a_word_that_is_not_known_is_said_and_the_other_ways_are_links(visit):
    page = visit(DOUBTFUL)
    assert page.get_by_text("Not understood, and left out").is_visible()
    page.get_by_role("link", name="whose country of exploitation is Ukraine").click()
    page.wait_for_url("**country_of_exploitation**")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_page_that_asks_back_fits(visit, width):
    page = visit(DOUBTFUL, width=width)
    assert not page.evaluate(OVERFLOWS)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert not page.evaluate(OVERFLOWS)
