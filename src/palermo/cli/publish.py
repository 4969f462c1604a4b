"""`palermo publish`."""

from pathlib import Path

import typer

app = typer.Typer()


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
    if make_keys:
        for path in publishing.make_keys(spec):
            console.print(f"Made {path}. Keep it, and keep it to yourself.")
    with progress(quiet=as_json) as shown:
        release = publishing.publish(spec, out, progress=shown)
    if as_json:
        typer.echo((release.path / "manifest.json").read_text(encoding="utf-8"), nl=False)
        return
    manifest = release.manifest
    typer.echo(f"{release.path}: {manifest.rows:,} cases in {len(manifest.columns)} columns.")
    typer.echo(f"Key fingerprint: {manifest.key.fingerprint}")
    typer.echo(f"Quality reports and quarantined rows: {spec.work_folder} (never publish that folder)")
    if not manifest.is_reviewed:
        typer.echo("Not reviewed by two people.")
    typer.echo(f"Next: palermo verify {release.path}")
