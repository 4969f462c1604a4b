"""An answer as a report, to be read."""

from typing import TYPE_CHECKING

from palermo.codes import in_language
from palermo.release import DIFFERENTIAL_PRIVACY, K_SYNTHETIC, citation
from palermo.report import Document, Facts, Note, Section, Table

if TYPE_CHECKING:
    from palermo.tabulate._answer import Answer


def report_of(answer: "Answer", language: str) -> Document:
    """The answer as a report."""
    names = [in_language(column.label, language) for column in answer.columns]
    rows = [
        (
            *(
                answer.label(column.name, code, language)
                for column, code in zip(answer.columns, cell.codes, strict=True)
            ),
            _shown(answer, cell.n),
            _shown(answer, cell.denominator),
            None if cell.share is None else f"{cell.share:.1%}",
            f"{cell.low:,}–{cell.high:,}",
        )
        for cell in answer.cells
    ]
    share = "" if answer.missing_share is None else f" ({answer.missing_share:.1%})"
    matching, known = _matching(answer), _shown(answer, answer.denominator)
    facts = Facts(
        (
            ("Cases that match", matching),
            ("Known in every column", known),
            ("Missing", f"{_shown(answer, answer.missing)}{share}"),
            *((("None of the codes", _shown(answer, answer.none)),) if answer.none != 0 else ()),
        )
    )
    table = Table((*names, "n", "of", "share", _interval(answer)), rows)
    notes = tuple(Note(caution.say(language), "caution") for caution in answer.cautions)
    source = Note(citation(answer.about, language))
    lead = f"{matching} cases match; {known} of them are known in every column asked by."
    return Document(answer.title(language), lead, (Section("Answer", (table, facts, *notes, source)),))


def _interval(answer: "Answer") -> str:
    """What the bounds of a number are."""
    if answer.about.method == DIFFERENTIAL_PRIVACY:
        return "nominal 95 % interval"
    return "true number" if answer.about.method == K_SYNTHETIC else "before suppression"


def _matching(answer: "Answer") -> str:
    """The total as it is read; what it is above where it is withheld because of one of its parts."""
    known = (answer.denominator or 0) + (answer.missing or 0) + (answer.none or 0)
    return f"> {known:,}" if answer.total is None and known else _shown(answer, answer.total)


def _shown(answer: "Answer", number: int | None) -> str:
    """A number as it is read; what it is below where it is withheld."""
    return f"< {answer.about.k}" if number is None else f"{number:,}"
