"""The pages about a release: what they say, in both languages, without a script."""

import re
from contextlib import closing
from html.parser import HTMLParser

import pytest
from tests.release.invented import make_cases, make_release

from palermo.release import Review

PAGES = ("/releases/", "/releases/2026-test/", "/methods/", "/api/", "/terms/")


DATA = ("application/json", "application/ld+json")


class Page(HTMLParser):
    """What a page is made of."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "rect", "path", "circle", "source"})

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.ids, self.links, self.levels, self.text = [], [], [], [], [], ""
        self.inline = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA):
            self.inline.append(tag)

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        self.text += data


def get(client, address, status=200):
    """A page, parsed."""
    response = client.get(address)
    assert response.status_code == status, response.content[:500]
    return Page(response.content.decode())


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole(hub, address, prefix):
    page = get(hub, prefix + address)
    assert page.faults == []
    assert page.open == []
    assert page.inline == [], "the policy forbids what stands in the page itself"
    assert len(page.ids) == len(set(page.ids))
    assert page.levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(page.levels, page.levels[1:], strict=False))
    anchors = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert set(anchors) <= set(page.ids)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_that_it_is_a_demonstration_and_was_not_reviewed(hub, address):
    page = get(hub, address)
    assert "The cases are invented" in page.text
    assert "Not reviewed." in page.text
    assert "Non relue." in get(hub, f"/fr{address}").text


def test_a_reviewed_release_of_real_cases_has_no_banner(hub_of, tmp_path):
    from datetime import date

    reviews = tuple(Review(name, date(2026, 11, 20), "approved") for name in ("Ada", "Grace"))
    make_release(tmp_path, make_cases(gender=["woman"] * 3), reviews=reviews, author="Mary")
    page = get(hub_of(tmp_path), "/methods/")
    assert "Not reviewed" not in page.text
    assert "Demonstration" not in page.text
    assert "Ada, Grace" in page.text


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_answers(hub, address):
    for prefix in ("", "/fr"):
        for link in get(hub, prefix + address).links:
            if link.startswith("/") and not link.startswith("/static/"):
                with closing(hub.get(link)) as response:
                    assert response.status_code == 200, link


def test_the_language_is_that_of_the_address_and_nothing_else(hub):
    response = hub.get("/methods/", headers={"accept-language": "fr", "cookie": "django_language=fr"})
    assert response["Content-Language"] == "en"
    assert "Accept-Language" not in response.get("Vary", "")
    assert 'lang="en" dir="ltr"' in response.content.decode()
    french = hub.get("/fr/methods/")
    assert french["Content-Language"] == "fr"
    assert '<html lang="fr"' in french.content.decode()


def test_a_page_links_to_itself_in_the_other_language(hub):
    assert "/fr/methods/?release=2026-test" in get(hub, "/methods/?release=2026-test").links
    assert "/methods/?release=2026-test" in get(hub, "/fr/methods/?release=2026-test").links


def test_the_layout_turns_round_for_a_script_that_runs_from_right_to_left(hub, settings):
    from django.template.loader import render_to_string
    from django.utils import translation

    from palermo.web.ui.languages import Language

    with translation.override("ar"):
        text = render_to_string("ui/base.html", {"hub": {"language": Language("ar", "ar", "العربية")}})
    assert '<html lang="ar" dir="rtl">' in text


def test_methods_say_what_protects_what_it_cost_and_what_the_figures_cannot_say(hub):
    page = get(hub, "/methods/")
    text = " ".join(page.text.split())
    assert "k-anonymity with k = 2, for combinations of up to 2 attributes" in text
    assert "never her alone" in text
    assert "Whoever knows more than 2 things about a person may find a smaller group." in text
    assert "no figure here says how common trafficking is" in text
    assert "They are not a random sample" in text
    assert "Smallest group in this release" in text
    assert "12 %" in text.replace("\u00a0", " ")
    assert "A new figure" in text, "a figure without words is still shown"
    assert "0 people other than the author approved it; two are needed." in text


def test_methods_promise_no_protection_that_is_not_there(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), parameters={"k": 1, "length": 2})
    assert "never her alone" not in get(hub_of(tmp_path), "/methods/").text


def test_the_page_about_the_api_describes_every_address_and_parameter(hub):
    described = hub.get("/api/v1/openapi.json").json()
    page = get(hub, "/api/")
    for path, operations in described["paths"].items():
        assert f"GET {path}" in page.text
        for parameter in operations["get"].get("parameters", ()):
            assert parameter["name"] in page.text
    examples = [link for link in page.links if link.startswith("/api/v1/aggregate?")]
    assert len(examples) >= 3
    assert "place" in page.text


def test_the_page_about_the_api_stands_without_a_release(hub_of, tmp_path):
    page = get(hub_of(tmp_path), "/api/")
    assert "/api/v1/aggregate" in page.text


def test_methods_are_french_and_say_that_cases_are_counted(hub):
    french = get(hub, "/fr/methods/").text
    assert "non là où l'exploitation a eu lieu" in french
    assert "Often where the person" not in french
    assert "compte deux fois" in french
    assert "counts twice" in get(hub, "/methods/").text


def test_french_punctuation_does_not_begin_a_line(hub):
    for address in (
        "/",
        "/explore/?by=gender",
        "/countries/",
        "/countries/FRA/",
        "/releases/",
        "/releases/2026-test/",
        "/methods/",
        "/api/",
        "/terms/",
    ):
        source = hub.get(f"/fr{address}").content.decode()
        text = Page(re.sub(r"<(code|script)\b.*?</\1>", "", source, flags=re.DOTALL)).text
        assert re.findall(r".{20}[ a-zéà][;:?!»](?:\s|$)", text) == [], address
