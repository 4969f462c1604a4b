"""A hub, as a notebook asks it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from palermo.client._answered import Answered, answered
from palermo.client._download import Told, download
from palermo.client._errors import HubError
from palermo.client._http import MOST_JSON_BYTES, Fields, Transport

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Published:
    """A release that a hub shows.

    title: in English, or in any language that it has. date: as year-month-day. key_fingerprint: of the key that it is
    signed with; compare it with the one that the publisher makes known elsewhere.
    """

    id: str
    title: str
    publisher: str
    date: str
    cases: int
    columns: tuple[str, ...]
    demonstration: bool
    reviewed: bool
    licence: str
    key_fingerprint: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a hub understood of a text: a question, not yet asked.

    by, where: the question. options: `within`, `sort`, `top`, `change`, as far as the text asks for them. is_sure:
    whether every word was understood, and in one way only. not_understood: words that changed nothing. suggestions:
    the text with such a word put right. about: all that the hub says of it, also how it could be taken otherwise.
    """

    text: str
    by: tuple[str, ...]
    where: tuple[str, ...]
    options: Mapping[str, Any]
    is_sure: bool
    not_understood: tuple[str, ...]
    suggestions: tuple[str, ...]
    about: Mapping[str, Any] = field(repr=False)


class Hub:
    """An open data hub.

    Answers come with everything that must travel with a number. Whatever goes wrong is a `UserError`: the place, what
    is wrong there, and what to do, as the hub said it.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def address(self) -> str:
        """Where it is."""
        return self._transport.address

    def __repr__(self) -> str:
        return f"<hub at {self.address}>"

    def ask(
        self,
        *,
        by: str | Sequence[str] = (),
        where: str | Sequence[str] = (),
        within: bool = False,
        sort: str = "",
        top: int = 0,
        change: str = "",
        schema: str = "",
        release: str = "",
        language: str = "en",
    ) -> Answered:
        """Ask a question.

        by: up to four columns, whose codes make the rows; none asks how many cases match.
        where: conditions that must all hold, such as `citizenship=PHL` or `gender=woman or age_band=0-8|9-17`.
        within: shares within each code of the first column. sort: what rows are sorted by, `-` for the largest first.
        top: so many of the commonest codes, the others together. change: `previous`, or a year.
        schema: a vintage, such as `ctdc-2024`. release: its id; the newest when left out. language: of labels.

        Raises HubError when the hub cannot be reached or cannot answer.
        """
        pairs: Fields = [
            *(("by", name) for name in _several(by)),
            *(("where", text) for text in _several(where)),
            *((("within", "true"),) if within else ()),
            *((("top", str(top)),) if top else ()),
            *(
                (name, text)
                for name, text in (("sort", sort), ("change", change), ("schema", schema), ("release", release))
                if text
            ),
            ("language", language),
            ("format", "parquet"),
        ]
        return answered(self._transport.get(f"{API}/aggregate", pairs), self.address)

    def releases(self) -> tuple[Published, ...]:
        """The releases that the hub shows, the newest first. Raises HubError."""
        document = self._json("/releases")
        try:
            return tuple(_published(each) for each in document["releases"])
        except (KeyError, TypeError, ValueError) as error:
            raise HubError("hub.no_hub", place=self.address, reason="it does not list releases.") from error

    def codebook(self, release: str = "") -> Mapping[str, Any]:
        """Every column, code list, label and definition of a release; the newest when left out. Raises HubError."""
        return self._json("/codebook", (("release", release),) if release else ())

    def understand(self, text: str, *, language: str = "en", release: str = "") -> Understood:
        """What question the hub understands in plain words, and what of them it does not. Raises HubError.

        It answers nothing by itself. Look at it, and then: `hub.ask(by=found.by, where=found.where, **found.options)`.
        """
        pairs = [("text", text), ("language", language), *((("release", release),) if release else ())]
        said = self._json("/understand", pairs)
        try:
            return _understood(said)
        except (KeyError, TypeError) as error:
            raise HubError("hub.no_hub", place=self.address, reason="it does not say what it understood.") from error

    def download(self, release: str = "", *, to: Path | str = ".", fingerprint: str = "", quiet: bool = False) -> Path:
        """Download a release into a folder of its name in `to`, and verify it; returns that folder.

        Every file is compared with the manifest, and the manifest with its signature; the folder appears when all of
        it is right. An interrupted download goes on where it was, file by file.
        release: its id; the newest when left out. fingerprint: of the publisher's key, got from elsewhere; without it,
        the signature shows that nothing was changed since, not who signed. quiet: no progress bar.

        Raises HubError when there is no such release or when it is signed with another key, ReleaseError when it is not
        as it was signed, InputError when it cannot be written there.
        """
        id = release or self._newest()
        with _bar(quiet=quiet) as told:
            return download(self._transport, id, Path(to), fingerprint=fingerprint, told=told)

    def _newest(self) -> str:
        found = self.releases()
        if not found:
            raise HubError("hub.no_hub", place=self.address, reason="it shows no release.")
        return found[0].id

    def _json(self, path: str, fields: Fields = ()) -> Mapping[str, Any]:
        try:
            found = json.loads(self._transport.get(f"{API}{path}", fields, most=MOST_JSON_BYTES))
        except ValueError as error:
            raise HubError("hub.no_hub", place=self.address, reason="what it sends is no JSON.") from error
        if not isinstance(found, dict):
            raise HubError("hub.no_hub", place=self.address, reason="what it sends is no answer.")
        return found


def connect(address: str, *, timeout: float = 30.0, tries: int = 4) -> Hub:
    """A hub by the address of its home page, such as `https://hub.example.org`. It is asked whether it is one.

    timeout: seconds that an answer may take to begin. tries: how often a request is made while the hub is busy or does
    not answer; it is waited as long as the hub asks for.

    Raises HubError when nobody answers there, or no hub.
    """
    hub = Hub(Transport(address.strip().rstrip("/"), timeout, max(tries, 1)))
    hub.releases()
    return hub


def _several(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _understood(said: Mapping[str, Any]) -> Understood:
    question = said["question"]
    options = {name: question[name] for name in ("within", "sort", "top", "change") if question[name]}
    return Understood(
        text=str(said["text"]),
        by=tuple(question["by"]),
        where=tuple(question["where"]),
        options=options,
        is_sure=bool(said["is_sure"]),
        not_understood=tuple(said["not_understood"]),
        suggestions=tuple(said["suggestions"]),
        about=said,
    )


def _published(raw: Mapping[str, Any]) -> Published:
    title = raw["title"]
    return Published(
        id=str(raw["id"]),
        title=str(title.get("en") or next(iter(title.values()), "")),
        publisher=str(raw["publisher"]),
        date=str(raw["date"]),
        cases=int(raw["cases"]),
        columns=tuple(map(str, raw["columns"])),
        demonstration=bool(raw["demonstration"]),
        reviewed=bool(raw["reviewed"]),
        licence=str(raw["licence"]),
        key_fingerprint=str(raw["key_fingerprint"]),
    )


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Told]:
    """A progress bar on standard error, on a terminal or in a notebook; none at all when quiet."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, quiet=quiet)
    shown_at_all = console.is_terminal or console.is_jupyter
    with Progress(*columns, console=console, transient=True, disable=quiet or not shown_at_all) as shown:
        task = shown.add_task("Manifest", total=None)
        yield lambda name, done, total: shown.update(task, description=name, completed=done, total=total)
