"""What utility measurements share: the tables, how a made table is scored, and results that are kept between runs."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from _generated import table as generated
from _peers import interpreter
from _real import K_ANONYMISED, SYNTHETIC, ctdc
from palermo.protect.counting._joint import MEASURES, compare
from palermo.protect.counting._lists import flat

KEPT = Path(__file__).parents[1] / ".palermo" / "bench" / "utility"
LENGTH = 4
MADE_BY = (
    *(f"synthesis/_{name}.py" for name in "fit measure rare scores settings sizes sweep weigh".split()),
    *(f"privacy/_{name}.py" for name in "budget domain noise".split()),
)
"""Our code that decides which records are made: kept results are of this code and no other."""


def sampled(table, rows, seed=2021):
    """So many rows drawn without replacement."""
    return table.take(np.sort(np.random.default_rng(seed).permutation(table.num_rows)[:rows]))


TABLES = {
    "k-anonymised": lambda: ctdc(K_ANONYMISED),
    "k-anonymised 20k": lambda: sampled(ctdc(K_ANONYMISED), 20_000),
    "synthetic 50k": lambda: sampled(ctdc(SYNTHETIC), 50_000),
    "generated": lambda: generated(50_000),
}


def shuffled(table, seed=1):
    """Each column in an order of its own: right at length 1, and not private at all."""
    random = np.random.default_rng(seed)
    return pa.table({name: table.column(name).take(random.permutation(table.num_rows)) for name in table.column_names})


def score(true, made):
    """For each length: error, fabricated share, unique combinations that reappear."""
    names = true.column_names
    numbers, column_of = {}, []
    for place, name in enumerate(names):
        for table in (true, made):
            for text in pc.unique(table.column(name)).to_pylist():
                if text not in ("", "0", None) and (name, text) not in numbers:
                    numbers[name, text] = len(numbers)
                    column_of.append(place)
    found = compare(
        _lists(true, names, numbers),
        _lists(made, names, numbers),
        length=LENGTH,
        resolution=10,
        edges=np.array([1, 10], np.int32),
        column_of=np.array(column_of, np.int32),
        columns=len(names),
    )
    at = {name: place for place, name in enumerate(MEASURES)}
    return {
        "error": [round(float(row[at["error"]] / row[at["sum"]]), 4) for row in found.lengths],
        "fabricated": [round(float(row[at["fabricated"]] / max(row[at["sum_other"]], 1)), 4) for row in found.lengths],
        "uniques": [int(row[at["unique_both"]]) for row in found.lengths],
        "rows": made.num_rows,
    }


def _lists(table, names, numbers):
    rows, items = [], []
    for name in names:
        encoded = table.column(name).combine_chunks().dictionary_encode()
        number = np.array([numbers.get((name, text), -1) for text in encoded.dictionary.to_pylist()], np.int64)
        item = number[encoded.indices.to_numpy()]
        here = np.flatnonzero(item >= 0)
        rows.append(here)
        items.append(item[here])
    row, item = np.concatenate(rows), np.concatenate(items)
    order = np.lexsort((item, row))
    return flat(row[order], item[order], np.ones(table.num_rows, np.int64), len(numbers))


def made_by(tool, table, settings):
    """What a tool makes of a table: its score and cost. Kept by the table's content, the settings and our code."""
    source = Path(__file__).parents[1] / "src" / "palermo" / "protect"
    digest = hashlib.sha256(json.dumps([tool, settings], sort_keys=True).encode())
    for name in table.column_names:
        digest.update("\n".join(table.column(name).to_pylist()).encode())
    if tool == "palermo":
        for name in MADE_BY:
            digest.update((source / name).read_bytes())
    kept = KEPT / f"{digest.hexdigest()[:24]}.json"
    if kept.is_file():
        return json.loads(kept.read_text()) | {"kept": True}
    KEPT.mkdir(parents=True, exist_ok=True)
    end = "csv" if tool == "pac-synth" else "parquet"
    given, made = kept.with_suffix(f".in.{end}"), kept.with_suffix(f".out.{end}")
    try:
        if tool == "pac-synth":
            pa_csv.write_csv(table, given, pa_csv.WriteOptions(quoting_style="needed"))
        else:
            pq.write_table(table, given)
        python = interpreter(tool) if tool == "pac-synth" else sys.executable
        script = Path(__file__).with_name("_synthesis_peer.py" if tool == "pac-synth" else "_synthesis_ours.py")
        command = [python, script, given, made, json.dumps(settings)]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        cost = json.loads(printed.strip().splitlines()[-1])
        found = _read_csv(made, table.column_names) if tool == "pac-synth" else pq.read_table(made)
        result = score(table, found) | cost
    finally:
        given.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    kept.write_text(json.dumps(result))
    return result | {"kept": False}


def _read_csv(path, names):
    convert = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    read = pa_csv.read_csv(path, convert_options=convert)
    blank = pa.array([""] * read.num_rows, pa.string())
    # a column of which nothing is left may not be written
    return pa.table({name: read.column(name) if name in read.column_names else blank for name in names})
