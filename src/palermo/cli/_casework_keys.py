"""`palermo casework change-keys`, `rewrap` and `work`: keys are changed, and work is done in the background."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from palermo.web.accounts.models import Organisation

KINDS = ("records", "index", "files")


def change_keys(
    name: str = typer.Option(..., "--organisation", help="Whose keys: the organisation's name.", show_default=False),
    only: list[str] = typer.Option(
        [], "--only", help="records, index or files; by default all that can be changed.", show_default=False
    ),
    background: bool = typer.Option(False, "--background", help="Leave it to `palermo casework work`."),
    destroy: bool = typer.Option(
        False, "--destroy", help="Destroy old keys that nothing is sealed with and that were let go a day ago or more."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print what came of it as JSON."),
) -> None:
    """Seal everything of an organisation with new keys, while people work; or go on where that was broken off."""
    from palermo.cli.casework import started

    started()
    import json

    from palermo.cli._progress import progress
    from palermo.web.vault import rotation, walks
    from palermo.web.vault.models import Purpose

    if wrong := set(only) - set(KINDS):
        raise typer.BadParameter(f"{', '.join(sorted(wrong))}: it is one of {', '.join(KINDS)}.", param_hint="--only")
    whose = organisation_named(name)
    if destroy:
        _destroy(whose)
        return
    purposes = [Purpose(kind) for kind in only or KINDS if kind != "index" or only or walks.walks(Purpose.INDEX)]
    if background:
        from palermo.web.vault.tasks import change_keys as job

        job.enqueue(str(whose.pk), [purpose.value for purpose in purposes])
        typer.echo("It is done by `palermo casework work`.")
        return
    with progress(quiet=as_json) as shown:
        outcomes = rotation.change(whose.pk, purposes, progress=shown)
    if as_json:
        told = [{"kind": each.purpose, "rows": each.rows, "unopened": each.unopened} for each in outcomes]
        typer.echo(json.dumps(told))
    for each in [] if as_json else outcomes:
        typer.echo(f"{each.purpose}: {each.rows:,} sealed anew; the key before was number {each.key}.")
    if unopened := sum(each.unopened for each in outcomes):
        typer.secho(f"{unopened:,} do not open and were left: their key stays.", fg=typer.colors.RED, err=True)
        raise typer.Exit(1)
    if not as_json:
        typer.echo("The old keys are not used any more. A day from now they can be destroyed: --destroy")


def rewrap() -> None:
    """Wrap every key with the first line of the master key. Afterwards its other lines may go."""
    from palermo.cli.casework import started

    started()
    from palermo.cli._progress import progress
    from palermo.web.vault.rewrapping import rewrap as wrap_all

    with progress(quiet=False) as shown:
        count = wrap_all(progress=shown)
    typer.echo(f"{count:,} keys are wrapped with the first line. Take the others out of the file, keep them in a safe")
    typer.echo("place for as long as there are backups from before today, and start all processes anew.")


def work(
    until_done: bool = typer.Option(False, "--until-done", help="Stop when there is nothing left to do."),
) -> None:
    """Do what is left for the background: exports, changes of keys. Until Ctrl-C."""
    from palermo.cli.casework import started

    started()
    from django.core.management import call_command

    words = ["--queue-name=*", *(["--batch", "--no-startup-delay"] if until_done else [])]
    call_command("db_worker", *words)


def organisation_named(name: str) -> "Organisation":
    """An organisation by its name or number. Raises BadParameter, with the names there are."""
    from palermo.web.accounts.models import Organisation

    found = Organisation.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        names = ", ".join(Organisation.objects.order_by("name").values_list("name", flat=True)[:20]) or "none yet"
        raise typer.BadParameter(f"There is no organisation of this name. There are: {names}.", param_hint="NAME")
    return found


def _destroy(whose: "Organisation") -> None:
    from palermo.web.vault.rotation import destroy, to_destroy

    keys = to_destroy(whose.pk)
    for key in keys:
        destroy(key)
        typer.echo(
            f"Destroyed: key {key.pk} ({key.purpose}). What an old backup has of it opens with that backup only."
        )
    if not keys:
        typer.echo("There is no old key that was let go a day ago or more.")
