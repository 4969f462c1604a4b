"""The shelf: which releases this process shows. It verifies each one before, and again when a file of it changes."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from palermo.errors import ReleaseError, UserError
from palermo.release import MANIFEST, Release, open_release
from palermo.web.hub.folders import Stamp, stamps_of
from palermo.web.hub.others import BESIDE, Others, look_at_others

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stand:
    """What stands on the shelf at one moment. releases: newest first. refused: folders that are not to be trusted.

    others: the series of others that stand beside the releases. state: changes when the releases do, or the series.
    """

    releases: tuple[Release, ...] = ()
    refused: tuple[str, ...] = ()
    state: str = ""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    others: Others = field(default_factory=Others)


Prepare = Callable[[Stand], None]
"""What is done with a stand before it is shown."""
Settle = Callable[[], None]
"""What is done after another stand is shown, and the one before it is gone."""


class Shelf:
    """The releases in a folder. It is looked at again every few seconds; an open release keeps its tables.

    folder: where releases are. seconds: how long what was seen is believed. series: where series of others are, if any.
    """

    def __init__(self, folder: Path, *, seconds: float, series: Path | None = None) -> None:
        self._folder = folder
        self._series = series
        self._seconds = seconds
        self._stand = Stand()
        self._looked = float("-inf")
        self._watched = False
        self._prepare: Prepare | None = None
        self._settle: Settle | None = None
        self._lock = threading.Lock()

    def look(self) -> Stand:
        """What is there now. Every release in it was verified: each checksum and the signature."""
        if self._watched or time.monotonic() - self._looked < self._seconds:
            return self._stand
        # while one reader's request verifies a large new release, the others are answered from what is known
        if self._lock.acquire(blocking=not self._stand.state):
            try:
                if time.monotonic() - self._looked >= self._seconds:
                    self._stand = _look(self._folder, self._series, self._stand)
                    self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._stand

    def renew(self) -> Stand:
        """Look at once, whenever that was done last."""
        with self._lock:
            found = _look(self._folder, self._series, self._stand)
            if found is not self._stand and self._prepare is not None:
                try:
                    self._prepare(found)
                except UserError as error:  # shown all the same: its readers are told what is wrong
                    log.error("%s %s", error.fault, error.remedy)  # noqa: TRY400
            self._stand, self._looked = found, time.monotonic()
        return found

    def watch(self, prepare: Prepare, settle: Settle | None = None) -> None:
        """Look from now on in a thread of its own, so that no reader waits for a release to be verified.

        prepare: what is done with a new stand before anybody sees it. settle: what is done a look after it was shown.
        Where the folder is to be looked at for each request, it stays so.
        """
        if self._seconds and not self._watched:
            self.look()
            self._watched, self._prepare, self._settle = True, prepare, settle
            threading.Thread(target=self._keep_looking, name="watch", daemon=True).start()

    def _keep_looking(self) -> None:
        settled = self._stand.state
        while True:
            time.sleep(self._seconds)
            try:
                if self._settle is not None and self._stand.state != settled:
                    settled = self._stand.state
                    self._settle()
                self.renew()
            except Exception:  # the last good stand stays, and the folder is looked at again
                log.exception("The folder of releases could not be looked at.")

    def current(self) -> Release:
        """The newest release. Raises ReleaseError when there is none."""
        stand = self.look()
        if stand.releases:
            return stand.releases[0]
        if stand.refused:
            reason = _("Its log says why: {names}.").format(names=", ".join(stand.refused[:3]))
            raise ReleaseError("hub.none_trusted", reason=reason)
        raise ReleaseError("hub.no_release")

    def named(self, name: str) -> Release:
        """A release by its id. Raises ReleaseError when the shelf has none of that id."""
        for release in self.look().releases:
            if release.id == name:
                return release
        raise ReleaseError("hub.not_found", place=f"release {name[:100]}")


@cache
def shelf() -> Shelf:
    """The shelf of this process."""
    hub = settings.HUB
    series = hub.releases.parent / BESIDE if hub.series is None else hub.series
    return Shelf(hub.releases, seconds=hub.look_again_seconds, series=series)


def release_for(request: HttpRequest) -> Release:
    """The release that a request is about: in its address by name, as a page or `release=ID`, or else the newest one.

    Raises ReleaseError.
    """
    match = request.resolver_match
    name = request.GET.get("release", "") or (match.kwargs.get("release", "") if match else "")
    return shelf().named(name) if name else shelf().current()


def pin(request: HttpRequest) -> str:
    """What an address has at its end to stay with the release that a request names; nothing when it names none."""
    name = request.GET.get("release", "")
    return f"?{urlencode({'release': name})}" if name else ""


def _look(folder: Path, series: Path | None, before: Stand) -> Stand:
    stamps, others = stamps_of(folder, MANIFEST), look_at_others(series, before.others)
    if stamps == before.stamps and others is before.others and before.state:
        return before
    kept = {release.path.name: release for release in before.releases if stamps.get(release.path.name)}
    unchanged = {name for name, stamp in stamps.items() if before.stamps.get(name) == stamp}
    releases, refused = [], []
    for name in stamps:
        known = kept.get(name) if name in unchanged else None
        try:
            releases.append(known or open_release(folder / name))
        except UserError as error:
            refused.append(name)
            if name not in unchanged:
                log.error("Release %s is not shown: %s %s", name, error.fault, error.remedy)  # noqa: TRY400
    releases.sort(key=lambda release: (release.manifest.about.date, release.id), reverse=True)
    shown = "\n".join((*(f"{release.id} {release.manifest.signature}" for release in releases), others.state))
    return Stand(tuple(releases), tuple(refused), sha256(shown.encode()).hexdigest(), stamps, others)
