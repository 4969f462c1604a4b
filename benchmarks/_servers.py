"""The hub and its peer, Datasette, each serving the same table on this machine."""

import csv
import gzip
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from _claims import palermo
from _load import processor_seconds, resident_megabytes
from _peers import interpreter
from _questions import TABLE

SOON = 120
LOOK_AGAIN = 2
"""Seconds after which the hub looks for new releases: by default 10, and the benchmark need not last as long."""

SPECIFICATION = """\
id: {id}
title: The CTDC Global Synthetic Dataset of 2021, as it was published
publisher: Benchmark
date: {date}
licence: {{name: As the source}}
contributions:
  - {{contributor: CTDC, file: {file}, mapping: ctdc-synthetic-2021}}
protect: {{method: k-anonymity, k: 10, length: 1}}
sign_with: release.key
"""
"""Every single value of that table has ten cases or more, so that at length 1 nothing is withheld and no case left
out: the release has the very rows of the file."""


class Server:
    """A server that runs as long as this is entered. command: without the port."""

    def __init__(self, name, command, ready, environ=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.name = name
        self.address = f"http://127.0.0.1:{port}"
        self._command = [*map(str, command), "--port", str(port)]
        self._ready = ready
        self._environ = {**os.environ, **(environ or {})}

    def __enter__(self):
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(self._command, stdout=self._said, stderr=subprocess.STDOUT, env=self._environ)
        end = time.monotonic() + SOON
        while True:
            try:
                self.get(self._ready)
            except urllib.error.URLError:
                if self._process.poll() is not None or time.monotonic() > end:
                    self._said.seek(0)
                    sys.exit(f"{self.name} does not answer: {' '.join(self._command)}\n{self._said.read().decode()}")
                time.sleep(0.2)
            else:
                return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(SOON)
        self._said.close()

    def get(self, address):
        """A JSON answer, read."""
        with urllib.request.urlopen(self.address + address) as answer:  # noqa: S310 - of this machine
            return json.load(answer)

    def processor_seconds(self):
        """Processor seconds that all its processes have taken."""
        return processor_seconds(self._process.pid)

    def megabytes(self):
        """Memory that all its processes hold."""
        return resident_megabytes(self._process.pid)


def publish(file, folder, id, date):
    """A release of the file in a folder, and how many rows it has."""
    specification = folder / f"{id}.yaml"
    text = SPECIFICATION.format(id=id, date=date, file=json.dumps(str(file)))
    specification.write_text(text, encoding="utf-8")
    _, _, printed = palermo("publish", specification, "--out", folder / id, "--make-keys", "--json")
    return folder / id / id, json.loads(printed)["rows"]


def hub(releases):
    """The hub on a folder of releases, started as its operator starts it."""
    command = [sys.executable, "-m", "palermo.cli", "serve", "hub", "--releases", releases]
    return Server("palermo serve hub", command, "/api/v1/releases", {"PALERMO_HUB_LOOK_AGAIN_SECONDS": str(LOOK_AGAIN)})


def datasette(database):
    """Datasette on a database that does not change, allowed as many seconds and rows as a question needs."""
    python = interpreter("datasette")
    command = [Path(python).with_name("datasette"), "serve", "-i", database]
    for setting in (("sql_time_limit_ms", 60_000), ("max_returned_rows", 100_000)):
        command += ["--setting", *setting]
    return Server("Datasette", command, "/-/versions.json")


def rows_of(file):
    """The rows of the table as it was published, the names of its columns first."""
    with gzip.open(file) as raw:
        yield from csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))


def into_sqlite(file, database):
    """The table in SQLite, blanks as NULL; how many rows it has."""
    rows = rows_of(file)
    header = next(rows)
    database.parent.mkdir()
    connection = sqlite3.connect(database)
    connection.execute(f"create table {TABLE} ({', '.join(f'{name} text' for name in header)})")
    marks = ",".join("?" * len(header))
    values = ([value or None for value in row] for row in rows)
    connection.executemany(f"insert into {TABLE} values ({marks})", values)  # noqa: S608
    connection.commit()
    (count,) = connection.execute(f"select count(*) from {TABLE}").fetchone()  # noqa: S608
    connection.close()
    return count


def indexed(plain, database):
    """The same with an index on every column, which the peer's operator may have made: it finds few cases faster."""
    database.parent.mkdir()
    shutil.copyfile(plain, database)
    connection = sqlite3.connect(database)
    for _, name, *_ in connection.execute(f"pragma table_info({TABLE})").fetchall():
        connection.execute(f"create index by_{name} on {TABLE} ({name})")
    connection.commit()
    connection.close()
    return database
