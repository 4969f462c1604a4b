"""The last look: what is checked of the files themselves, when they are made and whenever somebody verifies them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable, read_cases
from palermo.codes import code_list, list_names
from palermo.errors import ProtectionError, ReleaseError, UserError
from palermo.protect import check_k_anonymity, is_rounded, published_counts
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_SYNTHETIC, Manifest
from palermo.release._release import CASES, CASES_CSV, COUNTS
from palermo.release._rounded import rounded_counts
from palermo.release._tables import read_cases as read_parquet_cases
from palermo.release._tables import read_counts
from palermo.release._write import refuse_what_is_no_code

UNREADABLE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException, UserError)


def schema_fault(folder: Path, manifest: Manifest) -> tuple[CaseTable | None, str]:
    """The cases as they stand in the folder, and what is wrong with their schema, as a sentence."""
    try:
        cases = read_parquet_cases(folder / CASES, manifest.columns)
        refuse_what_is_no_code(cases, place=manifest.id)
    except ReleaseError as error:
        return None, str(error.details["reason"])
    except UNREADABLE:
        return None, f"{CASES} does not hold the columns and codes that the manifest names."
    if cases.num_rows != manifest.rows:
        return None, f"{CASES} has {cases.num_rows:,} cases, the manifest says {manifest.rows:,}."
    return cases, ""


def protection_fault(cases: CaseTable, manifest: Manifest) -> str:
    """What is wrong with the protection, as a sentence; empty when every combination is as frequent as promised."""
    if manifest.about.method == DIFFERENTIAL_PRIVACY:
        return ""  # a promise about how the cases were made: nothing in them can show it
    if manifest.k is None:
        return f"the method {manifest.about.method} cannot be checked."
    if manifest.about.method == K_SYNTHETIC:  # the rest is a promise about how the records were made, too
        return (
            ""
            if is_rounded(cases, k=manifest.k)
            else f"some value is in a number of cases that {manifest.k} does not divide."
        )
    try:
        found = check_k_anonymity(
            cases, k=manifest.k, length=manifest.length, quasi_identifiers=manifest.quasi_identifiers
        )
    except ProtectionError as error:
        return error.fault
    if found.combinations:
        return f"some combination occurs in fewer than {manifest.k} cases."
    return "" if found.holds else f"some group over the quasi-identifiers has fewer than {manifest.k} cases."


def text_fault(folder: Path, cases: CaseTable) -> str:
    """Whether cases.csv says the same as cases.parquet: empty when it does."""
    try:
        same = equal(read_cases(folder / CASES_CSV), cases)
    except UNREADABLE:
        same = False
    return "" if same else f"{CASES_CSV} says something else than {CASES}."


def counts_fault(folder: Path, cases: CaseTable | None, manifest: Manifest) -> str:
    """What is wrong with the published counts, as a sentence. They must say what the cases say, and nothing else.

    A release may publish none. They are counted again, unless the code lists have changed since.

    cases: as they stand in the folder; None when they cannot be read.
    """
    try:
        counts = read_counts(folder / COUNTS)
    except UNREADABLE:
        return f"{COUNTS} cannot be read."
    if counts.num_rows == 0:
        return ""
    least, longest = pc.min(counts.column("count")).as_py(), pc.max(counts.column("length")).as_py()
    if manifest.k is not None and least < manifest.k:
        return f"a published count is below {manifest.k}."
    if longest > manifest.length:
        return f"a published combination is longer than {manifest.length}."
    if cases is None or not _means_the_same(manifest):
        return ""
    if manifest.about.method == DIFFERENTIAL_PRIVACY:
        again = published_counts(cases, k=1, length=manifest.length)
        same = _in_order(again) == _in_order(counts.filter(pc.greater(counts.column("count"), 0)))
        return "" if same else f"{COUNTS} says something else than {CASES}."
    if manifest.k is None:
        return ""
    if manifest.about.method == K_SYNTHETIC:
        again = rounded_counts(cases, k=manifest.k, length=manifest.length)
    else:
        left_out = manifest.cases_left_out
        again = published_counts(cases, k=manifest.k, length=manifest.length, left_out=left_out)
    return "" if again.cast(counts.schema).equals(counts) else f"{COUNTS} says something else than {CASES}."


def _in_order(counts: pa.Table) -> list[tuple[object, ...]]:
    """What is counted and how often, without intervals, which nothing in the cases can show."""
    keys = (pc.binary_join(counts.column(name), "\x1f").to_pylist() for name in ("columns", "codes"))
    return sorted(zip(*keys, counts.column("count").to_pylist(), strict=True))


def _means_the_same(manifest: Manifest) -> bool:
    """Whether the code lists here are those of the release: under others, broader codes may cover other codes."""
    known = list_names()
    return all(name in known and code_list(name).version == version for name, version in manifest.lists.items())


def check_files(folder: Path, manifest: Manifest) -> None:
    """Read the files back as they stand on the disk. Raises ReleaseError unless all is as the manifest promises."""
    cases, fault = schema_fault(folder, manifest)
    if cases is not None:
        fault = protection_fault(cases, manifest) or text_fault(folder, cases)
        fault = fault or counts_fault(folder, cases, manifest)
    if fault:
        raise ReleaseError("release.unsafe", place=manifest.id, reason=fault)


def equal(one: CaseTable, other: CaseTable) -> bool:
    """Whether two case tables hold the same values, missing for the same reasons, however they are kept."""
    if one.names != other.names or one.num_rows != other.num_rows:
        return False
    for column in one.columns:
        for name in (column.name, column.name + "__missing"):
            left, right = (_plain(table.data.column(name)) for table in (one, other))
            if not left.equals(right):
                return False
    return True


def _plain(values: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_list(values.type):
        return values.cast(pa.list_(pa.string())).combine_chunks()
    if pa.types.is_dictionary(values.type):
        return values.cast(pa.string()).combine_chunks()
    return values.combine_chunks()
