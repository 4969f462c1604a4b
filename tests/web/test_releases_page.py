"""The pages of releases: what is in each, what changed, how to cite and to check it; and where downloads were."""

import json
import re
from contextlib import closing
from datetime import date

import pytest
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.release import Review, promise_in_words
from palermo.web.hub.catalogue import promise
from palermo.web.hub.citing import FORMATS, as_bibtex, as_ris, as_text, of_answer

PAGE = "/releases/2026-test/"


@pytest.fixture
def two(hub_of, tmp_path):
    """A hub with two releases, of which the younger one has another column, one less, and two reviews."""
    make_release(
        tmp_path, make_cases(gender=["woman"] * 3, age_band=["9-17"] * 3), id="2025-test", date=date(2025, 1, 1)
    )
    reviews = tuple(Review(name, date(2026, 1, 1), "approved") for name in ("Ada", "Grace"))
    cases = make_cases(gender=["man"] * 4, citizenship=["PHL"] * 4)
    make_release(tmp_path, cases, id="2026-test", date=date(2026, 1, 1), reviews=reviews, author="Mary")
    return hub_of(tmp_path)


def said(page):
    """What a page says, in one line."""
    return " ".join(page.text.split())


def test_all_releases_are_listed_the_newest_first(two):
    page = get(two, "/releases/")
    text = said(page)
    assert text.index("2026-test") < text.index("2025-test")
    assert page.links.index("/releases/2026-test/") < page.links.index("/releases/2025-test/")
    assert "/releases/2025-test/cases.csv" in page.links
    assert "/releases/2026-test/#verify" in page.links
    assert "Approved by Ada, Grace" in text
    assert text.count("Not reviewed by two people") == 1


def test_what_changed_is_said_in_words(two):
    for address in ("/releases/", PAGE):
        text = said(get(two, address))
        assert "Cases: 3 before, 4 now" in text
        assert "Columns added: Citizenship" in text
        assert "Columns removed: Age" in text
    assert "It follows no other release." in said(get(two, "/releases/2025-test/"))


def test_what_it_followed_is_named_where_the_hub_does_not_have_it(hub_of, tmp_path):
    import shutil

    for day, name in ((1, "2025-test"), (2, "2026-test")):
        make_release(tmp_path, make_cases(gender=["woman"] * 3), id=name, date=date(2026, 1, day))
    shutil.rmtree(tmp_path / "2025-test")
    page = get(hub_of(tmp_path), PAGE)
    assert "Since release 2025-test, which this hub does not have:" in said(page)
    assert "/releases/2025-test/" not in page.links


def test_a_page_is_about_its_own_release(two):
    assert "Not reviewed." in get(two, "/releases/2025-test/").text, "the banner of the older one"
    assert "Not reviewed." not in get(two, PAGE).text
    assert "Release 2025-test" in get(two, "/releases/2025-test/").text


def test_a_release_lists_every_file_with_its_size_and_how_to_check_it(hub, releases_folder):
    page = get(hub, PAGE)
    manifest = json.loads((releases_folder / "2026-test" / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        assert f"/releases/2026-test/{entry['name']}" in page.links
        assert f"{entry['sha256']}  {entry['name']}" in page.text
    assert "/releases/2026-test/manifest.json" in page.links
    assert "The Palermo developers (2026). Invented cases. Release 2026-test, 2026-11-24." in page.text
    assert "@misc{2026-test," in page.text
    assert "CC0-1.0" in page.text
    assert "Do not try to find a person. Not for identifying" in page.text
    assert manifest["key"]["fingerprint"] in page.text


def test_the_promise_is_the_release_s_own_in_english(tmp_path):
    for place, (method, parameters) in enumerate(
        (
            ("k-anonymity", {"k": 10, "length": 3}),
            ("k-anonymity", {"k": 10, "length": 1}),
            ("k-synthetic", {"k": 10, "length": 3}),
            ("differential-privacy", {"epsilon": 4.0, "delta": 1e-6, "length": 3}),
        )
    ):
        release = make_release(
            tmp_path, make_cases(gender=["woman"] * 30), id=f"r{place}", method=method, parameters=parameters
        )
        assert promise(release.manifest, "en") == promise_in_words(method, parameters)


def test_no_promise_is_made_that_is_not_kept(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), parameters={"k": 1, "length": 2})
    assert "It promises no protection." in get(hub_of(tmp_path), PAGE).text


@pytest.mark.parametrize("ending", FORMATS)
def test_a_citation_is_a_file_in_every_format(hub, ending):
    response = hub.get(f"/releases/2026-test/cite.{ending}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith(FORMATS[ending].media_type)
    text = response.content.decode()
    for part in ("The Palermo developers", "Invented cases", "2026", "http://testserver/releases/2026-test/"):
        assert part in text
    assert "Cas inventés" in hub.get(f"/fr/releases/2026-test/cite.{ending}").content.decode()
    assert f"/releases/2026-test/cite.{ending}" in get(hub, PAGE).links


def test_ris_is_one_field_a_line_and_ends(hub):
    lines = hub.get("/releases/2026-test/cite.ris").content.decode().split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


def test_bibtex_cannot_be_broken_by_a_title(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), title={"en": "A } \\input{x} & 5 % of\nall_of it <b>"})
    entry = hub_of(tmp_path).get("/releases/2026-test/cite.bib").content.decode()
    assert entry.count("{") == entry.count("}")
    assert r"A input x \& 5 \% of all\_of it <b>" in entry.replace("inputx", "input x")
    assert re.sub(r"\\[&%$#_]", "", entry).count("\\") == 0
    assert len(entry.rstrip().splitlines()) == 10


def test_an_answer_is_cited_as_a_part_of_its_release(tmp_path):
    release = make_release(tmp_path, make_cases(gender=["woman"] * 3))
    link = "https://hub.example/explore/?by=gender&release=2026-test"
    cited = of_answer(release, "People by gender", link, language="en", id="q1a2")
    assert as_text(cited).endswith(f"Release 2026-test, 2026-11-24. People by gender. {link}")
    assert "title = {{People by gender. Invented cases}}" in as_bibtex(cited)
    assert "@misc{2026-test-q1a2," in as_bibtex(cited)
    assert f"url = {{{link}}}" in as_bibtex(cited)
    assert "TI  - People by gender\r\nT2  - Invented cases\r\n" in as_ris(cited)
    assert "Not for identifying" in as_ris(cited)


def test_where_downloads_were_leads_to_the_release(two):
    old = two.get("/downloads/?release=2025-test")
    assert (old.status_code, old["Location"]) == (301, "/releases/2025-test/")
    newest = two.get("/fr/downloads/")
    assert (newest.status_code, newest["Location"]) == (302, "/fr/releases/2026-test/"), "another one tomorrow"
    assert two.get("/downloads/?release=nothing").status_code == 404
    assert two.get("/downloads/?relese=2025-test").status_code == 422


def test_every_page_leads_to_the_citation_of_what_it_shows(two):
    assert "/releases/2026-test/#cite" in get(two, "/methods/").links
    assert "/releases/2025-test/#cite" in get(two, "/methods/?release=2025-test").links


def test_a_page_says_to_search_engines_what_it_is(hub, releases_folder):
    text = hub.get(PAGE).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    found = json.loads(block.group(1))
    assert found["@type"] == "Dataset"
    assert found["url"] == f"http://testserver{PAGE}"
    assert found["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert found["usageInfo"] == "http://testserver/terms/"
    assert found["temporalCoverage"] == "2015/2019"
    assert 50 <= len(found["description"]) <= 5000, "what search engines accept"
    manifest = json.loads((releases_folder / "2026-test" / "manifest.json").read_bytes())
    sums = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    offered = {each["name"]: each for each in found["distribution"]}
    assert {name: offered[name]["sha256"] for name in sums} == sums
    with closing(hub.get(offered["cases.csv"]["contentUrl"])) as response:
        assert response.status_code == 200


def test_the_block_for_search_engines_cannot_be_ended_by_a_title(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman"] * 3), title={"en": "</script><script>alert(1)</script>"})
    text = hub_of(tmp_path).get(PAGE).content.decode()
    assert "<script>alert" not in text
    assert text.count('<script type="application/ld+json">') == 1


def test_an_address_without_a_release_is_not_found(hub):
    for address in ("/releases/nothing/", "/releases/nothing/cite.bib", "/releases/2026-test/cite.doc"):
        assert hub.get(address).status_code == 404
    assert hub.get(f"{PAGE}?release=2026-test").status_code == 422
