"""Lay prebuilt browser files into static/vendor/, with a manifest of where they come from and what they hash to.

    python scripts/vendor.py

The packages come through the ordinary npm client (`npm pack`), which must be installed; nothing of them is run. The
Arabic typeface is cut down by fonttools (`pip install "fonttools[woff]"`), which nothing else here needs. Every
package goes into a folder NAME-VERSION with its licence. To take a newer version change the table below, run this, and
change the addresses in the templates: a new folder name is what makes a cached file give way.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import third_party
from world_atlas import lighten

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "src/palermo/web/ui/static/vendor"
ARABIC = (
    "U+060C,U+061B,U+061F,U+0620-0655,U+0660-066D,U+0670,U+0671,U+0679,U+067E,U+0686,U+0688,U+0691,U+0698,U+06A4,U+06A9,"
    "U+06AF,U+06BA,U+06BE,U+06C1,U+06CC,U+06D2,U+06D4,U+06F0-06F9,U+200C-200F"
)
"""The letters and marks of Arabic, and those that names from Iran, Afghanistan, Pakistan and Kurdistan have besides:
with all that the typeface knows it would be four times as heavy, and Arabic pages too heavy for slow connections. The
same stands in ui/base.css as the typeface's range."""
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=[^\n]*")


@dataclass(frozen=True, slots=True)
class Package:
    """What is taken from one package.

    name: npm's name. folder: what it is called here. files: path in the package → file name here. change: what was
    changed, for licences that ask.
    """

    name: str
    version: str
    folder: str
    licence: str
    purpose: str
    files: dict[str, str]
    change: str = ""


def _font(package: str, name: str, subsets: tuple[str, ...], styles: tuple[str, ...]) -> dict[str, str]:
    names = [f"{name}-{subset}-{style}.woff2" for subset in subsets for style in styles]
    return {f"files/{package}-{file.removeprefix(name + '-')}": file for file in names}


PACKAGES = (
    Package(
        "vega",
        "6.4.0",
        "vega",
        "BSD-3-Clause",
        "Draws charts and maps in the browser.",
        {"build/vega.min.js": "vega.min.js"},
    ),
    Package(
        "vega-lite",
        "6.4.1",
        "vega-lite",
        "BSD-3-Clause",
        "The grammar that charts are written in.",
        {"build/vega-lite.min.js": "vega-lite.min.js"},
        "The line that names a source map was taken out.",
    ),
    Package(
        "vega-embed",
        "7.3.0",
        "vega-embed",
        "BSD-3-Clause",
        "Puts a chart into a page without evaluating text as code.",
        {"build/vega-embed.min.js": "vega-embed.min.js"},
        "The line that names a source map was taken out.",
    ),
    Package(
        "world-atlas",
        "2.0.2",
        "world-atlas",
        "ISC",
        "Shapes of countries, after Natural Earth (public domain) at 1:50 million.",
        {"countries-50m.json": "countries.json"},
        "Simplified, ids turned into ISO 3166-1 alpha-3, names and Antarctica left out, Western Sahara and what has a "
        "code of its own beside its state's drawn apart (scripts/world_atlas.py).",
    ),
    Package(
        "@fontsource/source-sans-3",
        "5.3.0",
        "source-sans-3",
        "OFL-1.1",
        "The typeface: Latin, extended Latin and Cyrillic.",
        _font(
            "source-sans-3",
            "source-sans-3",
            ("latin", "latin-ext", "cyrillic"),
            ("400-normal", "600-normal", "400-italic"),
        ),
    ),
    Package(
        "@fontsource/noto-sans-arabic",
        "5.3.0",
        "noto-sans-arabic",
        "OFL-1.1",
        "The typeface: Arabic.",
        _font("noto-sans-arabic", "noto-sans-arabic", ("arabic",), ("400-normal", "600-normal")),
        "Cut down to the letters and marks of Arabic and of names in languages that are written with its letters.",
    ),
)


def _unpack(package: Package, into: Path) -> Path:
    """Download a package and lay it out under `into`. Returns the folder that holds its files."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}", "--pack-destination", str(into)]
    archive = into / subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    folder = into / package.folder
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "package"


def _content(path: Path, name: str) -> bytes:
    content = path.read_bytes()
    if name == "countries.json":
        return lighten(json.loads(content))
    if "arabic" in name:
        return _cut_down(path, ARABIC)
    return SOURCE_MAP.sub(b"", content) if name.endswith(".js") else content


def _cut_down(path: Path, letters: str) -> bytes:
    """A typeface with these letters alone, and all ways of joining them."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.woff2"
        wanted = [f"--unicodes={letters}", "--layout-features=*", "--flavor=woff2", f"--output-file={small}"]
        subprocess.run([sys.executable, "-m", "fontTools.subset", str(path), *wanted], check=True)
        return small.read_bytes()


def _entry(path: Path) -> dict[str, str | int]:
    content = path.read_bytes()
    return {
        "path": path.relative_to(VENDOR).as_posix(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def main() -> None:
    """Fill static/vendor/ anew, write its manifest, and THIRD_PARTY.md from it."""
    entries = []
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / "vendor"
        for package in PACKAGES:
            unpacked = _unpack(package, Path(temporary))
            target = fresh / f"{package.folder}-{package.version}"
            target.mkdir(parents=True)
            for source, name in {**package.files, "LICENSE": "LICENSE"}.items():
                (target / name).write_bytes(_content(unpacked / source, name))
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)
    for package in PACKAGES:
        files = sorted((VENDOR / f"{package.folder}-{package.version}").iterdir())
        entry = {
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "purpose": package.purpose,
            "change": package.change,
            "files": [_entry(path) for path in files],
        }
        entries.append(entry)
        print(f"{package.name} {package.version}: {sum(path.stat().st_size for path in files):,} bytes")
    (VENDOR / "manifest.json").write_text(json.dumps({"packages": entries}, indent=2) + "\n", encoding="utf-8")
    third_party.main()


if __name__ == "__main__":
    main()
