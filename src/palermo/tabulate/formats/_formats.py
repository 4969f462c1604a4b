"""The formats in which an answer leaves, by name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._csv import csv_lines
from palermo.tabulate.formats._hxl import hxl_lines
from palermo.tabulate.formats._json import json_lines, to_json
from palermo.tabulate.formats._parquet import to_parquet
from palermo.tabulate.formats._xlsx import to_xlsx
from palermo.tabulate.formats.sdmx import Structure, csv_message, data_message, structure


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is to be written.

    link: the address where the answer is found again; empty where there is none. structure: that of the release, for
    SDMX; without it, one of the columns asked by alone, which has the question's id in its name.
    """

    language: str = "en"
    link: str = ""
    structure: Structure | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format. suffix: of a file in it. write: the bytes of an answer, in parts as they are ready."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Answer, Wanted], Iterator[bytes]]


def written(answer: Answer, name: str, wanted: Wanted = Wanted()) -> bytes:
    """An answer in a format, by its name. Raises KeyError for a name that FORMATS does not have."""
    return b"".join(FORMATS[name].write(answer, wanted))


def _sdmx_json(answer: Answer, wanted: Wanted) -> Iterator[bytes]:
    message = data_message(answer, _structure(answer, wanted), wanted.language, wanted.link)
    yield json.dumps(message, ensure_ascii=False).encode()


def _sdmx_csv(answer: Answer, wanted: Wanted) -> Iterator[bytes]:
    return csv_message(answer, _structure(answer, wanted), wanted.language, wanted.link)


def _structure(answer: Answer, wanted: Wanted) -> Structure:
    return wanted.structure or structure(answer.about, answer.columns, answer.lists, answer.question.id)


def _whole(write: Callable[[Answer, str, str], bytes]) -> Callable[[Answer, Wanted], Iterator[bytes]]:
    """A writer of all bytes at once, as one of parts."""
    return lambda answer, wanted: iter((write(answer, wanted.language, wanted.link),))


def _parts(write: Callable[[Answer, str, str], Iterator[bytes]]) -> Callable[[Answer, Wanted], Iterator[bytes]]:
    return lambda answer, wanted: write(answer, wanted.language, wanted.link)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("json", "application/json", ".json", _whole(to_json)),
            Format("jsonl", "application/jsonl", ".jsonl", _parts(json_lines)),
            Format("csv", "text/csv; charset=utf-8", ".csv", _parts(csv_lines)),
            Format("hxl", "text/csv; charset=utf-8", ".hxl.csv", _parts(hxl_lines)),
            Format("parquet", "application/vnd.apache.parquet", ".parquet", _whole(to_parquet)),
            Format(
                "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", _whole(to_xlsx)
            ),
            Format("sdmx-json", "application/vnd.sdmx.data+json; version=2.0.0", ".sdmx.json", _sdmx_json),
            Format("sdmx-csv", "application/vnd.sdmx.data+csv; version=2.0.0", ".sdmx.csv", _sdmx_csv),
        )
    }
)
"""Every format by its name."""
