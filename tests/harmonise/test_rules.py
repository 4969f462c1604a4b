"""What each operation makes of a cell."""

import pytest
from tests.harmonise.made import KEY, run
from tests.harmonise.reading import cells

SECTOR = "Agriculture, forestry and fishing"
BOTH = "{when: [{if: [{column: a, blank: false}, {column: other, equals: z}], then: a}], else: {constant: man}}"
DOUBT = "{age: a, in_doubt: %s}"


def _one(tmp_path, column, rule, cell, **more):
    """What a cell becomes: a value, a kind of missing as `?kind`, or the rule that sets its row aside as `!rule`."""
    found = run(tmp_path, f"{column}: {rule}", ["a", "other"], [[cell, "x"]], **more)
    if found.quarantine.num_rows:
        return "!" + found.report.rules[0].key
    return cells(found.cases, column)[0]


@pytest.mark.parametrize(
    ("column", "rule", "cell", "meant"),
    [
        ("gender", "a", "Femme", "woman"),
        ("gender", "a", "  féminin ", "woman"),
        ("gender", "a", "", "?unknown"),
        ("gender", "a", "   ", "?unknown"),
        ("gender", "{from: a, blank: refused}", "", "?refused"),
        ("gender", "a", "Femal", "!value_unknown"),
        ("gender", "{from: a, otherwise: man}", "Femal", "man"),
        ("gender", '{from: a, otherwise: "?suppressed"}', "Femal", "?suppressed"),
        ("gender", "{from: a, values: {h: man}}", "H", "man"),
        ("gender", "{from: a, values: {h: man, H: woman}}", "H", "woman"),
        ("gender", "{from: a, strict: true, values: {h: man}}", "Femme", "!value_unknown"),
        ("gender", "{from: a, languages: [fr]}", "Mujer", "!value_unknown"),
        ("gender", "{from: a, languages: [es]}", "Mujer", "woman"),
        ("gender", '{from: a, values: {x: "?not_asked"}}', "x", "?not_asked"),
        ("citizenship", "{country: a}", "NA", "NAM"),
        ("citizenship", "{country: a}", "CÔTE D’IVOIRE", "CIV"),
        ("citizenship", "{country: a}", "00", "!value_unknown"),
        ("citizenship", "{country: a, delimiter: '/'}", "Nepal / India", "NPL"),
        ("citizenship", "{country: a, delimiter: '/'}", "/", "?unknown"),
        ("citizenship", "{country: a, delimiter: '/'}", "Atlantis / India", "!value_unknown"),
        ("case_id", "a", " 7 ", "7"),
        ("case_id", "a", "", "!case_id_missing"),
        ("case_id", "{from: a, blank: not_asked}", "", "?not_asked"),
        ("contributor", "a", "Helpline", "Helpline"),
        ("year_of_registration", "a", "2019", 2019),
        ("year_of_registration", "a", "2019.0", "!number_unreadable"),
        ("year_of_registration", "a", "٢٠١٩", "!number_unreadable"),
        ("year_of_registration", "a", "9" * 400, "!number_unreadable"),
        ("year_of_registration", "a", "1985", "!number_out_of_range"),
        ("year_of_registration", "a", "2027", "!date_in_future"),
        ("year_of_registration", "{date: a, formats: [day/month/year]}", "03/02/2021", 2021),
        ("year_of_registration", "{date: a, formats: [day/month/year]}", "02/2021", "!date_unreadable"),
        ("year_of_registration", "{date: a, formats: [day/month/year, year]}", "2021", 2021),
        ("year_of_registration", "{date: a, formats: [day/month/year]}", "31/02/2021", "!date_unreadable"),
        ("year_of_registration", "{date: a, formats: [iso]}", "2021-02-03T10:11:12Z", 2021),
        ("year_of_registration", "{date: a, formats: [excel]}", "44230", 2021),
        ("year_of_registration", "{date: a, formats: [excel]}", "99999999999", "!date_unreadable"),
        ("year_of_registration", "{date: a, formats: [iso]}", "2026-11-02", "!date_in_future"),
        ("age_band", "{age: a}", "17", "9-17"),
        ("age_band", "{age: a}", "18", "18-20"),
        ("age_band", "{age: a}", "120", "48+"),
        ("age_band", "{age: a}", "121", "!age_impossible"),
        ("age_band", "{age: a}", "-4", "!age_impossible"),
        ("age_band", "{age: a}", "adult?", "!age_unreadable"),
        ("age_band", "{age: a}", "9-17", "9-17"),
        ("age_band", "{age: a}", "10–12", "9-17"),
        ("age_band", "{age: a}", "16-19", "!age_in_doubt"),
        ("age_band", DOUBT % "lower", "16-19", "9-17"),
        ("age_band", DOUBT % "upper", "16 to 19", "18-20"),
        ("age_band", DOUBT % "refused", "16-19", "?refused"),
        ("age_band", DOUBT % "lower", "19-16", "!age_impossible"),
        ("trafficking_duration", "{number: a}", "7", "0-12"),
        ("trafficking_duration", "{number: a}", "lange", "!number_unreadable"),
        ("means_of_control", "{split: a, delimiter: ','}", "Threats, debt bondage", {"threats", "debt_bondage"}),
        ("means_of_control", "{split: a, delimiter: ','}", ", ,", "?unknown"),
        ("means_of_control", "{split: a, delimiter: ','}", "threats, x", "!value_unknown"),
        ("means_of_control", "{split: a, delimiter: ',', none: [aucun]}", "Aucun", set()),
        ("means_of_control", "{split: a, delimiter: ',', values: {x: [threats, other]}}", "x", {"threats", "other"}),
        ("means_of_control", "{split: a, delimiter: ',', otherwise: other}", "y,threats", {"threats", "other"}),
        ("labour_sectors", "{split: a, delimiter: ','}", SECTOR, {"agriculture_forestry_fishing"}),
        ("data_source", "{constant: hotline}", "", "hotline"),
        ("means_of_control", "{constant: none_of_them}", "", set()),
        ("gender", '{first_of: [{from: a, blank: refused}, {from: other, values: {x: man}}]}', "", "man"),
        ("gender", '{first_of: [{from: a}, {from: other, values: {x: man}}]}', "female", "woman"),
        ("gender", '{first_of: [{from: a}, {from: other, values: {x: man}}]}', "Femal", "!value_unknown"),
        ("gender", '{first_of: [{from: a, blank: refused}, {constant: "?suppressed"}]}', "", "?refused"),
        ("gender", "{when: [{if: {column: other, equals: X}, then: a}], else: {constant: man}}", "female", "woman"),
        ("gender", "{when: [{if: {column: other, not_equals: x}, then: a}], else: {constant: man}}", "female", "man"),
        ("gender", "{when: [{if: {column: other, in: [y, x]}, then: a}], else: {constant: man}}", "female", "woman"),
        ("gender", "{when: [{if: {column: other, not_in: [y, x]}, then: a}], else: {constant: man}}", "female", "man"),
        ("gender", "{when: [{if: {column: a, blank: true}, then: {constant: man}}], else: a}", "", "man"),
        ("gender", BOTH.replace("z", "y"), "female", "man"),
        ("gender", BOTH.replace("z", "x"), "female", "woman"),
    ],
)  # fmt: skip
def test_one_cell(column, rule, cell, meant, tmp_path):
    assert _one(tmp_path, column, rule, cell) == meant


@pytest.mark.parametrize(
    ("row", "more", "meant"),
    [
        (("oui", "non"), "", {"threats"}),
        (("OUI ", "oui"), "", {"threats", "debt_bondage"}),
        (("non", "non"), "", set()),
        (("non", ""), "", "?unknown"),
        (("", ""), "", "?unknown"),
        (("non", ""), ", blank: none_of_them", set()),
        (("non", "non"), ", partial: true", "?unknown"),
        (("non", "refus"), "", "?refused"),
        (("oui", "refus"), "", {"threats"}),
        (("oui", "peut-être"), "", "!flag_unreadable"),
    ],
)
def test_flags(row, more, meant, tmp_path):
    rules = f"""
        missing: {{refus: refused}}
        columns:
          means_of_control: {{flags: {{Menaces: threats, Dette: debt_bondage}}, yes: [oui], no: [non]{more}}}
    """
    found = run(tmp_path, rules, ["Menaces", "Dette"], [row])
    if found.quarantine.num_rows:
        assert "!" + found.report.rules[0].key == meant
    else:
        assert cells(found.cases, "means_of_control") == [meant]


def test_a_flag_that_says_not_specified(tmp_path):
    rules = 'means_of_control: {flags: {m: threats, ns: "?refused"}}'
    found = run(tmp_path, rules, ["m", "ns"], [["0", "1"], ["0", "0"], ["1", "1"], ["", "0"]])
    assert cells(found.cases, "means_of_control") == ["?refused", set(), {"threats"}, "?unknown"]
    assert [(rule.key, rule.rows, rule.first_rows) for rule in found.report.rules] == [("flags_contradict", 1, (4,))]


def test_flags_that_the_file_lacks_are_no_no(tmp_path):
    rules = "means_of_control: {flags: {m: threats, d: debt_bondage}, optional: true}"
    found = run(tmp_path, rules, ["m"], [["0"], ["1"]])
    assert cells(found.cases, "means_of_control") == ["?unknown", {"threats"}]
    assert found.report.absent == ("d",)


@pytest.mark.parametrize(
    ("birth", "on", "meant"),
    [
        ("15/06/2000", "14/06/2018", "9-17"),
        ("15/06/2000", "15/06/2018", "18-20"),
        ("2000", "15/06/2018", "!age_in_doubt"),
        ("1950", "15/06/2018", "48+"),
        ("15/06/2018", "14/06/2018", "!age_impossible"),
        ("15/06/1850", "14/06/2018", "!age_impossible"),
        ("01/12/2026", "14/06/2018", "!date_in_future"),
        ("30/02/2000", "14/06/2018", "!date_unreadable"),
        ("15/06/2000", "", "?unknown"),
        ("", "30/02/2000", "!date_unreadable"),
    ],
)
def test_the_age_on_a_day(birth, on, meant, tmp_path):
    rules = "age_band: {birth_date: b, reference_date: r, formats: [day/month/year, year]}"
    found = run(tmp_path, rules, ["b", "r"], [[birth, on]])
    if found.quarantine.num_rows:
        assert "!" + found.report.rules[0].key == meant
    else:
        assert cells(found.cases, "age_band") == [meant]


PERSON = """
    person_key:
      person_key: {names: [given, family], birth_date: b, formats: [day/month/year], sex: s}
"""


def test_a_person_has_the_same_key_however_the_name_is_written(tmp_path):
    rows = [
        ["María José", "Peña", "01/02/1990", "female"],
        ["PENA", "Jose, Maria", "01/02/1990", "Femme"],
        ["María José", "Peña", "01/02/1991", "female"],
        ["María José", "Peña", "01/02/1990", "male"],
        ["", "", "01/02/1990", "female"],
        ["María José", "Peña", "", "female"],
        ["María José", "Peña", "99/99/1990", "female"],
    ]
    found = run(tmp_path, PERSON, ["given", "family", "b", "s"], rows, key=KEY)
    keys = cells(found.cases, "person_key")
    assert keys[0] == keys[1]
    assert len({*keys[:4]}) == 3
    assert keys[4:] == ["?unknown"] * 3
    other = run(tmp_path, PERSON, ["given", "family", "b", "s"], rows, key=bytes(32))
    assert cells(other.cases, "person_key")[0] != keys[0]


def test_without_a_secret_the_key_is_not_asked_and_the_report_says_so(tmp_path):
    found = run(tmp_path, PERSON, ["given", "family", "b", "s"], [["A", "B", "01/02/1990", "female"]])
    assert cells(found.cases, "person_key") == ["?not_asked"]
    assert any("person key" in note for note in found.report.notes)


@pytest.mark.parametrize(
    ("rules", "row", "broken"),
    [
        ("age_band: {age: a}\nmajority_status: b", ("17", "adult"), "age_against_majority"),
        ("majority_at_entry: a\nmajority_status: b", ("adult", "minor"), "majority_goes_back"),
        ("labour_sectors: {split: a, delimiter: ';'}\nforms_of_exploitation: {split: b, delimiter: ';'}",
         ("construction", "sexual"), "sector_without_labour"),
        ("sexual_exploitation_types: {split: a, delimiter: ';'}\nforms_of_exploitation: {split: b, delimiter: ';'}",
         ("pornography", "labour"), "sexual_type_without_form"),
        ("means_of_control: {split: a, delimiter: ';', none: [none]}", ("threats;none", ""), "answers_contradict"),
        ("citizenship: {country: a, delimiter: ';'}", ("NPL;IND", ""), "several_countries"),
    ],
)  # fmt: skip
def test_contradictions_are_reported_and_never_repaired(rules, row, broken, tmp_path):
    found = run(tmp_path, rules, ["a", "b"], [row])
    assert found.report.accepted == 1
    assert [(rule.key, rule.quarantined) for rule in found.report.rules] == [(broken, False)]
