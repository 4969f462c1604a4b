"""Fill a database with invented cases by the million: sealed as the application seals, copied as the database likes.

    _casework_fill.py CASES USERS OUT

It prints nothing; OUT gets the sessions of a hundred users, with which a load can be made. The rows are those that the
application would write: `benchmarks/casework.py` opens, searches and edits them through the application itself.
"""

import json
import sys
from datetime import timedelta
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from palermo.web.accounts import actions  # noqa: E402
from palermo.web.accounts.door import CONDUCT_VERSION, PROVED  # noqa: E402
from palermo.web.accounts.models import Team, User  # noqa: E402
from palermo.web.accounts.session_store import SessionStore  # noqa: E402
from palermo.web.casework.actions.cases import new_number  # noqa: E402
from palermo.web.casework.models import Case, Part, Token  # noqa: E402
from palermo.web.casework.search._index import digests  # noqa: E402
from palermo.web.casework.search._words import words_of  # noqa: E402
from palermo.web.vault.fields import sealed_field  # noqa: E402
from palermo.web.vault.rows import new_id  # noqa: E402

BATCH = 5_000
SESSIONS = 100
TEAM = 20
"""Users of a team: one of them supervises it."""

STATES = ("intake", "screening", "assessment", "planning", *["active"] * 3, "follow_up", *["closed"] * 2)
RISKS = ("", "low", "medium", "high")
BEGINNINGS = (
    "ab al am an ba be bi ca da de el em fa fe ga gi ha he ib in ja ka ki la le li ma me mi na ni no ob pa ra ro sa se "
    "so ta te to va ya za"
).split()
ENDINGS = (
    "bel bina dra fira hama jida kela lani mira nadia rosa sima tisha vana wen yara zana din gor han jan kim leck mond "
    "nov osz pek"
).split()


def names(draw, count):
    """Invented names: a few are frequent and most are rare, as with people's."""
    made = sorted({(a + b + c).capitalize() for a in BEGINNINGS for b in ENDINGS for c in ("", "i", "o", "ez")})
    draw.shuffle(made)
    return made[:count]


def main(cases, users, out):
    """Fill it."""
    draw = Random(2026)  # noqa: S311 - nothing secret is drawn
    house = actions.make_organisation(name="Benchmark", country="IT")
    count = -(-users // TEAM)
    teams = Team.objects.bulk_create(Team(organisation=house, name=f"Team {number}") for number in range(count))
    people = [
        User(
            organisation=house, username=f"user{number}", name=f"Worker {number}", has_factor=True,
            roles=["supervisor" if number % TEAM == 0 else "caseworker"], conduct_version=CONDUCT_VERSION,
        )
        for number in range(users)
    ]  # fmt: skip
    User.objects.bulk_create(people, batch_size=1_000)
    User.teams.through.objects.bulk_create(
        [User.teams.through(user=user, team=teams[number // TEAM]) for number, user in enumerate(people)]
    )
    given, family = names(draw, 1_200), names(draw, 3_000)
    weights = {len(pool): [1 / (rank + 10) for rank in range(len(pool))] for pool in (given, family)}
    tokens = {name: digests(house.pk, list(words_of("name", name))) for name in {*given, *family}}
    for start in range(0, cases, BATCH):
        size = min(BATCH, cases - start)
        firsts = draw.choices(given, weights[len(given)], k=size)
        lasts = draw.choices(family, weights[len(family)], k=size)
        copy(house, people, teams, start, list(zip(firsts, lasts, strict=True)), tokens, draw)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"cookie": settings.SESSION_COOKIE_NAME, "sessions": [session(user) for user in people[:SESSIONS]],
                   "names": [*given[:50], *family[:50]]}, file)  # fmt: skip


def copy(house, people, teams, start, called, tokens, draw):
    """Copy a batch of cases with their parts and tokens."""
    sealed, now = sealed_field(Part, "sealed"), timezone.now()
    cases, parts, found = [], [], []
    for number, (first, last) in enumerate(called, start=start):
        owner, key, part = number % len(people), new_id(), Part(form="person", organisation=house)
        made = now - timedelta(minutes=draw.randint(1, 1_500_000))
        changed = made + (now - made) * draw.random()
        state = draw.choice(STATES)
        cases.append((
            key, new_number(), state, "", draw.choice(RISKS), draw.random() < 0.1, False, made, changed, changed, None,
            changed if state == "closed" else None, 1, house.pk, people[owner].pk, teams[owner // TEAM].pk,
        ))  # fmt: skip
        part.sealed = {"given_names": first, "family_names": last, "birth_date": str(draw.randint(1970, 2008))}
        plain = {"gender": "Feminine", "citizenship": [draw.choice(("UKR", "NGA", "COL", "ROU", "VNM"))]}
        versions = dict.fromkeys((*part.sealed, *plain), 1)
        parts.append((
            part.pk, "person", json.dumps(plain), bytes(sealed.pre_save(part, True)), json.dumps(versions), False, made,
            changed, key, house.pk,
        ))  # fmt: skip
        found.extend((key, token) for token in dict.fromkeys((*tokens[first], *tokens[last])))
    columns = {
        Case: "id number state held_from risk is_child restricted made_at changed_at contact_at assisted_at closed_at "
        "version organisation_id owner_id team_id",
        Part: "id form plain sealed versions gone made_at changed_at case_id organisation_id",
        Token: "case_id digest",
    }
    with connection.cursor() as cursor:
        for model, rows in ((Case, cases), (Part, parts), (Token, found)):
            wanted = ", ".join(columns[model].split())
            with cursor.copy(f"COPY {model._meta.db_table} ({wanted}) FROM STDIN") as writer:
                for row in rows:
                    writer.write_row(row)


def session(user):
    """The key of a session in which somebody is signed in."""
    store = SessionStore()
    store.update({
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "palermo.web.accounts.adapters.Backend",
        HASH_SESSION_KEY: user.get_session_auth_hash(), PROVED: str(user.pk),
    })  # fmt: skip
    store.create()
    return store.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
