"""Read any file as a table of text."""

from pathlib import Path

from palermo.cases._dialect import DEFAULT_DIALECT, ENDINGS, Dialect, Format, format_of
from palermo.cases._file import refuse_declared
from palermo.cases._limits import DEFAULT_LIMITS, Limits
from palermo.cases._rows import Rows
from palermo.errors import InputError


def read_rows(path: Path | str, dialect: Dialect = DEFAULT_DIALECT, *, limits: Limits = DEFAULT_LIMITS) -> Rows:
    r"""Read a contributor's file as it stands: every cell is text, no type is guessed, and nothing is left out.

    CSV (also packed as .csv.gz), XLSX, XLSM, ODS, Parquet, JSON lines and nested JSON. A file without records gives
    no rows. Numbers, dates and yes-or-no cells of workbooks and JSON have one text each: `12`, `2021-03-05`, `TRUE`.

    Raises InputError, with the row and column where there is one, for a file that is not as the dialect says, is
    damaged, or goes beyond the limits.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "cases.csv")
    ...     _ = path.write_text("id;country\n1;NA\n2;00\n")
    ...     rows = read_rows(path, Dialect(delimiter=";"))
    >>> rows.table.column("country").to_pylist(), rows.row_numbers.to_pylist()
    (['NA', '00'], [2, 3])
    """
    path = Path(path)
    form = format_of(path, dialect.format)
    try:
        return _read(path, form, dialect, limits)
    except InputError as error:
        if error.key == "file.not_as_named" and dialect.format and form is not _named(path):
            raise refuse_declared(error, form.value) from error
        raise


def _named(path: Path) -> Format | None:
    return ENDINGS.get(Path(path.name.lower().removesuffix(".gz")).suffix)


def _read(path: Path, form: Format, dialect: Dialect, limits: Limits) -> Rows:
    if form is Format.CSV:
        from palermo.cases._csv import read_csv

        return read_csv(path, dialect, limits=limits)
    if form is Format.PARQUET:
        from palermo.cases._parquet import read_parquet

        return read_parquet(path, limits=limits)
    if form is Format.ODS:
        from palermo.cases._ods import read_ods

        return read_ods(path, dialect, limits=limits)
    if form in (Format.XLSX, Format.XLSM):
        from palermo.cases._xlsx import read_xlsx

        return read_xlsx(path, dialect, limits=limits)
    from palermo.cases._json import read_json, read_json_lines

    return (read_json if form is Format.JSON else read_json_lines)(path, dialect, limits=limits)
