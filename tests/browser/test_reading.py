"""Walks the pages to read in a real browser: topics, glossary, use."""

import re

import pytest
from tests.browser.test_walk import FAINT, WIDTHS, overflow, settle

pytestmark = pytest.mark.browser

PAGES = (
    *("/topics/", "/topics/children/", "/topics/crossing-borders/", "/topics/over-time/"),
    *("/glossary/", "/glossary/?q=debt", "/glossary/?q=xyzzy", "/glossary/means_of_control/", "/use/"),
)


@pytest.mark.parametrize("width", [320, *WIDTHS])
def test_every_page_fits_its_window_in_both_directions(visit, width):
    page = visit("/topics/", width=width)
    for path in PAGES:
        page.goto(path)
        settle(page)
        assert page.locator("h1").is_visible()
        assert overflow(page) == [], f"{path} at {width}"
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert overflow(page) == [], f"{path} at {width}, from right to left"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit, scheme):
    page = visit("/topics/", scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(FAINT) == [], f"{path} in {scheme}"


def test_a_number_of_a_story_leads_to_its_question(visit):
    """Without a script: from the topics to a number, and to the same number in Explore."""
    page = visit("/topics/", script=False)
    page.get_by_role("link", name="Children").first.click()
    number = page.locator("a.told").nth(1)
    said = number.inner_text()
    assert re.fullmatch(r"[\d.]+\s%", said)
    page.locator("main details summary").first.click()
    row = page.locator("main table tbody tr").first
    assert said in row.inner_text()
    number.click()
    assert "/explore/?by=age_band" in page.url
    assert page.locator("main table").first.is_visible()


def test_a_word_is_looked_up_without_a_script(visit):
    page = visit("/glossary/", script=False)
    page.get_by_label("Look up a word or a code").fill("debt bondage")
    page.get_by_role("button", name="Look up").click()
    assert page.locator("#words").is_visible()
    page.locator("main table").get_by_role("link", name="Debt bondage", exact=True).click()
    assert page.url.endswith("/glossary/means_of_control/#debt_bondage")
    box = page.locator("#debt_bondage").bounding_box()
    assert 0 <= box["y"] < 900, "the code is in the window"


def test_a_story_leads_to_the_meaning_of_its_words(visit):
    page = visit("/topics/children/")
    page.locator("a.term", has_text="denominator").click()
    assert page.url.endswith("/glossary/#denominator")
    assert page.locator("#denominator").bounding_box()["y"] < 900
