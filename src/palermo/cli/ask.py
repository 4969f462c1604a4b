"""`palermo ask`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._language import LANGUAGE

if TYPE_CHECKING:
    from palermo.report import Document
    from palermo.tabulate.plain import Understood

app = typer.Typer()


@app.command(epilog='Example: palermo ask releases/2026-demo "forced labour among men from Nigeria since 2018"')
def ask(
    release: Path = typer.Argument(..., help="The release's folder.", show_default=False),
    text: str = typer.Argument(..., help="The question, in plain words.", show_default=False),
    language: str = LANGUAGE,
    as_json: bool = typer.Option(False, "--json", help="Print what was understood, and the answer, as JSON."),
) -> None:
    """Ask a release a question in plain words: what was understood of them, what was not, and the answer.

    Words are read in any of six languages; --language tells which where the words do not.
    """
    import json

    from palermo.errors import QuestionError
    from palermo.release import open_release
    from palermo.tabulate import answer
    from palermo.tabulate.plain import understand

    opened = open_release(release)
    found = understand(opened, text, language=language)
    said = answer(opened, found.question) if found.is_question else None
    if as_json:
        document = {
            "understood": found.to_dict(language),
            "answer": said.to_dict(language) if said is not None else None,
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from palermo.report import print_document

    print_document(_document(found, release, language), Console())
    if said is None:
        raise QuestionError("question.not_understood")
    print_document(said.document(language), Console())


def _document(found: "Understood", release: Path, language: str) -> "Document":
    """What was understood, before the answer."""
    from palermo.report import Document, Note, Paragraph, Section, Table

    words = [
        (part.text, _meaning(part.taken, [*map(str, part.conditions), *part.columns], is_negated=part.is_negated))
        for part in found.parts
        if part.conditions or part.columns
    ]
    blocks: list[Table | Note | Paragraph] = [Table(("words", "taken for"), words)] if words else []
    blocks += [
        Note(f"Not understood: {part.text}. {part.reason.say(language) if part.reason else ''}", "caution")
        for part in found.not_understood
    ]
    for doubt in found.ambiguous:
        if not doubt.is_settled:
            others = "; ".join(" ".join([*map(str, each.conditions), *each.columns]) for each in doubt.others)
            blocks.append(
                Note(f"{doubt.part.text}: {doubt.reason.say(language)} It could also be: {others}.", "caution")
            )
    blocks += [Paragraph(f"Did you mean: {text}") for text in found.suggestions]
    if found.is_question:
        blocks.append(Paragraph(f"The same: {_command(found, release)}"))
    return Document("Understood", found.text, (Section("Your words", tuple(blocks)),))


def _meaning(taken: str, said: list[str], *, is_negated: bool) -> str:
    if taken == "condition":
        return f"not ({' and '.join(said)})" if is_negated and len(said) > 1 else " and ".join(said)
    return f"{taken} {', '.join(said)}" if said else taken


def _command(found: "Understood", release: Path) -> str:
    """The command that asks the same, for whoever wants to change it."""
    import shlex

    options = [
        f"--{name}" if name == "within" else f"--{name} {shlex.quote(value)}" for name, value in found.question.fields()
    ]
    return " ".join(["palermo tabulate", shlex.quote(str(release)), *options])
