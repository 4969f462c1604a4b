"""Access: axe finds nothing on any page, pages are light, and everything is reachable from the first one."""

import json
import re
from urllib.parse import urljoin

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/explore/", "/explore/?by=gender", "/explore/?by=gender&by=age_band&view=table"),
    *("/explore/?by=year_of_registration&by=gender&change=previous", "/explore/?by=citizenship&view=map"),
    *("/explore/?by=citizenship&top=2&sort=-n", "/explore/?by=gender&where=gender%3Dman+or+not+citizenship%3DPHL"),
    *("/explore/?by=isForcedLabour&schema=ctdc-2024", "/embed/?by=gender", "/countries/", "/countries/FRA/"),
    *("/corridors/", "/topics/", "/topics/children/", "/coverage/", "/releases/", "/releases/2026-test/", "/methods/"),
    *("/glossary/", "/glossary/?q=labour", "/use/", "/api/", "/terms/"),
)
LANGUAGES = ("", "/ar")
WIDTHS = (320, 768, 1440)
QUICK = ((320, "/ar"), (1440, ""))
"""What is looked at each time; the rest where there is time."""
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LIGHT, WITH_CHARTS = 100_000, 450_000
"""Bytes that a page may send, compressed: without its chart library, and with it."""
LIBRARY = re.compile(r"/static/(vendor/(vega|world-atlas)|ui/chart)")
FEATURES = (
    *(
        "explore",
        "countries",
        "corridors",
        "topics",
        "coverage",
        "releases",
        "methods",
        "glossary",
        "use",
        "api",
        "terms",
    ),
)
LONGEST_MOTION = """
Math.max(...[...document.querySelectorAll("*")].map((each) => {
  const style = getComputedStyle(each);
  return Math.max(parseFloat(style.transitionDuration), parseFloat(style.animationDuration));
}))
"""


@pytest.mark.parametrize(
    ("width", "language"),
    [
        pytest.param(width, language, marks=() if (width, language) in QUICK else pytest.mark.slow)
        for width in WIDTHS
        for language in LANGUAGES
    ],
)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(visit, language, width):
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit(f"{language}/", width=width), {}
    for path in PAGES:
        page.goto(language + path)
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        problems = [f"{wide} px wider than the window"] if wide > 0 else []
        if width != WIDTHS[1]:  # what axe looks at is the same at a width between
            told = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
            problems += [f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])})" for each in told]
        if problems:
            found[language + path] = problems
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["dark"])
def test_axe_finds_nothing_in_the_dark(visit, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page, found = visit("/", scheme=scheme), {}
    for path in PAGES:
        page.goto(path)
        told = Axe().run(page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]}).response
        if told["violations"]:
            found[path] = [node["html"][:160] for each in told["violations"] for node in each["nodes"][:2]]
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    "path", ["/", "/explore/?by=gender", "/corridors/", "/countries/FRA/", "/glossary/", "/coverage/"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_light(visit, address, language, path):
    page = visit("/methods/", width=1440)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes, names = {}, {}
    session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(language + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(1500)
    sent = {names.get(number, "?"): size for number, size in sizes.items()}
    assert sent, "nothing was heard of"
    pictures = sum(size for name, size in sent.items() if ".svg" in name)
    library = sum(size for name, size in sent.items() if LIBRARY.search(name))
    plain = sum(sent.values()) - library - pictures
    assert plain <= LIGHT, sent
    assert sum(sent.values()) <= WITH_CHARTS, sent


def test_everything_is_reachable_from_the_first_page(visit):
    page = visit("/", script=False)
    links = {urljoin("/", link.get_attribute("href")) for link in page.locator("main a").all()}
    for feature in FEATURES:
        assert any(link.startswith(f"/{feature}/") for link in links), feature
    assert page.locator("main form input[name=text]").count() == 1


def test_a_first_reader_finds_a_number_and_its_citation_in_under_a_minute(visit):
    """How many girls from country X in forced labour, what share, how sure: typed, read, cited."""
    page = visit("/", width=768)
    page.locator("main form input[name=text]").fill("how many girls from the Philippines were in forced labour")
    page.locator("main form input[name=text]").press("Enter")
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "Philippines" in text
    assert re.search(r"\d+\s?%", text), "a share"
    assert re.search(r"\d+–\d+", text) or "fewer than" in text or "withheld" in text, "how sure"
    assert page.locator("blockquote").first.inner_text().count("2026-test") >= 1
    assert page.get_by_role("link", name="BibTeX").is_visible()


def test_a_page_prints_without_what_only_a_screen_can_do(visit):
    page = visit("/explore/?by=gender")
    page.emulate_media(media="print")
    assert not page.locator("form.ask").is_visible()
    assert page.locator("main table").first.is_visible()


def test_nothing_moves_for_who_asked_for_that(browser, address):
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/explore/?by=gender")
    longest = page.evaluate(LONGEST_MOTION)
    assert longest <= 0.01
    context.close()
