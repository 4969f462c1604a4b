"""How figures are ordered, ranked and compared, as lists to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.codes import vintage_names
from palermo.release import Release
from palermo.tabulate import PREVIOUS, Question, columns_of
from palermo.web.hub.figures import ask

RANKS = (3, 5, 10, 20)
"""How many of the commonest codes a form offers; an address can ask for any number up to 100."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A list of which the first choice asks for nothing. hint: what it does, where its name does not say."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hint: str = ""

    @property
    def is_used(self) -> bool:
        """Whether anything but the first is chosen."""
        return any(choice.is_chosen for choice in self.choices[1:])


def options(release: Release, question: Question) -> Iterator[Option]:
    """The options that make sense for a question."""
    yield _of("sort", _("Order"), _sorts(question), question.sort)
    ranks = [("", _("all")), *((str(most), str(most)) for most in _with(RANKS, question.top))]
    hint = _("Of the first column without an order of its own; all others are counted together.")
    yield _of("top", _("Only the most frequent"), ranks, str(question.top or ""), hint)
    years = _years(release, question)
    if years or question.change:
        compared = [("", _("no")), (PREVIOUS, _("with the year before")), *((year, year) for year in years)]
        yield _of("change", _("Compare"), compared, question.change)
    vintages = [("", _("this release")), *((name, name) for name in vintage_names())]
    hint = _("Columns and codes of an older published data set, for who has used it. Choose columns anew then.")
    yield _of("schema", _("Columns and codes"), vintages, question.schema, hint)


def _of(name: str, label: str, pairs: list[tuple[str, str]], chosen: str, hint: str = "") -> Option:
    if chosen not in {value for value, _label in pairs}:
        pairs = [*pairs, (chosen, chosen)]
    return Option(name, label, tuple(Choice(value, text, value == chosen) for value, text in pairs), hint)


def _sorts(question: Question) -> list[tuple[str, str]]:
    found = [
        ("", _("as read")),
        ("-n", _("most people first")),
        ("n", _("fewest people first")),
        ("-share", _("largest share first")),
        ("code", _("by code")),
    ]
    if question.change:
        found += [("-change", _("largest rise first")), ("change", _("largest fall first"))]
    return found


def _with(ranks: tuple[int, ...], chosen: int) -> list[int]:
    return sorted({*ranks, chosen} - {0})


def _years(release: Release, question: Question) -> list[str]:
    """The years that a figure can be compared with; none where years are not asked by."""
    numbers = {column.name for column in columns_of(release, question.schema) if column.is_number}
    name = next((each for each in question.by if each in numbers), None)
    if name is None:
        return []
    return [cell.codes[0] for cell in ask(release, Question((name,), schema=question.schema)).cells]
