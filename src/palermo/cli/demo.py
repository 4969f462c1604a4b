"""`palermo demo`."""

from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, epilog="Example: palermo demo make first/")


@app.callback()
def demo() -> None:
    """Make invented contributors' files to try everything with."""


@app.command(epilog="Example: palermo demo make first/")
def make(
    folder: Path = typer.Argument(..., help="Where to write; made when it is not there.", show_default=False),
    seed: int = typer.Option(2026, "--seed", min=0, help="The same seed gives the same files."),
    cases: int = typer.Option(12_000, "--cases", min=300, max=1_000_000, help="Rows in all files together."),
    as_json: bool = typer.Option(False, "--json", help="Print what is in the files as JSON."),
) -> None:
    """Write what three organisations would send, with what is needed to publish it. Nobody in the files exists."""
    from palermo.demo import make as make_demo

    made = make_demo(folder, seed=seed, cases=cases)
    if as_json:
        typer.echo((made.folder / "truth.json").read_text(encoding="utf-8"), nl=False)
        return
    for sending in made.sendings:
        path = made.folder / sending.file
        typer.echo(f"{path}: {sending.rows:,} cases, {len(sending.spoilt)} of them faulty. Mapping: {sending.mapping}")
    again = made.exact + made.misspelt
    typer.echo(f"{made.people:,} invented people; {again:,} of them are in two files.")
    typer.echo(f"Next: palermo publish {made.folder / 'release.yaml'} --out releases/ --make-keys")
    typer.echo("(release-k-anonymous.yaml, beside it, publishes the same columns k-anonymously.)")
