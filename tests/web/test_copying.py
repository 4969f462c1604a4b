"""The hub as files: whole, linked within itself, and honest about what it does not have."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from palermo.web.hub.copying._links import stilled, turned
from palermo.web.hub.copying._names import file_of

LINK = re.compile(r'\s(?:href|src|srcset|action)="([^"]*)"')


@pytest.fixture(scope="module")
def copy(releases_folder, tmp_path_factory):
    """A copy of the invented hub, made by the command."""
    folder = tmp_path_factory.mktemp("copies") / "site"
    words = ["hub", "export", str(folder), "--releases", str(releases_folder), "--questions", "8"]
    words += ["--languages", "en,fr", "--address", "https://hub.example.org", "--json"]
    made = subprocess.run([sys.executable, "-m", "palermo.cli", *words], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return folder, json.loads(made.stdout)


def pages(folder):
    return {path: path.read_text() for path in sorted(folder.rglob("*.html")) if path.name != "report.html"}


def test_the_report_says_what_was_written(copy):
    folder, report = copy
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert report["files"] == len(files) - 1  # the mark that says that it is a copy
    assert report["questions"] == {"en": 8, "fr": 8}
    assert not list(folder.parent.glob(".hub-*"))


def test_every_link_leads_to_a_file_of_the_copy_or_to_another_host(copy):
    folder, _report = copy
    for path, text in pages(folder).items():
        for link in map(unescape, LINK.findall(text)):
            if link.startswith(("https://", "http://", "#", "mailto:")):
                continue
            assert not link.startswith("/"), (path, link)
            target = (path.parent / link.partition("#")[0]).resolve()
            assert target.is_file(), (path, link)
            assert target.is_relative_to(folder.resolve())


def test_every_page_of_the_hub_is_there(copy):
    folder, _report = copy
    for name in (
        "",
        "explore",
        "countries",
        "corridors",
        "topics",
        "coverage",
        "releases",
        "methods",
        "glossary",
        "use",
    ):
        for prefix in ("", "fr/"):
            assert (folder / f"{prefix}{name}" / "index.html").is_file()
    assert (folder / "countries" / "PHL" / "index.html").is_file()
    assert (folder / "releases" / "2026-test" / "cases.csv").is_file()
    assert list((folder / "explore").glob("by-gender-*.csv"))


def test_files_of_a_release_are_as_they_were_signed(copy, releases_folder):
    folder, _report = copy
    for path in (releases_folder / "2026-test").iterdir():
        copied = folder / "releases" / "2026-test" / path.name
        assert copied.read_bytes() == path.read_bytes()


def test_nothing_in_it_asks_a_server(copy):
    folder, _report = copy
    for path, text in pages(folder).items():
        assert "chart-library" not in text, path
        for script in re.findall(r'<script[^>]* src="([^"]*)"', text):
            assert re.search(r"/ui/(copy|copied)\b[^/]*\.js$", script), (path, script)
        for form in re.findall(r"<form[^>]*>", text):
            assert "hidden" in form or 'class="ask"' in form, (path, form)
        if path.name != "not-here.html":
            assert "Content-Security-Policy" in text, path


def test_the_questions_are_listed_with_their_titles(copy):
    folder, _report = copy
    begin = (folder / "explore" / "index.html").read_text()
    listed = begin.partition("data-copied-questions")[2].partition("</section>")[0]
    assert listed.count("<li>") == 8
    assert "People by gender" in listed
    keys = json.loads(re.search(r'<script type="application/json">(.*?)</script>', listed)[1])
    assert "by=gender" in keys


def test_fonts_and_styles_are_there(copy):
    folder, _report = copy
    assert list(folder.rglob("*.woff2"))
    for style in folder.rglob("*.css"):
        for link in re.findall(r"url\([\"']?(?!data:)([^)\"'#]+)", style.read_text()):
            assert (style.parent / link.partition("#")[0]).is_file(), (style, link)


def test_what_is_no_copy_is_never_replaced(releases_folder, tmp_path):
    kept = tmp_path / "important"
    kept.mkdir()
    (kept / "thesis.txt").write_text("mine")
    words = ["hub", "export", str(kept), "--releases", str(releases_folder), "--languages", "en"]
    made = subprocess.run([sys.executable, "-m", "palermo.cli", *words], capture_output=True, text=True, check=False)
    assert made.returncode == 101
    assert "no copy of a hub" in made.stderr
    assert [path.name for path in kept.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "words",
    [("--address", "hub.example.org"), ("--address", "ftp://x"), ("--languages", "en,xx"), ("--questions", "-1")],
)
def test_wrong_options_are_refused(releases_folder, tmp_path, words):
    command = ["hub", "export", str(tmp_path / "site"), "--releases", str(releases_folder), *words]
    made = subprocess.run([sys.executable, "-m", "palermo.cli", *command], capture_output=True, text=True, check=False)
    assert made.returncode == 2
    assert not (tmp_path / "site").exists()


def test_names_of_files_are_plain_and_differ(copy):
    assert file_of("/explore/?where=a%3D%2F..%2F..%2Fx").startswith("explore/where-a-x-")
    assert file_of("/explore/?by=a") != file_of("/explore/?by=A")
    assert Path(file_of("/explore/?" + "by=x" * 500)).name.__len__() < 80


def test_links_are_turned_and_places_in_a_page_kept():
    links = ("/fr/methods/#limits", "?by=gender", "https://x.org/a", "#here")
    page = "".join(f'<a href="{link}">x</a>' for link in links)
    seen = []
    turned(page, "/explore/", lambda link: seen.append(link) or "file.html")
    assert seen == ["/fr/methods/", "/explore/?by=gender"]
    assert '"file.html#limits"' in turned(page, "/explore/", lambda link: "file.html")
    assert stilled('<form class="ask" action="/explore/">') == '<form class="ask" action="/explore/">'
    assert stilled('<form action="/glossary/">') == '<form hidden action="/glossary/">'
