"""Which series of others this process shows beside the releases. Each is verified before, and again when it changes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from palermo.errors import UserError
from palermo.series import DOCUMENT, Kind, Series, open_series
from palermo.web.hub.folders import Stamp, stamps_of

log = logging.getLogger(__name__)

BESIDE = "series"
"""The folder beside that of releases which is looked at where none is named."""


@dataclass(frozen=True)
class Others:
    """What there is at one moment. series: the newest first. refused: folders that are not to be used.

    state: changes when the series do; empty where there is none.
    """

    series: tuple[Series, ...] = ()
    refused: tuple[str, ...] = ()
    state: str = ""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[Series, ...]:
        """The series of a kind, the newest first."""
        return tuple(each for each in self.series if each.kind is kind)


def look_at_others(folder: Path | None, before: Others) -> Others:
    """What is in a folder of series now. The same object as before where nothing has changed."""
    stamps = stamps_of(folder, DOCUMENT)
    if stamps == before.stamps:
        return before
    unchanged = {name for name, stamp in stamps.items() if before.stamps.get(name) == stamp}
    kept = {series.path.name: series for series in before.series if series.path.name in unchanged}
    found, refused = [], []
    for name in stamps:
        try:
            found.append(kept.get(name) or open_series(Path(folder or "") / name))
        except UserError as error:
            refused.append(name)
            if name not in unchanged:
                log.error("Series %s is not shown: %s %s", name, error.fault, error.remedy)  # noqa: TRY400
    found.sort(key=lambda series: (series.date, series.id), reverse=True)
    said = "\n".join(f"{series.id} {series.checksum}" for series in found)
    return Others(tuple(found), tuple(refused), sha256(said.encode()).hexdigest() if found else "", stamps)
