"""`palermo casework`: an installation is made, kept, killed, backed up and restored, each in processes of its own."""

import json
import os
import subprocess
import sys

import pytest

from palermo.cli import main

NAMES = ("Zyxwq Tesfaye", "أمينةزيكس")

FILL = f"""
from io import BytesIO
from palermo.web.accounts import actions
from palermo.web.accounts.models import Organisation
from palermo.web.vault.taking import take
house = Organisation.objects.get()
for number in range(30):
    name = {NAMES!r}[number % 2] + str(number)
    actions.invite(organisation=house, username=f"user{{number}}", name=name, roles=["caseworker"], by=None)
for number in range(3):
    take(house.pk, BytesIO(f"{{number}} {NAMES[0]}".encode()), "note.txt")
"""

STATE = """
from palermo.web.vault import files, rowwise
rows = {model._meta.db_table: sorted(line.decode() for line in rowwise.lines_of(model)) for model in rowwise.tables()}
kept = {str(id): files.place_of(id).read_bytes().hex() for id in files.all_ids()}
from palermo.web.accounts.models import User
names = sorted(user.name for user in User.objects.all())
said = json.dumps({"rows": rows, "files": kept, "names": names})
"""

KILL = """
import os, signal
from palermo.web.vault import rotation, walks
rotation.BATCH = 7
seal, times = walks.seal, []
def killed(*args, **kwargs):
    times.append(1)
    if len(times) == 17:
        os.kill(os.getpid(), signal.SIGKILL)
    return seal(*args, **kwargs)
walks.seal = killed
"""

TAMPER = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TRIGGER audit_no_update")
    cursor.execute("UPDATE audit_entry SET verb = 'x' WHERE number = 2")
"""

AT_ONCE = """
from datetime import timedelta
from palermo.web.vault import rotation
rotation.GRACE = timedelta(0)
"""


class House:
    """An installation in a folder; `run` runs commands and Python in one process of its own."""

    def __init__(self, folder, secrets):
        self.folder = folder
        folder.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PALERMO_", "DJANGO_"))}
        self.environment = kept | {
            "PALERMO_SECRETS": str(secrets),
            "PALERMO_CASEWORK_DATABASE": f"sqlite:{folder}/db.sqlite3",
            "PALERMO_CASEWORK_FILES": str(folder / "files"),
            "COLUMNS": "200",
        }

    def run(self, *steps, code=0):
        """What was printed. A step is Python, or the words of a command."""
        lines = ["import json", "from palermo.cli import main", "from palermo.cli.casework import started", "said = ''"]
        for step in steps:
            if isinstance(step, str):
                lines += ["started()", step]
            else:
                lines += [f"code = main({['casework', *map(str, step)]!r})", "if code: raise SystemExit(code)"]
        lines.append("print(said)")
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)], env=self.environment, capture_output=True, text=True
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def state(self, *before):
        """Every row and file, and what the names are when they are opened."""
        return json.loads(self.run(*before, STATE).strip().splitlines()[-1])


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("casework")
    assert main(["casework", "init", str(folder / "secrets")]) == 0
    made = House(folder / "one", folder / "secrets")
    invited = ["organisation", "Casa Aperta", "--administrator", "amina"]
    assert "/accounts/invitation/" in made.run(["migrate"], invited, FILL)
    return made


def test_secrets_are_never_written_over(tmp_path, capsys):
    assert main(["casework", "init", str(tmp_path)]) == 0
    before = {path: path.read_text() for path in tmp_path.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in before} == {0o600}
    assert main(["casework", "init", str(tmp_path)]) == 95
    assert "There is such a secret already" in capsys.readouterr().err
    assert {path: path.read_text() for path in tmp_path.iterdir()} == before


def test_an_installation_is_looked_at(house):
    found = json.loads(house.run(["check", "--json"]).strip())
    told = {each["what"]: each["state"] for each in found}
    assert told == {
        "tables": "good", "HTTPS": "note", "keys": "good", "records": "good", "files": "good", "scanner": "note",
        "audit": "good",
    }  # fmt: skip
    files = house.folder / "files"
    files.chmod(0o755)
    assert "can be looked into by others" in house.run(["check", "--quick"], code=1)
    files.chmod(0o700)


def test_the_files_of_the_database_show_nobody(house):
    house.run("from palermo.web.accounts.models import User; User.objects.first().save()")
    content = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert b"user29" in content
    for name in NAMES:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert name.encode(encoding) not in content


def test_a_change_of_keys_that_is_killed_goes_on(house):
    before = house.state()
    house.run(KILL, ["change-keys", "--organisation", "casa aperta", "--only", "records"], code=-9)
    half = house.state()
    assert half["names"] == before["names"]
    key = ["change-keys", "--organisation", "Casa Aperta"]
    said = house.run(AT_ONCE, key, [*key, "--destroy"], ["check"])
    assert "records: 31 sealed anew" in said
    assert "files: 3 sealed anew" in said
    assert "no old key that was let go a day ago" in said
    after = house.state()
    assert after["names"] == before["names"]
    assert len(after["rows"]["vault_datakey"]) == len(before["rows"]["vault_datakey"]) + 2
    assert set(after["rows"]["accounts_user"]).isdisjoint(before["rows"]["accounts_user"])
    again = house.run(AT_ONCE, [*key, "--only", "records", "--background"], ["work", "--until-done"], ["check"])
    assert "It is done by" in again
    assert set(house.state()["rows"]["accounts_user"]).isdisjoint(after["rows"]["accounts_user"])
    assert "There are: Casa Aperta" in house.run(["change-keys", "--organisation", "Elsewhere"], code=2)


def test_it_is_restored_into_an_empty_machine(house, tmp_path):
    out = tmp_path / "backup"
    told = json.loads(house.run(["backup", out, "--json"]).strip())
    before = house.state()
    assert (told["rows"], told["files"]) == (sum(map(len, before["rows"].values())), 3)
    content = out.read_bytes()
    assert all(word.encode() not in content for word in (*NAMES, "user29", "Casa Aperta"))
    other = House(tmp_path / "two", house.environment["PALERMO_SECRETS"])
    assert "It opens and is whole" in other.run(["restore", out, "--look"])
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content[:-1])
    assert "cannot be trusted" in other.run(["restore", wrong], code=14)
    assert "Restored" in other.run(["restore", out], ["check"])
    assert other.state() == before
    assert "empty installation only" in other.run(["restore", out], code=28)
    again = tmp_path / "again"
    other.run(TAMPER, ["backup", again])
    third = House(tmp_path / "three", house.environment["PALERMO_SECRETS"])
    assert "Its audit had" in third.run(["restore", again], code=1)
    assert third.state() == other.state(), "whoever changed the audit keeps nobody from her records"


def test_the_master_key_changes(house):
    from palermo.web.vault.master import new_line

    secrets = house.environment["PALERMO_SECRETS"]
    path = f"{secrets}/palermo_casework_master_key"
    with open(path) as file:
        old = file.read().strip()
    new = new_line()

    def master(*lines):
        with open(path, "w") as file:
            file.write("\n".join(lines) + "\n")

    before = house.state()["names"]
    master(new, old)
    assert "by an older line" in house.run(["check", "--quick"])
    assert "wrapped with the first line" in house.run(["rewrap"], ["check"])
    master(new)
    assert house.state()["names"] == before
    master(old)
    assert "another master key" in house.run(["check", "--quick"], code=1)
    master(new)
