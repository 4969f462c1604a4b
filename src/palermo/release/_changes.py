"""What is different from the release before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from palermo.cases import CaseTable
from palermo.codes import Column
from palermo.errors import ReleaseError
from palermo.release._manifest import Change, Manifest
from palermo.release._release import Release, list_releases


def previous_release(out: Path, day: date) -> Release | None:
    """The newest release in a folder that is not younger than a day; None when there is none.

    A release in the folder that cannot be trusted is passed over: a comparison with it would say nothing.
    """
    return next((r for r in list_releases(out, refused=_pass_over) if r.manifest.about.date <= day), None)


def different_cases(before: CaseTable, now: CaseTable) -> tuple[int, int]:
    """How many cases are in one table only and in the other only, by the columns that both have; equal cases paired.

    Whoever lays two releases side by side finds these, however well each is protected.
    """
    names = [name for name in before.names if name in now]
    one, other = (Counter(lines(table, names)) for table in (before, now))
    return (one - other).total(), (other - one).total()


def lines(cases: CaseTable, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The cases one by one: in each of these columns the value, and why there is none."""
    columns = [cases.data.column(field).to_pylist() for name in names for field in (name, name + "__missing")]
    for line in zip(*columns, strict=True):
        yield tuple(tuple(value) if isinstance(value, list) else value for value in line)


def what_changed(out: Path, manifest: Manifest) -> Change | None:
    """What is different from the newest release in the folder that is not younger; None when there is none."""
    earlier = previous_release(out, manifest.about.date)
    return None if earlier is None else compare(earlier.manifest, manifest)


def _pass_over(path: Path, error: ReleaseError) -> None:
    """Leave out a release that cannot be trusted: a comparison with it would say nothing."""


def compare(before: Manifest, now: Manifest) -> Change:
    """What is different between two manifests."""
    old = {column.name: column for column in before.columns}
    new = {column.name: column for column in now.columns}
    both = [name for name in new if name in old]
    return Change(
        previous=before.id,
        rows_before=before.rows,
        rows_now=now.rows,
        columns_added=tuple(name for name in new if name not in old),
        columns_removed=tuple(name for name in old if name not in new),
        columns_changed=tuple(name for name in both if _meaning(old[name]) != _meaning(new[name])),
        lists={
            name: (before.lists[name], version)
            for name, version in now.lists.items()
            if before.lists.get(name, version) != version
        },
    )


def _meaning(column: Column) -> tuple[object, ...]:
    """What of a column makes its figures comparable; a better label does not count."""
    return (column.kind, column.list, column.definition, column.proxy)
