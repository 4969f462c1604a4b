"""Make the lists of UN M49 regions and subregions: codes and structure from M49, names from the Unicode CLDR.

Run where Babel is installed (it comes with the documentation's requirements).
"""

import sys
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
TARGET = Path(__file__).parents[1] / "src/palermo/codes/data/lists"

REGIONS = {"africa": "002", "americas": "019", "asia": "142", "europe": "150", "oceania": "009"}
SUBREGIONS = {
    "northern_africa": ("015", "africa"),
    "western_africa": ("011", "africa"),
    "middle_africa": ("017", "africa"),
    "eastern_africa": ("014", "africa"),
    "southern_africa": ("018", "africa"),
    "northern_america": ("021", "americas"),
    "central_america": ("013", "americas"),
    "caribbean": ("029", "americas"),
    "south_america": ("005", "americas"),
    "central_asia": ("143", "asia"),
    "western_asia": ("145", "asia"),
    "southern_asia": ("034", "asia"),
    "south_eastern_asia": ("035", "asia"),
    "eastern_asia": ("030", "asia"),
    "northern_europe": ("154", "europe"),
    "western_europe": ("155", "europe"),
    "southern_europe": ("039", "europe"),
    "eastern_europe": ("151", "europe"),
    "australia_new_zealand": ("053", "oceania"),
    "melanesia": ("054", "oceania"),
    "micronesia": ("057", "oceania"),
    "polynesia": ("061", "oceania"),
}

HEADER = """\
# Made by scripts/build_codes_region.py.
name: {name}
title: {title}
version: "2026-11"
verified: true
definition: {definition}
source:
  title: Codes and structure of UN M49; names of the Unicode CLDR
  url: https://unstats.un.org/unsd/methodology/m49/
  version: CLDR {version}
  licence: Unicode License V3 (names); codes and structure are facts
"""


def flow(pairs: dict[str, str]) -> str:
    """A mapping on one line of YAML."""
    return "{" + ", ".join(f'{key}: "{value}"' for key, value in pairs.items()) + "}"


def main() -> int:
    """Write both lists."""
    from babel import Locale
    from babel.core import get_cldr_version

    names = {language: Locale(language).territories for language in LANGUAGES}

    def labels(m49: str) -> str:
        return flow({language: names[language][m49] for language in LANGUAGES})

    version = get_cldr_version()
    region = HEADER.format(
        name="un-region",
        title='{en: "World region", fr: "Région du monde", es: "Región del mundo"}',
        definition="The five regions of UN M49. They are for statistics and say nothing about any country.",
        version=version,
    )
    region += "codes:\n"
    for code, m49 in REGIONS.items():
        region += f'  - code: {code}\n    label: {labels(m49)}\n    attributes: {{m49: "{m49}"}}\n'
    (TARGET / "un-region.yaml").write_text(region, encoding="utf-8")

    sub = HEADER.format(
        name="un-subregion",
        title='{en: "Subregion", fr: "Sous-région", es: "Subregión"}',
        definition=(
            "The 22 subregions of UN M49, at the finest level (Eastern Africa, not Sub-Saharan Africa; the Caribbean, not"
            " Latin America and the Caribbean)."
        ),
        version=version,
    )
    sub += "generalisations:\n  - {name: region, list: un-region, attribute: region}\ncodes:\n"
    for code, (m49, parent) in SUBREGIONS.items():
        sub += f'  - code: {code}\n    label: {labels(m49)}\n    attributes: {{m49: "{m49}", region: {parent}}}\n'
    (TARGET / "un-subregion.yaml").write_text(sub, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
