"""An answer that came from a hub: a table, and what must travel with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet

from palermo.client._errors import HubError

if TYPE_CHECKING:
    import pandas as pd

ABOUT = b"palermo.answer"
"""Under which key of a Parquet file an answer stands without its rows."""

ROWS_SHOWN = 30
"""Rows that a notebook shows; the table has all of them."""
SHOWN = ("n", "denominator", "share", "low", "high")


@dataclass(frozen=True, slots=True)
class Said:
    """A caution: the code of its rule, and its text."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Answered:
    """An answer of a hub.

    arrow: one row a figure; each row carries its denominator, bounds, missing share, cautions, source and terms.
    about: what is true of all rows, as the API says it: question, totals, cautions, citation, source.
    """

    arrow: pa.Table = field(repr=False)
    about: Mapping[str, Any] = field(repr=False)

    @property
    def question(self) -> str:
        """The question in words."""
        return str(self.about["question"]["text"])

    @property
    def id(self) -> str:
        """The question's short name, which is the same everywhere and for ever."""
        return str(self.about["question"]["id"])

    @property
    def release(self) -> str:
        """The release that answered."""
        return str(self.about["release"])

    @property
    def cautions(self) -> tuple[Said, ...]:
        """What must be known before a figure is used. Those of single figures are in the table's column `cautions`."""
        return tuple(Said(each["code"], each["text"]) for each in self.about["cautions"])

    @property
    def citation(self) -> str:
        """How to cite it."""
        return str(self.about["citation"])

    @property
    def terms(self) -> str:
        """What the figures may be used for, and what not."""
        return str(self.about["source"]["terms"])

    @property
    def link(self) -> str:
        """Where the answer is found again, on a page; it names the release."""
        return str(self.about["link"])

    @property
    def total(self) -> int | None:
        """Cases that match; None where they are fewer than k."""
        return self.about["total"]  # type: ignore[no-any-return]

    @property
    def missing_share(self) -> float | None:
        """Of these, the share with no answer in a column asked by."""
        return self.about["missing_share"]  # type: ignore[no-any-return]

    def pandas(self) -> "pd.DataFrame":
        """The table as a pandas DataFrame. Raises HubError where pandas is not installed."""
        try:
            import pandas  # noqa: F401
        except ModuleNotFoundError as error:
            raise HubError("hub.no_pandas", place="Answered.pandas") from error
        frame: pd.DataFrame = self.arrow.to_pandas()
        return frame

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def __repr__(self) -> str:
        return f"<{self.question}: {len(self)} rows of {self.release}; {len(self.cautions)} cautions>"

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it: rows, what must be known, the source."""
        names = [each["name"] for each in self.about["columns"]]
        heads = [each["label"] for each in self.about["columns"]]
        columns = [*(f"{name}_label" for name in names), *(name for name in SHOWN if name in self.arrow.column_names)]
        head = "".join(f"<th>{escape(text)}</th>" for text in (*heads, *columns[len(heads) :]))
        rows = self.arrow.slice(0, ROWS_SHOWN).select(columns).to_pylist()
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_shown(name, row[name]))}</td>' for name in columns)}</tr>" for row in rows
        )
        left = len(self) - len(rows)
        more = f"<p>{left:,} more rows are in <code>.arrow</code>.</p>" if left > 0 else ""
        cautions = "".join(f"<li>{escape(each.text)}</li>" for each in self.cautions)
        return (
            f"<p><strong>{escape(self.question)}</strong></p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
            f"<ul>{cautions}</ul><p>{escape(self.citation)} {escape(self.link)}</p>"
        )


def answered(body: bytes, address: str) -> Answered:
    """An answer from its Parquet file. Raises HubError when it is none."""
    try:
        # in this thread alone: one of Arrow's that still holds `body` when Python ends brings the whole process down
        table = pyarrow.parquet.read_table(pa.BufferReader(body), use_threads=False, pre_buffer=False)
        about = json.loads(table.schema.metadata[ABOUT])
        found = Answered(table.replace_schema_metadata(None), about)
        str((found.question, found.id, found.cautions, found.citation, found.terms, found.link, found.total))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise HubError("hub.no_hub", place=address, reason="what it sends is no answer.") from error
    return found


def _shown(name: str, value: object) -> str:
    if value is None:
        return "…"
    if isinstance(value, float):
        return f"{value:.1%}" if "share" in name else f"{value:,}"
    return f"{value:,}" if isinstance(value, int) else str(value)
