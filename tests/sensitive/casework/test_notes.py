"""Notes, files, the timeline, and who has seen a case."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.casework.conftest import fill

from palermo.errors import InputError
from palermo.web.casework.actions.cases import assign_case, break_glass
from palermo.web.casework.actions.notes import attach, take_out_attachment, write_note
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Attachment, Note
from palermo.web.casework.notes import templates
from palermo.web.casework.timeline import timeline
from palermo.web.vault.files import place_of

TEXT = b"She brought this letter along.\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.VAULT_FILES = tmp_path / "files"


def test_a_contact_is_noted_and_the_case_is_not_silent(case, cast):
    write_note(case=case, text="She is well.", by=cast.worker)
    case.refresh_from_db()
    assert case.contact_at is None
    note = write_note(case=case, text="She called.", by=cast.worker, kind="telephone")
    case.refresh_from_db()
    assert case.contact_at == note.at
    earlier = timezone.now() - timedelta(days=3)
    write_note(case=case, text="We met.", by=cast.worker, kind="in_person", at=earlier)
    case.refresh_from_db()
    assert case.contact_at == note.at


def test_a_correction_stands_in_the_place_of_a_note_which_is_kept(case, cast):
    first = write_note(case=case, text="She has two children.", by=cast.worker)
    write_note(case=case, text="She has three children.", by=cast.supervisor, corrects=first)
    told = " ".join(each.text for each in timeline(case))
    assert "three children" in told
    assert "two children" not in told
    assert Note.objects.count() == 2
    with pytest.raises(ValidationError, match="already"):
        write_note(case=case, text="Four.", by=cast.worker, corrects=first)


@pytest.mark.parametrize(
    ("given", "said"),
    [({"text": "  "}, "nothing"), ({"text": "x" * 20_001}, "too long"), ({"text": "x", "kind": "gossip"}, "kinds"),
     ({"text": "x", "at": timezone.now() + timedelta(days=1)}, "plan")],
)  # fmt: skip
def test_what_is_no_note(case, cast, given, said):
    with pytest.raises(ValidationError, match=said):
        write_note(case=case, by=cast.worker, **given)


@pytest.mark.parametrize("who", ["colleague", "stranger", "recipient", "auditor", "administrator"])
def test_nobody_else_writes_or_attaches(case, cast, who):
    other = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        write_note(case=case, text="x", by=other)
    with pytest.raises(PermissionDenied):
        attach(case=case, file=BytesIO(TEXT), name="letter.txt", by=other)
    assert not Attachment.objects.exists()


def test_a_file_is_kept_given_back_and_taken_out(case, cast, signed_in, django_capture_on_commit_callbacks):
    browser = signed_in(cast.worker)
    sent = SimpleUploadedFile("Brief von Наталья.txt", TEXT)
    browser.post(reverse("attach", args=[case.pk]), {"file": sent, "about": "A letter"})
    kept = Attachment.objects.get()
    assert (kept.kind, kept.scan) == ("text", "not_scanned")
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "Brief von Наталья.txt" in page
    assert "not scanned for malware" in page
    assert b"letter" not in place_of(kept.file).read_bytes()
    answer = browser.get(reverse("attached", args=[case.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == TEXT
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    with django_capture_on_commit_callbacks(execute=True):
        take_out_attachment(attachment=kept, by=cast.worker)
    assert not place_of(kept.file).exists()
    assert browser.get(reverse("attached", args=[case.pk, kept.pk])).status_code == 404


@pytest.mark.parametrize(("name", "content"), [("x.html", b"<script>alert(1)</script>"), ("x.pdf", b"MZ\x90\x00")])
def test_what_is_not_taken_is_said_and_nothing_is_left(case, cast, signed_in, name, content):
    with pytest.raises(InputError):
        attach(case=case, file=BytesIO(content), name=name, by=cast.worker)
    browser = signed_in(cast.worker)
    answer = browser.post(reverse("attach", args=[case.pk]), {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.context["messages"]
    assert not Attachment.objects.exists()


def test_a_file_of_another_case_is_not_there(case, cast, signed_in):
    kept = attach(case=case, file=BytesIO(TEXT), name="letter.txt", by=cast.worker)
    for who in (cast.stranger, cast.colleague, cast.auditor):
        assert signed_in(who).get(reverse("attached", args=[case.pk, kept.pk])).status_code == 404


def test_the_timeline_tells_everything_the_latest_first(case, cast, signed_in):
    assign_case(case=case, to=cast.colleague, by=cast.supervisor, reason="Her worker is on leave.")
    break_glass(case=case, by=cast.far_colleague, reason="She stands at the door at night.")
    write_note(case=case, text="She slept here.", by=cast.far_colleague, kind="in_person")
    attach(case=case, file=BytesIO(TEXT), name="letter.txt", by=cast.far_colleague)
    told = timeline(case)
    assert [each.at for each in told] == sorted((each.at for each in told), reverse=True)
    whole = " ".join(f"{each.what} {each.text}" for each in told)
    for words in ("The case was made", "Given names", "on leave", "at the door", "slept here", "letter.txt"):
        assert words in whole
    page = signed_in(cast.supervisor).get(reverse("timeline", args=[case.pk])).content.decode()
    assert "She slept here." in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("protection_officer", 200), ("worker", 404), ("colleague", 404), ("auditor", 404),
     ("stranger", 404), ("administrator", 404)],
)  # fmt: skip
def test_who_sees_who_has_seen_a_case(case, cast, signed_in, who, status):
    fill(case, cast.worker, called="Nata")
    signed_in(cast.worker).get(reverse("case", args=[case.pk]))
    answer = signed_in(getattr(cast, who)).get(reverse("access", args=[case.pk]))
    assert answer.status_code == status
    if status == 200:
        page = answer.content.decode()
        assert "Name of worker read the case." in page
        assert "Ivanova" not in page


def test_a_note_is_written_from_a_template_by_hand(case, cast, signed_in):
    browser = signed_in(cast.worker)
    page = browser.get(reverse("note", args=[case.pk]), {"template": "night"}).content.decode()
    assert "What the morning should know" in page
    answer = browser.post(reverse("note", args=[case.pk]), {"text": "A calm night.", "kind": "handover", "at": "soon"})
    assert answer.status_code == 422
    assert "A calm night." in answer.content.decode()
    browser.post(reverse("note", args=[case.pk]), {"text": "A calm night.", "kind": "handover", "at": ""})
    assert Note.objects.get().text == "A calm night."


def test_every_template_is_of_a_kind_that_is_there():
    assert {each.kind for each in templates().values()} <= set(answers("note-kinds"))
    assert all(set(each.lines) == {"en", "fr", "es", "ar"} for each in templates().values())
