"""The pages of case work, as each of the cast meets them."""

import re

import pytest
from django.urls import reverse
from tests.sensitive.casework.conftest import fill

from palermo.web.audit.models import Entry
from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.models import Case, Conflict, Part
from palermo.web.casework.queries import values_of


def pages_of(case):
    """Every address of a case that is read."""
    return [
        reverse("case", args=[case.pk]),
        reverse("fill_in", args=[case.pk, "person"]),
        reverse("fill_in", args=[case.pk, "exploitation"]),
    ]


def test_a_worker_walks_from_a_search_to_a_filled_form(cast, signed_in):
    browser = signed_in(cast.worker)
    assert "Make a new case" in browser.post(reverse("find"), {"text": "Amira Nasser"}).content.decode()
    answer = browser.post(reverse("make_case"))
    case = Case.objects.get()
    assert answer.url == reverse("fill_in", args=[case.pk, "person"])
    answer = browser.post(
        reverse("save_form", args=[case.pk, "person"]),
        {"given_names": "Amira", "family_names": "Nasser", "citizenship": ["SYR", "IRQ"], "age_in_doubt": "yes"},
    )
    assert answer.url == reverse("case", args=[case.pk])
    page = browser.get(answer.url).content.decode()
    assert "Amira Nasser" in page
    assert "Child, or may be one" in page
    assert browser.post(reverse("find"), {"text": "Amira"}).content.decode().count(str(case.pk)) == 1


def test_one_field_is_saved_by_itself(case, cast, signed_in):
    browser = signed_in(cast.worker)
    answer = browser.post(
        reverse("save_form", args=[case.pk, "person"]), {"only": "called", "called": "Nata", "called.version": "0"}
    ).content.decode()
    assert "Kept" in answer
    assert "<html" not in answer
    assert 'name="called.version" value="1"' in answer
    assert values_of(case, "person")["given_names"] == "Наталья"


def test_a_field_that_somebody_else_changed_asks(case, cast, signed_in):
    fill(case, cast.supervisor, family_names="Petrova")
    answer = signed_in(cast.worker).post(
        reverse("save_form", args=[case.pk, "person"]),
        {"only": "family_names", "family_names": "Ivanenko", "family_names.version": "1"},
    ).content.decode()  # fmt: skip
    assert "Petrova" in answer
    conflict = Conflict.objects.get()
    day = signed_in(cast.worker).get(reverse("my_day")).content.decode()
    assert "To be decided" in day
    signed_in(cast.worker).post(reverse("decide", args=[case.pk, conflict.pk]), {"keep": "mine"})
    assert values_of(case, "person")["family_names"] == "Ivanenko"


def test_a_fault_stands_beside_its_field_and_what_was_written_is_not_lost(case, cast, signed_in):
    answer = signed_in(cast.worker).post(
        reverse("save_form", args=[case.pk, "person"]), {"birth_date": "31.12.1999", "birth_date.version": "1"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#birth_date"' in page
    assert 'value="31.12.1999"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker", 200), ("supervisor", 200), ("colleague", 302), ("far_colleague", 302), ("recipient", 404),
     ("data_officer", 404), ("protection_officer", 404), ("auditor", 404), ("administrator", 404), ("stranger", 404),
     ("foreign_administrator", 404)],
)  # fmt: skip
def test_who_sees_a_case(case, cast, signed_in, who, status):
    first, *others = pages_of(case)
    browser = signed_in(getattr(cast, who))
    assert browser.get(first).status_code == status
    for page in others:
        assert browser.get(page).status_code == (200 if status == 200 else 404)


@pytest.mark.parametrize("who", ["stranger", "recipient", "auditor", "administrator", "colleague"])
def test_nobody_changes_what_is_not_hers(case, cast, signed_in, who):
    browser, before = signed_in(getattr(cast, who)), values_of(case, "person")
    for address, sent in (
        (reverse("save_form", args=[case.pk, "person"]), {"called": "x"}),
        (reverse("move_case", args=[case.pk]), {"to": "on_hold", "version": case.version}),
    ):
        assert browser.post(address, sent).status_code == 404
    case.refresh_from_db()
    assert (case.state, values_of(case, "person")) == ("intake", before)


def test_breaking_the_glass_by_hand(case, cast, signed_in):
    browser = signed_in(cast.colleague)
    glass = browser.get(reverse("case", args=[case.pk])).url
    assert browser.post(glass, {"reason": "urgent"}).status_code == 422
    browser.post(glass, {"reason": "She is at the door and her worker is away."})
    assert "Наталья" in browser.get(reverse("case", args=[case.pk])).content.decode()
    day = signed_in(cast.worker).get(reverse("my_day")).content.decode()
    assert "She is at the door" in day
    assert "Name of colleague" in day


def test_hidden_names_are_on_no_page(case, cast, signed_in):
    browser = signed_in(cast.worker)
    browser.post(reverse("mask"))
    for page in (reverse("my_day"), reverse("cases"), reverse("case", args=[case.pk])):
        text = browser.get(page).content.decode()
        assert "Наталья" not in text
        assert "Ivanova" not in text


def test_nothing_of_a_person_is_in_a_title_or_an_address(case, cast, signed_in):
    browser = signed_in(cast.worker)
    for page in [reverse("my_day"), reverse("cases"), *pages_of(case)]:
        text = browser.get(page).content.decode()
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]
        assert "Ivanova" not in title
        assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', text) if "Ivanova" in link]


def test_a_list_is_narrowed_and_goes_on(cast, signed_in):
    for _ in range(55):
        make_case(by=cast.worker)
    browser = signed_in(cast.worker)
    first = browser.get(reverse("cases"), {"whose": "mine", "state": "intake"}).content.decode()
    assert first.count('class="case-number"') == 50
    older = re.search(r'class="button" href="(\?[^"]*)"', first)[1].replace("&amp;", "&")
    assert browser.get(reverse("cases") + older).content.decode().count('class="case-number"') == 5
    assert "There is no such case" in browser.get(reverse("cases"), {"state": "closed"}).content.decode()


def test_the_queries_of_a_list_do_not_grow(cast, signed_in, django_assert_max_num_queries):
    for _ in range(10):
        fill(make_case(by=cast.worker), cast.worker, given_names="Amira")
    browser = signed_in(cast.worker)
    browser.get(reverse("cases"))
    with django_assert_max_num_queries(10):
        browser.get(reverse("cases"))


def test_every_opening_is_recorded(case, cast, signed_in):
    signed_in(cast.supervisor).get(reverse("case", args=[case.pk]))
    assert Entry.objects.filter(verb="case.read", case=case.pk, actor=cast.supervisor.pk).count() == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_what_is_written_is_shown_and_not_run(case, cast, signed_in, text):
    fill(case, cast.worker, called=text)
    browser = signed_in(cast.worker)
    for answer in (browser.get(reverse("case", args=[case.pk])), browser.post(reverse("find"), {"text": text})):
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in page or text != "{{ 7*7 }}" or "{{ 7*7 }}" in page


def test_a_page_of_a_case_is_small(case, cast, signed_in):
    import gzip

    answer = signed_in(cast.worker).get(reverse("fill_in", args=[case.pk, "person"]))
    assert len(gzip.compress(answer.content)) < 20_000
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_part_that_is_of_another_case_is_not_there(case, cast, signed_in):
    other = make_case(by=cast.supervisor)
    fill(other, cast.supervisor, given_names="Amira")
    part = Part.objects.get(case=other)
    browser = signed_in(cast.worker)
    address = reverse("save_form", args=[case.pk, "person"])
    assert browser.post(f"{address}?part={part.pk}", {"called": "x"}).status_code == 404
    assert browser.get(f"{reverse('fill_in', args=[case.pk, 'person'])}?part=x").status_code == 404
