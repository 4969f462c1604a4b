"""Put the letters of the page's typeface together for the engine that draws pictures on the server.

    python scripts/typefaces.py

Browsers take the typeface in parts, a file an alphabet, compressed; the engine wants whole fonts on disk, and has none
of its own. Run it after `scripts/vendor.py` has laid a newer version. It needs fonttools (`pip install
"fonttools[woff]"`), which nothing else here needs.
"""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "src/palermo/web/ui/static/vendor"
TARGET = ROOT / "src/palermo/web/hub/charts/typefaces"
FAMILY = "Source Sans 3"
FOLDER = VENDOR / "source-sans-3-5.3.0"
ALPHABETS = ("latin", "latin-ext", "cyrillic")
WEIGHTS = {400: "Regular", 600: "SemiBold"}
LEFT_OUT = ("GSUB", "GDEF", "STAT")
"""Tables that other letters of a word ask for: ligatures, marks, variations. Pictures have none of them."""


def whole(weight: int, folder: Path) -> TTFont:
    """One font of a weight with all alphabets, under the family's own name."""
    parts = []
    for alphabet in ALPHABETS:
        font = TTFont(FOLDER / f"source-sans-3-{alphabet}-{weight}-normal.woff2")
        font.flavor = None
        for table in LEFT_OUT:
            if table in font:
                del font[table]
        path = folder / f"{alphabet}.ttf"
        font.save(path)
        parts.append(str(path))
    merged = Merger().merge(parts)
    merged["OS/2"].usWeightClass = weight
    merged["name"].names = []
    style = WEIGHTS[weight]
    for number, text in {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"SourceSans3-{style}"}.items():
        merged["name"].setName(text, number, 3, 1, 0x409)
    return merged


def main() -> None:
    """Write both weights and the licence beside them."""
    TARGET.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        with tempfile.TemporaryDirectory() as folder:
            path = TARGET / f"source-sans-3-{weight}.ttf"
            whole(weight, Path(folder)).save(path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    (TARGET / "LICENSE").write_bytes((FOLDER / "LICENSE").read_bytes())


if __name__ == "__main__":
    main()
