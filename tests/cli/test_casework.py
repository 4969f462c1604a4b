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
        """What was printed. A step is Python, or the words of a command, the code that it ends with before them."""
        lines = ["import json", "from palermo.cli import main", "from palermo.cli.casework import started", "said = ''"]
        for step in steps:
            if isinstance(step, str):
                lines += ["started()", step]
            else:
                wanted, words = (step[0], step[1:]) if isinstance(step[0], int) else (0, step)
                lines += [f"code = main({['casework', *map(str, words)]!r})"]
                lines += [f"if code != {wanted}: raise SystemExit(f'{{code}} of {words[0]}')"]
        lines.append("print(said)")
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)], env=self.environment, capture_output=True, text=True
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return done.stderr + done.stdout

    def state(self, *before):
        """Every row and file, and what the names are when they are opened, after some steps."""
        return self.said_and_state(*before)[1]

    def said_and_state(self, *before):
        """Likewise, and what was printed before."""
        *said, state = self.run(*before, STATE).strip().splitlines()
        return "\n".join(said), json.loads(state)


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


def test_a_folder_that_others_can_look_into_is_told(house):
    (house.folder / "files").chmod(0o755)
    assert "can be looked into by others" in house.run([1, "check", "--quick"])
    (house.folder / "files").chmod(0o700)


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
    assert house.state()["names"] == before["names"]
    key = ["change-keys", "--organisation", "Casa Aperta"]
    said, after = house.said_and_state(AT_ONCE, key, [*key, "--destroy"], ["check"])
    assert "records: 31 sealed anew" in said
    assert "files: 3 sealed anew" in said
    assert "no old key that was let go a day ago" in said
    assert after["names"] == before["names"]
    assert len(after["rows"]["vault_datakey"]) == len(before["rows"]["vault_datakey"]) + 2
    assert set(after["rows"]["accounts_user"]).isdisjoint(before["rows"]["accounts_user"])
    job = [*key, "--only", "records", "--background"]
    elsewhere = [2, "change-keys", "--organisation", "Elsewhere"]
    said, again = house.said_and_state(AT_ONCE, elsewhere, job, ["work", "--until-done"], ["check"])
    assert "There are: Casa Aperta" in said
    assert "It is done by" in said
    assert again["names"] == before["names"]
    assert set(again["rows"]["accounts_user"]).isdisjoint(after["rows"]["accounts_user"])


def test_it_is_restored_into_an_empty_machine(house, tmp_path):
    out, wrong, again = (tmp_path / name for name in ("backup", "wrong", "again"))
    said, before = house.said_and_state(["backup", out, "--json"])
    told = json.loads(said.splitlines()[-1])
    assert (told["rows"], told["files"]) == (sum(map(len, before["rows"].values())), 3)
    content = out.read_bytes()
    assert all(word.encode() not in content for word in (*NAMES, "user29", "Casa Aperta"))
    wrong.write_bytes(content[:-1])
    other = House(tmp_path / "two", house.environment["PALERMO_SECRETS"])
    steps = (["restore", out, "--look"], [14, "restore", wrong], ["restore", out], ["check"], [28, "restore", out])
    said, after = other.said_and_state(*steps)
    assert after == before
    for told in ("It opens and is whole", "cannot be trusted", "Restored and compared", "empty installation only"):
        assert told in said
    tampered = other.state(TAMPER, ["backup", again])
    third = House(tmp_path / "three", house.environment["PALERMO_SECRETS"])
    said, after = third.said_and_state([1, "restore", again])
    assert "Its audit had" in said
    assert after == tampered, "whoever changed the audit keeps nobody from her records"


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

    master(new, old)
    said, before = house.said_and_state(["check", "--quick"], ["rewrap"], ["check", "--quick"])
    assert "by an older line" in said
    assert "wrapped with the first line" in said
    master(new)
    assert house.state()["names"] == before["names"]
    master(old)
    assert "another master key" in house.run([1, "check", "--quick"])
    master(new)
