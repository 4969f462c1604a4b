"""The hub and Datasette under load: who answers how many questions a second, and what it costs."""

import shutil
import sys
import threading
import time
from contextlib import ExitStack

from _claims import Claim, real_file
from _load import load, need_wrk
from _questions import TABLE, agree, questions
from _servers import LOOK_AGAIN, datasette, hub, indexed, into_sqlite, publish, rows_of

PEER = "Datasette 0.65.5"
CLIENTS = (1, 8, 64)
COLD, WARM = 5, 50
"""How many times the peer's answers a second ours must be, where every question is new and where 200 come again."""

MOST_P99 = 200
"""Milliseconds within which all but one in a hundred answers must be there, of 64 clients who ask known questions."""

FLAT = 1.1
"""How much more memory may be held after 110,000 requests than after 10,000."""

AGAIN = 200
"""Questions that are asked over and over, and for which both answers are compared: the first of the list, which are
never asked as new ones."""

MOST_A_SECOND = 2_000
"""New questions that are kept ready for a second of asking: more than anybody here answers."""


def measure(folder, quick=False):
    """Nine claims: cold and warm by clients, 99th percentile, memory, swaps."""
    need_wrk()
    say("Publishing two releases of the real table …")
    seconds, requests = (2, 300) if quick else (10, 10_000)
    file = real_file("data", "ctdc", "ctdc_global_synthetic_2021.csv.gz")
    asked = questions(rows_of(file), AGAIN + len(CLIENTS) * seconds * MOST_A_SECOND + 2 * requests)
    lists = folder / "ours.txt", folder / "theirs.txt"
    lists[0].write_text("\n".join(each.ours for each in asked))
    lists[1].write_text("\n".join(each.theirs for each in asked))
    plain = folder / "plain" / f"{TABLE}.db"
    in_table = into_sqlite(file, plain)
    first, in_release = publish(file, folder, "benchmark-1", "2026-11-24")
    second, _ = publish(file, folder, "benchmark-2", "2026-11-25")
    releases = folder / "releases"
    releases.mkdir()
    first.rename(releases / first.name)
    with ExitStack() as running:
        ours = running.enter_context(hub(releases))
        theirs = running.enter_context(datasette(plain))
        fast = running.enter_context(datasette(indexed(plain, folder / "indexed" / plain.name)))
        say("Comparing answers …")
        right = in_table == in_release and all(
            agree(each, ours.get(each.ours), peer.get(each.theirs)) for peer in (theirs, fast) for each in asked[:AGAIN]
        )
        yield from cold(ours, (theirs, fast), lists, seconds, right)
        yield from warm(ours, theirs, lists, seconds, right)
        yield memory(ours, asked[-2 * requests :], folder, requests, right)
        yield swaps(ours, lists[0], releases, second, right)


def cold(ours, peers, lists, seconds, right):
    """Every question is a new one, the same for all."""
    count = seconds * MOST_A_SECOND
    for number, clients in enumerate(CLIENTS):
        say(f"New questions, {clients} at once …")
        part = {"clients": clients, "seconds": seconds, "first": AGAIN + number * count, "count": count}
        theirs, fast = (load(peer, lists[1], **part) for peer in peers)
        mine = load(ours, lists[0], **part)
        figures = {
            "peer_indexed_answers_a_second": round(fast.a_second, 1),
            "ratio_to_peer_indexed": round(mine.a_second / fast.a_second, 2),
            "peer_indexed_p99_ms": round(fast.p99, 1),
        }
        unasked = mine.requests <= count and theirs.requests <= count
        yield beside(f"hub: new questions, {clients} at once", mine, theirs, COLD, figures, right and unasked)


def warm(ours, theirs, lists, seconds, right):
    """The same 200 questions over and over, which both were asked before."""
    for server, addresses in ((theirs, lists[1]), (ours, lists[0])):
        load(server, addresses, clients=8, seconds=max(seconds // 2, 1), count=AGAIN)
    for clients in CLIENTS:
        say(f"Known questions, {clients} at once …")
        peer = load(theirs, lists[1], clients=clients, seconds=seconds, count=AGAIN)
        mine = load(ours, lists[0], clients=clients, seconds=seconds, count=AGAIN)
        yield beside(f"hub: known questions, {clients} at once", mine, peer, WARM, {}, right)
    good = right and not mine.failed
    yield Claim(f"hub: p99 of known ones, {clients} at once", round(mine.p99, 1), MOST_P99, "ms", {}, good)


def beside(name, mine, theirs, least, figures, right):
    """A claim about answers a second."""
    ratio = mine.a_second / theirs.a_second
    told = {
        "answers_a_second": round(mine.a_second, 1),
        "peer_answers_a_second": round(theirs.a_second, 1),
        "p50_ms": round(mine.p50, 2),
        "peer_p50_ms": round(theirs.p50, 2),
        "p99_ms": round(mine.p99, 1),
        "peer_p99_ms": round(theirs.p99, 1),
        "processor_ms": round(mine.processor, 2),
        "peer_processor_ms": round(theirs.processor, 2),
        "failed": mine.failed,
        "peer_failed": theirs.failed,
        "machine_load": f"{mine.busy:.1f} (peer: {theirs.busy:.1f})",
    }
    agrees = right and not mine.failed
    return Claim(name, round(ratio, 2), least, "x", {**told, **figures}, agrees, least=True, peer=PEER, ratio=ratio)


def memory(ours, asked, folder, requests, right):
    """Memory after so many new questions, and after ten times as many requests more, of which a tenth are new."""
    say("Memory …")
    new, mixed = folder / "new.txt", folder / "mixed.txt"
    new.write_text("\n".join(each.ours for each in asked[:requests]))
    rest = asked[requests:]
    lines = []
    for number in range(10 * requests):
        each = rest[number // 10] if number % 10 == 0 else asked[number % AGAIN]
        lines.append(each.ours)
    mixed.write_text("\n".join(lines))
    failed = load(ours, new, clients=8, seconds=3_600, stop_after=requests).failed
    before = ours.megabytes()
    run = load(ours, mixed, clients=64, seconds=3_600, stop_after=len(lines))
    after = ours.megabytes()
    figures = {
        "megabytes_before": round(before),
        "megabytes_after": round(after),
        "requests_before": requests,
        "requests_after": requests + run.requests,
        "answers_a_second": round(run.a_second, 1),
        "failed": failed + run.failed,
    }
    good = right and not figures["failed"]
    return Claim("hub: memory, after : before", round(after / before, 3), FLAT, "x", figures, good)


def swaps(ours, addresses, releases, second, right):
    """Requests that fail while a newer release comes, goes, and comes back tampered with; 64 clients ask meanwhile."""
    say("Releases come and go …")
    ended, runs = threading.Event(), []

    def asking():
        while not ended.is_set():
            runs.append(load(ours, addresses, clients=64, seconds=5, count=AGAIN))

    reader = threading.Thread(target=asking)
    reader.start()
    try:
        time.sleep(1)
        second.rename(releases / second.name)
        came = sees(ours, second.name)
        (releases / second.name).rename(second)
        went = sees(ours, "benchmark-1")
        bad = shutil.copytree(second, second.with_name(".tampered"))
        cases = (bad / "cases.csv").read_bytes()
        (bad / "cases.csv").write_bytes(cases[:-2] + bytes([cases[-2] ^ 1]) + cases[-1:])
        bad.rename(releases / second.name)
        time.sleep(3 * LOOK_AGAIN + 2)
        refused = sees(ours, "benchmark-1") and len(ours.get("/api/v1/releases")["releases"]) == 1
    finally:
        ended.set()
        reader.join()
    figures = {
        "requests": sum(run.requests for run in runs),
        "answers_a_second": round(sum(run.a_second for run in runs) / len(runs), 1),
        "worst_p99_ms": round(max(run.p99 for run in runs), 1),
        "new_one_shown": came,
        "old_one_shown_again": went,
        "tampered_one_refused": refused,
    }
    failed = sum(run.failed for run in runs)
    return Claim(
        "hub: failed requests, releases swapped", failed, 1, "failed", figures, right and came and went and refused
    )


def say(text):
    """Tell how far it is: all of it takes some minutes."""
    print(text, file=sys.stderr)


def sees(ours, name, patience=60):
    """Whether all processes of the hub show this release as the current one, before patience ends."""
    end, seen = time.monotonic() + patience, 0
    while seen < 30 and time.monotonic() < end:
        seen = seen + 1 if ours.get("/api/v1/releases")["current"] == name else 0
        if not seen:
            time.sleep(0.1)
    return seen == 30
