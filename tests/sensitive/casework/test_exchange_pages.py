"""Files that come in and go out, on their pages: reviewed, made once, by who may, with what was agreed to."""

import csv
import io
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.sensitive.casework.conftest import fill
from tests.sensitive.casework.test_consent import agree

from palermo.web.audit.models import Entry
from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.actions.consent import add_recipient
from palermo.web.casework.actions.exchange import export_cases, make_cases, read_batch
from palermo.web.casework.exchange import FORMATS, read_file, to_parts
from palermo.web.casework.models import Case, Change, ImportBatch
from palermo.web.casework.queries import values_of

FILE = (
    "prs_FirstName,prs_SecondName,prs_Gender,prs_MobilePhone,con_Consent,cas_Status\n"
    "Amira,Nasser,Feminine,0039 06 777 888,TRUE,Active\n"
    "Наталья,Ivanova,Feminine,,TRUE,Active\n"
    "Bad,Gender,Femenine,,TRUE,Active\n"
    "Said,No,Masculine,,FALSE,Active\n"
)
ROWS = {"Amira": 2, "Наталья": 3, "Bad": 4, "Said": 5}


def sent(browser, text=FILE, name="cases.csv"):
    """A file, sent; the address that follows."""
    return browser.post(reverse("import_file"), {"file": SimpleUploadedFile(name, text.encode())})


def test_a_file_is_looked_through_and_made_into_cases_once(case, cast, signed_in):
    browser = signed_in(cast.worker)
    answer = sent(browser)
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("import_batch", args=[batch.pk])
    assert (batch.total, batch.refused, batch.made) == (4, 2, 0)
    assert Case.objects.count() == 1
    page = browser.get(answer.url).content.decode()
    assert 'value="2" checked' in page  # nobody like her is known
    assert 'value="3">' in page  # Natalia may be known: not ticked
    assert case.number in page
    assert "“0039 06 777 888” is kept as “+3906777888”." in page
    assert 'value="4"' not in page
    assert "Write one of: Feminine, Masculine" in page
    chosen = {"row": ["2", "4", "5"]}
    browser.post(reverse("import_make", args=[batch.pk]), chosen)
    made = Case.objects.exclude(pk=case.pk).get()
    assert made.owner == cast.worker
    assert values_of(made, "person")["given_names"] == "Amira"
    assert values_of(made, "contact")["mobile_phone"] == "+3906777888"
    assert values_of(made, "htcds_received") == {"consent": True, "status": "Active"}
    assert set(Change.objects.filter(case=made).values_list("code", flat=True)) == {"import"}
    browser.post(reverse("import_make", args=[batch.pk]), chosen)
    assert Case.objects.count() == 2
    verbs = list(Entry.objects.filter(actor=cast.worker.pk).values_list("verb", flat=True))
    assert verbs.count("import.read") == 1
    assert verbs.count("import.made") == 1
    assert "Amira" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_what_was_refused_comes_as_a_table_that_says_what_to_do(cast, signed_in):
    browser = signed_in(cast.worker)
    sent(browser, FILE.replace("Femenine", "=cmd()"), "=1+1.csv")
    batch = ImportBatch.objects.get()
    data = browser.get(reverse("import_refused", args=[batch.pk])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [(row["file"], row["row"], row["column"], row["value"]) for row in rows] == [
        ("'=1+1.csv", "4", "prs_Gender", "'=cmd()"),
        ("'=1+1.csv", "5", "con_Consent", "FALSE"),
    ]
    assert all(row["rule"] and row["remedy"] for row in rows)


def test_what_waits_is_sealed_and_can_be_taken_away(cast, signed_in):
    browser = signed_in(cast.worker)
    sent(browser, name="Amira Nasser.csv")
    batch = ImportBatch.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, content FROM casework_importbatch")
        kept = b"".join(bytes(each) for each in cursor.fetchone())
    assert b"Amira" not in kept
    browser.post(reverse("import_discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.content is None
    assert browser.get(reverse("import_batch", args=[batch.pk])).status_code == 404


SENDS = {"worker": 200, "colleague": 200, "supervisor": 200, "recipient": 403, "data_officer": 403, "auditor": 403,
         "protection_officer": 403, "administrator": 403, "stranger": 200}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), SENDS.items())
def test_who_may_send_a_file_and_nobody_sees_anothers(cast, signed_in, who, status):
    user = getattr(cast, who)
    assert signed_in(user).get(reverse("import_file")).status_code == status
    batch = read_batch(name="cases.csv", data=FILE.encode(), by=cast.worker)
    if user != cast.worker:
        for name in ("import_batch", "import_refused"):
            assert signed_in(user).get(reverse(name, args=[batch.pk])).status_code == 404
        for name in ("import_make", "import_discard"):
            assert signed_in(user).post(reverse(name, args=[batch.pk]), {"row": "2"}).status_code == 404
        with pytest.raises(PermissionDenied):
            make_cases(batch=batch, chosen={2}, by=user)
    assert not Case.objects.exists()


def test_a_file_that_is_none_is_refused_on_the_page(cast, signed_in):
    answer = sent(signed_in(cast.worker), "MZ", "virus.exe")
    assert answer.status_code == 422
    assert "Send an Excel" in answer.content.decode()
    assert signed_in(cast.worker).post(reverse("import_file")).status_code == 422


def test_all_of_a_press_is_made_or_nothing(cast, monkeypatch):
    from palermo.web.casework.actions import exchange

    batch = read_batch(name="cases.csv", data=FILE.encode(), by=cast.worker)
    made = exchange._made

    def breaks(parts, number, by):
        if number == 3:
            raise RuntimeError
        return made(parts, number, by)

    monkeypatch.setattr(exchange, "_made", breaks)
    with pytest.raises(RuntimeError):
        make_cases(batch=batch, chosen={2, 3}, by=cast.worker)
    assert not Case.objects.exists()
    batch.refresh_from_db()
    assert batch.made == 0


@pytest.fixture
def clinic(cast):
    """Somebody to whom a case may be given."""
    return add_recipient(name="Clinic of Dr. Amari", by=cast.worker)


def wanted(recipient, form="json", strict="strict", **more):
    """What the page of an export sends."""
    return {"recipient": str(recipient.pk), "form": form, "strict": strict, **more}


def test_without_a_yes_nothing_leaves(case, cast, clinic, signed_in):
    browser, address = signed_in(cast.worker), reverse("export_case", args=[case.pk])
    page = browser.post(address, wanted(clinic)).content.decode()
    assert "0 cases would leave" in page
    assert 'name="download"' not in page
    answer = browser.post(address, wanted(clinic, download="yes"))
    assert answer.status_code == 409
    assert not Entry.objects.filter(verb="case.exported").exists()
    with pytest.raises(ValidationError, match="one recipient"):
        export_cases(cases=[case], recipient=None, form=FORMATS["json"], strict=True, by=cast.worker)


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_agreed_to_leaves_and_the_rest_is_said(case, cast, clinic, signed_in, form):
    fill(case, cast.worker, form="exploitation", type_of_exploitation=["ForcedCriminality"])
    fill(case, cast.worker, form="contact", mobile_phone="+39 06 1234567", code_word="lemon")
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity", "story"])
    browser, address = signed_in(cast.worker), reverse("export_case", args=[case.pk])
    page = browser.post(address, wanted(clinic, form)).content.decode()
    assert "1 case would leave" in page
    assert "The person did not agree that this is shared with this recipient." in page
    assert "written as “Other”" in page
    answer = browser.post(address, wanted(clinic, form, download="yes"))
    assert answer.status_code == 200
    assert "Наталья" not in answer.headers["Content-Disposition"]
    assert b"1234567" not in answer.content
    assert b"lemon" not in answer.content
    parts = to_parts(read_file(f"x.{FORMATS[form].ending}", answer.content).rows[0].record).parts
    assert parts["person"][0]["given_names"] == "Наталья"
    assert parts["exploitation"][0]["type_of_exploitation"] == ["Other"]
    assert "contact" not in parts
    assert parts["htcds_received"][0]["consent"] is True
    entry = Entry.objects.get(verb="case.exported")
    assert (entry.case, entry.detail["groups"]) == (case.pk, ["identity", "story"])


def test_codes_of_ours_are_kept_where_that_is_asked_for(case, cast, clinic, signed_in):
    fill(case, cast.worker, form="exploitation", type_of_exploitation=["ForcedCriminality"])
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity", "story"])
    sent_back = signed_in(cast.worker).post(
        reverse("export_case", args=[case.pk]), wanted(clinic, strict="extended", download="yes")
    )
    record = json.loads(sent_back.content)["cases"][0]
    assert record["PersonVictimContext"] == [{"vic_TypeOfExploitation": ["ForcedCriminality"]}]
    assert record["Person"][0]["prs_Birthdate"] == "1999-03"
    assert "IOM, CC BY 4.0" in json.loads(sent_back.content)["credit"]


EXPORTS = {
    "worker": 200, "supervisor": 200, "colleague": 404, "far_colleague": 404, "recipient": 404, "data_officer": 404,
    "protection_officer": 404, "auditor": 404, "administrator": 404, "stranger": 404,
}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), EXPORTS.items())
def test_who_may_export_a_case(case, cast, clinic, signed_in, who, status):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity"])
    user = getattr(cast, who)
    address = reverse("export_case", args=[case.pk])
    assert signed_in(user).get(address).status_code == status
    answer = signed_in(user).post(address, wanted(clinic, download="yes"))
    assert answer.status_code == status
    if status == 404:
        with pytest.raises(PermissionDenied):
            export_cases(cases=[case], recipient=clinic, form=FORMATS["json"], strict=True, by=user)


def test_a_list_holds_the_cases_in_reach_in_which_somebody_agreed(case, cast, clinic, signed_in):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity"])
    silent = make_case(by=cast.worker)
    other = make_case(by=cast.far_colleague)
    agree(other, cast.far_colleague, "record", "share", recipient=clinic, groups=["identity"])
    browser = signed_in(cast.worker)
    page = browser.post(reverse("export_list"), wanted(clinic)).content.decode()
    assert "1 case would leave" in page
    assert silent.number in page
    assert other.number not in page
    answer = browser.post(reverse("export_list"), wanted(clinic, download="yes"))
    assert len(json.loads(answer.content)["cases"]) == 1
    assert signed_in(cast.auditor).get(reverse("export_list")).status_code == 403
    assert browser.post(reverse("export_list"), wanted(clinic, form="picture")).status_code == 422


def test_a_recipient_of_another_house_receives_nothing(case, cast, clinic, signed_in):
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity"])
    foreign = add_recipient(name="Foreign", by=cast.stranger)
    answer = signed_in(cast.worker).post(reverse("export_case", args=[case.pk]), wanted(foreign, download="yes"))
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        export_cases(cases=[case], recipient=foreign, form=FORMATS["json"], strict=True, by=cast.worker)


def test_a_case_of_a_file_goes_out_as_it_came_in(cast, clinic):
    record = {
        "Person": [{"prs_FirstName": "Ana", "prs_IdentityNumber": "X-12 3"}],
        "PersonVictimContext": [{"vic_AgeWhenTrafficked": 15, "vic_Vulnerabilities": ["Poverty"]}],
        "Case": [{"cas_Status": "FollowUp", "cas_CaseOwner": "Far away"}],
        "OutgoingReferral": [{"cas_ReferredOrganisation": "A"}, {"cas_ReferredOrganisation": "B"}],
        "SupportPlan": [{"spl_Type": "Legal"}],
        "Consent": [{"con_Consent": True}],
    }
    batch = read_batch(name="x.json", data=json.dumps({"cases": [record]}).encode(), by=cast.worker)
    (case,) = make_cases(batch=batch, chosen={1}, by=cast.worker)
    agree(case, cast.worker, "record", "share", recipient=clinic, groups=["identity", "story", "needs"])
    sent_back = export_cases(cases=[case], recipient=clinic, form=FORMATS["json"], strict=True, by=cast.worker)
    assert json.loads(sent_back.data)["cases"] == [record]
