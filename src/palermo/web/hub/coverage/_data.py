"""Coverage as data: every number of the page, and those that it leaves out."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from palermo.codes import in_language
from palermo.release import Release, breaks, citation, terms_of
from palermo.tabulate.formats import table_as_csv
from palermo.web.hub.coverage._changes import Difference
from palermo.web.hub.coverage._concentration import concentrations
from palermo.web.hub.coverage._matrix import CONTRIBUTOR, SOURCE, YEAR, Number, crossed, has
from palermo.web.hub.coverage._missing import gaps
from palermo.web.hub.coverage._who import by_year, places

WITHHELD = "withheld"
"""The note of a number that is there and is not told."""
WHOLE = ("n", "low", "high", "of", "codes")
OVER = ("n", "low", "high", "of", "share", "share_low", "share_high")
FIELDS = (
    "measure",
    "contributor",
    "year",
    "column",
    "code",
    "label",
    *OVER,
    "effective",
    "codes",
    "note",
)
"""The columns of the table: what is measured, of whom, and how much.

n: cases, between low and high; share: of so many (of), between share_low and share_high. effective: as if so many codes
were equally frequent; codes: how many there are. note: `withheld`, `entered` or `left`.
"""

Line = dict[str, Any]


def lines(release: Release, language: str) -> Iterator[Line]:
    """Every number, one a line, by what it measures."""
    yield from _by_year(release)
    if has(release, CONTRIBUTOR):
        for column in places(release):
            for (code, contributor), cell in sorted(crossed(release, column, CONTRIBUTOR).items()):
                of = {"contributor": contributor, **_coded(release, column, code, language)}
                yield {"measure": "cases_by_country", **of, **_told(cell)}
    if has(release, YEAR, SOURCE):
        for (year, code), cell in sorted(crossed(release, YEAR, SOURCE).items()):
            of = {"year": year, **_coded(release, SOURCE, code, language)}
            yield {"measure": "cases_by_source", **of, **_told(cell)}
    yield from _concentrated(release, language)
    yield from _missing(release)


def as_table(release: Release, language: str) -> bytes:
    """Every number as CSV, with the source and the terms on each line."""
    found = list(lines(release, language))
    columns = {name: pa.array([line.get(name) for line in found], _type(name)) for name in FIELDS}
    about = release.manifest.about
    for name, text in (("source", citation(about, language)), ("terms", terms_of(about, language))):
        columns[name] = pa.array([text] * len(found), pa.string())
    return table_as_csv(pa.table(columns))


def as_document(release: Release, changed: Difference | None, language: str, link: str) -> dict[str, Any]:
    """All of the page as JSON values. link: where it is found again."""
    manifest, about = release.manifest, release.manifest.about
    measures: dict[str, list[Line]] = {}
    for line in lines(release, language):
        measures.setdefault(line["measure"], []).append({name: line[name] for name in FIELDS[1:] if name in line})
    return {
        "release": release.id,
        "language": language,
        "rows": manifest.rows,
        "smallest_group": manifest.k,
        "contributors": [asdict(part) for part in about.contributions],
        **measures,
        "cases_in_no_number": manifest.cases_not_covered,
        "changes": None if changed is None else asdict(changed),
        "limits": [in_language(limit, language) for limit in release.limits],
        "citation": citation(about, language),
        "terms": terms_of(about, language),
        "link": link,
    }


def _by_year(release: Release) -> Iterator[Line]:
    for (year, contributor), cell in sorted(by_year(release).items()):
        yield {"measure": "cases_by_year", "contributor": contributor, "year": year, **_told(cell)}
    for each in breaks(release.manifest):
        of = {"contributor": each.contributor, "year": str(each.year)}
        yield {"measure": "break", **of, "share": each.share, "note": str(each.kind)}


def _concentrated(release: Release, language: str) -> Iterator[Line]:
    for found in concentrations(release, language):
        told = {name: getattr(found, name) for name in ("column", "code", "label", *OVER, "effective")}
        yield {"measure": "concentration", **told, "codes": found.count}


def _missing(release: Release) -> Iterator[Line]:
    for gap in gaps(release):
        for measure, amount in (("missing", gap.missing), ("withheld", gap.withheld)):
            told = asdict(amount) | {"of": gap.of, "note": WITHHELD if amount.n is None else ""}
            yield {"measure": measure, "year": gap.year, "column": gap.column, **told}


def _told(cell: Number) -> Line:
    return {"n": cell.n, "low": cell.low, "high": cell.high, "note": WITHHELD if cell.n is None else ""}


def _coded(release: Release, column: str, code: str, language: str) -> Line:
    listed = release.codes(column)
    return {"column": column, "code": code, "label": code if listed is None else listed.label(code, language)}


def _type(name: str) -> pa.DataType:
    if name in WHOLE:
        return pa.int64()
    return pa.float64() if name.startswith("share") or name == "effective" else pa.string()
