"""Conditions on the cases, and what joins them: as values, and as one writes them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

MISSING = "?"
"""`gender=?` asks for the cases where it is missing, `gender=?refused` for those missing for that reason."""

EQUAL, UNEQUAL, AT_LEAST, AT_MOST, BETWEEN = "=", "!=", ">=", "<=", ".."

_PLAIN = re.compile(r"[^\s()\"=<>!,|]+")
"""What needs no quotes inside a larger condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on the cases. Several values of `=` mean any of them, of `!=` none of them; `..` has two.

    A code matches with all codes below it. `!=`, `>=`, `<=` and `..` match only cases where the column is known.

    >>> str(Condition("age_band", "=", ("0-8", "9-17")))
    'age_band=0-8|9-17'
    >>> str(Condition("year_of_registration", "..", ("2015", "2018")))
    'year_of_registration=2015..2018'
    """

    column: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return self._written(self.values)

    def quoted(self) -> str:
        """The condition as it stands inside a larger one: codes that could be read otherwise between quotes."""
        return self._written([each if _PLAIN.fullmatch(each) else f'"{each}"' for each in self.values])

    def _written(self, values: Sequence[str]) -> str:
        if self.operator == BETWEEN:
            return f"{self.column}={BETWEEN.join(values)}"
        return f"{self.column}{self.operator}{'|'.join(values)}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these hold."""

    clauses: "tuple[Clause, ...]"

    def __str__(self) -> str:
        return " and ".join(_inside(each, AnyOf) for each in self.clauses)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds, or more.

    >>> str(AnyOf((Condition("gender", "=", ("woman",)), Not(Condition("age_band", "=", ("0-8",))))))
    'gender=woman or not age_band=0-8'
    """

    clauses: "tuple[Clause, ...]"

    def __str__(self) -> str:
        return " or ".join(_inside(each, AllOf) for each in self.clauses)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite holds, of cases of whom that is known: a missing value is neither one nor the other."""

    clause: "Clause"

    def __str__(self) -> str:
        return f"not {_inside(self.clause, AllOf, AnyOf, Not)}"


Clause: TypeAlias = Condition | AllOf | AnyOf | Not


def conditions_of(clauses: Sequence[Clause]) -> Iterator[Condition]:
    """Every single condition of some clauses, in the order in which they are written."""
    for clause in clauses:
        match clause:
            case Condition():
                yield clause
            case Not():
                yield from conditions_of((clause.clause,))
            case _:
                yield from conditions_of(clause.clauses)


def canonical(clause: Clause) -> Clause:
    """The one way of writing what means the same: codes and parts in order, each once, no `not` of a `not`.

    >>> str(canonical(Not(Not(Condition("gender", "=", ("woman", "man"))))))
    'gender=man|woman'
    """
    match clause:
        case Condition(operator=operator, values=values):
            ordered = values if operator == BETWEEN else tuple(sorted(set(values)))
            return Condition(clause.column, operator, ordered)
        case Not(clause=inner):
            turned = canonical(inner)
            if isinstance(turned, Not):
                return turned.clause
            plain = isinstance(turned, Condition) and not any(each.startswith(MISSING) for each in turned.values)
            if plain and isinstance(turned, Condition) and turned.operator in _OPPOSITE:
                return Condition(turned.column, _OPPOSITE[turned.operator], turned.values)
            return Not(turned)
        case _:
            kind = type(clause)
            parts: dict[str, Clause] = {}
            for each in map(canonical, clause.clauses):
                for part in each.clauses if isinstance(each, kind) else (each,):
                    parts.setdefault(str(part), part)
            ordered_parts = tuple(parts[text] for text in sorted(parts))
            return ordered_parts[0] if len(ordered_parts) == 1 else kind(ordered_parts)


_OPPOSITE = {EQUAL: UNEQUAL, UNEQUAL: EQUAL}


def _inside(clause: Clause, *enclosed: type) -> str:
    if isinstance(clause, Condition):
        return clause.quoted()
    return f"({clause})" if isinstance(clause, enclosed) else str(clause)
