"""Make the country list: codes from ISO 3166-1, names from the Unicode CLDR, regions from UN M49.

Run where Babel, pycountry and country_converter are installed (an environment of its own; they are not dependencies):
names in six languages come from the CLDR through Babel, the codes from pycountry, the regions of M49 are facts read from
country_converter's table. Aliases are kept by hand, in `country_aliases.csv` beside this script.
"""

import csv
import importlib.util
import sys
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
HERE = Path(__file__).parent
TARGET = HERE.parent / "src/palermo/codes/data/lists/country.csv"

# UN M49 subregions, and the region each belongs to. Countries that the regional table leaves out are placed by hand from M49.
REGION = {
    "Northern Africa": "africa",
    "Eastern Africa": "africa",
    "Middle Africa": "africa",
    "Southern Africa": "africa",
    "Western Africa": "africa",
    "Caribbean": "americas",
    "Central America": "americas",
    "South America": "americas",
    "Northern America": "americas",
    "Central Asia": "asia",
    "Eastern Asia": "asia",
    "South-eastern Asia": "asia",
    "Southern Asia": "asia",
    "Western Asia": "asia",
    "Eastern Europe": "europe",
    "Northern Europe": "europe",
    "Southern Europe": "europe",
    "Western Europe": "europe",
    "Australia and New Zealand": "oceania",
    "Melanesia": "oceania",
    "Micronesia": "oceania",
    "Polynesia": "oceania",
}
BY_HAND = {"TWN": "Eastern Asia", "ATA": None}


def slug(name: str) -> str:
    """A code for a region's name."""
    return name.lower().replace(" and ", " ").replace("-", "_").replace(" ", "_")


def subregions() -> dict[str, str]:
    """The M49 subregion of every country, by alpha-3 code."""
    spec = importlib.util.find_spec("country_converter")
    table = Path(spec.origin).parent / "country_data.tsv"  # type: ignore[union-attr,arg-type]
    with table.open(encoding="utf-8") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return {row["ISO3"]: row["UNregion"] for row in rows if row["UNregion"] in REGION}


def main() -> int:
    """Write the list."""
    import pycountry
    from babel import Locale

    names = {language: Locale(language).territories for language in LANGUAGES}
    with (HERE / "country_aliases.csv").open(encoding="utf-8") as file:
        aliases = {row["code"]: row["aliases"] for row in csv.DictReader(file)}
    regions = subregions()
    rows = []
    for country in sorted(pycountry.countries, key=lambda c: c.alpha_3):
        subregion = BY_HAND.get(country.alpha_3, regions.get(country.alpha_3))
        if subregion is None and country.alpha_3 not in BY_HAND:
            raise SystemExit(f"{country.alpha_3} has no subregion")
        own = [getattr(country, "common_name", ""), country.name, getattr(country, "official_name", "")]
        labels = [names[language][country.alpha_2] for language in LANGUAGES]
        extra = [alias for alias in aliases.pop(country.alpha_3, "").split("|") if alias]
        known = {country.alpha_2, *(text for text in (*own, *extra) if text)} - set(labels)
        rows.append(
            [country.alpha_3, *labels, country.alpha_2, country.numeric]
            + [slug(subregion) if subregion else "", REGION[subregion] if subregion else "", "|".join(sorted(known))]
        )
    if aliases:
        raise SystemExit(f"aliases for unknown countries: {sorted(aliases)}")
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", *(f"label.{x}" for x in LANGUAGES), "alpha2", "numeric", "subregion", "region", "aliases"])
        writer.writerows(rows)
    print(f"{len(rows)} countries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
