"""What an administrator can do with people, and what nobody can: more than her role, and past her organisation."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from palermo.web.accounts import actions, queries
from palermo.web.accounts.models import Team, User
from palermo.web.audit.models import Entry

WORK = {"roles": ["caseworker"], "language": "en"}


def verbs(cast, user):
    found = Entry.objects.filter(organisation_id=cast.a.pk, object=str(user.pk), actor=cast.administrator.pk)
    return list(found.order_by("number").values_list("verb", flat=True))


def page(browser, user):
    return browser.get(reverse("person", args=[user.pk])).content.decode()


def test_somebody_is_invited_and_the_link_is_shown_once(cast, signed_in):
    browser = signed_in(cast.administrator)
    asked = {
        "name": "Rosa Conti",
        "username": "Rosa",
        "roles": ["caseworker", "supervisor"],
        "teams": [cast.team.pk],
        "language": "en",
    }
    answer = browser.post(reverse("invite"), asked)
    rosa = User.objects.get(username="rosa")
    assert answer.headers["Location"] == reverse("person", args=[rosa.pk])
    assert (rosa.name, rosa.roles, rosa.organisation_id) == ("Rosa Conti", ["caseworker", "supervisor"], cast.a.pk)
    assert [team.pk for team in rosa.teams.all()] == [cast.team.pk]
    first, second = page(browser, rosa), page(browser, rosa)
    assert first.count("http://testserver/accounts/invitation/") == 1
    assert "/accounts/invitation/" not in second
    assert verbs(cast, rosa) == ["user.invited"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "worker"}, "already exists"), ({"username": "x"}, "Small letters"),
        ({"username": "rosa conti"}, "Small letters"), ({"username": "<b>rosa"}, "Small letters"),
        ({"roles": []}, "Choose a role"), ({"roles": ["queen"]}, "not one of the available choices"),
        ({"name": ""}, "required"), ({"teams": ["foreign"]}, "not one of the available choices"),
        ({"language": "xx"}, "not one of the available choices"),
    ],
)  # fmt: skip
def test_an_invitation_that_cannot_be(cast, signed_in, change, told):
    foreign = actions.make_team(organisation=cast.b, name="Foreign", by=None)
    asked = {"name": "Rosa", "username": "rosa", "roles": ["caseworker"], "language": "en", **change}
    if "teams" in change:
        asked["teams"] = [foreign.pk]
    answer = signed_in(cast.administrator).post(reverse("invite"), asked)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not User.objects.filter(username="rosa").exists()


MORE = {
    "is_active": "", "organisation": "B", "organisation_id": "B", "password": "x", "pin": "1", "username": "queen",
    "has_factor": "", "conduct_version": "9", "name": "Queen", "email": "queen@example.org", "id": "1",
}  # fmt: skip


def test_a_form_takes_its_own_fields_and_no_others(cast, signed_in):
    before = User.objects.filter(pk=cast.worker.pk).values().get()
    asked = {**WORK, **MORE, "organisation": cast.b.pk, "organisation_id": cast.b.pk, "roles": ["supervisor"]}
    signed_in(cast.administrator).post(reverse("person", args=[cast.worker.pk]), asked)
    after = User.objects.filter(pk=cast.worker.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"roles"}


def test_of_herself_somebody_changes_name_and_language_and_nothing_else(cast, signed_in):
    browser = signed_in(cast.worker)
    before = User.objects.filter(pk=cast.worker.pk).values().get()
    asked = {
        **MORE,
        "name": "Another name",
        "language": "en",
        "roles": ["administrator"],
        "teams": [cast.other_team.pk],
    }
    assert browser.post(reverse("details"), asked).status_code == 302
    worker = User.objects.get(pk=cast.worker.pk)
    after = User.objects.filter(pk=cast.worker.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"name"}
    assert worker.name == "Another name"
    assert [team.pk for team in worker.teams.all()] == [cast.team.pk]


def test_names_are_shown_as_they_are_and_not_run(cast, signed_in):
    actions.change_own(user=cast.worker, name="<script>alert(1)</script>", language="en")
    browser = signed_in(cast.administrator)
    for told in (page(browser, cast.worker), browser.get(reverse("people")).content.decode()):
        assert "<script>alert" not in told
        assert "&lt;script&gt;" in told


def test_roles_and_teams_change_at_once_for_who_is_signed_in(cast, signed_in):
    theirs = signed_in(cast.colleague)
    assert theirs.get(reverse("audit")).status_code == 403
    asked = {"roles": ["auditor"], "teams": [cast.other_team.pk], "language": "en"}
    assert signed_in(cast.administrator).post(reverse("person", args=[cast.colleague.pk]), asked).status_code == 302
    assert theirs.get(reverse("audit")).status_code == 200
    changed = Entry.objects.get(verb="user.roles_changed")
    assert changed.detail == {"given": ["auditor"], "taken": ["caseworker"]}
    assert verbs(cast, cast.colleague) == ["user.roles_changed", "user.teams_changed"]


def test_nobody_gives_herself_a_role_or_ends_herself(cast, signed_in):
    browser = signed_in(cast.administrator)
    me = reverse("person", args=[cast.administrator.pk])
    answer = browser.post(me, {"roles": ["administrator", "caseworker"], "language": "en"})
    assert "by another administrator only" in answer.content.decode()
    assert browser.post(me, {"roles": ["administrator"], "language": "en"}).status_code == 302
    for name in ("deactivate", "invite_again", "remove_factors"):
        told = browser.post(reverse(name, args=[cast.administrator.pk]), follow=True).content.decode()
        assert "another administrator only" in told or "on your own page" in told
    assert User.objects.get(pk=cast.administrator.pk).is_active


def test_the_last_administrator_stays(cast, signed_in):
    second, _token = actions.invite(
        organisation=cast.a, username="second", name="Second", roles=["administrator"], by=cast.administrator
    )
    for act in (
        lambda: actions.deactivate(user=cast.administrator, by=second),
        lambda: actions.change_user(user=cast.administrator, roles=["auditor"], teams=[], language="en", by=second),
        lambda: actions.deactivate(user=cast.administrator, by=None),
    ):
        with pytest.raises(ValidationError, match="last administrator"):
            act()
    second.set_password("nine-loud-kettles")
    second.save()
    actions.deactivate(user=cast.administrator, by=second)
    assert not User.objects.get(pk=cast.administrator.pk).is_active
    with pytest.raises(ValidationError, match="last administrator"):
        actions.deactivate(user=second, by=None)


def test_an_account_ends_and_is_taken_up_again(cast, signed_in):
    browser, theirs = signed_in(cast.administrator), signed_in(cast.worker)
    assert (
        "Her account has ended"
        in browser.post(reverse("deactivate", args=[cast.worker.pk]), follow=True).content.decode()
    )
    assert theirs.get(reverse("me")).status_code == 302
    assert not cast.worker.sessions.exists()
    told = page(browser, cast.worker)
    assert "Take the account up again" in told
    assert "End the account" not in told
    refused = browser.post(reverse("person", args=[cast.worker.pk]), WORK)
    assert "has ended" in refused.content.decode()
    assert "has ended" in browser.post(reverse("invite_again", args=[cast.worker.pk]), follow=True).content.decode()
    browser.post(reverse("reactivate", args=[cast.worker.pk]))
    assert User.objects.get(pk=cast.worker.pk).is_active
    assert verbs(cast, cast.worker) == ["user.ended", "user.taken_up"]


def test_the_list_finds_people(cast, signed_in):
    actions.deactivate(user=cast.far_colleague, by=cast.administrator)
    browser = signed_in(cast.administrator)

    def found(**asked):
        rows = browser.get(reverse("people"), asked).context["rows"]
        return [user.username for user, _roles, _teams in rows]

    assert "stranger" not in found()
    assert found()[-1] == "far", "who has left comes last"
    assert found(q="NAME OF WORK") == ["worker"]
    assert found(q="worker") == ["worker"]
    assert found(role="supervisor") == ["supervisor"]
    assert found(state="ended") == ["far"]
    assert found(q="nobody") == []
    assert len(found(role="no-role")) == len(found()), "what cannot be asked is not asked"


def test_a_long_list_has_pages_and_asks_the_database_little(cast, signed_in, django_assert_max_num_queries):
    User.objects.bulk_create(
        User(organisation=cast.a, username=f"more-{number}", name=f"More {number}", roles=["caseworker"])
        for number in range(70)
    )
    browser = signed_in(cast.administrator)
    browser.get(reverse("people"))
    with django_assert_max_num_queries(6):
        page = browser.get(reverse("people"))
    assert len(page.context["rows"]) == 50
    assert "page=2" in page.content.decode()
    assert len(browser.get(reverse("people"), {"page": "2"}).context["rows"]) == 29


def test_teams(cast, signed_in):
    browser = signed_in(cast.administrator)
    assert browser.post(reverse("teams"), {"name": "Evening"}).status_code == 302
    made = Team.objects.get(name="Evening")
    assert made.organisation_id == cast.a.pk
    assert "There is such a team already." in browser.post(reverse("teams"), {"name": "Evening"}).content.decode()
    taken = browser.post(reverse("team", args=[made.pk]), {"name": "Night"})
    assert "There is such a team already." in taken.content.decode()
    assert browser.post(reverse("team", args=[made.pk]), {"name": "Late"}).status_code == 302
    assert Team.objects.get(pk=made.pk).name == "Late"
    assert "Name of worker" in browser.get(reverse("team", args=[cast.team.pk])).content.decode()
    actions.make_team(organisation=cast.b, name="Night", by=None)  # another's may have the same name


def test_the_organisation(cast, signed_in):
    browser = signed_in(cast.administrator)
    asked = {"name": "House Ä", "country": "DE", "language": "en", "time_zone": "Europe/Berlin"}
    assert browser.post(reverse("organisation"), asked).status_code == 302
    cast.a.refresh_from_db()
    assert (cast.a.name, cast.a.country, cast.a.time_zone) == ("House Ä", "DE", "Europe/Berlin")
    assert Entry.objects.get(verb="organisation.changed").detail == {"changed": ["name", "country", "time_zone"]}
    for wrong in ({"country": "Germany"}, {"time_zone": "Mars/Base"}, {"name": "House B"}, {"name": ""}):
        assert browser.post(reverse("organisation"), {**asked, **wrong}).status_code == 200, wrong
    browser.post(reverse("organisation"), asked)
    assert Entry.objects.filter(verb="organisation.changed").count() == 1, "what did not change is not recorded"


ACTS = {
    "make_team": lambda cast, by: actions.make_team(organisation=cast.a, name="T", by=by),
    "rename_team": lambda cast, by: actions.rename_team(team=cast.team, name="T", by=by),
    "invite": lambda cast, by: actions.invite(organisation=cast.a, username="x1", name="X", roles=["auditor"], by=by),
    "invite_again": lambda cast, by: actions.invite_again(user=cast.worker, by=by),
    "change_user": lambda cast, by: actions.change_user(
        user=cast.worker, roles=["administrator"], teams=[], language="en", by=by
    ),
    "deactivate": lambda cast, by: actions.deactivate(user=cast.worker, by=by),
    "reactivate": lambda cast, by: actions.reactivate(user=cast.worker, by=by),
    "end_sessions": lambda cast, by: actions.end_sessions(user=cast.worker, by=by),
    "remove_factors": lambda cast, by: actions.remove_factors(user=cast.worker, by=by),
    "change_organisation": lambda cast, by: actions.change_organisation(
        organisation=cast.a, values={"name": "X"}, by=by
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not_cannot_whatever_page_she_comes_by(cast, act):
    ended = cast.administrator
    for by in (cast.worker, cast.supervisor, cast.auditor, cast.protection_officer, cast.foreign_administrator):
        with pytest.raises(PermissionDenied):
            ACTS[act](cast, by)
    ended.is_active = False
    with pytest.raises(PermissionDenied):
        ACTS[act](cast, ended)


def test_a_team_of_another_organisation_is_given_to_nobody(cast):
    foreign = actions.make_team(organisation=cast.b, name="Foreign", by=None)
    with pytest.raises(PermissionDenied):
        actions.change_user(
            user=cast.worker, roles=["caseworker"], teams=[foreign], language="en", by=cast.administrator
        )
    with pytest.raises(PermissionDenied):
        actions.invite(
            organisation=cast.a, username="x1", name="X", roles=["auditor"], teams=[foreign], by=cast.administrator
        )


def test_what_is_read_is_of_the_readers_organisation(cast):
    assert cast.stranger not in queries.people(cast.administrator)
    assert cast.worker not in queries.people(cast.foreign_administrator)
    assert not queries.find_people(cast.foreign_administrator, queries.Sought(team=cast.team.pk))


def test_the_operator_lets_the_last_administrator_in_again(cast, signed_in, client):
    theirs, said = signed_in(cast.administrator), StringIO()
    call_command("readmit", "Administrator", address="https://cases.example.org/", stdout=said)
    assert theirs.get(reverse("me")).status_code == 302
    link = said.getvalue().split("https://cases.example.org")[1].strip()
    answer = client.post(link, {"password": "nine-loud-kettles", "pin": "190246"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    told = Entry.objects.filter(object=str(cast.administrator.pk), actor=None).order_by("number")
    done = [entry.verb for entry in told]
    assert done[done.index("user.invited_again") :][:3] == [
        "user.invited_again",
        "factor.removed",
        "user.factors_removed",
    ]
    actions.deactivate(user=cast.worker, by=None)
    for name, fault in (("nobody", "no user"), ("worker", "has ended")):
        with pytest.raises(CommandError, match=fault):
            call_command("readmit", name)
