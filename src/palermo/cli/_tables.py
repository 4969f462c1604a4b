"""How the tables of a command are written, and what is no answer in them: the options, and what they read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from palermo.cli._named import names

if TYPE_CHECKING:
    from palermo.cases import Dialect
    from palermo.estimate import Columns

DELIMITER = typer.Option(",", "--delimiter", help="Between the cells of a CSV file, such as ';'.")
ENCODING = typer.Option("utf-8", "--encoding", help="Of a CSV file, such as cp1252 or cp1251.")
DECIMAL = typer.Option(".", "--decimal", help="What stands before decimals: . or ,")
MISSING = typer.Option(
    [],
    "--missing",
    help="Also no answer: 99,refused for what is asked about, COLUMN=99 for another column. May be repeated.",
)
ANSWERS = typer.Option(
    [], "--answers", help="Usual words for no answer (-, N/A, unknown, …) that are answers here, with commas."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What the options say. missing, answers: as they were given."""

    delimiter: str
    encoding: str
    decimal: str = "."
    missing: Sequence[str] = ()
    answers: Sequence[str] = ()

    def read(self, table: Path, asked: Sequence[str] = ()) -> "Columns":
        """The table in a file. asked: the columns in which words of --missing without a column are no answer."""
        from palermo.estimate import read_table

        return read_table(
            table, delimiter=self.delimiter, encoding=self.encoding, decimal=self.decimal,
            missing=_by_column(self.missing, asked) if asked else {}, answers=names(*self.answers),
        )  # fmt: skip

    def dialect(self) -> "Dialect":
        """How a CSV file is written. Raises SettingsError for what cannot be meant."""
        from palermo.cases import Dialect
        from palermo.errors import SettingsError

        try:
            return Dialect(delimiter=self.delimiter, encoding=self.encoding)
        except ValueError as error:
            reason = f"{str(error)[:1].upper()}{str(error)[1:]}."
            raise SettingsError("estimate.setting", place="--delimiter, --encoding", reason=reason) from error

    @property
    def settings(self) -> dict[str, Any]:
        """What is not as usual, as a report tells it."""
        usual = asdict(Written(",", "utf-8"))
        return {name: value for name, value in asdict(self).items() if value and value != usual[name]}


def _by_column(said: Sequence[str], asked: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What is no answer in which column, from `99,refused` and `age=99`. Raises SettingsError for what says nothing."""
    from palermo.errors import SettingsError

    found: dict[str, tuple[str, ...]] = {}
    for each in said:
        column, sign, words = each.rpartition("=")
        if not names(words) or (sign and not column.strip()):
            reason = "What is no answer is said as 99,refused or COLUMN=99."
            raise SettingsError("estimate.setting", place=f"--missing {each}", reason=reason)
        for name in (column.strip(),) if sign else asked:
            found[name] = (*found.get(name, ()), *names(words))
    return found
