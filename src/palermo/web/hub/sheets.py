"""Tables as CSV: no text in them is run by a spreadsheet."""

import io

import pyarrow as pa
import pyarrow.csv

from palermo.cases import guarded


def as_csv(table: pa.Table) -> bytes:
    """A table as CSV in UTF-8, its texts guarded as those of a release's cases.csv are."""
    for place, name in enumerate(table.column_names):
        if pa.types.is_string(table.schema.field(name).type):
            table = table.set_column(place, name, guarded(table.column(name).combine_chunks()))
    out = io.BytesIO()
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(table, out, write_options=options)
    return out.getvalue()
