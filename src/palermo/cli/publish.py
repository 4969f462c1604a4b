"""`palermo publish`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from palermo.release import About

app = typer.Typer()

MUCH = 0.5
"""Share of a column's values: where more are withheld, it says little about the cases that are left."""


@app.command(epilog="Example: palermo publish release.yaml --out releases/ --make-keys")
def publish(
    specification: Path = typer.Argument(..., help="What to publish: a release.yaml.", show_default=False),
    out: Path = typer.Option(..., "--out", help="The folder of releases; made when it is not there."),
    make_keys: bool = typer.Option(False, "--make-keys", help="Make the keys that the specification names, once."),
    as_json: bool = typer.Option(False, "--json", help="Print the manifest as JSON, and no progress."),
) -> None:
    """Contributions → a protected, signed release, all of it or nothing."""
    from rich.console import Console

    from palermo.cli._progress import progress
    from palermo.release import publishing

    console = Console(stderr=True, quiet=as_json)
    spec = publishing.load_spec(specification)
    publishing.check_name(spec, out)
    if make_keys:
        for path in publishing.make_keys(spec):
            console.print(f"Made {path}. Keep it, and keep it to yourself.")
    try:
        with progress(quiet=as_json) as shown:
            release = publishing.publish(spec, out, progress=shown)
    except KeyboardInterrupt as interrupt:  # of which typer would say nothing
        for note in getattr(interrupt, "__notes__", []):
            typer.echo(note, err=True)
        raise
    if as_json:
        typer.echo((release.path / "manifest.json").read_text(encoding="utf-8"), nl=False)
        return
    manifest = release.manifest
    typer.echo(f"{release.path}: {manifest.rows:,} cases in {len(manifest.columns)} columns.")
    for line in _promise(manifest.about):
        typer.echo(line)
    typer.echo(f"Key fingerprint: {manifest.key.fingerprint}")
    typer.echo(f"Quality reports and quarantined rows: {spec.work_folder} (never publish that folder)")
    if not manifest.is_reviewed:
        typer.echo("Not reviewed by two people.")
    typer.echo(f"Next: palermo verify {release.path}")


def _promise(about: "About") -> "Iterator[str]":
    """What is promised of the cases, and what that cost."""
    if "epsilon" in about.parameters:
        budget = f"ε {about.parameters['epsilon']:g} at δ {about.parameters['delta']:g}"
        yield f"Differentially private: {budget}; the number of cases is noisy, too."
        if about.privacy.ledger_balance is not None:
            left = f"{about.privacy.ledger_balance:.3g}"
            yield f"One more release of the same cases could spend ε {left}: losses add up to less than their sum."
        return
    yield from _loss(about.utility)


def _loss(utility: "Mapping[str, Any]") -> "Iterator[str]":
    """What protection took, said before somebody takes what is left for the whole."""
    yield f"Withheld to protect people: {utility['share_of_values_withheld']:.1%} of the values."
    most = {name: share for name, share in utility["share_withheld"].items() if share is not None and share > MUCH}
    if most:
        columns = ", ".join(f"{name} {share:.0%}" for name, share in most.items())
        yield f"Little is left of: {columns}. Publish fewer columns, or protect shorter combinations (length)."
