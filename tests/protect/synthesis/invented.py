"""Invented cases, and what is publicly known of their columns."""

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable, Missing
from palermo.codes import case_schema, code_list

VALUES = {"contributor": ("Hope", "Light")}
RANGES = {"year_of_registration": (2015, 2020)}


def invented(cases: int, seed: int = 5, *, broad: bool = False) -> CaseTable:
    """Cases of three profiles, with every kind of column and of missing.

    broad: with many codes that stand below the same ones.
    """
    random = np.random.default_rng(seed)
    schema = case_schema()
    names = ("contributor", "year_of_registration", "gender", "age_band", "citizenship", "means_of_control")
    columns = tuple(schema[name] for name in names)
    profile = random.integers(3, size=cases)
    means = [("threats", "takes_earnings"), ("debt_bondage",), ()]
    known = random.random((cases, len(names))) < 0.8
    held = [list(means[p]) for p in profile.tolist()]
    if broad:
        every = [code.code for code in code_list(schema["means_of_control"].list or "")]
        held = [random.choice(every, random.integers(1, 4), replace=False).tolist() for _ in range(cases)]
    values: dict[str, pa.Array] = {
        "contributor": pa.array(["Hope" if p < 2 else "Light" for p in profile.tolist()]).dictionary_encode(),
        "year_of_registration": pa.array((2015 + profile + random.integers(3, size=cases)).astype(np.int32)),
        "gender": pa.array([("woman", "man", "woman")[p] for p in profile.tolist()]),
        "age_band": pa.array([("18-20", "30-38", "9-17")[p] for p in profile.tolist()]),
        "citizenship": pa.array([("PHL", "NPL", "MDA")[p] for p in profile.tolist()]),
        "means_of_control": pa.array(held),
    }
    for place, name in enumerate(names[1:], 1):
        mask = pa.array(known[:, place])
        values[name] = pa.array(
            [value if there else None for value, there in zip(values[name].to_pylist(), mask.to_pylist(), strict=True)],
            values[name].type,
        )
    kinds = {name: Missing.NOT_ASKED if name == "age_band" else Missing.UNKNOWN for name in names}
    return CaseTable.from_columns(columns, values, kinds)
