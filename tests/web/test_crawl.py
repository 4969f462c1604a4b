"""A reader who follows links of every kind, in every language, on releases that are not like the first one."""

import re
from collections import Counter
from contextlib import closing
from html import unescape
from urllib.parse import parse_qsl, quote

import pytest
from django.urls import Resolver404, resolve
from tests.release.invented import make_cases, make_release
from tests.web.invented import some_cases

from palermo.cases import CaseTable, Missing
from palermo.codes import LANGUAGES
from palermo.protect.anonymity._generalise import readings, recode
from palermo.tabulate import Question, parse_question
from palermo.web.hub.questions import Asked, form, sentence

LINK = re.compile(r'(?:href|src|action)="([^"#][^"]*)"')
NEEDED = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(?:(?!</form>).)*?\srequired[\s>]', re.DOTALL)
"""Where a form leads that has to be filled in first: nothing is asked there without."""
OPTION = re.compile(r'<select name="(by|where)".*?</select>', re.DOTALL)
HELD = re.compile(r'<input type="hidden" name="release" value="([^"]+)">')
VALUE = re.compile(r'<option value="([^"]+)"')
STEPS = 1
"""How many questions after another are looked through: each page of an answer leads to others without end."""
ALIKE = 2
"""How many addresses of one kind are opened: the same page, with the same fields, asked by the same columns."""
TOLD_APART = {
    "by": lambda value: value.partition(",")[0],
    "where": lambda value: value.partition("=")[0],
    "picture": lambda value: value,
}
"""Fields whose values make another kind of address; of the others only that they are there."""


def made_coarser(cases, **levels):
    """The cases with some columns by a coarser reading of their code list, as k-anonymity makes them."""
    for name, level in levels.items():
        cases = recode(cases, next(each for each in readings(cases, name, k=1) if each.name == level))
    return cases


def withheld(*names):
    """The invented cases with every value of some columns withheld."""
    cases = some_cases()
    gone = make_cases(**{name: [Missing.SUPPRESSED] * cases.num_rows for name in names})
    tables = {each: gone if each in names else cases for each in cases.names}
    return CaseTable.from_columns(
        [cases.column(each) for each in cases.names],
        {each: table.values(each) for each, table in tables.items()},
        {each: table.missing(each) for each, table in tables.items()},
    )


RELEASES = {
    "coarser": lambda: made_coarser(some_cases(), age_band="broad", citizenship="subregion"),
    "much coarser": lambda: made_coarser(
        some_cases(), age_band="majority", citizenship="region", country_of_exploitation="subregion"
    ),
    "two columns": lambda: make_cases(gender=["woman", "man"] * 9, citizenship=["PHL", "UKR", "NPL"] * 6),
    "no ages, no places": lambda: make_cases(means_of_control=[["threats"], []] * 9, year_of_registration=[2019] * 18),
    "no citizenship": lambda: withheld("citizenship"),
    "no ages, no years, no forms": lambda: withheld("age_band", "year_of_registration", "forms_of_exploitation"),
    "one case": lambda: make_cases(
        gender=["man"],
        age_band=["0-8"],
        citizenship=["PHL"],
        country_of_exploitation=[Missing.UNKNOWN],
        year_of_registration=[2019],
        forms_of_exploitation=[["labour.A"]],
    ),
    "nothing known": lambda: make_cases(gender=[Missing.UNKNOWN], citizenship=[Missing.SUPPRESSED]),
}


QUICK = ("no ages, no places", "one case")
"""Releases whose links are followed each time; those of the others where there is time."""


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in RELEASES]
)
def test_no_link_of_any_page_leads_nowhere(hub_of, tmp_path, name):
    make_release(tmp_path, RELEASES[name]())
    assert faults(hub_of(tmp_path), ["/", "/fr/", "/api/", "/countries/MAR/", "/fr/countries/MAR/"]) == []


@pytest.mark.slow
def test_no_link_of_an_older_release_leads_nowhere(hub_of, tmp_path):
    """The newest release has none of the columns of the older one: each link must stay with the older one."""
    from datetime import date

    make_release(tmp_path, some_cases(), id="2025-test", date=date(2025, 1, 1))
    make_release(tmp_path, make_cases(data_source=["case_management"] * 3), id="2026-test", date=date(2026, 1, 1))
    starts = ["/", "/countries/", "/countries/PHL/", "/explore/?by=gender", "/methods/"]
    pinned = [f"{each}{'&' if '?' in each else '?'}release=2025-test" for each in starts]
    assert faults(hub_of(tmp_path), [*pinned, *(f"/fr{each}" for each in pinned)]) == []


def test_places_are_told_as_the_release_has_them(hub_of, tmp_path):
    make_release(tmp_path, RELEASES["coarser"]())
    hub = hub_of(tmp_path)
    index = hub.get("/countries/").content.decode()
    assert "<h1>Countries and regions</h1>" in index
    assert 'href="/countries/south_eastern_asia/"' in index
    assert 'href="/countries/FRA/"' in index, "the country of exploitation is still told"
    home = hub.get("/").content.decode()
    assert "Regions of citizenship" in home
    assert "Countries of citizenship" not in home
    assert "Children when registered" in home
    assert "data-ratio" not in home, "regions have no map"
    region = hub.get("/countries/south_eastern_asia/").content.decode()
    assert "does not tell its countries apart" in region
    assert 'id="citizenship"' in region
    assert 'id="citizenship"' not in hub.get("/countries/FRA/").content.decode()


def faults(client, starts):
    """What does not answer, and the page that leads there."""
    waiting = [(start, "", 0) for start in starts]
    seen, found, opened = set(), [], Counter()
    while waiting:
        address, source, steps = waiting.pop(0)
        kind = kind_of(address)
        if address in seen or opened[kind] >= ALIKE:
            continue
        seen.add(address)
        opened[kind] += 1
        with closing(client.get(address, follow=True)) as response:
            if response.status_code >= 400:
                found.append(f"{response.status_code} {address} from {source}")
                continue
            if not response["Content-Type"].startswith("text/html") or "/releases/" in address:
                continue
            text = response.content.decode() if not response.streaming else ""
            if response.redirect_chain:  # plain words lead to a question, whose links are relative to its own address
                address = response.redirect_chain[-1][0]
        steps += "/explore/" in address
        if steps <= STEPS:
            waiting += [(each, address, steps) for each in links(text, address)]
    return found


def kind_of(address):
    """Addresses of one kind are answered by the same code: the view, the language and which fields there are."""
    path, _, query = address.partition("?")
    language = path.split("/")[1] if path.split("/")[1] in LANGUAGES else ""
    try:
        view = resolve(path.removeprefix(f"/{language}") if language else path).view_name
    except Resolver404:  # it leads nowhere, which is what is looked for
        view = path
    told = {} if language else TOLD_APART  # what is asked is read the same in every language
    fields = {(name, told[name](value) if name in told else "") for name, value in parse_qsl(query)}
    drawn = view.endswith("-png")  # which takes long, in each language the same
    return view, "" if drawn else language, frozenset(fields)


def links(text, address):
    """Where a page leads: its links, its pictures, and every single choice of its form."""
    path = address.partition("?")[0]
    needed = {unescape(each) for each in NEEDED.findall(text)}
    found = [unescape(each) for each in LINK.findall(text) if unescape(each) not in needed]
    if "/explore/" in address:
        chosen = [(each[1], VALUE.findall(each[0])) for each in OPTION.finditer(text)]
        held = "".join(f"&release={each}" for each in dict.fromkeys(HELD.findall(text)))
        found += [f"{path}?{name}={quote(unescape(value))}{held}" for name, values in chosen for value in values]
    return [
        path + each if each.startswith("?") else each
        for each in found
        if each.startswith(("/", "?")) and not each.startswith("/static/")
    ]


def test_a_question_about_regions_and_adults_is_said_as_one(hub_of, tmp_path):
    release = make_release(tmp_path, RELEASES["much coarser"]())
    hub_of(tmp_path)
    question = parse_question([], ["citizenship=asia", "age_band=minor"])
    assert sentence(release, question) == "Children whose region of citizenship is Asia"
    assert sentence(release, question, "fr") == "Personnes (enfants) dont la région de nationalité est\u00a0: Asie"
    assert form(release, Asked(Question()), "en").sample.startswith("gender=")
