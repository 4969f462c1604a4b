"""`palermo link encode` and `palermo link key`."""

import json
from pathlib import Path

import typer


def encode(
    file: Path = typer.Argument(..., help="Records of people, as the contributor has them.", show_default=False),
    key: Path = typer.Option(..., "--key", help="SECRET: the key that all contributors share, and nobody else has."),
    out: Path = typer.Option(..., "--out", help="The encodings: .parquet."),
    fields: Path | None = typer.Option(None, "--fields", help="A YAML file that says which columns hold what."),
    salt: str = typer.Option(
        "birth_year",
        "--salt",
        help="birth_year; birth_date: stronger, whole dates only; none: open to frequency attacks.",
    ),
    bits: int = typer.Option(1024, "--bits", help="Of an encoding: 512, 1024, 2048 or 4096."),
    diffusion: int = typer.Option(3, "--diffusion", help="Bits of the filter in each of the encoding, 1 to 8."),
    fewest: int = typer.Option(3, "--fewest", help="Kinds of fields that must be known of a person."),
    as_json: bool = typer.Option(False, "--json", help="Print what was done as JSON."),
) -> None:
    """Encode records on the contributor's own machine, so that they can be linked without names.

    All contributors use the same key, fields and settings. The key never goes to who links; encodings go nowhere else.
    A record is called by its number, or by the column that --fields names as record: it should mean nothing to others.
    """
    from palermo.cases import Dialect, read_rows
    from palermo.cli._papers import check_outputs
    from palermo.link import EncodeSettings, Fields, read_fields, read_key, write_encodings
    from palermo.link import encode as encoded

    check_outputs([out], inputs=[file, key, *([fields] if fields is not None else [])])
    settings = EncodeSettings(bits=bits, diffusion=diffusion, salt=salt, fewest=fewest)
    secret = read_key(key)
    known = Fields() if fields is None else read_fields(fields)
    name = file.name.partition(".")[0]
    found = encoded(
        read_rows(file, known.written.get(name, Dialect())).table,
        key=secret,
        fields=known,
        settings=settings,
        name=name,
    )
    write_encodings(found, out)
    left = found.column("encoding").null_count
    if as_json:
        typer.echo(json.dumps({"encodings": str(out), "records": found.num_rows, "not_encoded": left}))
        return
    typer.echo(f"Encodings (for who links, and nobody else): {out}")
    if left:
        typer.echo(f"{left:,} of {found.num_rows:,} records say too little of a person to be encoded.", err=True)


def key(
    file: Path = typer.Argument(..., help="Where to put it; there must be nothing yet.", show_default=False),
) -> None:
    """Make the secret key with which contributors encode. Give it to them alone, over a safe channel."""
    from palermo.link import make_key

    make_key(file)
    typer.echo(f"SECRET, for contributors alone and never for who links: {file}")
