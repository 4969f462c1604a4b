"""Use it: what is there to copy runs as it stands, against a hub that is served."""

import html
import re
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from tests.release.invented import make_cases, make_release
from tests.web.test_pages import get

from palermo.cases import Missing
from palermo.tabulate import answer, parse_question
from palermo.web.hub.releases import shelf
from palermo.web.hub.use import example

BLOCK = re.compile(r'<code data-name="(\w+)">(.*?)</code>', re.DOTALL)
ADDRESS = re.compile(r"https?://[^\s\"')]+")
NAMES = {"address", "powerquery", "sheets", "python", "r", "stata", "sql", "addresses", "shell"}


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format, *args):
        pass


@pytest.fixture
def served(hub_of, releases_folder):
    """The address of a hub on the invented release."""
    hub_of(releases_folder)
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def blocks(client, host="http://testserver", address="/use/", **extra):
    """What the page has to copy, with the name of what it is in; as it is at an address of the hub."""
    text = client.get(address, **extra).content.decode().replace("http://testserver", host)
    return [(name, html.unescape(code)) for name, code in BLOCK.findall(text)]


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_page_is_whole(hub, prefix):
    page = get(hub, f"{prefix}/use/")
    assert not page.faults
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    assert page.levels.count(1) == 1
    anchors = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)


def test_every_tool_has_something_to_copy(hub):
    assert {name for name, _code in blocks(hub)} == NAMES


def test_every_address_in_what_is_to_copy_answers(hub):
    found = {address for _name, code in blocks(hub) for address in ADDRESS.findall(code)}
    assert len(found) > 8
    for address in found:
        parts = urlsplit(address)
        assert parts.netloc == "testserver"
        path = parts.path or "/"
        with closing(hub.get(f"{path}?{parts.query}" if parts.query else path)) as response:
            assert response.status_code == 200, address


def test_what_is_to_copy_names_the_release_and_the_host_of_the_reader(hub, settings):
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    found = blocks(hub, headers={"host": "hub.example.org"})
    assert all("hub.example.org" in code for name, code in found if ADDRESS.search(code))
    named = [address for _name, code in found for address in ADDRESS.findall(code) if "?" in address]
    assert named
    assert all("release=2026-test" in address for address in named)


def test_the_python_runs(hub, served, tmp_path):
    pytest.importorskip("pandas")
    release = shelf().current()
    codes = [code for name, code in blocks(hub, served) if name == "python"]
    assert len(codes) == 4
    counts = {cell.n for cell in answer(release, example(release, lambda path: served + path).question).cells}
    for code in codes[:3]:
        said = run([sys.executable, "-W", "error", "-c", code])
        assert any(re.search(rf"\b{count}\b", said) for count in counts)
    assert run([sys.executable, "-c", codes[3]], cwd=tmp_path).startswith(f"{release.manifest.rows} ")


def test_the_commands_run(hub, served, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    for name, code in blocks(hub, served):
        if name == "shell":
            run(["sh", "-c", code], cwd=tmp_path)
    saved = (tmp_path / "cases.csv").read_bytes()
    assert saved == (shelf().current().path / "cases.csv").read_bytes()


def test_the_queries_run_and_keep_to_the_denominator_rule(hub):
    duckdb = pytest.importorskip("duckdb")
    release = shelf().current()
    first, second = (code for name, code in blocks(hub) if name == "sql")
    file = str(release.path / "cases.parquet")
    first = re.sub(r"read_parquet\('[^']*'\)", f"read_parquet('{file}')", first.partition(";")[2].partition(";")[2])
    second = re.sub(r"read_parquet\('[^']*'\)", f"read_parquet('{file}')", second)
    with duckdb.connect() as base:
        counted = dict(base.execute(first).fetchall())
        n, denominator, share = base.execute(second).fetchone()
    by = answer(release, parse_question(["gender"]))
    assert {cell.codes[0]: cell.n for cell in by.cells if cell.codes[0] in counted} == counted
    column = re.search(r"len\((\w+)\)", second)[1]
    code = re.search(r"'(\w[\w.]*)'\)\)", second)[1]
    found = answer(release, parse_question([column]))
    cell = next(cell for cell in found.cells if cell.codes == (code,))
    assert (n, denominator) == (cell.n, cell.denominator)
    assert share == pytest.approx(cell.share)


def test_the_page_stands_on_releases_that_have_little(hub_of, tmp_path):
    for number, cases in enumerate(
        (make_cases(contributor=['A "quoted" name'] * 40), make_cases(gender=[Missing.UNKNOWN] * 3))
    ):
        folder = tmp_path / str(number)
        make_release(folder, cases)
        hub = hub_of(folder)
        page = get(hub, "/use/")
        assert not page.faults
        for _name, code in blocks(hub):
            for address in ADDRESS.findall(code):
                parts = urlsplit(address)
                with closing(hub.get(f"{parts.path or '/'}?{parts.query}")) as response:
                    assert response.status_code == 200, address


def run(command, cwd=None):
    """What a command says; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd or Path.cwd())
    assert done.returncode == 0, done.stderr
    return done.stdout
