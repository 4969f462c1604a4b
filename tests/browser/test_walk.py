"""Walks the hub in a real browser, as readers would: wide and narrow, with and without scripts, by keyboard."""

import json
import urllib.request

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/explore/", "/explore/?by=gender", "/countries/", "/countries/FRA/"),
    *("/corridors/", "/corridors/?origin=PHL", "/coverage/"),
    *("/releases/", "/releases/2026-test/", "/methods/", "/api/", "/terms/"),
)
WIDTHS = (360, 768, 1280)
LONG_ENOUGH = 20_000
"""Milliseconds in which a chart is drawn, however busy the machine is."""


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_window_in_every_language(visit, width):
    page = visit("/", width=width)
    for prefix in ("", "/fr"):
        for path in PAGES:
            page.goto(prefix + path)
            settle(page)
            assert page.locator("h1").count() == 1
            assert page.locator("h1").is_visible()
            assert overflow(page) == [], f"{prefix}{path} at {width}"


def test_every_page_can_be_read_without_a_script(visit):
    page = visit("/", script=False)
    for path in PAGES:
        page.goto(path)
        assert page.locator("main h1").is_visible()
        assert len(page.locator("main").inner_text()) > 300, path
        if path not in ("/explore/", "/", "/releases/", "/terms/"):
            assert page.locator("main table").count() or path == "/countries/", path


def test_a_page_holds_when_it_runs_from_right_to_left(visit):
    page = visit("/", width=360)
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert overflow(page) == [], path


def test_the_first_key_leads_past_the_header(visit):
    page = visit("/methods/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    box = page.locator(".skip-link").bounding_box()
    assert box["width"] > 50, "it is seen when it has the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_focus_is_seen(visit):
    page = visit("/releases/2026-test/")
    for _ in range(8):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid", page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit, scheme):
    page = visit("/", scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(FAINT) == [], f"{path} in {scheme}"


def test_a_reader_goes_from_the_first_page_to_the_file_and_back_in_french(visit):
    page = visit("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Releases").click()
    assert page.url.endswith("/releases/")
    assert page.get_by_role("link", name="Releases", exact=True).get_attribute("aria-current") == "page"
    page.get_by_role("link", name="All files (2026-test)").click()
    assert page.url.endswith("/releases/2026-test/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="cases.csv", exact=True).click()
    assert saved.value.suggested_filename == "cases.csv"
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Français").click()
    assert page.url.endswith("/fr/releases/2026-test/")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="Méthodes").first.click()
    assert page.locator("h1").inner_text() == "Méthodes"


def test_the_report_of_a_release_is_seen_with_its_style(visit):
    page = visit("/releases/2026-test/report.html")
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 5


def test_a_question_can_be_asked_of_the_api_by_a_form(visit):
    page = visit("/api/", script=False)
    form = page.locator('form[action="/api/v1/aggregate"]')
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator('input[name="by"]').fill("gender,age_band")
    form.locator('input[name="where"]').fill("citizenship=PHL")
    form.get_by_role("button").click()
    found = json.loads(page.locator("body").inner_text())
    assert found["question"]["by"] == ["gender", "age_band"]
    assert found["question"]["where"] == ["citizenship=PHL"]


def test_a_question_is_changed_and_its_address_holds_it(visit):
    """Without a script: what the form sends is the address of the answer."""
    page = visit("/explore/?by=gender", script=False)
    page.get_by_label("First column", exact=True).select_option("age_band")
    page.get_by_role("search", name="Ask a question").get_by_role("button").click()
    assert "by=age_band" in page.url
    assert "9–17" in page.locator("main table").first.inner_text()
    again = page.locator("main").inner_text()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Français").click()
    assert "/fr/explore/" in page.url
    assert "by=age_band" in page.url
    page.go_back()
    assert page.locator("main").inner_text() == again


def test_a_question_that_cannot_be_answered_says_what_to_do(visit):
    page = visit("/explore/?by=nonsense", status=422)
    assert "has no column named nonsense" in page.locator("main").inner_text()


def test_what_a_page_shows_is_what_its_data_says(visit, address):
    page = visit("/explore/?by=gender")
    with urllib.request.urlopen(f"{address}/explore.json?by=gender") as answer:  # noqa: S310
        found = json.loads(answer.read())
    table = " ".join(page.locator("main table").first.inner_text().split())
    for row in found["rows"]:
        assert f"{row['n']:,}" in table
        assert row["by"][0]["label"] in table


def test_a_chart_comes_to_life_and_keeps_its_table(visit):
    page = visit("/explore/?by=gender")
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    page.locator("figure.chart[data-chart=ready] svg").first.wait_for(timeout=LONG_ENOUGH)
    assert page.locator("main table").count() >= 1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "query",
    [
        "by=year_of_registration&by=forms_of_exploitation&by=gender",
        "by=means_of_control&by=gender",
        "by=gender&by=age_band&by=forms_of_exploitation",
    ],
)
def test_a_chart_fills_its_column_and_nothing_in_it_is_cut(visit, width, query):
    page = visit(f"/explore/?{query}", width=width)
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    page.locator("figure.chart[data-chart=ready] svg").first.wait_for(timeout=LONG_ENOUGH)
    filled, cut, crowded = page.evaluate(DRAWN)
    assert filled > 0.8
    assert cut == []
    assert crowded == [], "two names run together"


def settle(page):
    """Wait until no chart in the window is being drawn."""
    page.locator("[data-chart=loading]").first.wait_for(state="detached", timeout=LONG_ENOUGH)


def overflow(page):
    """What is wider than the window, the page itself first; what scrolls in a box of its own may be."""
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          return document.documentElement.scrollWidth > wide
            ? ["page", ...[...document.querySelectorAll("main *")]
                .filter((each) => each.getBoundingClientRect().right > wide + 1)
                .slice(0, 5).map((each) => each.outerHTML.slice(0, 120))]
            : [];
        }"""
    )


DRAWN = """() => {
  const column = document.querySelector(".chart-picture").getBoundingClientRect();
  const svg = document.querySelector(".chart-live svg");
  const box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")]
    .filter((each) => each.textContent.trim() && getComputedStyle(each).opacity !== "0")
    .map((each) => ({ words: each.textContent, box: each.getBoundingClientRect() }));
  const cut = texts.filter((each) => each.box.right > box.right + 1 || each.box.left < box.left - 1
    || each.words.includes("…"));
  const crowded = texts.filter((one) => texts.some((other) => other !== one
    && Math.abs(one.box.top - other.box.top) < 2 && other.box.left > one.box.left
    && other.box.left < one.box.right + 2));
  return [box.width / column.width, cut.map((each) => each.words), crowded.map((each) => each.words)];
}"""

FAINT = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(each).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("svg, option, .visually-hidden, .skip-link")) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 100)}`);
  }
  return faint;
}"""
