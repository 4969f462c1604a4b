"""Synthesise a table of text with Palermo. Arguments: parquet in, parquet out, settings as JSON.

Every column is a category whose public values are those of the file, and for countries as many more as there are
countries, none of which occurs. Prints processor seconds and peak megabytes, the interpreter's start left out.
"""

import json
import math
import resource
import sys
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from palermo.cases import CaseTable, Missing
from palermo.codes import Column, ColumnKind
from palermo.protect.synthesis import SynthesisSettings, synthesise

COUNTRIES, MANY = 249, 40


def case_table(table):
    """A case table of the text, and the public values of its columns."""
    columns = tuple(Column(name, ColumnKind.CATEGORY, {"en": name}) for name in table.column_names)
    values, texts = {}, {}
    for name in table.column_names:
        text = table.column(name).combine_chunks()
        known = pc.and_(pc.not_equal(text, ""), pc.not_equal(text, "0"))
        texts[name] = pc.if_else(known, text, pa.scalar(None, pa.string()))
        values[name] = sorted(pc.unique(texts[name]).drop_null().to_pylist())
        if len(values[name]) > MANY:
            values[name] += [f"no case {number}" for number in range(COUNTRIES - len(values[name]))]
    return CaseTable.from_columns(columns, texts, dict.fromkeys(table.column_names, Missing.UNKNOWN)), values


def main(path, out, settings):
    """Load, synthesise, write."""
    cases, values = case_table(pq.read_table(path))
    delta = 1 / (cases.num_rows * math.log(cases.num_rows))
    chosen = {name: value for name, value in settings.items() if name != "seed"}
    begun, wall = time.process_time(), time.perf_counter()
    found = synthesise(cases, settings=SynthesisSettings(delta=delta, **chosen), values=values, seed=settings["seed"])
    seconds, elapsed = time.process_time() - begun, time.perf_counter() - wall
    text = {name: pc.fill_null(found.cases.values(name).cast(pa.string()), "") for name in cases.names}
    pq.write_table(pa.table(text), out)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sd = 1 / found.measured.mus["cases"]
    print(json.dumps({"seconds": seconds, "elapsed": elapsed, "megabytes": megabytes, "sd_rows": sd}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
