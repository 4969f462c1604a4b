"""Write THIRD_PARTY.md: what others made that Palermo ships or needs, under which licence, with the credits asked for.

    python scripts/third_party.py

Browser files come from static/vendor/manifest.json, Python packages from the lock files and the installed packages' own
metadata (run it in an environment with requirements/dev.lock), data and standards from the list below.
"""

import importlib.metadata
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "src/palermo/web/ui/static/vendor/manifest.json"
TARGET = ROOT / "THIRD_PARTY.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
SPDX = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
BY_HAND = {
    "python-io-wrapper": "Unlicense",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "colorama": "BSD-3-Clause",
    "docutils": "CC0-1.0 AND BSD-2-Clause AND GPL-3.0-or-later (parts)",
    "libhxl": "Unlicense",
    "mlcroissant": "Apache-2.0",
    "odfpy": "Apache-2.0 OR GPL-2.0-or-later OR LGPL-2.1-or-later",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
    "svy": "MIT",
    "svy-rs": "MIT",
}
"""Packages whose metadata says nothing of use, or that are only installed on another operating system."""

HEAD = """\
# Third-party work

Palermo stands on the work of others. This page is written by `scripts/third_party.py`; the full text of a licence
stands beside the files it covers, or in the installed package.

## Standards and data

| work | licence | where it is used | credit and changes |
|---|---|---|---|
| Human Trafficking Case Data Standard (HTCDS) 2.0, 24 December 2021 | CC BY 4.0 | `src/palermo/codes`, \
`src/palermo/harmonise/mappings`, `src/palermo/web/casework` | \
Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0. Turned into data files; codes were given short names, \
contradictions between its tool kits are noted, translations were added. IOM does not endorse this software. |
| Column and code names of the datasets published by the Counter-Trafficking Data Collaborative (CTDC) | facts | \
`src/palermo/codes` | Only the names of columns and codes, so that files can be read. No record is part of Palermo. |
| Names of countries and languages of the Unicode Common Locale Data Repository (CLDR) 48 | Unicode License V3 | \
`src/palermo/codes`, `src/palermo/web/casework/lists` | \
© Unicode, Inc. Common other names were added by hand. |
| ISO 3166-1 codes, UN M49 regions, ISIC sections, SDG series codes | facts | `src/palermo/codes` | \
Each data file names its source. |
| Natural Earth | public domain | maps of the hub | Made with Natural Earth, through world-atlas (see below). |

The cases of the demonstration (`palermo demo`) are invented; no real person, file or organisation went into them.

"""


def pinned(lock: str) -> list[str]:
    """Names of the packages in a lock file, sorted, each once."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return sorted({match[1].lower() for line in text.splitlines() if (match := PINNED.match(line))})


def _licence(name: str) -> str:
    if name in BY_HAND:
        return BY_HAND[name]
    metadata = importlib.metadata.metadata(name)
    if metadata.get("License-Expression"):
        return str(metadata["License-Expression"])
    stated = (metadata.get("License") or "").strip()
    if 0 < len(stated) <= len("BSD 2-Clause License"):
        return SPDX.get(stated, stated)
    classes = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or () if line.startswith("License ::")]
    if not classes:
        raise SystemExit(f"The metadata of {name} names no licence. Add it to BY_HAND in scripts/third_party.py.")
    return " OR ".join(SPDX.get(text, text) for text in classes)


def _assets() -> str:
    rows = [
        "## Files for the browser",
        "",
        "In `src/palermo/web/ui/static/vendor/`, laid there by `scripts/vendor.py`.",
        "",
    ]
    rows += ["| package | version | licence | purpose | changed |", "|---|---|---|---|---|"]
    for package in json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]:
        cells = (package["name"], package["version"], package["licence"], package["purpose"], package["change"] or "no")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n\n"


def _packages() -> str:
    base, web, dev = (pinned(lock) for lock in ("base", "web", "dev"))
    rows = [
        "## Python packages",
        "",
        "Versions and hashes stand in `requirements/*.lock`. None of them is copied here.",
        "",
    ]
    rows += ["| package | licence | needed for |", "|---|---|---|"]
    for name in sorted({*base, *web, *dev}):
        need = (
            "everything"
            if name in base
            else "web pages, differential privacy, installing"
            if name in web
            else "development and tests only"
        )
        rows.append(f"| {name} | {_licence(name)} | {need} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write the page."""
    TARGET.write_text(HEAD + _assets() + _packages(), encoding="utf-8")
    print(f"wrote {TARGET.name}")


if __name__ == "__main__":
    main()
