"""The one figure of an answer that a text is about: its share, its number, and how sure both are."""

from dataclasses import dataclass

from palermo.tabulate import Question
from palermo.tabulate.plain import Focus
from palermo.web.hub.figures import Figures, Row, ask, between, number, percent, span, together
from palermo.web.hub.language import in_a_row, isolated


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words. name: of what. n, n_limits: how many people. share, limits: of all for whom it is known."""

    name: str
    n: str
    n_limits: str
    share: str
    limits: str
    of: str


def figure_of(figures: Figures, focus: Focus | None, language: str) -> Figure | None:
    """The figure that a text is about; None where it is about none, or about many, such as one a year."""
    answer = figures.answer
    if focus is None or [each.name for each in answer.columns] != [each.column for each in focus.conditions]:
        return None
    name = in_a_row(
        " + ".join(isolated(answer.label(each.column, code, language)) for code in each.values)
        for each in focus.conditions
    )
    row = _row(figures, focus) or _nobody(figures, focus)
    if row is None:
        return None
    return Figure(
        name=name,
        n=number(row.n, language),
        n_limits=span(row.low, row.high, language) if row.low != row.high else "",
        share=percent(row.share, language),
        limits=between(row.share_low, row.share_high, language),
        of=number(row.denominator, language),
    )


def _nobody(figures: Figures, focus: Focus) -> Row | None:
    """The figure of codes that no case has: none, with how many there may be all the same."""
    question, denominator = figures.answer.question, figures.answer.denominator
    if not denominator or any(len(each.values) > 1 for each in focus.conditions):
        return None
    asked = Question((), (*question.where, *focus.conditions), schema=question.schema)
    cell = ask(figures.release, asked).cells[0]
    if cell.n != 0:
        return None
    share = min(cell.high / denominator, 1.0)
    return Row(tuple(each.values[0] for each in focus.conditions), 0, 0, cell.high, denominator, 0.0, 0.0, share)


def _row(figures: Figures, focus: Focus) -> Row | None:
    codes = [each.values for each in focus.conditions]
    if all(len(each) == 1 for each in codes):
        return next(
            (row for row in figures.rows if all(c == v[0] for c, v in zip(row.codes, codes, strict=True))), None
        )
    several = [place for place, each in enumerate(codes) if len(each) > 1]
    if len(several) > 1 or figures.may_overlap:
        return None  # rows that share people cannot be added
    place = several[0]
    found = together(figures, place, codes[place], "")
    rest = [each[0] for at, each in enumerate(codes) if at != place]
    return next((row for row in found if [*row.codes[:place], *row.codes[place + 1 :]] == rest), None)
