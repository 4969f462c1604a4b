"""What is different from the release before."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.codes import Column, in_language
from palermo.release import Change, Release


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since another release. columns_*: by name and label. lists: name, version before, version now.

    entered, left: contributors, and years_entered, years_left: years; None where the release before is not here to be
    compared with.
    """

    change: Change
    columns_added: tuple[tuple[str, str], ...]
    columns_removed: tuple[tuple[str, str], ...]
    columns_changed: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, str, str], ...]
    entered: tuple[str, ...] | None = None
    left: tuple[str, ...] | None = None
    years_entered: tuple[int, ...] | None = None
    years_left: tuple[int, ...] | None = None

    @property
    def rows(self) -> int:
        """How many rows there are more, or fewer if negative."""
        return self.change.rows_now - self.change.rows_before

    @property
    def is_nothing(self) -> bool:
        """Whether nothing but the number of rows may be different."""
        same = not (self.columns_added or self.columns_removed or self.columns_changed or self.lists)
        return same and not (self.entered or self.left or self.years_entered or self.years_left)


def difference(release: Release, others: Sequence[Release], language: str) -> Difference | None:
    """What changed since the release before; None where there is none. others: the releases that are at hand."""
    change = release.manifest.changes
    if change is None:
        return None
    before = next((each for each in others if each.id == change.previous), None)
    columns = {column.name: column for each in (before, release) if each is not None for column in each.columns}
    found = Difference(
        change=change,
        columns_added=_named(change.columns_added, columns, language),
        columns_removed=_named(change.columns_removed, columns, language),
        columns_changed=_named(change.columns_changed, columns, language),
        lists=tuple((name, old, new) for name, (old, new) in sorted(change.lists.items())),
    )
    return found if before is None else _compared(found, before, release)


def _compared(found: Difference, before: Release, now: Release) -> Difference:
    names = [dict.fromkeys(part.contributor for part in each.manifest.about.contributions) for each in (before, now)]
    years = [{cell.year for cell in each.manifest.about.coverage} for each in (before, now)]
    return Difference(
        found.change,
        found.columns_added,
        found.columns_removed,
        found.columns_changed,
        found.lists,
        entered=tuple(name for name in names[1] if name not in names[0]),
        left=tuple(name for name in names[0] if name not in names[1]),
        years_entered=tuple(sorted(years[1] - years[0])),
        years_left=tuple(sorted(years[0] - years[1])),
    )


def _named(names: Sequence[str], columns: dict[str, Column], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, in_language(columns[name].label, language) if name in columns else "") for name in names)
