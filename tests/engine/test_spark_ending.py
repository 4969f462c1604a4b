"""How Spark ends when something is wrong with it: apart from the other tests, for a process has one Spark at a time."""

import os
import signal
import subprocess

import numpy as np
import pytest

from palermo.engine import spark
from palermo.errors import SettingsError

pytestmark = pytest.mark.usefixtures("java")


def test_when_java_has_gone_the_first_error_is_told_and_its_session_is_ended():
    processes = []

    def broken():
        with spark("local[1]") as engine:
            processes.append(engine.context._gateway.proc)
            os.kill(processes[0].pid, signal.SIGKILL)
            processes[0].wait()
            engine.sum_over([1], lambda part: (np.array([part]),))

    with pytest.raises(SettingsError) as caught:
        broken()
    assert caught.value.key == "engine.failed"
    left = subprocess.run(["pgrep", "-g", str(processes[0].pid)], stdout=subprocess.DEVNULL, check=False)
    assert left.returncode == 1


def test_what_was_counted_is_not_lost_when_java_takes_its_time_to_end(monkeypatch):
    monkeypatch.setattr("palermo.engine._spark.STOPPING_SECONDS", 0)
    with spark("local[1]") as engine:
        found = engine.sum_over([1, 2], lambda part: (np.array([part]),))
    assert found[0].tolist() == [3]
