"""Who is counted, by the word for them: girls, and not people whose gender is woman, aged 0–8 or 9–17."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from palermo.release import Release
from palermo.tabulate import Clause, Condition
from palermo.tabulate.plain import AGE, child_codes

PEOPLE = "people"
GENDER = "gender"
_BY_GENDER = {
    "woman": {"": "women_and_girls", "child": "girls", "adult": "women"},
    "man": {"": "men_and_boys", "child": "boys", "adult": "men"},
    "": {"": PEOPLE, "child": "children", "adult": "adults"},
}
_children: WeakKeyDictionary[Release, frozenset[str]] = WeakKeyDictionary()


def who(release: Release, where: Sequence[Clause]) -> tuple[str, tuple[Clause, ...]]:
    """The name of the word for those who are counted, and the conditions that it does not say already."""
    rest = list(where)
    gender, age = _only(where, GENDER), _only(where, AGE)
    called = gender.values[0] if gender is not None and len(gender.values) == 1 else ""
    if gender is not None and called in _BY_GENDER and called:
        rest.remove(gender)
    else:
        called = ""
    years = ""
    if age is not None:
        named, children = set(age.values), _child_codes(release)
        if children and named <= children:
            years = "child"
            if named == children:
                rest.remove(age)
        elif children and named.isdisjoint(children):
            years = "adult"
    return _BY_GENDER[called][years], tuple(rest)


def _only(where: Sequence[Clause], column: str) -> Condition | None:
    """The one condition on a column, where it names codes and there is no other."""
    found = [each for each in where if isinstance(each, Condition) and each.column == column]
    named = len(found) == 1 and found[0].operator == "=" and not any(code.startswith("?") for code in found[0].values)
    return found[0] if named else None


def _child_codes(release: Release) -> frozenset[str]:
    if release not in _children:
        _children[release] = frozenset(child_codes(release))
    return _children[release]
