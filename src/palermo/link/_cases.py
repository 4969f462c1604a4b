"""Case tables as lists: what harmonising leaves of a person is a keyed digest, sex, nationality and places."""

import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable


def records_of(cases: CaseTable) -> pa.Table:
    """The cases of a table as records of text that can be linked; sets with semicolons, nothing where missing.

    Names and dates are gone from a case table, and `person_key` finds only people whose names and birth date were
    written the same. Where lists may be linked before they are harmonised, link the contributors' own files.

    >>> from palermo.cases import Missing
    >>> from palermo.codes import case_schema
    >>> gender = next(column for column in case_schema().columns if column.name == "gender")
    >>> table = CaseTable.from_columns([gender], {"gender": pa.array(["woman", None])}, {"gender": Missing.UNKNOWN})
    >>> records_of(table).column("gender").to_pylist()
    ['woman', '']
    """
    columns = {name: _texts(cases.values(name)) for name in cases.names}
    return pa.table(columns)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pa.chunked_array(
            [pa.array([";".join(map(str, each or ())) for each in column.to_pylist()], pa.string())]
        )
    return pc.fill_null(column.cast(pa.string()), "")
