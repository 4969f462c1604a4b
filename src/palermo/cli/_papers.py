"""The papers of a command: where they may be written is said before the work, and each appears whole or not at all."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from palermo.errors import InputError, SettingsError
from palermo.report import Document, print_document, to_html, to_json

if TYPE_CHECKING:
    from palermo.cases import CaseTable

REPORT_ENDINGS = (".json", ".html", ".txt")
TABLE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".xlsx", ".ods", ".jsonl")
TEXT_WIDTH = 120
"""Characters of a line in a report that is written as text."""


def check_report(path: Path) -> None:
    """Raise SettingsError for a report whose format its name does not say."""
    if path.suffix.lower() not in REPORT_ENDINGS:
        raise SettingsError("paper.format", place=str(path), suffix=path.suffix or "it is")


def check_table(path: Path) -> None:
    """Raise InputError for a table whose format its name does not say."""
    if not path.name.lower().endswith(TABLE_ENDINGS):
        raise InputError("file.format_unknown", place=str(path), known=", ".join(TABLE_ENDINGS))


def beside(table: Path, ending: str) -> Path:
    """The file of another ending beside a table, such as `cases.quarantine.csv` beside `cases.parquet`."""
    mine = max((e for e in TABLE_ENDINGS if table.name.lower().endswith(e)), key=len)
    return table.with_name(table.name[: -len(mine)] + ending)


def check_outputs(outputs: Iterable[Path], *, inputs: Iterable[Path]) -> None:
    """Raise for a folder that is not there, and SettingsError for a file that would be written over what was read.

    A file of an earlier run is replaced, as by `cp`.
    """
    taken = {path.resolve() for path in inputs}
    for path in outputs:
        if path.resolve() in taken:
            raise SettingsError("paper.clash", place=str(path))
        taken.add(path.resolve())
        if path.is_dir() or not path.parent.is_dir():
            reason = "it is a folder." if path.is_dir() else "its folder is not there."
            raise InputError("file.unwritable", place=str(path), reason=reason, hint="Give another name, or make it.")


def read_safe(path: Path) -> "CaseTable":
    """The cases of what was made safe: a table, the folder that `palermo protect` made, or a release.

    Raises InputError for what is not there: a folder's name says no format, so that nothing else would.
    """
    from palermo.cases import read_cases
    from palermo.release import MANIFEST, open_release

    if not path.exists():
        raise InputError("file.not_found", place=str(path))
    if (path / MANIFEST).is_file():
        return open_release(path).cases()
    return read_cases(path / "cases.parquet" if path.is_dir() else path)


def write_report(path: Path, report: object, document: Callable[[], Document]) -> None:
    """Write a report in the format that its name says: JSON, a page, or text."""
    ending = path.suffix.lower()
    if ending == ".json":
        write_text(path, to_json(report))
    elif ending == ".html":
        write_text(path, to_html(document()))
    else:
        write_text(path, _as_text(document()))


def tell(found: object, document: Callable[[], Document], *, report: Path | None, as_json: bool) -> None:
    """Write a report where a file was named for it, and print it: as JSON for machines, else as people read it."""
    import typer

    if report is not None:
        write_report(report, found, document)
    if as_json:
        typer.echo(to_json(found), nl=False)
    else:
        show(document(), report)


def show(document: Document, report: Path | None) -> None:
    """Print a report; where it was written to a file, its beginning, and where the rest is."""
    from dataclasses import replace

    from rich.console import Console
    from rich.text import Text

    console = Console()
    if report is None or len(document.sections) < 2:
        print_document(document, console)
        return
    print_document(replace(document, sections=document.sections[:1]), console)
    rest = ", ".join(each.title for each in document.sections[1:])
    console.print()
    console.print(Text(f"The rest is in {report}: {rest}."), soft_wrap=True)  # a path that is broken cannot be copied


def write_text(path: Path, text: str) -> None:
    """Write a text so that it appears whole or not at all. Raises InputError when it cannot be written."""
    from palermo.cases import replacing

    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def _as_text(document: Document) -> str:
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    print_document(document, Console(file=text, width=TEXT_WIDTH, force_terminal=False, no_color=True))
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())
