"""How long the hub takes for a page and an answer of the API, on the demo release of about 12,000 cases.

Time is that of the server: from the request's arrival in the application to the last byte of its answer, in this
process, with one reader. No other tool serves these pages, so there is no peer; the gate is absolute. That the answers
are right is checked against `tabulate` on the same release.
"""

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from _claims import Claim, palermo

RUNS = 15
MOST_MILLISECONDS = 100
PAGES = ("/", "/explore/", "/explore/?by=gender", "/explore/?by=age_band&by=gender", "/countries/", "/releases/")
PAGES += ("/methods/", "/api/", "/fr/", "/fr/methods/")
ANSWERS = (
    "/api/v1/releases",
    "/api/v1/releases/2026-demo",
    "/api/v1/codebook",
    "/api/v1/aggregate?by=gender",
    "/api/v1/aggregate?by=means_of_control&where=gender=woman",
    "/api/v1/aggregate?by=citizenship,country_of_exploitation,age_band",
    "/explore.json?by=gender",
    "/explore.csv?by=gender",
)


def measure():
    """Four claims: the first page, pages, pages that nobody asked for before, answers.

    All but the first are their slowest address's median.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        palermo("demo", "make", folder / "demo")
        palermo("publish", folder / "demo/release.yaml", "--out", folder / "releases", "--make-keys", "--json")
        os.environ["PALERMO_HUB_RELEASES"] = str(folder / "releases")
        os.environ["PALERMO_HUB_HOSTS"] = "testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.web.config.settings_hub"
        from palermo.web.config.wsgi_hub import application  # noqa: F401 - what the server imports, releases and all

        warmed()
        begun = milliseconds("/")
        agree = agrees(folder / "releases/2026-demo")
        yield Claim("hub: the first page after a start", round(begun, 1), MOST_MILLISECONDS, "ms", {}, agree)
        yield claim("hub: a page", PAGES, agree)
        addresses = countries()
        first = sorted(milliseconds(address) for address in addresses)
        figures = {"pages": len(first), "slowest": round(first[-1], 1)}
        yield Claim(
            "hub: a page asked for the first time",
            round(statistics.median(first), 1),
            MOST_MILLISECONDS,
            "ms",
            figures,
            agree,
        )
        yield claim("hub: an answer", ANSWERS, agree)


def warmed():
    """Wait for what the hub makes before its first reader, as it does while nobody has its address yet."""
    for thread in threading.enumerate():
        if thread.name == "warm":
            thread.join()


def claim(name, addresses, agree):
    """The slowest address's median."""
    medians = {address: statistics.median(milliseconds(address) for _ in range(RUNS)) for address in addresses}
    figures = {address: round(median, 1) for address, median in medians.items()}
    return Claim(name, round(max(medians.values()), 1), MOST_MILLISECONDS, "ms", figures, agree)


def get(address):
    """An answer, whole."""
    from django.test import Client

    response = Client().get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}")
    return body


def milliseconds(address):
    """How long one answer takes."""
    begun = time.perf_counter()
    get(address)
    return 1_000 * (time.perf_counter() - begun)


def countries():
    """The pages of all countries that the release has cases of."""
    found = json.loads(get("/api/v1/aggregate?by=country_of_exploitation"))
    return [f"/countries/{row['by'][0]['code']}/" for row in found["rows"]]


def agrees(path):
    """Whether the API says what tabulate says."""
    from palermo.release import open_release
    from palermo.tabulate import answer, parse_question

    expected = answer(open_release(path), parse_question(["means_of_control"], ["gender=woman"])).to_dict("en")
    told = json.loads(get("/api/v1/aggregate?by=means_of_control&where=gender=woman"))
    expected = json.loads(json.dumps(expected))
    return all(
        told[name] == expected[name] for name in ("question", "rows", "total", "denominator", "missing", "cautions")
    )
