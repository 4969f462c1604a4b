"""What a release measured of itself, in words."""

import pyarrow as pa

from palermo.codes import LANGUAGES
from palermo.protect import (
    EvaluationSettings,
    KAnonymitySettings,
    KSyntheticSettings,
    evaluate,
    k_anonymise,
    k_synthesise,
    risk_figures,
    utility_figures,
)
from palermo.release import open_release
from palermo.release._evaluating import evaluation_figures
from palermo.release._measures import synthetic_figures, synthetic_risk
from palermo.web.hub.measures import _words, attribute_labels, measures


def test_every_figure_that_publishing_measures_has_a_name_in_every_language(cases):
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2))
    made = {*risk_figures(protected, k=5, length=2), *utility_figures(protected)}
    report = k_synthesise(cases, settings=KSyntheticSettings(5)).report
    made |= {*synthetic_risk(report), *synthetic_figures(report)}
    fewer = cases.take(pa.array(range(cases.num_rows // 2)))
    for rehearsal in (False, True):
        found = evaluate(cases, fewer, settings=EvaluationSettings(2, 5), rehearsal=rehearsal)
        made |= set(evaluation_figures(found, k=None if rehearsal else 5))
    assert {"share_of_error_in_worst_group", "rehearsed_share_fabricated"} <= made
    made |= {"rows_in", "accepted", "quarantined", "duplicates_merged", "noise_sd"}
    assert made - set(_words()) == set()
    for name, words in _words().items():
        assert set(words["name"]) == set(LANGUAGES), name
        assert set(words.get("meaning", LANGUAGES)) == set(LANGUAGES), name


def test_figures_told_of_the_same_things_stand_in_one_table():
    found = measures(
        {
            "values_withheld": {"gender": 3, "age_band": 1204},
            "share_withheld": {"gender": 0.031, "age_band": 0.25},
            "share_of_occurrences_kept": {"1": 0.99, "2": 0.5},
            "columns_made_coarser": {},
            "cases_withheld": 12034,
        },
        {"gender": "Genre"},
        "fr",
    )
    assert [(fact.name, fact.value) for fact in found.facts] == [("Cas écartés", "12\u202f034")]
    by_column, by_length = found.breakdowns
    assert by_column.names == ("Valeurs masquées", "Part masquée")
    assert by_column.rows == (("Genre", ("3", "3,1\u00a0%")), ("age_band", ("1\u202f204", "25\u00a0%")))
    assert [row[0] for row in by_length.rows] == ["1 attribute", "2 attributes"], "in the language of the page"


def test_a_figure_without_words_is_called_by_its_own_name():
    found = measures({"a_new_figure": [1, 2], "another": True, "third": None, "ratio": 0.12345}, {}, "en")
    assert [(fact.name, fact.value) for fact in found.facts] == [
        ("A new figure", "1, 2"),
        ("Another", "yes"),
        ("Third", "…"),
        ("Ratio", "0.1235"),
    ]
    assert not measures({}, {}, "en")


def test_the_group_served_worst_is_named_in_the_language_of_the_page(releases_folder):
    release = open_release(releases_folder / "2026-test")
    figures = {
        "share_of_error_in_worst_group": {"citizenship=PHL": 0.25},
        "rehearsed_share_of_error_in_worst_group": {"year_of_registration=2015": 0.1},
        "share_of_error": {"1": 0.01, "2": None},
    }
    labels = attribute_labels(release, figures, "fr")
    found = measures(figures, labels, "fr")
    assert [fact.value for fact in found.facts] == [
        "Nationalité: Philippines (25\u00a0%)",  # in French the page's own gettext puts the space before the colon
        "Année d'enregistrement: 2015 (10\u00a0%)",
    ]
    (by_length,) = found.breakdowns
    assert by_length.names == ("Erreur",)
    assert [values for _, values in by_length.rows] == [("1\u00a0%",), ("…",)]


def test_a_group_that_the_release_does_not_know_is_called_as_it_stands(releases_folder):
    release = open_release(releases_folder / "2026-test")
    figures = {"share_of_error_in_worst_group": {"nothing=x": 0.25, "gender=nobody": 0.5}}
    labels = attribute_labels(release, figures, "en")
    assert [fact.value for fact in measures(figures, labels, "en").facts] == [
        "nothing=x (25\u00a0%); Gender: nobody (50\u00a0%)"
    ]
