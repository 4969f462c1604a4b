"""The standard and the forms: nothing is lost on the way in and out, and what has no place is said."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.codes import code_list, htcds, htcds_fields
from palermo.web.casework.exchange import FORMATS, Facts, Why, read_file, to_parts, to_record, written
from palermo.web.casework.exchange._flat import columns_of
from palermo.web.casework.exchange._mapping import slots
from palermo.web.casework.forms import Kind
from palermo.web.casework.lists import answers

TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=";"), min_size=1, max_size=30
)  # fmt: skip
PHONES = st.from_regex(r"\+[1-9][0-9]{6,13}", fullmatch=True)
ALPHA2 = [each.alpha2 for each in answers("country").values()]
LANGUAGES = list(answers("language"))


def values_of(name):
    """Any value that the standard has for a field."""
    of_standard, asked = htcds()[name], slots()[name].fields[0]
    if of_standard.list:
        codes = st.sampled_from([each.code for each in code_list(of_standard.list)])
    elif asked.codes:
        codes = st.sampled_from(ALPHA2 if asked.codes == "country" else LANGUAGES)
    else:
        return {
            Kind.YES_NO: st.booleans(),
            Kind.NUMBER: st.integers(0, 1000),
            Kind.DECIMAL: st.floats(-180, 180, allow_nan=False),
            Kind.DATE: st.dates(date(1900, 1, 1), date(2040, 1, 1)).map(date.isoformat),
            Kind.PARTIAL_DATE: st.dates(date(1900, 1, 1), date(2025, 1, 1)).map(date.isoformat),
            Kind.PHONE: PHONES,
            Kind.EMAIL: st.just("a.b@example.org"),
        }.get(asked.kind, TEXTS)
    if of_standard.multiplicity == "multiple":
        return st.lists(codes, min_size=1, max_size=4, unique=True).map(sorted)
    return codes


def an_object(kind):
    """An object of the standard, with some of its fields."""
    names = [name for name, slot in slots().items() if slot.object == kind]
    fields = st.fixed_dictionaries({}, optional={name: values_of(name) for name in names})
    return fields.filter(bool)


def records():
    """A record with any of the standard's 84 fields."""
    kinds = {}
    for slot in slots().values():
        many = 3 if slot.is_list else 1
        kinds[slot.object] = st.lists(an_object(slot.object), min_size=1, max_size=many)
    return st.fixed_dictionaries({}, optional=kinds)


@given(records())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_what_comes_in_goes_out_again(record):
    read = to_parts(record)
    assert read.faults == []
    exported = to_record(read.parts)
    assert exported.record == record
    assert exported.losses == ()
    assert to_record(read.parts, strict=False).record == record


def test_each_of_the_84_fields_comes_back_by_itself():
    """The same, for every field in turn, so that none hides behind chance."""
    found = set()

    @given(st.data())
    @settings(max_examples=5, deadline=None)
    def one(name, data):
        record = {slots()[name].object: [{name: data.draw(values_of(name))}]}
        assert to_record(to_parts(record).parts).record == record

    for each in htcds_fields():
        one(each.name)
        found.add(each.name)
    assert len(found) == 84


@given(st.lists(st.tuples(an_object("Person"), an_object("PersonVictimContext"), an_object("Case")), max_size=3))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@pytest.mark.parametrize("name", ["json", "excel", "excel-multi", "survey-csv", "survey-json"])
def test_a_file_is_read_as_it_was_written(name, rows):
    form = FORMATS[name]
    wanted = {htcds()[column].name for column in columns_of(form)} if form.columns else set(htcds()._by_name)
    several = {"vic_ForcedLabourIndustry"}
    records = []
    for person, victim, case in rows:
        record = {
            kind: [{key: value for key, value in values.items() if key in wanted and key not in several}]
            for kind, values in (("Person", person), ("PersonVictimContext", victim), ("Case", case))
        }
        if name.startswith("survey"):
            for key in ("prs_Citizenship",):  # one answer in the survey form
                if key in record["Person"][0]:
                    record["Person"][0][key] = record["Person"][0][key][:1]
        record = {kind: values for kind, values in record.items() if values[0]}
        if record:
            records.append(record)
    if not records:
        return
    exported = [to_record(to_parts(record).parts) for record in records]
    data, losses = written(exported, form)
    assert losses == ()
    table = read_file(f"x.{form.ending}", data)
    again = [to_parts(row.record) for row in table.rows]
    assert [each.faults for each in again] == [[] for _ in records]
    assert [to_record(each.parts).record for each in again] == records


def test_ours_becomes_other_where_the_standard_is_kept_to_and_is_told():
    parts = {"exploitation": [{"type_of_exploitation": ["ForcedCriminality", "ForcedLabour"],
                               "means_of_control": ["RestrictsMovement", "UsesChildren"]}]}  # fmt: skip
    strict = to_record(parts)
    assert strict.record["PersonVictimContext"] == [
        {"vic_MethodsOfControl": ["Other"], "vic_TypeOfExploitation": ["ForcedLabour", "Other"]}
    ]
    assert {(loss.place, loss.why, loss.value) for loss in strict.losses} == {
        ("exploitation.type_of_exploitation", Why.EXTENSION, "ForcedCriminality"),
        ("exploitation.means_of_control", Why.EXTENSION, "RestrictsMovement"),
        ("exploitation.means_of_control", Why.EXTENSION, "UsesChildren"),
    }
    extended = to_record(parts, strict=False)
    assert extended.losses == ()
    assert to_parts(extended.record).parts == parts


@pytest.mark.parametrize(
    ("parts", "place", "why"),
    [
        ({"person": [{"birth_date": "1999-03"}]}, "person.birth_date", Why.PARTIAL_DATE),
        ({"person": [{"gender": {"missing": "refused"}}]}, "person.gender", Why.NO_ANSWER),
        ({"person": [{"called": "Nata"}]}, "person.called", Why.NO_PLACE),
        ({"address": [{"use": "home", "city": "Turin"}]}, "address.city", Why.SEVERAL),
        ({"identity_document": [{"type": "passport", "number": "X1"}]}, "identity_document.number", Why.SEVERAL),
        ({"exploitation": [{"industry": ["C_Manufacturing", "F_Construction"]}]}, "exploitation.industry", Why.SEVERAL),
        ({"location": [{"place": "here"}]}, "location.place", Why.NO_PLACE),
    ],
)
def test_what_has_no_place_in_the_standard_is_said(parts, place, why):
    assert (place, why) in {(loss.place, loss.why) for loss in to_record(parts).losses}


def test_where_somebody_is_now_and_how_she_is_reached_never_leave_with_the_standard():
    parts = {"location": [{"place": "SECRET"}], "contact": [{"code_word": "SECRET", "safe_contact": "SECRET"}],
             "person": [{"given_names": "Ana"}]}  # fmt: skip
    for strict in (True, False):
        exported = to_record(parts, strict=strict)
        for form in FORMATS.values():
            data, _losses = written([exported], form)
            assert b"SECRET" not in data


def test_what_may_not_be_told_is_left_out_and_said():
    parts = {"person": [{"given_names": "Ana"}], "exploitation": [{"age_when_trafficked": 15}]}
    exported = to_record(parts, allowed={"person"})
    assert exported.record == {"Person": [{"prs_FirstName": "Ana"}]}
    assert [(loss.place, loss.why) for loss in exported.losses] == [
        ("exploitation.age_when_trafficked", Why.NO_CONSENT)
    ]


def test_what_the_case_says_counts_before_what_a_file_said():
    parts = {"htcds_received": [{"status": "Closed", "owner": "Far away", "consent": False}]}
    assert to_record(parts).record["Case"] == [{"cas_Status": "Closed", "cas_CaseOwner": "Far away"}]
    facts = Facts(status="Active", owner="Amina", consent=True)
    record = to_record(parts, facts=facts).record
    assert record["Case"] == [{"cas_Status": "Active", "cas_CaseOwner": "Amina"}]
    assert record["Consent"] == [{"con_Consent": True}]


FAULTS = [
    ("Person", "prs_Gender", "Femenine"),
    ("Person", "prs_Birthdate", "05/03/1999"),
    ("Person", "prs_Birthdate", "2999-01-01"),
    ("Person", "prs_MobilePhone", "call me"),
    ("Person", "prs_Email", "nobody"),
    ("Person", "prs_Citizenship", "Atlantis"),
    ("Person", "prs_Citizenship", "Nigeria; Atlantis"),
    ("Person", "prs_NumberOfChildren", "two"),
    ("Person", "prs_Deceased", "maybe"),
    ("Person", "prs_MailingLatitude", "nan"),
    ("PersonVictimContext", "vic_TypeOfExploitation", "Slavery"),
    ("Case", "cas_Status", ["Active", "Closed"]),
    ("Case", "prs_FirstName", "Ana"),
    ("Person", "prs_ShoeSize", "38"),
    ("PersonVictimContext", "vic_AgeWhenTrafficked", -3),
]


@pytest.mark.parametrize(("kind", "name", "value"), FAULTS)
def test_what_cannot_be_kept_is_refused_and_nothing_is_guessed(kind, name, value):
    read = to_parts({kind: [{name: value}]})
    assert [(fault.name, bool(fault.rule)) for fault in read.faults] == [(name, True)]
    assert not any(rows for rows in read.parts.values())


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("vic_MethodsOfControl", "Debt bondage ;False promises", ["DebtBondage", "FalsePromises"]),
        ("vic_MethodsOfControl", "DebtBondage FalsePromises", ["DebtBondage", "FalsePromises"]),
        ("vic_ForcedLabourIndustry", "Water supply; sewerage, waste management and remediation; Construction",
         ["E_WaterSupplySewerageWasteManagement", "F_Construction"]),
        ("cas_Status", "Follow up", "FollowUp"),
        ("cas_ReasonForIncomingReferral", "Migration Or Change Of Location", "MigrationOrChangeOfLocation"),
        ("vic_RelationshipToTrafficker", "Unaquainted", "Unaquainted"),
        ("prs_Gender", "Not Specified/Unknown", "NonSpecifiedUnknown"),
        ("prs_Gender", "Feminine\xa0", "Feminine"),
        ("prs_Citizenship", "AF", ["AFG"]),
        ("prs_Birthdate", "1999-03-05T00:00:00", "1999-03-05"),
        ("con_Consent", "TRUE", True),
    ],
)  # fmt: skip
def test_the_tool_kits_own_spellings_are_understood(name, given, kept):
    slot = slots()[name]
    read = to_parts({slot.object: [{name: given}]})
    assert read.faults == []
    assert read.parts[slot.form.code][0][slot.fields[0].code] == kept


def test_a_number_that_is_kept_otherwise_than_it_was_written_is_told():
    read = to_parts({"Person": [{"prs_MobilePhone": "0039 06 123 456", "prs_FirstName": "Ana"}]})
    assert read.taken == [("prs_MobilePhone", "0039 06 123 456", "+3906123456")]


def test_an_excel_file_has_the_templates_columns_in_their_order(shared_htcds):
    import python_calamine

    data, _losses = written([to_record({"person": [{"given_names": "=1+1"}]})], FORMATS["excel-single"])
    ours = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Case Sheet")
    labels = ours.to_python(skip_empty_area=False)[1]
    for file in sorted((shared_htcds / "original/Excel").iterdir()):
        theirs = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        assert labels == theirs.to_python(skip_empty_area=False)[1]
    names = ours.to_python(skip_empty_area=False)[0]
    assert [htcds()[name].label["en"] for name in names[1:]] == labels[1:]


@pytest.mark.parametrize("file", ["HTCDS Excel Spreadsheet v2.0.xlsx",
    "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
    "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm"])  # fmt: skip
def test_the_templates_are_read_by_their_labels(shared_htcds, file):
    with pytest.raises(ValidationError, match="no case"):
        read_file(file, (shared_htcds / "original/Excel" / file).read_bytes())


NAMES = "prs_FirstName,prs_MailingCity,prs_MailingCountry,prs_MailingState,prs_MailingStreet,prs_MailingPostalCode"
LABELS = "First Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country"


def test_a_label_counts_before_the_name_above_it_and_that_is_said():
    table = read_file("x.csv", f"{NAMES}\n{LABELS}\nAna,Via Po 1,Turin,TO,10123,Italy\n".encode())
    assert table.rows[0].number == 3
    assert to_parts(table.rows[0].record).parts["address"] == [
        {"street": "Via Po 1", "city": "Turin", "state": "TO", "postal_code": "10123", "country": "ITA",
         "use": "mailing"}
    ]  # fmt: skip
    assert sum("the label was followed" in note for note in table.notes) == 4


def test_a_survey_file_is_read_by_its_names_and_its_own_columns_are_left():
    text = ("start,end,g/prs_First_Name,prs_Gender,vic_Methods_of_Control,__version__,_id,shoe size\n"
            "2026-01-01,2026-01-01,Ana,Feminine,DebtBondage TakesEarnings,v1,7,38\n")  # fmt: skip
    table = read_file("kobo.csv", text.encode())
    assert to_parts(table.rows[0].record).parts == {
        "person": [{"given_names": "Ana", "gender": "Feminine"}],
        "exploitation": [{"means_of_control": ["DebtBondage", "TakesEarnings"]}],
    }
    assert table.notes == ["Column “shoe size” is none of the standard's, and was not read."]
    rows = [{"_id": 7, "meta/instanceID": "x", "g/prs_First_Name": "Ana", "shoe": "38", "prs_Gender": ""}]
    table = read_file("kobo.json", json.dumps({"count": 1, "results": rows}).encode())
    assert table.rows[0].record == {"Person": [{"prs_FirstName": "Ana"}]}
    assert len(table.notes) == 1


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("x.exe", b"MZ", "Send an Excel"),
        ("x.json", b"{", "no JSON"),
        ("x.json", b'{"cases": [3]}', "list of objects"),
        ("x.json", b"[]", "no case"),
        ("x.csv", b"a,b\n1,2\n", "none of the standard|No column"),
        ("x.csv", b"prs_FirstName,First Name\nA,B\n", "Two columns"),
        ("x.csv", b"prs_FirstName\n", "no case|cannot be read"),
        ("x.xlsx", b"PK\x03\x04 nothing", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name, data, fault):
    with pytest.raises(ValidationError, match=fault):
        read_file(name, data)


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "'=x"])
def test_nothing_that_is_written_is_run_by_a_spreadsheet(text):
    exported = [to_record({"person": [{"given_names": text.strip()}]})]
    data, _losses = written(exported, FORMATS["survey-csv"])
    row = next(iter(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))))
    assert row["prs_First_Name"].startswith("'")
    assert to_parts(read_file("x.csv", data).rows[0].record).parts["person"] == [{"given_names": text.strip()}]
    import zipfile

    book, _losses = written(exported, FORMATS["excel"])
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_format_without_room_says_what_it_leaves_out():
    parts = {
        "organisation": [{"name": "Hotel"}],
        "exploitation": [{"means_of_control": ["DebtBondage", "TakesEarnings"], "age_when_trafficked": 15}],
        "htcds_outgoing_referral": [{"organisation": "A"}, {"organisation": "B"}],
    }
    exported = [to_record(parts)]
    assert written(exported, FORMATS["json"])[1] == ()
    told = {(loss.place, loss.why) for loss in written(exported, FORMATS["excel-single"])[1]}
    assert told == {
        ("organisation.name", Why.NO_COLUMN),
        ("exploitation.age_when_trafficked", Why.NO_COLUMN),
        ("exploitation.means_of_control", Why.SEVERAL),
        ("htcds_outgoing_referral.organisation", Why.SEVERAL),
    }
