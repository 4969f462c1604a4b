"""`palermo link review`."""

from pathlib import Path

import typer

from palermo.cli._tables import DELIMITER, ENCODING, Written

ANSWERS = {"s": "same", "d": "different"}


def review(
    queue: Path = typer.Argument(
        ..., help="The doubtful pairs, as palermo link --queue wrote them.", show_default=False
    ),
    decisions: Path = typer.Option(..., "--decisions", help="Where decisions are kept; it is made or added to."),
    by: str = typer.Option(..., "--by", help="Who decides."),
    today: str | None = typer.Option(None, "--today", help="The day of the decisions; by default today."),
    filled: bool = typer.Option(
        False, "--filled", help="The queue was filled in elsewhere: take its decisions over, ask nothing."
    ),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
) -> None:
    """Decide about doubtful pairs, one after another: s same, d different, Enter not now, q for the end.

    Each decision is kept at once, with who and when. It stands in every later run with --decisions; a later decision on
    the same pair replaces it, and the earlier one stays in the file.
    """
    from datetime import date

    from palermo.cli._papers import check_outputs, check_table
    from palermo.link import Decision, Verdict, read_decisions, read_queue, write_decisions

    check_table(decisions)
    check_outputs([decisions], inputs=[queue])
    if not by.strip():
        raise typer.BadParameter("somebody has to stand for a decision", param_hint="--by")
    try:
        day = date.today().isoformat() if today is None else date.fromisoformat(today).isoformat()
    except ValueError as error:
        raise typer.BadParameter("write it as 2026-11-24", param_hint="--today") from error
    dialect = Written(delimiter, encoding).dialect()
    kept = list(read_decisions(decisions)) if decisions.exists() else []
    if filled:
        fresh = [each for each in read_decisions(queue, dialect) if each not in kept]
        write_decisions([*kept, *fresh], decisions)
        typer.echo(f"{len(fresh):,} decisions taken over. Decisions: {decisions}")
        return
    done = {each.pair for each in kept}
    waiting = [each for each in read_queue(queue, dialect) if frozenset((each["left"], each["right"])) not in done]
    typer.echo(f"{len(waiting):,} pairs wait. s: same, d: different, Enter: not now, q: end.")
    for number, pair in enumerate(waiting, 1):
        typer.echo(
            f"\n{number} of {len(waiting)}: {pair['left']} and {pair['right']} (probability {pair['probability']})"
        )
        typer.echo(f"  {pair['left_says']}\n  {pair['right_says']}\n  {pair['why']}")
        answer = _asked()
        if answer == "q":
            break
        if answer in ANSWERS:
            kept.append(Decision(day, pair["left"], pair["right"], Verdict(ANSWERS[answer]), by.strip()))
            write_decisions(kept, decisions)
    typer.echo(f"Decisions: {decisions}")


def _asked() -> str:
    """s, d, q or nothing: any other key is asked again, and never taken for "not now"."""
    while True:
        answer = str(typer.prompt("s, d, Enter or q", default="", show_default=False)).strip().lower()[:1]
        if answer in ("", "q", *ANSWERS):
            return answer
        typer.echo("s: same, d: different, Enter: not now, q: end.")
