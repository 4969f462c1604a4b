"""A report's page in a real browser: pictures at any width, words explained by pointer and keyboard."""

from itertools import pairwise

import pytest

from palermo.report import Bar, Bars, Document, Line, Lines, Paragraph, Section, to_html

PLACES = ("1", "2–9", "10–19", "20–39", "40–79", "80–159", "160–319", "320–639", "640+")
DOCUMENT = Document(
    "What is kept",
    "A rare thing, at the start of a sentence.",
    (
        Section(
            "Pictures",
            (
                Bars(
                    "Kept",
                    "share of cases",
                    tuple(Bar(f"{n} attributes", 1 / n, mark=0.3) for n in (1, 2, 3)),
                    share=True,
                ),
                Lines("Error", "share", PLACES, (Line("here", [0.1] * 9), Line("there", [0.2] * 9)), share=True),
                Paragraph("Nothing to explain."),
            ),
        ),
    ),
    {"rare": "In fewer than ten cases, so that it may point to a person."},
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_fits_and_its_words_and_numbers_are_within_reach(browser, tmp_path, width, scheme):
    path = tmp_path / "report.html"
    path.write_text(to_html(DOCUMENT), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    try:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        meaning = page.locator(".meaning").first
        assert not meaning.is_visible()
        page.keyboard.press("Tab")
        assert meaning.is_visible()
        page.locator("summary").first.click()
        assert page.locator("details table").first.is_visible()
        boxes = [
            box for each in page.locator(".picture .tick[text-anchor=middle]").all() if (box := each.bounding_box())
        ]
        assert len(boxes) == (5 if width == 360 else 9)
        assert all(one["x"] + one["width"] <= two["x"] for one, two in pairwise(boxes))
        bars = [each.bounding_box() for each in page.locator("rect.bar").all()]
        assert abs(bars[0]["width"] - 2 * bars[1]["width"]) < 1
    finally:
        context.close()
