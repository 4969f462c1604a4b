"""The forms as data: whole, in four languages, refused when they are wrong; what they take and how they ask it."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.sensitive.casework.conftest import fill

from palermo.codes import htcds_fields
from palermo.web.casework.actions.parts import part_of, save_fields
from palermo.web.casework.derived import may_be_child
from palermo.web.casework.forms import clean, form, forms, shown
from palermo.web.casework.forms._reading import read_form
from palermo.web.casework.lists import answers, resolve
from palermo.web.casework.models import Part
from palermo.web.casework.queries import values_of

LANGUAGES = ("en", "fr", "es", "ar")
NAMES_OF_PRODUCTS = {"recruitment-websites", "exploitation-websites"}
TABLES = {"country", "language"}


def test_every_field_of_the_standard_has_a_place():
    places = {field.htcds for each in forms().values() for field in each.fields} - {""}
    assert places == {field.name for field in htcds_fields()}
    assert len(places) == 84


def test_the_lists_are_the_standards_and_ours_beside_them():
    standard = {field.name: field for field in htcds_fields()}
    for each in forms().values():
        for field in each.fields:
            if not (field.htcds and standard[field.htcds].list):
                continue
            known = answers(field.codes)
            ours = [code for code, answer in known.items() if answer.standard != code]
            of_standard = set(answers(standard[field.htcds].list))
            assert set(known) - set(ours) <= of_standard
            assert {known[code].standard for code in ours} <= {"Other"}
            assert list(known)[-1] == "Other" or not ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_a_label_in_each_language(language):
    for each in forms().values():
        for field in each.fields:
            if field.codes and field.codes not in NAMES_OF_PRODUCTS | TABLES:
                bare = [code for code, answer in answers(field.codes).items() if not answer.label.get(language)]
                assert not bare, (field.codes, bare)


def test_no_label_calls_the_person_she_or_he():
    """The convention of decision 26: forms speak of the person."""
    words = json.dumps(
        [[f.label["en"], f.help.get("en", "")] for each in forms().values() for f in each.fields]
    ).lower()  # fmt: skip
    for pronoun in (" she ", " her ", " he ", " his ", " him ", " hers"):
        assert pronoun not in words


WHOLE = {"en": "a", "fr": "a", "es": "a", "ar": "a"}
GOOD = {
    "label": WHOLE,
    "fields": {
        "asked": {"kind": "yes_no", "label": WHOLE},
        "then": {"kind": "text", "label": WHOLE, "shown_if": {"asked": ["yes"]}},
    },
}


def broken(**changes):
    """A definition with one thing changed: `fields__then__kind` for a thing inside."""
    entry = json.loads(json.dumps(GOOD))
    for path, value in changes.items():
        *where, last = path.split("__")
        here = entry
        for step in where:
            here = here[step]
        here[last] = value
    return entry


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"colour": "red"}, "nobody reads"),
        ({"label": {"en": "a"}}, "not there in"),
        ({"opens": ["queen"]}, "no roles are called"),
        ({"opens": ["auditor"], "fills": ["supervisor"]}, "sees it"),
        ({"standard_row": {"asked": "x"}}, "form that repeats"),
        ({"fields__then__kind": "picture"}, "picture"),
        ({"fields__then__codes": "country"}, "list of answers"),
        ({"fields__then__kind": "code"}, "list of answers"),
        ({"fields__then__htcds": "prs_ShoeSize"}, "no such field"),
        ({"fields__then__find": "smell"}, "finds"),
        ({"fields__asked__find": "name"}, "sealed"),
        ({"fields__then__shown_if": {"later": ["yes"]}}, "no question before"),
        ({"fields__then__shown_if": {"asked": ["perhaps"]}}, "cannot be answered"),
        ({"fields__then__help": {"en": "a"}}, "not there in"),
        ({"fields__then": {"kind": "code", "label": WHOLE, "codes": "no-such-list"}}, "no list"),
        ({"fields__title": {"kind": "text", "label": WHOLE}}, "would get the field"),
        ({"fields__Then": {"kind": "text", "label": WHOLE}}, "small letters"),
    ],
)
def test_a_definition_that_is_wrong_is_refused_with_its_place(changes, fault):
    assert read_form("good", GOOD)["then"].shown_if == ("asked", frozenset({"yes"}))
    with pytest.raises(ValueError, match=fault):
        read_form("bad", broken(**changes))


@pytest.mark.parametrize(
    ("where", "given", "kept"),
    [
        ("person.primary_language", "kinyarwanda", "kin"),
        ("person.primary_language", "RW", "kin"),
        ("person.primary_language", "arabe", "ara"),
        ("person.citizenship", ["Nigéria", "gh"], ["GHA", "NGA"]),
        ("best_interest_determination.options", "return \n\n stay\n", ["return", "stay"]),
        ("address.latitude", "41,9", 41.9),
        ("address.latitude", "٤١.٩", 41.9),
        ("person.number_of_children", "٣", 3),
        ("person.primary_language", "Not known", {"missing": "unknown"}),
        ("person.gender", "missing:refused", {"missing": "refused"}),
        ("contact.mobile_phone", "0039 06 123-456", "+3906123456"),
        ("contact.other_accounts", "", None),
    ],
)
def test_what_a_field_takes(where, given, kept):
    name, code = where.split(".")
    assert clean(form(name)[code], given) == kept


@pytest.mark.parametrize(
    ("where", "given"),
    [
        ("person.primary_language", "klingonese"),
        ("person.gender", "Feminin"),  # of a short list an answer is chosen, and not looked up
        ("address.latitude", "nan"),
        ("address.latitude", "inf"),
        ("address.latitude", "north"),
        ("best_interest_determination.options", "\n".join("x" * 60)),
        ("best_interest_determination.options", ["x" * 301]),
    ],
)
def test_what_a_field_refuses(where, given):
    name, code = where.split(".")
    with pytest.raises(ValidationError):
        clean(form(name)[code], given)


def test_a_language_is_chosen_by_its_name_in_the_language_of_the_page():
    with translation.override("es"):
        assert shown(form("person")["primary_language"], "ara") == "árabe"
    assert resolve("language", "العربية") == "ara"


@given(st.text(max_size=40))
def test_a_text_names_one_answer_or_none(text):
    found = resolve("country", text)
    assert found is None or found in answers("country")


@pytest.mark.parametrize(
    ("values", "is_child"),
    [({"stated_age": 17}, True), ({"stated_age": 18}, False), ({"stated_age": 17, "birth_date": "1990"}, False),
     ({"stated_age": 30, "age_in_doubt": True}, True), ({}, False)],
)  # fmt: skip
def test_a_stated_age_counts_where_no_date_of_birth_is_known(values, is_child):
    assert may_be_child(values, date(2026, 6, 1)) is is_child


def test_where_somebody_is_now_is_shown_to_who_works_with_her_only(case, cast):
    fill(case, cast.worker, form="location", place="the house by the mill", kind_of_place="shelter")
    part = Part.objects.get(case=case, form="location")
    assert part.plain == {}
    cast.supervisor.roles = ["data_officer"]
    with pytest.raises(PermissionDenied):
        part_of(case=case, name="location", by=cast.supervisor)
    with pytest.raises(PermissionDenied):
        save_fields(part=part, given={"place": "x"}, based_on={}, by=cast.supervisor)


def test_a_document_is_found_by_its_number_and_an_alias_by_its_sound(case, cast):
    from palermo.web.casework.search import search

    fill(case, cast.worker, form="identity_document", number="AB-123 456")
    fill(case, cast.worker, form="alias", name="Svetlana")
    assert search(cast.worker, "ab123456")[0].case == case
    assert search(cast.worker, "Swetlana")[0].case == case


def test_every_form_can_be_opened_filled_and_read(cast, case, signed_in):
    """Each form once: what it offers, and what it keeps, in a browser without script."""
    fill(case, cast.worker, age_in_doubt="yes")
    browser: Client = signed_in(cast.worker)
    for each in forms().values():
        address = reverse("fill_in", args=[case.pk, each.code])
        page = browser.get(address).content.decode()
        assert f"<h1>{each.title}</h1>" in page
        for field in each.fields:
            assert f'name="{field.code}"' in page, (each.code, field.code)
        sent = {}
        for field in each.fields:
            if field.code == "age_in_doubt":
                sent[field.code] = "yes"
            elif field.codes:
                sent[field.code] = next(iter(answers(field.codes)))
            else:
                sent[field.code] = EXAMPLES[field.kind]
            sent[f"{field.code}.version"] = str(_versions(case, each.code).get(field.code, 0))
        answer = browser.post(reverse("save_form", args=[case.pk, each.code]), sent)
        assert answer.status_code == 302, (each.code, answer.content.decode()[:2000])
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    for each in forms().values():
        assert f'id="{each.code}"' in page


EXAMPLES = {
    "text": "Some text", "long_text": "Some text", "texts": "one\ntwo", "date": "2026-01-02", "partial_date": "1999-03",
    "phone": "+39 06 123456", "email": "a@example.org", "yes_no": "no", "number": "3", "decimal": "41.5",
}  # fmt: skip


def _versions(case, name):
    part = Part.objects.filter(case=case, form=name, gone=False).first()
    return part.versions if part and not form(name).repeats else {}


def test_one_of_several_is_taken_out_and_kept(case, cast, signed_in):
    fill(case, cast.worker, form="alias", name="Svetlana")
    part = Part.objects.get(case=case, form="alias")
    address = f"{reverse('take_out', args=[case.pk, 'alias'])}?part={part.pk}"
    assert signed_in(cast.colleague).post(address).status_code == 404
    assert signed_in(cast.worker).post(address).status_code == 302
    assert "Svetlana" not in signed_in(cast.worker).get(reverse("case", args=[case.pk])).content.decode()
    part.refresh_from_db()
    assert part.gone
    assert part.values["name"] == "Svetlana"
    assert signed_in(cast.worker).post(reverse("take_out", args=[case.pk, "person"])).status_code == 404


def test_forms_for_children_are_offered_for_children(case, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("fill_in", args=[case.pk, "guardian"])
    assert address not in browser.get(reverse("case", args=[case.pk])).content.decode()
    fill(case, cast.worker, age_in_doubt="yes")
    assert address in browser.get(reverse("case", args=[case.pk])).content.decode()


def test_a_name_known_in_the_case_is_offered(case, cast, signed_in):
    fill(case, cast.worker, form="organisation", name="Hotel Aurora")
    page = signed_in(cast.worker).get(reverse("fill_in", args=[case.pk, "exploitation"])).content.decode()
    assert '<option value="Hotel Aurora">' in page


def test_a_language_that_is_typed_is_kept_and_one_that_is_none_asked_again(case, cast, signed_in):
    browser = signed_in(cast.worker)
    address = reverse("save_form", args=[case.pk, "person"])
    kept = browser.post(address, {"only": "primary_language", "primary_language": "Somali"}).content.decode()
    assert 'value="Somali"' in kept
    assert values_of(case, "person")["primary_language"] == "som"
    asked = browser.post(address, {"only": "other_languages", "other_languages": ["tur", "Elvish"]}).content.decode()
    assert "none of the answers" in asked
    assert 'value="Elvish"' in asked


def test_the_largest_form_is_small_on_a_slow_line(case, cast, signed_in):
    import gzip

    page = signed_in(cast.worker).get(reverse("fill_in", args=[case.pk, "person"])).content
    assert len(gzip.compress(page)) < 25_000


def test_a_date_may_lie_in_the_future_where_it_is_planned(case, cast):
    day = (date.today() + timedelta(days=400)).isoformat()
    assert not fill(case, cast.worker, form="identity_document", expires_on=day).faults


def test_the_page_of_the_documentation_says_what_the_forms_say():
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    root = Path(__file__).parents[3]
    spec = spec_from_file_location("casework_forms", root / "scripts/casework_forms.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (root / "docs/reference/casework-forms.md").read_text(encoding="utf-8") == script.page(), (
        "run DJANGO_SETTINGS_MODULE=tests.settings_sensitive .venv/bin/python scripts/casework_forms.py"
    )
