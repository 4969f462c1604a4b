"""Bring contributions together into one case table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from palermo.cases import CaseTable, Missing, arrow_type, concat, read_cases
from palermo.codes import Column, case_schema
from palermo.errors import ReleaseError
from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
from palermo.release._manifest import Contribution
from palermo.release._papers import write_papers
from palermo.release._spec import ContributionSpec, ReleaseSpec

CONTRIBUTOR = "contributor"


@dataclass(frozen=True, slots=True)
class Part:
    """What one contributor's file became."""

    contribution: Contribution
    cases: CaseTable


def read_part(spec: ReleaseSpec, given: ContributionSpec, person_key: bytes | None) -> Part:
    """A contribution as a case table. What was set aside, and why, goes to the work folder."""
    return _harmonised(spec, given, person_key) if given.cases is None else _as_it_is(spec, given, given.cases)


def _harmonised(spec: ReleaseSpec, given: ContributionSpec, person_key: bytes | None) -> Part:
    settings = HarmoniseSettings(today=spec.date, person_key=person_key, contributor=given.contributor)
    mapping = load_mapping(given.mapping)
    if given.file is None:
        raise ValueError("a contribution without a file")
    found = harmonise(given.file, mapping, settings=settings)
    write_papers(spec.work_folder, given.contributor, found)
    accepted, aside = found.cases.num_rows, found.quarantine.num_rows
    name = Path(given.mapping).name if given.mapping.endswith((".yaml", ".yml")) else given.mapping
    return Part(Contribution(given.contributor, accepted + aside, accepted, aside, name), found.cases)


def _as_it_is(spec: ReleaseSpec, given: ContributionSpec, path: Path) -> Part:
    cases = read_cases(path)
    for column in cases.columns:
        if column != case_schema()[column.name]:
            raise ReleaseError(
                "release.spec_malformed",
                place=f"{spec.path}:{given.line}",
                reason=f"the column {column.name} of {path.name} is not as the standard has it.",
            )
    if CONTRIBUTOR not in cases:
        cases = with_columns(cases, [case_schema()[CONTRIBUTOR], *cases.columns], contributor=given.contributor)
    rows = cases.num_rows
    return Part(Contribution(given.contributor, rows, rows, 0), cases)


def with_columns(cases: CaseTable, columns: Sequence[Column], *, contributor: str | None = None) -> CaseTable:
    """The cases with these columns, in the schema's order; those they do not have were not asked.

    contributor: fills that column where it is one of those they do not have.
    """
    order = [column.name for column in case_schema().columns]
    values: dict[str, pa.Array | pa.ChunkedArray] = {}
    missing: dict[str, object] = {}
    for column in columns:
        if column.name in cases:
            values[column.name], missing[column.name] = cases.values(column.name), cases.missing(column.name)
        elif column.name == CONTRIBUTOR and contributor is not None:
            values[column.name] = pa.array([contributor] * cases.num_rows, pa.string()).dictionary_encode()
            missing[column.name] = Missing.NOT_ASKED
        else:
            values[column.name] = pa.nulls(cases.num_rows, arrow_type(column))
            missing[column.name] = Missing.NOT_ASKED
    return CaseTable.from_columns(sorted(columns, key=lambda c: order.index(c.name)), values, missing)


def put_together(parts: Sequence[Part]) -> CaseTable:
    """One table of all contributions: every column that any of them has."""
    columns = {column.name: column for part in parts for column in part.cases.columns}
    return concat([with_columns(part.cases, list(columns.values())) for part in parts])
