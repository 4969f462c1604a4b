"""Topics: what a story says is what the release says, in every language; and what a release cannot say falls away."""

import json
import random
from importlib.resources import files

import pytest
import yaml
from django.utils import translation
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.cases import Missing
from palermo.codes import LANGUAGES
from palermo.web.hub.figures import number, percent
from palermo.web.hub.releases import shelf
from palermo.web.hub.stories import faults, story_names
from palermo.web.hub.stories._lint import found
from palermo.web.hub.stories._load import load_story, read_story
from palermo.web.hub.stories._measure import Untold, Why, measure
from palermo.web.hub.stories._model import LESS, MORE, UNSURE, Figure, Paragraph
from palermo.web.hub.stories._rules import apart, variant
from palermo.web.hub.stories._tell import Telling

CASES = 600
DATA = files("palermo.web.hub.stories").joinpath("data")


@pytest.fixture(scope="module")
def topical(tmp_path_factory):
    """A folder with a release of invented cases in which every story finds what it is about."""
    dice = random.Random(8)  # noqa: S311

    def column(*choices):
        return [dice.choice(choices) for _ in range(CASES)]

    cases = make_cases(
        contributor=column("Harbour House", "Harbour House", "Passerelle"),
        data_source=column("case_management", "case_management", "hotline", Missing.UNKNOWN),
        year_of_registration=column(2015, 2016, 2019, 2019),
        gender=column("woman", "woman", "man", Missing.UNKNOWN),
        age_band=column("0-8", "9-17", "18-20", "48+", Missing.NOT_ASKED),
        citizenship=column("PHL", "FRA", "UKR", Missing.REFUSED),
        country_of_exploitation=column("FRA", "FRA", "MYS"),
        forms_of_exploitation=column(["labour"], ["sexual"], ["labour", "sexual"], Missing.UNKNOWN),
        labour_sectors=column(["domestic_work"], ["construction"], ["domestic_work"], Missing.NOT_APPLICABLE),
        means_of_control=column(
            ["debt_bondage"], ["physical_abuse", "false_promises"], ["withholds_documents"], [], Missing.UNKNOWN
        ),
        recruiter_relationship=column(["family"], ["intimate_partner"], ["friend", "other"], Missing.UNKNOWN),
    )
    folder = tmp_path_factory.mktemp("topical")
    make_release(folder, cases, parameters={"k": 2, "length": 2})
    return folder


@pytest.fixture
def hub(hub_of, topical):
    """A client of a hub on that release."""
    return hub_of(topical)


@pytest.mark.parametrize("name", story_names())
def test_a_story_is_whole_in_every_language(name):
    assert list(faults(name)) == []


def test_there_are_stories_of_what_is_asked_most():
    assert len(story_names()) >= 6
    assert {"children", "forced-labour", "recruiters", "over-time", "what-is-missing"} <= set(story_names())


def changed(change):
    """The faults of a story that somebody has spoilt."""
    content = yaml.safe_load(DATA.joinpath("children.yaml").read_text(encoding="utf-8"))
    change(content)
    return list(found(read_story("children", content)))


def text_of(content):
    return content["parts"][0]["blocks"][0]["text"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda c: text_of(c).update(ru=""), "part 1, block 1: there is no text in ru"),
        (lambda c: text_of(c).update(ar="{children} {girls.of}"), "part 1, block 1: ar has other numbers than en"),
        (lambda c: text_of(c).update(zh=text_of(c)["zh"] + "{"), "part 1, block 1: zh has a brace that is no number"),
        (lambda c: text_of(c).update(de="Kinder"), "part 1, block 1: there is no language 'de'"),
        (lambda c: c["figures"].pop("children"), "part 1, block 1: there is no figure children"),
        (lambda c: c["figures"].update(more={"by": ["gender"], "codes": ["man"]}), "figures: nothing says more"),
        (lambda c: c["terms"].append("nonsense"), "terms: the glossary has no nonsense"),
        (
            lambda c: c["parts"][0]["blocks"][1].pop("less"),
            "part 1, block 2: compare needs the variants more, less, unsure",
        ),
    ],
)
def test_what_is_wrong_with_a_story_is_found(change, fault):
    assert fault in changed(change)


def test_a_claim_without_a_rule_is_found():
    def change(content):
        text_of(content)["en"] = "Most were children: {children} of {children.of}."

    assert "part 1, block 1: only a rule may say 'Most'" in changed(change)


def test_a_share_without_its_denominator_is_found():
    def change(content):
        for language in LANGUAGES:
            text_of(content)[language] = "{children}"

    assert "part 1, block 1: the share of children stands without its denominator" in changed(change)


def test_a_difference_is_claimed_only_where_bounds_do_not_meet():
    assert apart((0.5, 0.6), (0.3, 0.4)) == MORE
    assert apart((0.3, 0.4), (0.5, 0.6)) == LESS
    assert apart((0.3, 0.5), (0.5, 0.6)) == UNSURE
    assert apart((0.4, 0.4), (0.4, 0.4)) == UNSURE
    assert apart((None, None), (0.1, 0.2)) == UNSURE


def told(release, name, language):
    """A story told, with every text of it as one."""
    with translation.override(language):
        telling = Telling(load_story(name), release, language)
        parts = list(telling.parts())
    blocks = [block for part in parts for block in part.blocks]
    return telling, blocks, "\n".join("".join(piece.text for piece in block.pieces) for block in blocks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", story_names())
def test_a_story_is_told_in_its_language_without_holes(hub, name, language):
    telling, blocks, text = told(shelf().current(), name, language)
    assert telling.is_offered
    assert "{" not in text
    assert "}" not in text
    assert any(block.kind == "text" and any(piece.address for piece in block.pieces) for block in blocks)


def in_api(hub, question):
    """The API's answer to the question of an address."""
    response = hub.get(f"/api/v1/aggregate?{question}")
    assert response.status_code == 200, question
    return json.loads(response.content)


def api_number(hub, figure, entry):
    """The number and the denominator of a figure of a story, by the API alone."""
    answer = in_api(hub, entry["question"])
    if figure.gaps or entry["label"] == "Not known or withheld":
        assert not entry["rows"]
        return answer["missing"], answer["total"]
    rows = [row for row in answer["rows"] if [each["code"] for each in row["by"]] in entry["rows"]]
    assert len(rows) == len(entry["rows"])
    if entry["counted_by"]:
        assert len(rows) > 1
        counted = in_api(hub, entry["counted_by"])["rows"][0]
        assert (counted["low"], counted["high"]) == (entry["low"], entry["high"])
        assert entry["label"] == ", ".join(
            next(row["by"][0]["label"] for row in rows if row["by"][0]["code"] == code) for (code,) in entry["rows"]
        )
        return counted["n"], answer["denominator"]
    if figure.same:
        assert all(one == other for one, other in entry["rows"])
        return sum(row["n"] for row in rows), answer["denominator"]
    (row,) = rows
    assert not entry["label"] or row["by"][0]["label"] == entry["label"]
    for key in ("share", "share_low", "share_high", "low", "high"):
        assert row[key] == entry[key]
    return row["n"], row["denominator"]


@pytest.mark.parametrize("name", story_names())
def test_every_number_of_a_story_is_that_of_the_api(hub, name):
    document = json.loads(hub.get(f"/topics/{name}.json").content)
    figures = load_story(name).figures
    assert document["numbers"]
    for entry in document["numbers"]:
        n, denominator = api_number(hub, figures[entry["name"]], entry)
        assert (entry["n"], entry["denominator"]) == (n, denominator), entry
        if entry["share"] is not None:
            assert entry["share"] == pytest.approx(n / denominator)


@pytest.mark.parametrize("name", story_names())
def test_a_page_shows_these_numbers_and_leads_to_their_questions(hub, name):
    page = get(hub, f"/topics/{name}/")
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    assert page.levels.count(1) == 1
    document = json.loads(hub.get(f"/topics/{name}.json").content)
    for entry in document["numbers"]:
        assert percent(entry["share"]) in page.text
        assert number(entry["denominator"]) in page.text
        assert f"/explore/?{entry['question']}" in page.links
    for link in set(page.links):
        if link.startswith("/") and not link.startswith("/static/"):
            assert hub.get(link).status_code == 200, link


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_pages_to_read_are_whole_in_every_language(hub, language):
    for address in ("topics/", "topics/children/", "glossary/", "glossary/means_of_control/", "use/"):
        page = get(hub, f"/{language}/{address}")
        assert not page.faults
        assert len(page.ids) == len(set(page.ids))
        assert page.levels.count(1) == 1
    assert load_story("children").title[language] in get(hub, f"/{language}/topics/").text


def test_the_text_is_the_rules_choice(hub):
    release = shelf().current()
    for name in story_names():
        telling = Telling(load_story(name), release, "en")
        for part in telling.story.parts:
            for block in part.blocks:
                if not isinstance(block, Paragraph) or block.rule not in ("compare", "cases"):
                    continue
                of = [telling.measured(each) for each in block.of]
                if any(isinstance(each, Untold) for each in of):
                    continue
                first, second = (each.items[0] for each in of)
                pairs = [(i.shares if block.rule == "compare" else (i.low, i.high)) for i in (first, second)]
                assert variant(block.rule, of) == apart(*pairs)


def test_an_index_offers_what_the_release_can_tell(hub_of, tmp_path):
    make_release(tmp_path, make_cases(gender=["woman", "man"] * 30, year_of_registration=[2019, 2020] * 30))
    hub = hub_of(tmp_path)
    links = get(hub, "/topics/").links
    assert "/topics/over-time/" in links
    assert "/topics/children/" not in links
    assert hub.get("/topics/children/").status_code == 404
    assert hub.get("/topics/children.json").status_code == 404
    assert hub.get("/topics/nonsense/").status_code == 404


def test_a_paragraph_falls_away_where_a_column_is_not_there(hub_of, tmp_path):
    ages = ["9-17", "18-20", "21-23", "48+"] * 20
    make_release(tmp_path, make_cases(age_band=ages, gender=["woman", "man"] * 40))
    page = get(hub_of(tmp_path), "/topics/children/")
    assert "were children when an organisation registered them" in page.text
    assert "Who recruited them" not in page.text
    assert "No means is needed" in page.text


def test_a_release_that_knows_nothing_of_the_topics_says_so(hub_of, tmp_path):
    make_release(tmp_path, make_cases(data_source=["hotline"] * 3))
    assert "This release has none of the columns" in get(hub_of(tmp_path), "/topics/").text


def test_what_is_withheld_is_said_to_be(hub_of, tmp_path):
    forms = [["sexual"]] * 103
    genders = ["woman"] * 100 + ["man"] * 3
    make_release(tmp_path, make_cases(forms_of_exploitation=forms, gender=genders), parameters={"k": 5, "length": 2})
    hub_of(tmp_path)
    release = shelf().current()
    men = measure(release, load_story("sexual-exploitation").figures["men"], "en")
    assert isinstance(men, Untold)
    assert men.why is Why.WITHHELD
    page = get(hub_of(tmp_path), "/topics/sexual-exploitation/")
    assert "a number that it would rest on is withheld" in page.text
    assert "are women and girls" not in page.text


def test_no_sentence_rests_on_a_few(hub_of, tmp_path):
    make_release(tmp_path, make_cases(age_band=["9-17", "48+"] * 10))
    page = get(hub_of(tmp_path), "/topics/children/")
    assert "it would rest on fewer than 30 people" in page.text
    assert "were children when" not in page.text


def test_adults_and_children_in_a_release_that_tells_no_more(hub_of, tmp_path):
    from tests.web.test_crawl import made_coarser

    cases = make_cases(age_band=["9-17", "18-20", "48+"] * 20, recruiter_relationship=[["family"], [], ["friend"]] * 20)
    make_release(tmp_path, made_coarser(cases, age_band="majority"))
    hub_of(tmp_path)
    release = shelf().current()
    found = measure(release, load_story("children").figures["children"], "en")
    assert (found.items[0].n, found.items[0].of) == (20, 60)


def test_one_country_is_told_only_where_countries_are(hub_of, tmp_path):
    from tests.web.test_crawl import made_coarser

    cases = make_cases(citizenship=["PHL", "FRA"] * 20, country_of_exploitation=["MYS", "FRA"] * 20)
    make_release(tmp_path / "fine", cases)
    make_release(tmp_path / "coarse", made_coarser(cases, citizenship="region", country_of_exploitation="region"))
    same = Figure("same", by=("citizenship", "country_of_exploitation"), same=True)
    hub_of(tmp_path / "fine")
    item = measure(shelf().current(), same, "en").items[0]
    assert (item.n, item.of, item.shares) == (20, 40, (0.5, 0.5))
    hub_of(tmp_path / "coarse")
    assert measure(shelf().current(), same, "en").why is Why.ABSENT


def test_a_translation_that_nobody_has_read_says_so(hub):
    assert "has not been reviewed" not in get(hub, "/topics/children/").text.partition("Girls and boys")[0]
    assert load_story("children").is_unreviewed("fr")
    assert not load_story("children").is_unreviewed("en")
    assert json.loads(hub.get("/fr/topics/children.json").content)["reviewed"] is False


def test_a_pinned_story_stays_with_its_release(hub):
    links = get(hub, "/topics/children/?release=2026-test").links
    inside = [link for link in links if link.startswith("/explore/?")]
    assert inside
    assert all("release=2026-test" in link for link in inside)


def test_unknown_parameters_are_refused(hub):
    assert hub.get("/topics/?by=gender").status_code == 422
    assert hub.get("/topics/children/?by=gender").status_code == 422
