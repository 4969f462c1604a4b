"""Case work under load: lists, filters, search, a case's page, edits and new cases, with fifty people at once.

    python benchmarks/casework.py [--cases 1000000] [--json]

The application is served as in production, on a PostgreSQL of this machine; what is asked goes through all of it:
session, second factor, permissions, sealing, audit. There is no peer that could be run here: the gates are the
project's own. By default it runs at 1,000, 10,000, 100,000 and 1,000,000 cases and shows the curve.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path
from random import Random

from _claims import Claim, run
from _servers import Server

ROOT = Path(__file__).parents[1]
WITH_POSTGRES = ROOT / "scripts/with_postgres.py"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
USERS = 2_000
AT_ONCE = 50
SECONDS = 40
THINKS = 1.0
"""Seconds on average between what one person asks and what she asks next: even so fifty ask fifty times a second."""

GATES = {"list": 150, "filter": 150, "search": 150, "page": 250, "edit": 250, "create": 250}
"""Milliseconds in which 95 of 100 are answered."""

OPEN = ("active", "intake", "screening")
RISKS = ("", "high", "medium")

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CASE = re.compile(r'href="/cases/([0-9a-f-]{36})/"')
VERSION = re.compile(r'name="called.version" value="(\d+)"')


class Worker(threading.Thread):
    """Somebody who works: she looks through lists, searches, opens a case, writes into it, now and then makes one."""

    def __init__(self, number, address, cookie, names, until):
        super().__init__(daemon=True)
        self.draw, self.names, self.until = Random(number), names, until  # noqa: S311 - nothing secret is drawn
        self.host = urllib.parse.urlsplit(address).netloc
        self.headers = {"Cookie": cookie, "Accept": "text/html"}
        self.took, self.failed, self.token, self.line = {}, [], "", None

    def run(self):
        """Work until the time is over."""
        time.sleep(self.draw.random() * THINKS)
        while time.monotonic() < self.until:
            try:
                self.work()
            except (OSError, http.client.HTTPException, AssertionError, IndexError) as error:
                self.failed.append(f"{type(error).__name__}: {error}")
                self.line = None

    def work(self):
        """A round of work."""
        page = self.ask("list", "GET", "/cases/?whose=")
        self.token = TOKEN.search(page)[1]
        opened = self.ask("filter", "GET", f"/cases/?state={self.draw.choice(OPEN)}&risk={self.draw.choice(RISKS)}")
        self.ask("search", "POST", "/cases/find/", text=" ".join(self.draw.sample(self.names, self.draw.randint(1, 2))))
        keys = CASE.findall(opened)
        if not keys:
            return
        key = self.draw.choice(keys)
        self.ask("page", "GET", f"/cases/{key}/")
        form = self.ask("form", "GET", f"/cases/{key}/forms/person/")
        version = VERSION.search(form)[1]
        sent = {"only": "called", "called": f"Name {self.draw.randint(1, 10**6)}", "called.version": version}
        self.ask("edit", "POST", f"/cases/{key}/forms/person/save/", **sent)
        if self.draw.random() < 0.2:
            self.ask("create", "POST", "/cases/new/", wanted=302)

    def ask(self, kind, method, path, wanted=200, **sent):
        """Ask, and note how long it took."""
        time.sleep(self.draw.expovariate(1 / THINKS))
        self.line = self.line or http.client.HTTPConnection(self.host, timeout=30)
        body, headers = None, self.headers
        if method == "POST":
            body = urllib.parse.urlencode({**sent, "csrfmiddlewaretoken": self.token})
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        self.took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        if answer.status != wanted:
            raise AssertionError(f"{kind}: {answer.status}")
        return text


def measured(cases):
    """What it takes with so many cases; run with a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [
            sys.executable,
            WITH_POSTGRES,
            "--lasting",
            sys.executable,
            __file__,
            "--inside",
            str(cases),
            str(folder),
        ]
        subprocess.run(command, check=True)
        return json.loads((folder / "measured.json").read_text(encoding="utf-8"))


def inside(cases, folder):
    """Fill the database, serve it, and let people work: with the database's address in the environment."""
    palermo = [sys.executable, "-m", "palermo.cli"]
    subprocess.run([*palermo, "casework", "init", str(folder / "secrets")], check=True, stdout=subprocess.DEVNULL)
    environ = {
        **os.environ,
        "PALERMO_SECRETS": str(folder / "secrets"),
        "PALERMO_CASEWORK_FILES": str(folder / "files"),
    }
    subprocess.run([*palermo, "casework", "migrate"], check=True, env=environ, stdout=subprocess.DEVNULL)
    fill = [sys.executable, str(ROOT / "benchmarks/_casework_fill.py"), str(cases), str(users(cases))]
    began = time.monotonic()
    fill.append(str(folder / "load.json"))
    subprocess.run(fill, check=True, env={**environ, "DJANGO_SETTINGS_MODULE": "palermo.web.config.settings_casework"})
    filled = time.monotonic() - began
    load = json.loads((folder / "load.json").read_text(encoding="utf-8"))
    serve = [*palermo, "serve", "casework", "--workers", "2"]
    with CaseWork("case work", serve, "/health/", environ) as server:
        people = work(server.address, load, AT_ONCE, SECONDS / 4)  # first looks are nobody's measure
        people = work(server.address, load, AT_ONCE, SECONDS)
    took = {kind: sorted(each for person in people for each in person.took.get(kind, ())) for kind in (*GATES, "form")}
    failed = [fault for person in people for fault in person.failed]
    figures = {
        kind: {"n": len(each), "p50": statistics.median(each), "p95": each[int(len(each) * 0.95)], "most": each[-1]}
        for kind, each in took.items()
        if each
    }
    document = {"took": figures, "failed": len(failed), "faults": sorted(set(failed))[:5], "seconds_to_fill": filled}
    (folder / "measured.json").write_text(json.dumps(document), encoding="utf-8")


def users(cases):
    """How many work there: two thousand, and fewer where there is too little to do for them."""
    return min(USERS, max(cases // 5, AT_ONCE))


class CaseWork(Server):
    """Case work as it is served; that it is there is said in a word, and not in JSON."""

    def get(self, address):
        """What it answers."""
        with urllib.request.urlopen(self.address + address) as answer:  # noqa: S310 - of this machine
            return answer.read().decode()


def work(address, load, at_once, seconds):
    """Let people work for so many seconds."""
    until = time.monotonic() + seconds
    people = [
        Worker(number, address, f"{load['cookie']}={load['sessions'][number]}", load["names"], until)
        for number in range(at_once)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(seconds + 60)
    return people


def claims(sizes):
    """A claim a kind at the largest size, with the curve."""
    curve = {cases: measured(cases) for cases in sizes}
    largest = max(sizes)
    for kind, gate in GATES.items():
        figures = {f"p95 ms at {cases:,}": round(found["took"][kind]["p95"], 1) for cases, found in curve.items()}
        figures["p50 ms"] = round(curve[largest]["took"][kind]["p50"], 1)
        figures["asked"] = curve[largest]["took"][kind]["n"]
        value = curve[largest]["took"][kind]["p95"]
        yield Claim(
            name=f"{kind}, {AT_ONCE} at once, {largest:,} cases", value=value, most=gate, unit="ms", figures=figures,
            agree=not curve[largest]["failed"],
        )  # fmt: skip
    for cases, found in curve.items():
        told = (
            f"{cases:,} cases: filled in {found['seconds_to_fill']:.0f} s, {found['failed']} failed {found['faults']}"
        )
        print(told, file=sys.stderr)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        inside(int(sys.argv[2]), Path(sys.argv[3]))
        sys.exit()
    sizes = SIZES
    if "--cases" in sys.argv:
        place = sys.argv.index("--cases")
        sizes = (int(sys.argv[place + 1]),)
        del sys.argv[place : place + 2]
    sys.exit(run(__doc__.splitlines()[0], lambda: claims(sizes)))
