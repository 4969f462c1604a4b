"""Six languages: every page speaks each of them, marks what is in another, and writes numbers and dates its way."""

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from tests.release.invented import make_cases, make_release

from palermo.codes import LANGUAGES
from palermo.release import _codebook
from palermo.tabulate import parse_question
from palermo.web.hub.figures import between, marks_of, number, percent, span
from palermo.web.hub.questions import sentence
from palermo.web.hub.questions._words import _words
from palermo.web.ui import languages as table

OTHERS = [each for each in table.languages() if not each.is_source]
CODES = [each.code for each in OTHERS]
PAGES = (
    "",
    "explore/",
    "explore/?by=gender&by=age_band",
    "explore/?by=year_of_registration&where=citizenship%3DPHL%7CNPL",
    "explore/?by=citizenship&view=map",
    "explore/understand/?text=women+xyzzy",
    "explore/?by=nonsense",
    "countries/",
    "countries/PHL/",
    "corridors/",
    "topics/",
    "topics/children/",
    "coverage/",
    "releases/",
    "releases/2026-test/",
    "methods/",
    "glossary/",
    "glossary/gender/",
    "use/",
    "api/",
    "terms/",
    "nothing-here/",
)
ERRORS = {"explore/?by=nonsense": 422, "nothing-here/": 404}
APART = {"script", "style", "code", "pre", "svg", "kbd"}
"""What is not for reading, or is to be copied as it stands."""


class Reader(HTMLParser):
    """The words of a page that are in the page's own language, and those that are marked as being in another."""

    def __init__(self, tag):
        super().__init__()
        self._tag, self._stack = tag, []
        self.own, self.foreign, self.root = [], [], {}

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "html":
            self.root = found
        if tag not in {"meta", "link", "br", "img", "input", "source", "hr", "wbr", "path", "circle", "rect"}:
            other = found.get("lang", self._tag) != self._tag
            self._stack.append((tag, tag in APART, other))
        for name in ("title", "aria-label", "alt", "placeholder"):
            if found.get(name) and not any(apart or other for _, apart, other in self._stack[:-1]):
                self.own.append(found[name])

    def handle_endtag(self, tag):
        while self._stack:
            if self._stack.pop()[0] == tag:
                break

    def handle_data(self, data):
        text = " ".join(data.split())
        if not text or any(apart for _, apart, _other in self._stack):
            return
        (self.foreign if any(other for *_, other in self._stack) else self.own).append(text)


def read(hub, language, path):
    """A page in a language, read."""
    prefix = "/" if language.is_source else f"/{language.code}/"
    response = hub.get(prefix + path)
    assert response.status_code == ERRORS.get(path, 200), path
    assert response["Content-Language"] == language.tag
    reader = Reader(language.tag)
    reader.feed(response.content.decode())
    return reader, response.content.decode()


@pytest.fixture(scope="module")
def english():
    """Every message as it stands in English, where it is a sentence or a name of two words or more."""
    from babel.messages.pofile import read_po

    found = set()
    with open("src/palermo/web/ui/locale/fr/LC_MESSAGES/django.po", "rb") as file:
        for message in read_po(file):
            for text in (message.id if isinstance(message.id, tuple) else (message.id,)) if message.id else ():
                if " " in text.strip() and not re.search(r"[%{]", text):
                    found.add(text.strip())
    return found


def test_the_languages_of_pages_are_those_of_code_lists():
    assert {each.code for each in table.languages()} == set(LANGUAGES)
    assert [each.code for each in table.languages() if each.is_source] == ["en"]
    assert table.language("zh").tag == "zh-Hans"
    assert table.language("xx").code == "en"


@pytest.mark.parametrize("language", table.languages(), ids=lambda each: each.code)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_every_language(hub, english, language, path):
    reader, text = read(hub, language, path)
    assert reader.root == {"lang": language.tag, "dir": "rtl" if language.code == "ar" else "ltr"}
    menu = re.findall(r'<li><a href="([^"]*)" lang="([^"]+)" hreflang="[^"]+"( aria-current="true")?>', text)
    assert [tag for _, tag, _ in menu] == [each.tag for each in table.languages()]
    assert [tag for _, tag, is_current in menu if is_current] == [language.tag]
    assert [address.split("/")[1] if tag != "en" else "" for address, tag, _ in menu] == ["", *CODES]
    if not language.is_source:
        left = [said for said in reader.own if said in english]
        assert left == [], f"{language.code}: {path} says in English: {left}"


RELEASE = r"The Palermo developers|Harbour House|Maison du Port|Passerelle|Invented cases|Do not try to find a person"
"""What the invented release says of itself, in English alone, and who contributed to it."""
NAMES = re.compile(
    rf"{RELEASE}|A new figure|Palermo|Natural Earth|OpenAPI|Python|curl|Croissant|Parquet|Excel|Atom|BibTeX|Package"
    r"|[Cc]ookie|Vega|Lite|demo|test|https?://\S+|/?[\w/.-]+\.[a-z]+|/api/v1/\S+|ctdc[\w-]+|[a-z]+_[a-z_]+|gender=\S+"
    r"|nonsense|women|xyzzy|contributor|gender|citizenship"
)
"""What is written so in every language: names of people, programs and formats, addresses, columns and codes."""
WORD = re.compile(r"\b[A-Za-z]*[a-z]{4,}\b")


@pytest.mark.parametrize("language", [each for each in OTHERS if each.code in ("ar", "ru", "zh")], ids=lambda x: x.code)
@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("glossary/", "use/", "api/")])
def test_nothing_in_latin_letters_is_left_in_other_scripts(hub, language, path):
    reader, _ = read(hub, language, path)
    menu = {each.name for each in table.languages()}
    left = {said for said in reader.own if said not in menu and WORD.search(NAMES.sub("", said.replace(path, "")))}
    assert left == set()


OWN = {"Woman": "Female person", "Man": "Male person", "Philippines": "The Philippines"}
"""Words of a release that no list has now, so that nobody has translated them."""


@pytest.fixture
def old(hub_of, tmp_path, monkeypatch):
    """A hub on a release with labels of codes in English and French alone, some of which are not those of today."""
    build = _codebook.build

    def without(cases):
        found = build(cases)
        for listed in found["lists"].values():
            del listed["translations"]
            for code in listed["codes"]:
                label = {name: text for name, text in code["label"].items() if name in ("en", "fr")}
                code["label"] = {**label, "en": OWN.get(label["en"], label["en"])}
        return found

    monkeypatch.setattr("palermo.release._codebook.build", without)
    cases = make_cases(gender=["woman", "man"] * 9, citizenship=["PHL", "UKR", "NPL"] * 6, age_band=["9-17"] * 18)
    make_release(tmp_path, cases, date=date(2026, 11, 24))
    return hub_of(tmp_path)


MARKED = '<span lang="en" dir="ltr" class="untranslated" title="{}">{}</span>'


def test_labels_that_nobody_translated_are_english_and_marked(old):
    text = old.get("/ar/explore/?by=gender&where=citizenship%3DPHL").content.decode()
    assert f"<bdi>{MARKED.format('غير مترجم', 'Female person')}</bdi>" in text, "in a table"
    assert MARKED.format("غير مترجم", "The Philippines") in text, "inside a sentence"
    assert f'<p class="answer">{MARKED.format("غير مترجم", "Female person")}:' in text, "before the answer"
    assert re.search(r'<option value="[^"]*" lang="en"[^>]*>Female person</option>', text), "in a list to choose from"
    assert "untranslated" not in old.get("/explore/?by=gender").content.decode()
    assert "untranslated" not in old.get("/fr/explore/?by=gender&where=citizenship%3DPHL").content.decode()


def test_a_word_that_was_translated_since_is_said_in_the_language_of_the_page(old):
    text = old.get("/ar/explore/?by=citizenship").content.decode()
    assert "نيبال" in text
    assert ">Nepal<" not in text
    assert MARKED.format("غير مترجم", "The Philippines") in text


def test_what_has_no_words_needs_no_translation(old):
    text = old.get("/zh/explore/?by=age_band").content.decode()
    assert "untranslated" not in text[text.index("<table") :]


def test_a_span_of_ages_runs_in_arabic_sentences_as_it_does_in_tables(hub):
    for path in ("/ar/explore/?by=age_band", "/ar/explore/?by=gender&where=age_band%3D9-17"):
        assert "\u20689–17\u2069" in hub.get(path).content.decode()
    assert "\u2068" not in hub.get("/explore/?by=age_band").content.decode()


def test_data_say_the_label_that_there_is(old):
    found = json.loads(old.get("/api/v1/aggregate?by=gender&language=ru").content)
    assert {row["by"][0]["label"] for row in found["rows"]} == {"Female person", "Male person"}


def test_an_organisation_is_called_the_same_everywhere(hub):
    text = hub.get("/zh/explore/?by=contributor").content.decode()
    assert "Harbour House" in text
    assert "untranslated" not in text


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.code)
def test_a_translation_that_nobody_reviewed_says_so(hub, language, monkeypatch):
    from django.utils import translation

    with translation.override(language.code):
        said = translation.gettext("This translation has not been reviewed by a native speaker yet.")
    assert said in hub.get(f"/{language.code}/terms/").content.decode()
    reviewed = table.Language(language.code, language.tag, language.name, reviewed="A. Reader, 2027-01-31")
    monkeypatch.setattr("palermo.web.hub.context.language", lambda code: reviewed)
    assert said not in hub.get(f"/{language.code}/terms/").content.decode()


def test_the_language_that_pages_are_written_in_needs_no_review(hub):
    assert "native speaker" not in hub.get("/terms/").content.decode()


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "24 November 2026"),
        ("fr", "24 novembre 2026"),
        ("es", "24 de noviembre de 2026"),
        ("ar", "24 نوفمبر 2026"),
        ("ru", "24 ноября 2026 г."),
        ("zh", "2026年11月24日"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(hub, code, written):
    assert written in hub.get("/" if code == "en" else f"/{code}/").content.decode()


def plain(text):
    """A text without marks that have no width, and with plain spaces."""
    return re.sub("[\u200e\u2066-\u2069]", "", text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "many", "four", "share", "small", "limits", "bounds"),
    [
        ("en", "1,234,567", "1,234", "3.2 %", "< 0.1 %", "58–66 %", "990–1,204"),
        ("fr", "1 234 567", "1 234", "3,2 %", "< 0,1 %", "58–66 %", "990–1 204"),
        ("es", "1 234 567", "1234", "3,2 %", "< 0,1 %", "58–66 %", "990–1204"),
        ("ar", "1,234,567", "1,234", "3.2%", "< 0.1%", "58–66%", "990–1,204"),
        ("ru", "1 234 567", "1 234", "3,2 %", "< 0,1 %", "58–66 %", "990–1 204"),
        ("zh", "1,234,567", "1,234", "3.2%", "< 0.1%", "58–66%", "990–1,204"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(code, many, four, share, small, limits, bounds):
    assert plain(number(1_234_567, code)) == many
    assert plain(number(1234, code)) == four
    assert plain(percent(0.032, code)) == share
    assert plain(percent(0.0002, code)) == small
    assert plain(between(0.58, 0.66, code)) == limits
    assert plain(span(990, 1204, code)) == bounds


def test_no_line_is_broken_inside_a_number():
    for code in LANGUAGES:
        assert " " not in number(1_234_567, code) + percent(0.5, code) + between(0.1, 0.2, code) + span(1, 2000, code)
    assert marks_of("xx") == marks_of("en")


def test_every_word_of_a_sentence_is_there_in_every_language():
    def texts(words):
        for name, value in words.items():
            if "en" in value:
                yield name, value
            elif name != "alone":
                yield from texts(value)

    for name, value in texts(_words()):
        assert set(value) == set(LANGUAGES), name
        assert len({frozenset(re.findall(r"\{\w+\}", text)) for text in value.values()}) == 1, name


SENTENCES = {
    "en": "People by age and gender, whose country of citizenship is Philippines or Nepal, "
    "registered from 2015 to 2019",
    "fr": "Personnes par âge et genre, dont le pays de nationalité est : Philippines ou Népal, "
    "enregistrées de 2015 à 2019",
    "es": "Personas por edad y género, con país de nacionalidad: Filipinas o bien Nepal, registradas de 2015 a 2019",
    "ar": "الأشخاص حسب العمر والنوع الاجتماعي، حيث بلد الجنسية: الفلبين أو نيبال، مسجلون من 2015 إلى 2019",
    "ru": "Люди по возрасту и гендеру; страна гражданства — Филиппины или Непал; зарегистрированы с 2015 по 2019 г.",
    "zh": "按年龄和性别分列的人员，国籍国为菲律宾或尼泊尔，2015年至2019年登记",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_question_is_a_sentence_in_every_language(hub, releases_folder, code):
    from palermo.release import open_release

    release = open_release(releases_folder / "2026-test")
    question = parse_question(["age_band", "gender"], ["citizenship=PHL|NPL", "year_of_registration=2015..2019"])
    assert plain(sentence(release, question, code)) == SENTENCES[code]


@pytest.mark.parametrize("language", table.languages(), ids=lambda each: each.code)
def test_a_picture_is_drawn_in_the_language_and_its_letters(hub, language):
    prefix = "" if language.is_source else f"/{language.code}"
    drawn = hub.get(f"{prefix}/explore.svg?by=gender").content.decode()
    assert f'<svg lang="{language.tag}"' in drawn
    assert ("U+0400-045F" in drawn) == (language.code == "ru")
    assert ("@font-face{font-family:'Noto Sans Arabic'" in drawn) == (language.code == "ar")
    assert {"en": "Man", "fr": "Homme", "es": "Hombre", "ar": "رجل", "ru": "Мужчина", "zh": "男"}[
        language.code
    ] in drawn


def test_charts_in_the_browser_write_numbers_as_the_page_does(hub):
    text = hub.get("/ru/explore/?by=gender").content.decode()
    block = json.loads(re.search(r'id="chart-library">(.*?)</script>', text)[1])
    assert block["locale"] == {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", ""]}
