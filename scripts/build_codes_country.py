"""Make the lists of countries and of UN M49 regions from the Unicode CLDR, and the other names kept by hand.

    npm pack cldr-core@48.2.0 cldr-localenames-full@48.2.0     # unpack both into one folder
    python scripts/build_codes_country.py FOLDER

The CLDR (Unicode License V3) gives alpha-3 codes and numbers, names in six languages with their short and variant
forms, and which subregion of M49 a country stands in. `country_aliases.csv` beside this script gives the rest: the
names of ISO 3166-1 itself where they differ, former names and codes, spellings of field files, demonyms.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "ru": "ru", "zh": "zh"}
HERE = Path(__file__).parent
LISTS = HERE.parent / "src/palermo/codes/data/lists"

ISO_3166_1_ENTRIES = 249
NOT_IN_ISO_3166_1 = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
"""Territories of the CLDR that ISO 3166-1 does not list: exceptional reservations, user-assigned and pseudo codes."""

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
WITHOUT_REGION = frozenset({"AQ"})
"""M49 gives Antarctica no region."""

UNITED_NATIONS_NAMES = {
    "053": {
        "en": "Australia and New Zealand",
        "fr": "Australie et Nouvelle-Zélande",
        "es": "Australia y Nueva Zelandia",
        "ar": "أستراليا ونيوزيلندا",
        "ru": "Австралия и Новая Зеландия",
        "zh": "澳大利亚和新西兰",
    },
    "021": {"es": "América septentrional", "ru": "Северная Америка", "zh": "北美洲"},
    "029": {"ar": "منطقة البحر الكاريبي", "ru": "Карибский бассейн"},
    "035": {"en": "South-eastern Asia"},
    "057": {"en": "Micronesia", "fr": "Micronésie", "es": "Micronesia", "ar": "ميكرونيزيا", "zh": "密克罗尼西亚"},
    "061": {"zh": "波利尼西亚"},
}
"""Where the name of M49 itself differs from the CLDR's: a reader looks for the former."""

HEADER = """\
# Made by scripts/build_codes_country.py.
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
translations:
"""
TRANSLATION = """\
  {language}: {{origin: common, source: "Unicode CLDR {version}; where they differ much, the names of UN M49"}}
"""


def read(folder: Path, name: str) -> Any:
    """One JSON file of the CLDR, wherever the packages were unpacked below the folder."""
    found = sorted(folder.rglob(name))
    if len(found) != 1:
        raise SystemExit(f"{len(found)} files {name} below {folder}")
    return json.loads(found[0].read_text(encoding="utf-8"))


def names(folder: Path, language: str) -> dict[str, str]:
    """The names of territories and regions in a language; `US-alt-short` and the like among the keys."""
    found = read(folder, f"main/{language}/territories.json")
    return dict(found["main"][language]["localeDisplayNames"]["territories"])


def flow(pairs: dict[str, str]) -> str:
    """A mapping on one line of YAML."""
    return "{" + ", ".join(f'{key}: "{value}"' for key, value in pairs.items()) + "}"


def write_regions(territories: dict[str, dict[str, str]], version: str) -> None:
    """Write un-region.yaml and un-subregion.yaml."""

    def labels(m49: str) -> str:
        own = UNITED_NATIONS_NAMES.get(m49, {})
        return flow({language: own.get(language, territories[language][m49]) for language in LANGUAGES})

    text = HEADER.format(
        name="un-region",
        title=(
            '{en: "World region", fr: "Région du monde", es: "Región del mundo", '
            "ar: منطقة العالم, ru: Регион мира, zh: 世界区域}"
        ),
        definition="The five regions of UN M49. They are for statistics and say nothing about any country.",
        version=version,
    )
    translations = "".join(TRANSLATION.format(language=each, version=version) for each in LANGUAGES if each != "en")
    text += translations + "attributes: [m49]\ncodes:\n"
    for code, m49 in REGIONS.items():
        text += f'  - code: {code}\n    label: {labels(m49)}\n    attributes: {{m49: "{m49}"}}\n'
    (LISTS / "un-region.yaml").write_text(text, encoding="utf-8")

    text = HEADER.format(
        name="un-subregion",
        title=(
            '{en: "Subregion", fr: "Sous-région", es: "Subregión", '
            "ar: المنطقة دون الإقليمية, ru: Субрегион, zh: 次区域}"
        ),
        definition=(
            "The 22 subregions of UN M49, at the finest level (Eastern Africa, not Sub-Saharan Africa; the Caribbean,"
            " not Latin America and the Caribbean)."
        ),
        version=version,
    )
    text += translations + "attributes: [m49, region]\n"
    text += "generalisations:\n  - {name: region, list: un-region, attribute: region}\ncodes:\n"
    for code, (m49, parent) in SUBREGIONS.items():
        text += f'  - code: {code}\n    label: {labels(m49)}\n    attributes: {{m49: "{m49}", region: {parent}}}\n'
    (LISTS / "un-subregion.yaml").write_text(text, encoding="utf-8")


def write_countries(folder: Path, territories: dict[str, dict[str, str]]) -> int:
    """Write country.csv; returns how many countries it holds."""
    mappings = read(folder, "supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    contains = read(folder, "supplemental/territoryContainment.json")["supplemental"]["territoryContainment"]
    subregion_of = {alpha2: code for code, (m49, _) in SUBREGIONS.items() for alpha2 in contains[m49]["_contains"]}
    with (HERE / "country_aliases.csv").open(encoding="utf-8") as file:
        by_hand = {row.pop("code"): "|".join(row.values()) for row in csv.DictReader(file)}

    rows = []
    for alpha2 in sorted(t for t in territories["en"] if len(t) == 2 and t.isalpha() and t not in NOT_IN_ISO_3166_1):
        code, number = mappings[alpha2]["_alpha3"], mappings[alpha2]["_numeric"]
        labels = [territories[language][alpha2] for language in LANGUAGES]
        subregion = subregion_of.get(alpha2, "")
        if not subregion and alpha2 not in WITHOUT_REGION:
            raise SystemExit(f"{alpha2} has no subregion")
        others = [alpha2]
        for language in LANGUAGES:
            alternatives = [name for key, name in territories[language].items() if key.startswith(f"{alpha2}-alt-")]
            # Initials mean another country in another language (the Spanish RU is the United Kingdom): by hand only.
            others += [name for name in alternatives if not (name.isascii() and name.isupper())]
        others += [alias for alias in by_hand.pop(code, "").split("|") if alias]
        aliases = [alias for alias in dict.fromkeys(others) if alias not in labels]
        region = SUBREGIONS[subregion][1] if subregion else ""
        rows.append([code, *labels, alpha2, number, subregion, region, "|".join(aliases)])
    if by_hand:
        raise SystemExit(f"aliases for unknown countries: {sorted(by_hand)}")
    if len(rows) != ISO_3166_1_ENTRIES:
        raise SystemExit(f"{len(rows)} countries, not {ISO_3166_1_ENTRIES}")
    with (LISTS / "country.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["code", *(f"label.{x}" for x in LANGUAGES), "alpha2", "numeric", "subregion", "region", "aliases"]
        )
        writer.writerows(sorted(rows))
    return len(rows)


def main() -> int:
    """Write the three lists."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    territories = {language: names(folder, cldr) for language, cldr in LANGUAGES.items()}
    version = read(folder, "supplemental/codeMappings.json")["supplemental"]["version"]["_cldrVersion"]
    write_regions(territories, version)
    print(f"{write_countries(folder, territories)} countries, CLDR {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
