"""What a release measured of itself, in words."""

from palermo.protect import KAnonymitySettings, k_anonymise
from palermo.release._measures import risk_figures, utility_figures
from palermo.web.hub.measures import _words, measures


def test_every_figure_that_publishing_measures_has_a_name_in_both_languages(cases):
    protected = k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2))
    made = {*risk_figures(protected, k=5, length=2), *utility_figures(protected)}
    made |= {"rows_in", "accepted", "quarantined", "duplicates_merged", "noise_sd"}
    assert made - set(_words()) == set()
    for name, words in _words().items():
        assert set(words["name"]) == {"en", "fr"}, name
        assert set(words.get("meaning", {"en", "fr"})) == {"en", "fr"}, name


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
