"""`palermo protect --engine spark`, as its user starts it: what it makes, refuses, and leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from tests.release.invented import make_cases

from palermo.cases import read_cases, write_cases
from palermo.cli import main

CLUSTER = ["--engine", "spark", "--master", "local-cluster[2,1,1024]"]
DP = ["--epsilon", "12", "--length", "3", "--values", "contributor=North,South"]
SOON = 600


@pytest.fixture
def cases(tmp_path):
    """A folder of three files."""
    folder = tmp_path / "cases"
    folder.mkdir()
    for number in range(3):
        table = make_cases(
            case_id=[str(each + 200 * number) for each in range(200)],
            contributor=["North", "South"] * 100,
            gender=["woman", "woman", "man", "woman"] * 50,
            citizenship=(["PHL"] * 4 + ["UKR"]) * 40,
            age_band=["18-20", "48+"] * 100,
        )
        write_cases(table, folder / f"{number}.parquet")
    return folder


class Started:
    """A palermo in a session, a folder and temporary folders of its own."""

    def __init__(self, folder: Path, words: list[str]):
        self.folder, self.mark = folder / "here", uuid4().hex
        self.temporary, self.spark = folder / "tmp", folder / "spark"
        for each in (self.folder, self.temporary, self.spark):
            each.mkdir()
        environment = {
            **os.environ,
            "PALERMO_TEST_MARK": self.mark,
            "TMPDIR": str(self.temporary),
            "SPARK_LOCAL_DIRS": str(self.spark),
            "JAVA_TOOL_OPTIONS": f"-Djava.io.tmpdir={self.temporary}",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "palermo.cli", *words],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=SOON)
        return self.process.returncode, out, err

    def left(self) -> list[str]:
        """Processes and temporary files that are there still; workers may take a moment to go."""
        until = time.monotonic() + 10
        while (found := self._processes()) and time.monotonic() < until:
            time.sleep(0.2)
        return [*found, *map(str, self.temporary.iterdir()), *map(str, self.spark.iterdir())]

    def _processes(self) -> list[str]:
        mark, found = self.mark.encode(), []
        for each in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (each / "environ").read_bytes():
                    found.append((each / "cmdline").read_text(encoding="utf-8"))
            except OSError:  # it ended, or is somebody else's
                continue
        return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for as Linux tells them")
@pytest.mark.usefixtures("java")
class TestOnACluster:
    def test_a_folder_of_cases_becomes_a_folder_that_may_leave(self, cases, tmp_path):
        words = ["protect", str(cases), *DP, *CLUSTER, "--out", "safe", "--json"]
        started = Started(tmp_path, words)
        code, out, err = started.ended()
        assert (code, err) == (0, "")
        safe = started.folder / "safe"
        assert json.loads(out) == json.loads((safe / "report.json").read_text(encoding="utf-8"))
        made = read_cases(safe / "cases.parquet")
        assert abs(made.num_rows - 600) < 20
        assert "case_id" not in made
        assert abs(made.values("gender").to_pylist().count("woman") - 450) < 40
        assert json.loads((safe / "method.json").read_text(encoding="utf-8"))["epsilon"] == 12
        assert [path.name for path in started.folder.iterdir()] == ["safe"]
        assert started.left() == []

    def test_ctrl_c_stops_the_cluster_and_leaves_nothing_behind(self, cases, tmp_path):
        started = Started(tmp_path, ["protect", str(cases), *DP, *CLUSTER, "--out", "safe"])
        until = time.monotonic() + SOON
        while not list(started.spark.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(2)
        os.killpg(started.process.pid, signal.SIGINT)
        code, _, err = started.ended()
        assert err == "Interrupted.\n"
        assert code in (130, -signal.SIGINT)  # a shell shows both as 130
        assert list(started.folder.iterdir()) == []
        assert started.left() == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--method", "k-synthetic", "--engine", "spark"], 110),
        (["--method", "k-anonymous", "--engine", "spark"], 110),
        (["--epsilon", "1", "--master", "local[2]"], 110),
        (["--epsilon", "1", "--engine", "spark", "--master", "localhost"], 111),
        (["--epsilon", "1", "--engine", "spark", "--columns", "shoe_size"], 52),
        (["--epsilon", "1", "--engine", "magic"], 2),
    ],
)
@pytest.mark.usefixtures("java")
def test_what_does_not_belong_together_is_refused_before_java_starts(cases, tmp_path, capsys, options, code):
    assert main(["protect", str(cases), *options, "--out", str(tmp_path / "safe")]) == code
    assert capsys.readouterr().err.strip()
    assert [path.name for path in tmp_path.iterdir()] == ["cases"]


def test_cases_that_are_not_there_are_refused_before_java_starts(tmp_path, capsys):
    words = ["protect", str(tmp_path / "none.parquet"), "--epsilon", "1", "--engine", "spark"]
    assert main([*words, "--out", str(tmp_path / "safe")]) == 10
    assert "none.parquet" in capsys.readouterr().err
