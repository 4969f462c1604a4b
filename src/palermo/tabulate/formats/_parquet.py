"""An answer as Parquet: typed columns, and in the file's own metadata what is true of all rows."""

import io
import json

import pyarrow.parquet

from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._travel import document, travelling

ABOUT = b"palermo.answer"
"""Under which key of the file's metadata the answer stands without its rows, as JSON."""


def to_parquet(answer: Answer, language: str = "en", link: str = "") -> bytes:
    """The answer as a Parquet file."""
    about = {name: value for name, value in document(answer, language, link).items() if name != "rows"}
    table = travelling(answer, language, link)
    kept = {**(table.schema.metadata or {}), ABOUT: json.dumps(about, ensure_ascii=False).encode()}
    out = io.BytesIO()
    pyarrow.parquet.write_table(table.replace_schema_metadata(kept), out, compression="zstd")
    return out.getvalue()
