"""The real tables that benchmarks of protection share, as plain text: what a tool gets that knows no code lists."""

import csv
import gzip
import io

import pyarrow as pa
import pyarrow.csv as pa_csv

from _claims import real_file

K_ANONYMISED = "ctdc_global_k_anonymised_2021.csv.gz"
SYNTHETIC = "ctdc_global_synthetic_2021.csv.gz"
NOT_KNOWN = ("Not Specified", "Not Known")


def ctdc(name):
    """One of the two files without what somebody else filled in, what only says that nothing is known, and its key."""
    raw = gzip.decompress(real_file("data", "ctdc", name).read_bytes())
    header = next(csv.reader(io.StringIO(raw[:100_000].decode("utf-8-sig"))))
    convert = pa_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
    table = pa_csv.read_csv(pa.BufferReader(raw), convert_options=convert)
    dropped = [
        name
        for name in table.column_names
        if name == "Case No" or name.startswith("majority") or name.endswith("NotSpecified")
    ]
    if name == K_ANONYMISED:
        dropped.append("recruiterRelationUnknown")
    table = table.drop_columns([name for name in dropped if name in table.column_names])
    blank = {name: _blank(table.column(name)) for name in table.column_names}
    return pa.table(blank)


def _blank(values):
    encoded = values.combine_chunks().dictionary_encode()
    texts = ["" if text in NOT_KNOWN else text for text in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(texts, pa.string())).cast(pa.string())
