"""The invented table of `_generated` as cases, with the code lists that real cases have."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from _generated import YEARS, table
from palermo.cases import CaseTable, Missing
from palermo.codes import case_schema, code_list

SINGLE = {
    "gender": "gender",
    "age": "age_band",
    "citizenship": "citizenship",
    "exploited_in": "country_of_exploitation",
}
SETS = {
    "means": "means_of_control",
    "form": "forms_of_exploitation",
    "work": "labour_sectors",
    "recruiter": "recruiter_relationship",
}
RANGE = (2003, 2003 + YEARS - 1)


def cases(rows, seed=2026):
    """A case table of nine columns: a year, four values and four sets; what is blank in the table is unknown.

    A case has the attributes that its row of the table has, and its domain is all of the code lists: 640 attributes.
    """
    text = table(rows, seed)
    schema = case_schema()
    year = text["year"].combine_chunks()
    year = pc.if_else(pc.equal(year, ""), pa.scalar(None, pa.string()), year)
    values = {"year_of_registration": year.cast(pa.int32())}
    for name, column in SINGLE.items():
        found = text[name].combine_chunks().dictionary_encode()
        texts = sorted(filter(None, found.dictionary.to_pylist()))
        codes = [code.code for code in code_list(schema[column].list)]
        codes = pa.array([codes[texts.index(each)] if each else None for each in found.dictionary.to_pylist()])
        values[column] = codes.take(found.indices).dictionary_encode()
    for name, column in SETS.items():
        flags = [each for each in text.column_names if each.startswith(name)]
        held = np.column_stack([pc.equal(text[each], "1").to_numpy() for each in flags])
        codes = pa.array([code.code for code in code_list(schema[column].list)][: len(flags)])
        inner = pa.DictionaryArray.from_arrays(pa.array(np.nonzero(held)[1].astype(np.int32)), codes)
        ends = np.concatenate([[0], np.cumsum(held.sum(axis=1))]).astype(np.int32)
        values[column] = pa.ListArray.from_arrays(pa.array(ends), inner, mask=pa.array(~held.any(axis=1)))
    columns = tuple(column for column in schema.columns if column.name in values)
    return CaseTable.from_columns(columns, values, dict.fromkeys(values, Missing.UNKNOWN))
