"""Conditions as one writes them: `gender=woman or (citizenship=PHL and not age_band=0-8|9-17)`."""

import re
from dataclasses import dataclass

from palermo.errors import QuestionError
from palermo.tabulate._clauses import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    EQUAL,
    MISSING,
    AllOf,
    AnyOf,
    Clause,
    Condition,
    Not,
    conditions_of,
)

LONGEST = 1_000
"""Characters in a condition; nothing that anybody means is longer."""
DEEPEST = 6
"""Parentheses within each other, and `not`s before each other."""
MOST_PARTS = 40
"""Single conditions in one text."""

_SIMPLE = re.compile(r"\s*(?P<column>[A-Za-z_]\w*)\s*(?P<operator>!=|>=|<=|=)\s*(?P<values>[^=<>!\s][^=<>!]*)\s*")
_TOKEN = re.compile(r"\s*(?:(?P<mark>!=|>=|<=|[=()|,])|\"(?P<quoted>[^\"]*)\"|(?P<word>[^\s()\"=<>!,|]+))")
_HALF = re.compile(r"\b(and|or|not|in)\s*$", re.IGNORECASE)
"""What something has to follow: it is no name's end."""
_COLUMN = re.compile(r"[A-Za-z_]\w*")


def clause_of(text: str) -> Clause:
    """A clause from its text. Whether a release has such columns and codes is seen when it is asked.

    Raises QuestionError when it cannot be read, or is too large.

    >>> str(clause_of("gender = woman or not (citizenship in PHL, NPL)"))
    'gender=woman or not citizenship=PHL|NPL'
    >>> str(clause_of("year_of_registration in 2015..2018"))
    'year_of_registration=2015..2018'
    """
    if len(text) > LONGEST:
        raise _unread(text)
    try:
        clause = _Reader(text).whole()
    except QuestionError:
        simple = _SIMPLE.fullmatch(text)
        if (
            simple is None
            or _HALF.search(simple["values"])
            or simple["values"].count("(") != simple["values"].count(")")
        ):
            raise
        # names of organisations have spaces, and need no quotes where nothing else stands beside them
        values = tuple(_unquoted(value.strip()) for value in simple["values"].split("|"))
        return _condition(text, simple["column"], simple["operator"], values)
    parts = sum(1 for _ in conditions_of((clause,)))
    if parts > MOST_PARTS:
        raise _too_deep(text, parts, MOST_PARTS)
    return clause


def _condition(text: str, column: str, operator: str, values: tuple[str, ...]) -> Condition:
    if not all(values):
        raise _unread(text)
    if operator == EQUAL and len(values) == 1 and BETWEEN in values[0]:
        low, _, high = (part.strip() for part in values[0].partition(BETWEEN))
        if not low or not high or low.startswith(MISSING) or high.startswith(MISSING) or BETWEEN in high:
            raise _unread(text)
        return Condition(column, BETWEEN, (low, high))
    if operator in (AT_LEAST, AT_MOST) and len(values) > 1:
        raise _unread(text)
    return Condition(column, operator, values)


@dataclass(frozen=True, slots=True)
class _Token:
    """A mark, a quoted text or a word."""

    text: str
    kind: str

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.casefold() == word


class _Reader:
    """Reads tokens from left to right: `or` binds least, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._at = 0

    def whole(self) -> Clause:
        """The clause that the whole text is."""
        clause = self._either(0)
        if self._at < len(self._tokens):
            raise self._fault()
        return clause

    def _split(self, text: str) -> list[_Token]:
        found, at, end = [], 0, len(text.rstrip())
        while at < end:
            token = _TOKEN.match(text, at)
            if token is None:
                raise self._fault()
            kind = str(token.lastgroup)
            found.append(_Token(token[kind], kind))
            at = token.end()
        return found

    def _either(self, depth: int) -> Clause:
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self, depth: int) -> Clause:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self, depth: int) -> Clause:
        if depth > DEEPEST:
            raise _too_deep(self._text, depth, DEEPEST)
        if self._take("not"):
            return Not(self._one(depth + 1))
        if self._mark("("):
            clause = self._either(depth + 1)
            self._need(")")
            return clause
        column = self._next()
        if column.kind != "word" or not _COLUMN.fullmatch(column.text):
            raise self._fault()
        if self._take("in"):
            return self._listed(column.text)
        operator = self._next()
        if operator.kind != "mark" or operator.text not in ("=", "!=", ">=", "<="):
            raise self._fault()
        return _condition(self._text, column.text, operator.text, self._values(("|",)))

    def _listed(self, column: str) -> Condition:
        enclosed = self._mark("(")
        values = self._values(("|", ","))
        if enclosed:
            self._need(")")
        return _condition(self._text, column, EQUAL, values)

    def _values(self, marks: tuple[str, ...]) -> tuple[str, ...]:
        values = [self._value()]
        while any(self._mark(mark) for mark in marks):
            values.append(self._value())
        return tuple(values)

    def _value(self) -> str:
        token = self._next()
        if token.kind == "mark":
            raise self._fault()
        return token.text

    def _next(self) -> _Token:
        if self._at >= len(self._tokens):
            raise self._fault()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at].is_word(word)
        self._at += found
        return found

    def _mark(self, mark: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == _Token(mark, "mark")
        self._at += found
        return found

    def _need(self, mark: str) -> None:
        if not self._mark(mark):
            raise self._fault()

    def _fault(self) -> QuestionError:
        return _unread(self._text)


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if quoted else value


def _unread(text: str) -> QuestionError:
    return QuestionError("question.malformed_condition", place=f"where: {text[:80]}")


def _too_deep(text: str, count: int, most: int) -> QuestionError:
    return QuestionError("question.too_deep", place=f"where: {text[:80]}", count=count, most=most)
