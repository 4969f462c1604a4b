"""What is different from the release before."""

from pathlib import Path

from palermo.codes import Column
from palermo.errors import ReleaseError
from palermo.release._manifest import Change, Manifest
from palermo.release._release import list_releases


def what_changed(out: Path, manifest: Manifest) -> Change | None:
    """What is different from the newest release in the folder that is not younger; None when there is none.

    A release in the folder that cannot be trusted is passed over: a comparison with it would say nothing.
    """
    earlier = [r for r in list_releases(out, refused=_pass_over) if r.manifest.about.date <= manifest.about.date]
    return compare(earlier[0].manifest, manifest) if earlier else None


def _pass_over(path: Path, error: ReleaseError) -> None:
    """Leave it out."""


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
