"""Questions in plain words: what is understood, in six languages, and what is said not to be."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.invented import make_cases, make_release
from tests.tabulate.plain_release import make_wide_release

from palermo.cases import CaseTable
from palermo.codes import LANGUAGES, Column, ColumnKind, case_schema, code_list
from palermo.tabulate import Condition, Not, answer, plain
from palermo.tabulate.plain import LONGEST, child_codes, understand, words
from palermo.tabulate.plain._meanings import phrases
from palermo.tabulate.plain._reasons import Reason, _sentences
from palermo.tabulate.plain._text import tokens

TABLE = Path(__file__).with_name("plain_sentences.tsv")
SENTENCES = [
    tuple(row.values())
    for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
]
"""Language and text; then the question, as by | where | options | focus, and words not understood, and words that are
open, with bars between. The release has every column, and its newest year is 2020."""


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A release with every column."""
    return make_wide_release(tmp_path_factory.mktemp("wide"))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A release of few columns that tells neither sector nor age nor year."""
    cases = make_cases(
        gender=["woman", "man"], citizenship=["PHL", "NPL"], forms_of_exploitation=[["labour"], ["sexual"]]
    )
    return make_release(tmp_path_factory.mktemp("narrow"), cases)


def shown(found):
    """A question as the table of sentences writes it."""
    question = found.question
    options = [
        name if name == "within" else f"{name}={getattr(question, name)}"
        for name in ("within", "sort", "top", "change")
        if getattr(question, name)
    ]
    focus = " & ".join(map(str, found.focus.conditions)) if found.focus else ""
    where = " & ".join(map(str, question.where))
    return " | ".join([",".join(question.by), where, " ".join(options), focus]).rstrip(" |")


def where(release, text, language="en"):
    """The conditions of a text."""
    return [str(clause) for clause in understand(release, text, language=language).question.where]


def refused(found):
    """The words that were not understood, and the rules that say why."""
    return {part.text: part.reason.code for part in found.not_understood}


def test_front_door_is_pinned():
    assert plain.__all__ == [
        *("AGE", "LONGEST", "Ambiguity", "Focus", "Part", "Reading", "Reason", "Understood"),
        *("child_codes", "understand", "words"),
    ]


def test_there_are_sentences_in_each_language():
    assert {language for language, *_ in SENTENCES} == set(LANGUAGES)
    assert len(SENTENCES) >= 150


@pytest.mark.parametrize(("language", "text", "question", "not_understood", "is_open"), SENTENCES)
def test_a_sentence_is_this_question(release, language, text, question, not_understood, is_open):
    found = understand(release, text, language=language)
    assert shown(found) == question
    assert "|".join(part.text for part in found.not_understood) == not_understood
    assert "|".join(each.part.text for each in found.ambiguous if not each.is_settled) == is_open
    assert answer(release, found.question).question == found.question


@pytest.mark.parametrize(("language", "text", "question"), [row[:3] for row in SENTENCES if row[0] != "en"])
def test_the_language_is_told_by_the_words(release, language, text, question):
    assert shown(understand(release, text)) == question


@given(text=st.text(max_size=LONGEST + 50), language=st.sampled_from(LANGUAGES))
def test_any_text_has_an_answer_and_every_character_is_accounted_for(release, text, language):
    check(release, text, language)


@pytest.fixture(scope="module")
def known(release):
    """All phrases of a release."""
    return sorted({" ".join(keys) for keys, _ in phrases(release) if keys})


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_words_have_an_answer(release, known, data, language):
    pieces = st.one_of(
        st.sampled_from(known), st.sampled_from(["2018", "17", "5", "-", ",", "!=", "+", "%", "?", "99999"])
    )
    said = data.draw(st.lists(pieces, max_size=14))
    check(release, data.draw(st.sampled_from([" ", ", ", ""])).join(said), language)


def check(release, text, language):
    """Parts follow each other, hold every word of the text, and make a question that the release answers."""
    found = understand(release, text, language=language)
    assert "".join(piece for piece, _ in found.pieces()) == text
    between = "".join(piece for piece, part in found.pieces() if part is None)
    assert not tokens(between)
    assert understand(release, text, language=language) == found
    answer(release, found.question)
    for each in found.ambiguous:
        assert each.chosen.question == found.question
        assert found.question not in [other.question for other in each.others]
        for other in each.others:
            answer(release, other.question)


def labels():
    """Every label of every list of every column."""
    for column in case_schema().columns:
        for code in code_list(column.list) if column.list else ():
            for language, label in code.label.items():
                yield column.name, code.code, language, label


def test_every_label_is_understood_as_itself_or_offered(release):
    for column, code, language, label in labels():
        found = understand(release, label, language=language)
        assert len(found.parts) == 1, (label, found.parts)
        said = [each for part in found.parts for each in part.conditions]
        said += [each for doubt in found.ambiguous for other in doubt.others for each in other.conditions]
        codes = {(each.column, each.values) for each in said}
        assert (column, (code,)) in codes or column == "country_of_exploitation", (column, code, language, label)


def test_a_label_that_stands_for_one_code_alone_is_taken_for_it(release):
    meant = {}
    for column, code, language, label in labels():
        meant.setdefault((language, tuple(token.key for token in tokens(label))), set()).add((column, code))
    for column, code, language, label in labels():
        is_begging = code == "begging"  # the sector and the form: the form is meant first, the sector is offered
        if len(meant[language, tuple(token.key for token in tokens(label))]) == 1 and not is_begging:
            found = understand(release, label, language=language)
            assert found.parts[0].conditions == (Condition(column, "=", (code,)),), (language, label)


def test_every_column_is_understood_by_its_label(release):
    for column in release.columns:
        for language, label in column.label.items():
            assert understand(release, label, language=language).question.by == (column.name,), (language, label)


def test_from_and_in_tell_citizenship_from_exploitation_and_the_other_is_offered(release):
    for text, column, other in (
        ("from Malaysia", "citizenship", "country_of_exploitation"),
        ("in Malaysia", "country_of_exploitation", "citizenship"),
    ):
        (doubt,) = understand(release, text).ambiguous
        assert doubt.is_settled
        assert doubt.chosen.question.where == (Condition(column, "=", ("MYS",)),)
        assert [each.question.where for each in doubt.others] == [(Condition(other, "=", ("MYS",)),)]


def test_a_country_without_a_word_is_taken_for_where_people_are_from_and_asked_about(release):
    (doubt,) = understand(release, "women Malaysia").ambiguous
    assert not doubt.is_settled
    assert doubt.reason.code == "no_word"
    assert not understand(release, "women Malaysia").is_sure


def test_a_name_of_two_countries_counts_both_and_offers_each(release):
    (doubt,) = understand(release, "people from the Congo").ambiguous
    assert doubt.reason.code == "shared_name"
    offered = [str(each.question.where[0]) for each in doubt.others]
    assert offered[:2] == ["citizenship=COD", "citizenship=COG"]


def test_countries_are_not_taken_for_each_other(release):
    assert where(release, "Nigerians") == ["citizenship=NGA"]
    assert where(release, "Nigeriens") == ["citizenship=NER"]
    assert where(release, "нигерийцы") == ["citizenship=NGA"]
    assert where(release, "нигерцы") == ["citizenship=NER"]
    assert where(release, "dominiquaises", "fr") == ["citizenship=DMA"]
    assert where(release, "dominicaines", "fr") == ["citizenship=DOM"]
    assert where(release, "from Guinea-Bissau") == ["citizenship=GNB"]
    assert where(release, "from Papua New Guinea") == ["citizenship=PNG"]


def test_a_region_is_all_its_countries(release):
    listed = code_list("country")
    south = "|".join(code.code for code in listed if code.attributes.get("subregion") == "southern_asia")
    for text in (
        "from Southern Asia",
        "d'Asie du Sud",
        "来自南亚",
        "من جنوب آسيا",
        "из Южной Азии",
        "del Asia meridional",
    ):
        assert where(release, text) == [f"citizenship={south}"], text
    latin = {code.code for code in listed if code.attributes.get("region") == "americas"} - {
        code.code for code in listed if code.attributes.get("subregion") == "northern_america"
    }
    (only,) = understand(release, "women from Latin America").question.where[1:]
    assert set(only.values) == latin


def test_alternatives_of_a_sector_that_is_a_form_too(release):
    (doubt,) = understand(release, "domestic work").ambiguous
    assert doubt.chosen.question.by == ("labour_sectors",)
    assert doubt.others[0].question.by == ("forms_of_exploitation",)


def test_a_wider_code_says_so(release):
    (part,) = understand(release, "scam compounds").parts
    assert part.reason.code == "wider"
    assert "Forced criminality" in part.reason.say()


def test_what_the_release_has_no_column_for_is_said_and_not_guessed(narrow):
    found = understand(narrow, "women in construction in Malaysia since 2018, aged 9 to 17")
    assert refused(found) == dict.fromkeys(("construction", "Malaysia", "2018", "9 to 17"), "no_column") or set(
        refused(found).values()
    ) == {"no_column"}
    assert where(narrow, "women in construction in Malaysia since 2018") == ["gender=woman"]
    assert "Year of registration" in understand(narrow, "since 2018").not_understood[0].reason.say()
    assert refused(understand(narrow, "by sector")) == {"sector": "no_column"}
    assert refused(understand(narrow, "children")) == {"children": "no_column"}


def test_a_release_that_knows_regions_only_says_so(tmp_path):
    column = Column("citizenship", ColumnKind.CATEGORY, {"en": "Citizenship"}, list="un-subregion")
    columns = (case_schema()["gender"], column)
    values = {"gender": pa.array(["woman", "man"]), "citizenship": pa.array(["southern_asia", "south_eastern_asia"])}
    none = pa.array([None, None], pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    cases = CaseTable.from_columns(columns, values, dict.fromkeys(values, none))
    release = make_release(tmp_path, cases)
    assert where(release, "women from Southern Asia") == ["gender=woman", "citizenship=southern_asia"]
    found = understand(release, "women from Nepal")
    assert refused(found) == {"Nepal": "regions_only"}
    assert "Southern Asia" in found.not_understood[0].reason.say()
    assert where(release, "from Asia") == [
        "citizenship=central_asia|western_asia|southern_asia|south_eastern_asia|eastern_asia"
    ]


def test_what_no_release_can_say_is_told_apart_from_what_is_not_known(release):
    assert refused(understand(release, "prevalence of frobnication")) == {
        "prevalence": "beyond_prevalence",
        "frobnication": "unknown",
    }
    assert refused(understand(release, "traffickers"))["traffickers"] == "beyond_offenders"


def test_a_not_that_is_meant_for_nothing_is_not_dropped(release):
    assert refused(understand(release, "women not")) == {"not": "not_what"}
    assert where(release, "gender!=woman") == ["gender!=woman"]
    assert where(release, "gender ≠ woman") == ["gender!=woman"]


def test_not_holds_for_all_that_it_is_joined_to(release):
    (clause,) = understand(release, "not girls").question.where
    assert isinstance(clause, Not)
    assert where(release, "neither from Nepal nor India") == ["citizenship!=NPL|IND"]


def test_text_that_is_too_long_is_cut_and_said(release):
    found = understand(release, "women from Nepal " * 100)
    assert found.not_understood[-1].reason.code == "too_long"
    assert found.not_understood[-1].start == LONGEST
    assert where(release, "women from Nepal " * 100) == ["gender=woman", "citizenship=NPL"]


def test_a_word_that_is_nearly_known_is_offered(release):
    assert understand(release, "wimen from Nepal").suggestions == ("women from Nepal",)
    assert understand(release, "xqzv from Nepal").suggestions == ()


def test_spelling_accents_case_and_digits_do_not_matter(release):
    for text in ("FEMMES NEPALAISES", "femmes népalaises", "Femmes  Nepalaises!", "ｆｅｍｍｅｓ népalaises"):
        assert where(release, text, "fr") == ["gender=woman", "citizenship=NPL"], text
    for text in ("العَمَلُ القَسْرِيّ", "العمــل القسري", "عمل قسري", "للعمل القسري", "والعمل القسري"):
        assert understand(release, text).question.by == ("forms_of_exploitation",), text
    assert where(release, "منذ ٢٠١٨") == ["year_of_registration>=2018"]
    assert where(release, "２０１８年以来") == ["year_of_registration>=2018"]


def test_russian_cases_and_arabic_endings_are_known(release):
    for form in ("насилие", "насилия", "насилию", "насилием"):
        assert understand(release, f"физическое {form}").focus is not None, form
    for form in ("украинец", "украинца", "украинцы", "украинцев", "украинками", "украинская", "украинских"):
        assert where(release, form) == ["citizenship=UKR"], form
    for form in ("بنغلاديشي", "بنغلاديشية", "بنغلاديشيون", "بنغلاديشيين", "بنغلاديشيات", "والبنغلاديشيين"):
        assert where(release, form) == ["citizenship=BGD"], form


def test_codes_in_capitals_are_countries_and_words_are_not(release):
    assert where(release, "women in IN") == ["gender=woman"]
    assert where(release, "from IN") == []
    assert where(release, "women from IND and PHL") == ["gender=woman", "citizenship=IND|PHL"]
    assert where(release, "women from ind") == ["gender=woman"]


def test_demonyms_of_every_country_with_people_are_known_in_english(release):
    known = {code.code for code in code_list("country")}
    assert set(words().demonyms) <= known
    for country, by_language in words().demonyms.items():
        for name in by_language["en"]:
            found = where(release, f"{name} people")
            assert any(country in each for each in found), (country, name, found)
    nameless = {"ATA", "ATF", "BES", "BVT", "CCK", "COD", "COG", "CXR", "HMD", "IOT", "NFK", "SGS", "SJM", "SPM", "UMI"}
    assert known - set(words().demonyms) == nameless


def test_the_words_name_columns_and_codes_that_exist():
    known = words()
    schema = case_schema()
    for column in (*known.columns, *known.asks):
        assert column in schema
    for means, _wider, texts in known.codes:
        assert set(texts) <= set(LANGUAGES)
        for column, code in means.items():
            assert code in code_list(schema[column].list), (column, code)
    countries = code_list("country")
    for codes, _texts in known.shared:
        assert all(code in countries for code in codes)
    for code, others in known.alike.items():
        assert all(each in countries for each in (code, *others))
    assert set(known.reviewed) == set(LANGUAGES)


def test_every_reason_is_said_in_every_language():
    for code, by_language in _sentences().items():
        assert set(by_language) == set(LANGUAGES), code
    assert all(f"beyond_{name}" in _sentences() for name in words().beyond)
    assert Reason("from_year", {"year": "2018"}).say("zh") == "自2018年起，含2018年。"


def test_children_are_the_same_everywhere(release):
    assert child_codes(release) == ("0-8", "9-17")
    for text in ("children", "under 18", "niños", "أطفال", "дети", "儿童", "moins de 18 ans"):
        assert where(release, text) == ["age_band=0-8|9-17"], text


def test_ages_inside_a_band_are_refused(release):
    found = understand(release, "women aged 25")
    assert refused(found) == {"25": "ages_in_bands"}
    assert "24-26" in found.not_understood[0].reason.say("fr")


def test_the_last_years_are_counted_from_the_newest_of_the_release(release):
    found = understand(release, "women in the last 3 years")
    assert where(release, "women in the last 3 years") == ["gender=woman", "year_of_registration>=2018"]
    assert any(part.reason and "2020" in part.reason.say() for part in found.parts)
    assert refused(understand(release, "women in recent years")) == {"recent years": "beyond_years"}


def test_a_ranking_that_cannot_be_is_refused(release):
    assert refused(understand(release, "top 5 years")) == {"top": "has_order", "5": "has_order"}
    assert refused(understand(release, "top 500 countries of origin")) == {"top": "top_too_many", "500": "top_too_many"}
    assert refused(understand(release, "top 5")) == {"top": "top_of_what", "5": "top_of_what"}


def test_more_columns_than_an_answer_has_are_refused(release):
    found = understand(release, "by gender, age, citizenship, year and sector")
    assert refused(found) == {"sector": "too_many_columns"}
    assert len(found.question.by) == 4


def test_each_example_is_understood_without_a_doubt(release):
    assert set(words().examples) == set(LANGUAGES)
    for language, lines in words().examples.items():
        for text in (text for line in lines for text in line):
            assert understand(release, text, language=language).is_sure, text


def test_nothing_is_no_question(release):
    for text in ("", "   ", "?!", "the people", "of", "from", "prevalence of traffickers"):
        found = understand(release, text)
        assert not found.is_question
        assert not found.is_sure


def test_a_question_that_is_sure_can_be_asked_at_once(release):
    found = understand(release, "forced labour among men from Bangladesh since 2018")
    assert found.is_sure
    (condition,) = found.focus.conditions
    assert (condition.column, condition.values) == ("forms_of_exploitation", ("labour",))
