"""The auditor's page: in words, by person, verb, case and day; a table to take along; and each look is recorded."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from palermo.web.accounts import actions, words
from palermo.web.audit.models import Entry
from palermo.web.audit.recording import record, recorded
from palermo.web.audit.sentences import label_of, sentence, told

CASE = uuid4()


def shown(browser, **asked):
    return [text for _entry, _who, text in browser.get(reverse("audit"), asked).context["rows"]]


def table(browser, **asked):
    answer = browser.post(reverse("audit_csv"), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def done(cast):
    """Something was done, and a case was read."""
    with recorded():
        record(cast.worker, "moon.seen", case=CASE, reason="=She called at night.")
    actions.change_user(user=cast.worker, roles=["supervisor"], teams=[cast.team], language="en", by=cast.administrator)
    return cast


def test_it_says_in_words_what_was_done(done, signed_in):
    found = shown(signed_in(done.auditor))
    assert found[:3] == [
        "Name of auditor signed in.",
        "Name of administrator changed the roles of Name of worker. Given: Supervisor. Taken away: Caseworker.",
        "Name of worker: moon.seen",
    ]


def test_it_is_asked_by_person_verb_case_and_day(done, signed_in):
    browser = signed_in(done.auditor)
    assert set(shown(browser, user="worker")) == {"Name of worker: moon.seen"}
    assert len(shown(browser, verb="user.roles_changed")) == 1
    assert shown(browser, case=CASE)[-1] == "Name of worker: moon.seen"
    today = timezone.now().date()
    assert shown(browser, since=today.isoformat(), until=today.isoformat())
    assert not shown(browser, until=(today - timedelta(days=1)).isoformat())
    assert not shown(browser, since=(today + timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    "asked", [{"user": "stranger"}, {"user": "nobody"}, {"case": "x"}, {"since": "yesterday"}, {"verb": "x"}]
)
def test_what_cannot_be_asked_is_said(done, signed_in, asked):
    answer = signed_in(done.auditor).get(reverse("audit"), asked)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert answer.context["rows"] == []


def test_it_has_pages_that_stand_still_while_more_is_done(done, signed_in):
    browser = signed_in(done.auditor)
    with recorded():
        for _ in range(120):
            record(done.worker, "moon.seen", case=CASE)
    numbers, more, answer = [], None, None
    while answer is None or more:
        answer = browser.get(reverse("audit"), {"verb": "moon.seen", **({"before": more} if more else {})})
        numbers += [entry.number for entry, _who, _text in answer.context["rows"]]
        more = answer.context["more"]
    assert len(numbers) == 121
    assert numbers == sorted(set(numbers), reverse=True)
    assert browser.get(reverse("audit"), {"before": "9" * 40}).status_code == 200


def test_each_look_is_recorded_and_each_export_before_it_leaves(done, signed_in):
    browser = signed_in(done.auditor)
    browser.get(reverse("audit"), {"user": "worker"})
    assert Entry.objects.get(verb="audit.read").detail == {"asked": {"actor": str(done.worker.pk)}}
    browser.post(reverse("audit_csv"), {"verb": "moon.seen"})
    assert Entry.objects.get(verb="audit.exported").detail == {"asked": {"verb": "moon.seen"}}


def test_the_table_holds_what_the_page_shows_and_no_formula(done, signed_in):
    actions.change_own(user=done.worker, name='=HYPERLINK("http://evil.example")', language="en")
    rows = table(signed_in(done.auditor), user="worker")
    read = next(row for row in rows if row["verb"] == "moon.seen")
    assert read["case"] == str(CASE)
    assert read["reason"] == "'=She called at night."
    assert read["user"].startswith("'=HYPERLINK")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert len(rows) == Entry.objects.filter(actor=done.worker.pk, organisation_id=done.a.pk).count()


def test_nothing_of_another_organisation_is_shown(done, signed_in):
    with recorded():
        record(done.stranger, "moon.seen", case=CASE)
    mine = signed_in(done.auditor)
    assert not any("stranger" in text for text in shown(mine))
    assert {row["user"] for row in table(mine, case=str(CASE))} == {"Name of worker", "Name of auditor"}


def test_an_entry_whose_thing_is_of_another_organisation_tells_no_name(done, signed_in):
    with recorded():
        record(done.auditor, "user.ended", done.stranger, organisation=done.a.pk)
    assert "Name of auditor ended the account of somebody." in shown(signed_in(done.auditor))


def test_every_verb_of_accounts_has_words(done):
    """Every verb that this app records stands in its table of words; no sentence lacks what its entries hold."""
    from pathlib import Path
    from re import findall

    import palermo.web.accounts as app

    text = "".join(path.read_text() for path in Path(app.__file__).parent.rglob("*.py"))
    recorded_here = set(findall(r'record\(\s*[^"()]*(?:\([^()]*\))?[^"()]*, "([a-z_]+\.[a-z_]+)"', text))
    assert len(recorded_here) > 20
    assert recorded_here - set(told()) == set()
    assert set(words.SENTENCES) - recorded_here == set()


def test_what_has_no_words_yet_is_said_by_its_name(db):
    entry = Entry(verb="moon.read", actor=None, detail={})
    assert sentence(entry, who="", thing="") == "The operator: moon.read"
    assert label_of("moon.read") == "moon.read"
    old = Entry(verb="user.invited", actor=uuid4(), detail={})
    assert sentence(old, who="", thing="Rosa") == "Somebody invited Rosa, with these roles: …."
