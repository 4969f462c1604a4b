"""A question: which columns, which cases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from palermo.errors import QuestionError

MOST_COLUMNS = 3
"""How many columns an answer may have: more cannot be read, and divides the cases into groups of a few."""

MISSING = "?"
"""`gender=?` asks for the cases where it is missing, `gender=?refused` for those missing for that reason."""

EQUAL, UNEQUAL, AT_LEAST, AT_MOST = "=", "!=", ">=", "<="

_CONDITION = re.compile(r"\s*(?P<column>[A-Za-z_]\w*)\s*(?P<operator>!=|>=|<=|=)\s*(?P<values>[^=<>!\s][^=<>!]*)\s*")
_LONGEST = 1_000
"""Characters in a condition; nothing that anybody means is longer."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on the cases. Several values of `=` mean any of them, of `!=` none of them.

    A code matches with all codes below it. `!=`, `>=` and `<=` match only cases where the column is known.

    >>> str(Condition("age_band", "=", ("0-8", "9-17")))
    'age_band=0-8|9-17'
    """

    column: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.column}{self.operator}{'|'.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a release.

    by: the columns whose codes make the rows of the answer; none asks only how many cases match.
    where: conditions that must all hold. within: shares within each code of the first column instead of over all.

    Raises QuestionError when there are more than three columns, or one twice.
    """

    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    within: bool = False

    def __post_init__(self) -> None:
        if len(self.by) > MOST_COLUMNS:
            raise QuestionError("question.too_many_columns", place="by", count=len(self.by), most=MOST_COLUMNS)
        for name in self.by:
            if self.by.count(name) > 1:
                raise QuestionError("question.repeated_column", place="by", name=name)


def parse_question(by: Sequence[str] = (), where: Sequence[str] = (), *, within: bool = False) -> Question:
    """A question from its text. Whether the release has such columns and codes is seen when it is asked.

    Raises QuestionError when a condition cannot be read, or when there are too many columns.

    >>> parse_question(["gender"], ["year_of_registration>=2015"]).where
    (Condition(column='year_of_registration', operator='>=', values=('2015',)),)
    """
    columns = tuple(name.strip() for name in by)
    return Question(columns, tuple(_condition(text) for text in where), within)


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text) if len(text) <= _LONGEST else None
    values = tuple(value.strip() for value in found["values"].split("|")) if found else ()
    if found is None or not all(values) or (found["operator"] in (AT_LEAST, AT_MOST) and len(values) > 1):
        raise QuestionError("question.malformed_condition", place=f"where: {text[:80]}")
    return Condition(found["column"], found["operator"], values)
