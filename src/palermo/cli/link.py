"""`palermo link`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from palermo.cli._link_encode import encode, key
from palermo.cli._link_review import review

if TYPE_CHECKING:
    import pyarrow as pa

    from palermo.engine import Spark
    from palermo.link import Fields, Linked, LinkSettings

SUFFIX = "__missing"
"""How columns of case tables end that say why something is missing."""

LISTS = "lists"
"""The command that is meant when the first word is the name of a file."""


class _ListsFirst(TyperGroup):
    """A group in which a first word that is no command names a file. A file called `review` is `./review`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        asks_help = len(args) == 1 and args[0] in ctx.help_option_names
        if args and not asks_help and args[0] not in self.list_commands(ctx):
            args = [LISTS, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != LISTS]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        command = self.commands[LISTS]
        with type(ctx)(command, info_name=ctx.info_name, parent=ctx.parent) as inner:
            command.format_help(inner, formatter)


app = typer.Typer(cls=_ListsFirst, no_args_is_help=True)
app.command("encode", epilog="Example: palermo link encode north.csv --key link.key --out north.parquet")(encode)
app.command("key", epilog="Example: palermo link key link.key")(key)
app.command("review", epilog="Example: palermo link review queue.csv --decisions decisions.csv --by 'A. Reviewer'")(
    review
)


@app.callback()
def _group() -> None:
    """Lists of people → the same person found once; encodings for lists without names; the review of doubtful pairs."""


@app.command(
    LISTS,
    epilog="Example: palermo link north.csv south.xlsx --out linked.parquet --report link.html --queue queue.csv",
)
def link_lists(
    lists: list[str] = typer.Argument(
        ...,
        help="Files of records, as the contributors send them, or encodings; NAME=FILE gives a list a name.",
        show_default=False,
    ),
    out: Path = typer.Option(..., "--out", help="SENSITIVE: every record with its person: .parquet, .csv, .xlsx, ..."),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    fields: Path | None = typer.Option(
        None, "--fields", help="A YAML file that says which columns hold what; headers are recognised without."
    ),
    once: list[str] = typer.Option(
        [], "--once", help="A list in which every person stands once. May be repeated; 'all' for all lists."
    ),
    threshold: float = typer.Option(0.9, "--threshold", help="Probability from which two records are one person."),
    doubtful: str = typer.Option("0.1,0.99", "--doubtful", help="Probabilities between which people decide."),
    decisions: Path | None = typer.Option(None, "--decisions", help="What people decided of pairs: it stands."),
    queue: Path | None = typer.Option(
        None, "--queue", help="SENSITIVE: write the doubtful pairs, with why, to decide."
    ),
    histories: Path | None = typer.Option(
        None, "--histories", help="Write how many people are in which lists together, for palermo estimate."
    ),
    capture: list[str] = typer.Option(
        [], "--list", help="With --histories: a list to count by, NAME=A+B puts two together. By default each file."
    ),
    list_column: str | None = typer.Option(
        None, "--list-column", help="With --histories: the column that says which list a record is of."
    ),
    draws: int = typer.Option(0, "--draws", min=0, help="With --histories: linkages drawn at random, a table each."),
    seed: int = typer.Option(0, "--seed", min=0, help="Of random pairs and of draws."),
    most_pairs: int = typer.Option(50_000_000, "--most-pairs", help="Pairs that are compared at most."),
    engine: str = typer.Option("local", "--engine", help="Where pairs are compared: local, or spark."),
    master: str = typer.Option("local[*]", "--master", help="With --engine spark: the address of the cluster."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """Lists of people → the same person found once, within and between lists, without an example of right links.

    Names of any script are compared by spelling and sound, birth dates also in part; frequent values count less. The
    report says how right the links are. `palermo link encode` makes encodings, to link without names;
    `palermo link review` asks about doubtful pairs. Nothing is merged, and nothing is left out.
    """
    from contextlib import ExitStack

    from palermo.cli._papers import check_outputs, check_report, check_table
    from palermo.cli._progress import progress
    from palermo.engine import spark
    from palermo.link import Fields, capture_histories, read_decisions, read_fields

    files = _named(lists)
    settings = _settings(list(files), once, threshold, doubtful, most_pairs, seed)
    if engine not in ("local", "spark"):
        raise typer.BadParameter("it is local or spark", param_hint="--engine")
    for table in (out, queue, histories):
        if table is not None:
            check_table(table)
    if report is not None:
        check_report(report)
    outputs = [path for path in (out, report, queue, histories) if path is not None]
    given = [path for path in (fields, decisions) if path is not None]
    check_outputs(outputs, inputs=[*files.values(), *given])
    known = Fields() if fields is None else read_fields(fields)
    decided = () if decisions is None or not decisions.exists() else read_decisions(decisions)
    tables = _read(files, known)
    with ExitStack() as stack:
        shown = stack.enter_context(progress(quiet=as_json))
        running = stack.enter_context(spark(master)) if engine == "spark" else None
        found = _linked(tables, known, settings, decided, running, shown)
    if histories is not None:
        counted = capture_histories(found, _captured(capture), column=list_column, draws=draws)
        _write_histories(counted, histories)
    _write(found, out, queue)
    _tell(found, report, [("Linked records (people's records)", out), ("Doubtful pairs (people's records)", queue),
                          ("Capture histories", histories)], as_json=as_json)  # fmt: skip


def _named(lists: list[str]) -> dict[str, Path]:
    """Each list's name and file: the file's name without its ending, unless another is given before `=`."""
    found: dict[str, Path] = {}
    for text in lists:
        name, equals, file = text.partition("=")
        path = Path(file if equals else text)
        label = name if equals else path.name.partition(".")[0]
        if not label or label in found or ":" in label:
            raise typer.BadParameter(f"{label or text} is no name of its own; write NAME={path}", param_hint="LISTS")
        found[label] = path
    return found


def _settings(
    names: list[str], once: list[str], threshold: float, doubtful: str, most_pairs: int, seed: int
) -> "LinkSettings":
    from palermo.link import LinkSettings

    try:
        low, high = (float(each) for each in doubtful.split(","))
    except ValueError as error:
        raise typer.BadParameter("write two probabilities, such as 0.1,0.99", param_hint="--doubtful") from error
    apart = tuple(names) if "all" in once else tuple(once)
    return LinkSettings(threshold, (low, high), apart, most_pairs=most_pairs, seed=seed)


def _read(files: dict[str, Path], fields: "Fields") -> "dict[str, pa.Table]":
    """Each list's records, or encodings. A case table, as palermo harmonise writes it, is a list too."""
    import pyarrow.parquet as pq

    from palermo.cases import Dialect, read_cases, read_rows
    from palermo.link import read_encodings, records_of

    found = {}
    for name, path in files.items():
        encoded = read_encodings(path)
        if encoded is not None:
            found[name] = encoded
        elif path.suffix.lower() == ".parquet" and any(each.endswith(SUFFIX) for each in pq.read_schema(path).names):
            found[name] = records_of(read_cases(path))
        else:
            found[name] = read_rows(path, fields.written.get(name, Dialect())).table
    return found


def _linked(
    tables: "dict[str, pa.Table]", fields: Any, settings: "LinkSettings", decisions: Any, engine: "Spark | None",
    progress: Any,
) -> "Linked":  # fmt: skip
    from palermo.errors import InputError
    from palermo.link import is_encoded, link, link_encoded

    encoded = [name for name, table in tables.items() if is_encoded(table)]
    if not encoded:
        return link(
            tables, fields=fields, settings=settings, decisions=decisions, engine=engine, progress=progress
        )  # fmt: skip
    if len(encoded) < len(tables) or engine is not None:
        hint = "Encode all of them with the same key, and leave out --engine spark."
        reason = "names cannot be compared with encodings, nor encodings on Spark."
        raise InputError("link.encodings", place=", ".join(tables), reason=reason, hint=hint)
    return link_encoded(tables, settings=settings, decisions=decisions, progress=progress)


def _captured(capture: list[str]) -> dict[str, list[str]] | None:
    """Each list to count by, and what it is made of."""
    if not capture:
        return None
    return {name: (parts or text).split("+") for text in capture for name, _, parts in [text.partition("=")]}


def _write_histories(table: "pa.Table", path: Path) -> None:
    """Write counts: numbers as numbers where the format has them."""
    from palermo.cases import replacing, write_rows

    if path.suffix.lower() != ".parquet":
        write_rows(table, path)
        return
    import pyarrow.parquet as pq

    with replacing(path) as partial:
        pq.write_table(table, partial, compression="zstd")


def _write(found: "Linked", out: Path, queue: Path | None) -> None:
    from palermo.cases import write_rows

    if queue is not None:
        write_rows(found.queue(), queue, secret=True)
    write_rows(found.table(), out, secret=True)


def _tell(found: "Linked", report: Path | None, files: list[tuple[str, Path | None]], *, as_json: bool) -> None:
    from palermo.cli._papers import tell

    tell(found.report, found.report.document, report=report, as_json=as_json)
    if not as_json:
        for name, path in files:
            if path is not None:
                typer.echo(f"{name}: {path}")
