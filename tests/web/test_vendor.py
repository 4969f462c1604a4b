"""Browser files: what is served is what the manifest says, and nothing in it calls another host."""

import hashlib
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/palermo/web/ui/static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
FILES = [file for package in MANIFEST["packages"] for file in package["files"]]
OWN = sorted(path for path in (STATIC / "ui").iterdir() if path.suffix in {".css", ".js", ".json"})
SCRIPTS = sorted(VENDOR.rglob("*.js"))
ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}[^\s"'`)\\]*""")
NEVER_FETCHED = re.compile(
    r"http://www\.w3\.org/"  # names of XML vocabularies
    r"|https://vega\.github\.io/(schema/|editor)"  # name of a specification; a link that `actions: false` leaves out
    r"|https://github\.com/|https://bit\.ly/"  # links in messages to developers
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_a_vendored_file_is_the_one_in_the_manifest(file):
    content = (VENDOR / file["path"]).read_bytes()
    assert len(content) == file["bytes"]
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_every_vendored_file_is_in_the_manifest():
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert there == {file["path"] for file in FILES} | {"manifest.json"}


def test_every_package_says_what_it_is_and_brings_its_licence():
    for package in MANIFEST["packages"]:
        assert all(package[field] for field in ("name", "version", "licence", "purpose"))
        assert any(file["path"].endswith("/LICENSE") for file in package["files"])


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_name_no_host(path):
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_vendored_scripts_name_no_host_that_they_would_call(path):
    found = set(ADDRESS.findall(path.read_text(encoding="utf-8")))
    assert {address for address in found if not NEVER_FETCHED.match(address)} == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_source_map_is_asked_for(path):
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_every_address_in_the_style_sheet_leads_to_a_file():
    sheet = STATIC / "ui/base.css"
    addresses = re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8"))
    assert addresses
    assert [address for address in addresses if not (sheet.parent / address).is_file()] == []


def test_the_style_sheet_knows_no_left_and_right():
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "ui/base.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    physical = r"[;{\s](margin|padding|border|inset)?-?(left|right|top|bottom)\s*:|text-align:\s*(left|right)|float:"
    assert re.search(physical, text) is None


def test_both_chart_themes_style_the_same_things():
    themes = json.loads((STATIC / "ui/chart-config.json").read_text(encoding="utf-8"))
    assert _shape(themes["light"]) == _shape(themes["dark"])


def _shape(value):
    return {key: _shape(inner) for key, inner in value.items()} if isinstance(value, dict) else None


def test_the_atlas_has_alpha_3_codes_and_a_dot_for_what_is_too_small():
    atlas = json.loads((VENDOR / "world-atlas-2.0.2/countries.json").read_text(encoding="utf-8"))
    shapes = {shape.get("id") for shape in atlas["objects"]["countries"]["geometries"]}
    dots = {dot["id"] for dot in atlas["objects"]["small"]["geometries"]}
    assert {"FRA", "MYS", "ARE", "USA"} <= shapes
    assert {"BHR", "MLT", "SGP", "MCO"} <= dots
    assert not dots & {"FRA", "AUS"}
    assert "ATA" not in shapes | dots


def test_third_party_names_every_package_of_the_locks_and_of_the_browser():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import third_party  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([^ |]+) \|", text, flags=re.MULTILINE))
    wanted = {name for lock in ("base", "web", "dev") for name in third_party.pinned(lock)}
    wanted |= {package["name"] for package in MANIFEST["packages"]}
    assert wanted <= listed, "run scripts/third_party.py"


def test_western_sahara_is_drawn_apart_as_far_as_its_northern_end():
    atlas = json.loads((VENDOR / "world-atlas-2.0.2/countries.json").read_text(encoding="utf-8"))
    dakhla, laayoune, tarfaya, marrakesh = (-15.7, 23.7), (-13.0, 27.1), (-12.8, 27.85), (-8.0, 31.6)
    assert [_country_at(atlas, place) for place in (dakhla, laayoune)] == [["ESH"], ["ESH"]]
    assert [_country_at(atlas, place) for place in (tarfaya, marrakesh)] == [["MAR"], ["MAR"]]


@pytest.mark.parametrize(
    ("code", "place"),
    [("GUF", (-53.1, 4.0)), ("FRA", (2.4, 46.5)), ("FRA", (9.1, 42.2)), ("REU", (55.5, -21.1)), ("SJM", (16.5, 78.5))],
)
def test_what_has_a_code_of_its_own_is_drawn_apart_from_its_state(code, place):
    atlas = json.loads((VENDOR / "world-atlas-2.0.2/countries.json").read_text(encoding="utf-8"))
    assert _country_at(atlas, place) == [code]


def test_every_code_has_a_shape_or_a_dot_but_antarctica():
    from palermo.codes import code_list

    atlas = json.loads((VENDOR / "world-atlas-2.0.2/countries.json").read_text(encoding="utf-8"))
    drawn = {shape.get("id") for part in atlas["objects"].values() for shape in part["geometries"]}
    assert {code.code for code in code_list("country")} - drawn == {"ATA"}


def _country_at(atlas, place):
    """The shapes in which a place lies: a line to the east of it crosses their ring an odd number of times."""
    (scale, _), (west, south) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    lines = []
    for steps in atlas["arcs"]:
        x = y = 0
        lines.append([(west + (x := x + dx) * scale, south + (y := y + dy) * scale) for dx, dy in steps])
    found = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        crossed = 0
        for ring in (ring for polygon in shape["arcs"] for ring in polygon):
            points = [point for i in ring for point in (lines[i] if i >= 0 else lines[~i][::-1])]
            for (ax, ay), (bx, by) in pairwise(points):
                if (ay > place[1]) != (by > place[1]):
                    crossed += ax + (place[1] - ay) * (bx - ax) / (by - ay) > place[0]
        if crossed % 2:
            found.append(shape.get("id"))
    return found
