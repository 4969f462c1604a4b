"""The languages in which a command answers."""

import typer


def _known(language: str) -> str:
    from palermo.codes import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}")
    return language


LANGUAGE = typer.Option("en", "--language", callback=_known, help="Language of labels: en, fr, es, ar, ru, zh.")
"""The option `--language`, as every command has it. Labels that a language lacks are given in English."""
