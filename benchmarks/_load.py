"""Ask a server much at once, with wrk, and watch what that costs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("_load.lua")
PATIENCE = "60s"
"""How long wrk waits for an answer before it counts as failed."""

ENOUGH = "enough"
"""What the script says when it has as many answers as were wanted."""

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What came of asking.

    a_second: answers. p50, p99: ms until an answer was there. failed: answers with an error, or none at all. processor:
    ms of all processors that the server took for an answer. busy: programs that wanted to run on this machine, this
    server and wrk among them (the mean of the last minute).
    """

    clients: int
    requests: int
    a_second: float
    p50: float
    p99: float
    failed: int
    processor: float
    busy: float


def need_wrk():
    """End with a sentence where wrk is not installed."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing, with which the hub is asked much at once. On Debian: apt-get install wrk")


def load(server, addresses, *, clients, seconds, first=0, count=None, stop_after=0):
    """Ask for addresses in turn, each once and then again from the beginning.

    server: see Server. addresses: a file, one address a line. first, count: which lines. stop_after: so many answers
    end it, whatever the time.
    """
    before = server.processor_seconds()
    part = [str(first), str(count or 10**9), str(stop_after)]
    words = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", PATIENCE, "-s", SCRIPT, server.address]
    command = [*words, "--", addresses, *part]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as wrk:
        lines = []
        for line in wrk.stdout:
            lines.append(line)
            if line.startswith(ENOUGH):
                wrk.send_signal(signal.SIGINT)
    if wrk.returncode:
        sys.exit(f"wrk ended with {wrk.returncode}: {''.join(lines)}")
    told = json.loads(lines[-1])
    return Load(
        clients=clients,
        requests=told["requests"],
        a_second=max(told["requests"], 1) / told["seconds"],
        p50=told["p50"],
        p99=told["p99"],
        failed=told["failed"],
        processor=1_000 * (server.processor_seconds() - before) / max(told["requests"], 1),
        busy=os.getloadavg()[0],
    )


def family(process):
    """A process and all that it has started, by number."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            fields = _stat(int(path.name))
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(path.name))
    found = [process]
    for each in found:
        found.extend(parents.get(each, ()))
    return found


def processor_seconds(process):
    """Processor seconds that a process and its children have taken."""
    stats = filter(None, map(_stat, family(process)))
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


def resident_megabytes(process):
    """Memory that a process and its children hold, each page counted for each of them that has it."""
    total = 0
    for each in family(process):
        try:
            lines = Path(f"/proc/{each}/status").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return total / 1024


def _stat(process):
    """The fields of /proc/N/stat after the name, which may have spaces: state, parent and so on."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
