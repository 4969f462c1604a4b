"""What is compared in two records, and in which levels.

Conditions are SQL that DuckDB and Spark both understand, but for the names of a few functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from palermo.link._records import Records


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a comparison, from the most alike on.

    says: the answer in words. sql: when it holds; the last level of a comparison holds when no other does. usual,
    chance: which share of true pairs, and of pairs of different people, is at this level before the data has been
    heard; of little weight once it has. rare: the column whose frequent values count less. tied: as chance, where the
    field that this one hangs on agrees; None where that is as without.
    """

    says: str
    sql: str
    usual: float
    chance: float
    rare: str = ""
    tied: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared.

    null: when one of the two is not known, so that nothing is said for or against. most: the share of true pairs that
    may be different at most; a model in which more are has found something else than persons. after: the field that
    this one hangs on among different people, as sex does on the given name: who has the same name has the same sex.
    """

    field: str
    null: str
    levels: tuple[Level, ...]
    most: float = 0.35
    after: str = ""

    @property
    def column(self) -> str:
        """Its name in SQL."""
        return self.field.replace(".", "_")


FUNCTIONS: Mapping[str, Mapping[str, str]] = {
    "duckdb": {"jw": "jaro_winkler_similarity", "overlap": "list_has_any"},
    "spark": {"jw": "jaro_winkler", "overlap": "arrays_overlap"},
}


def comparisons(records: Records) -> tuple[Comparison, ...]:
    """The comparisons of the fields that occur."""
    made = {"given": _name("given"), "family": _name("family"), "birth": _BIRTH, "sex": _SEX, "nationality": _NATION}
    kinds: dict[str, Callable[[str], Comparison]] = {"place": _place, "date": _date, "identifier": _identifier}
    return tuple(made.get(each) or kinds[each.partition(".")[0]](each) for each in records.has)


def _both(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


def _among(one: str, several: str) -> str:
    """Whether a value of either is among several of the other."""
    return f"array_contains({several}_r, {one}_l) or array_contains({several}_l, {one}_r)"


def _name(which: str) -> Comparison:
    """A name. Two names that were swapped are the same, and a name may be an alias or one of several words."""
    sound = f"{which}_sound"
    other = "family" if which == "given" else "given"
    swapped = f"{which}_l = {other}_r and {other}_l = {which}_r"
    sounds_swapped = f"{sound}_l = {other}_sound_r and {other}_sound_l = {sound}_r"
    among = f"{_among(which, which + '_too')} or ({swapped})"
    heard = f"{sound}_l = {sound}_r or {_among(sound, which + '_too_sounds')} or ({sounds_swapped})"
    alike = f"{{jw}}({which}_l, {which}_r)"
    return Comparison(
        which,
        f"({_both(which)})",
        (
            Level("the same", f"{which}_l = {which}_r", 0.60, 0.004, rare=which),
            Level("swapped, an alias, or one of several", among, 0.10, 0.001),
            Level("spelt much alike", f"{alike} >= 0.9", 0.12, 0.002),
            Level("sounds the same", heard, 0.06, 0.004, rare=sound),
            Level("spelt somewhat alike", f"{alike} >= 0.78", 0.04, 0.008),
            Level("different", "", 0.08, 0.981),
        ),
        # Two names are swapped together or not at all, and people of one community share names: counted apart, two
        # strangers with each other's names would be surer of being one person than two with the same names.
        after="family" if which == "given" else "",
    )


_SAME_YEAR = "birth_year_l = birth_year_r"
_SAME_DAY = "birth_month_l = birth_month_r and birth_day_l = birth_day_r"
_SWAPPED = f"{_SAME_YEAR} and birth_month_l = birth_day_r and birth_day_l = birth_month_r"
_BIRTH = Comparison(
    "birth",
    _both("birth_year"),
    (
        Level("the same day", "birth_text_l = birth_text_r", 0.66, 0.0002),
        Level("the same year, day and month swapped", _SWAPPED, 0.02, 0.0001),
        Level("one figure different", "levenshtein(birth_text_l, birth_text_r) <= 1", 0.07, 0.001),
        Level("the same month", f"{_SAME_YEAR} and birth_month_l = birth_month_r", 0.05, 0.003),
        Level("the same year, no month known", f"{_SAME_YEAR} and ({_both('birth_month')})", 0.06, 0.003),
        Level("the same day of another year", _SAME_DAY, 0.02, 0.002),
        Level("the same year, another month", _SAME_YEAR, 0.03, 0.05),
        Level("a year apart", "abs(birth_year_l - birth_year_r) <= 1", 0.04, 0.09),
        Level("up to five years apart", "abs(birth_year_l - birth_year_r) <= 5", 0.02, 0.25),
        Level("different", "", 0.03, 0.6007),
    ),
    most=0.12,
)
_SEX = Comparison(
    "sex",
    _both("sex"),
    (Level("the same", "sex_l = sex_r", 0.97, 0.6, tied=0.9), Level("different", "", 0.03, 0.4, tied=0.1)),
    most=0.15,
    after="given",
)
_NATION = Comparison(
    "nationality",
    _both("nationality"),
    (
        Level("the same", "nationality_l = nationality_r", 0.90, 0.1, rare="nationality", tied=0.3),
        Level("one in common", "{overlap}(nationalities_l, nationalities_r)", 0.04, 0.005, tied=0.005),
        Level("different", "", 0.06, 0.895, tied=0.695),
    ),
    after="family",
)


def _place(field: str) -> Comparison:
    column = field.replace(".", "_")
    alike = f"{{jw}}({column}_l, {column}_r) >= 0.9"
    levels = (
        Level("the same", f"{column}_l = {column}_r", 0.70, 0.02, rare=column),
        Level("spelt much alike", alike, 0.10, 0.003),
        Level("different", "", 0.20, 0.977),
    )
    return Comparison(field, _both(column), levels, most=0.8, after="nationality")


def _date(field: str) -> Comparison:
    column = field.replace(".", "_")
    apart = f"abs({column}_l - {column}_r) <= "
    levels = (
        Level("the same day", f"{column}_l = {column}_r", 0.25, 0.003),
        Level("within a week", apart + "7", 0.10, 0.01),
        Level("within a month", apart + "31", 0.15, 0.05),
        Level("within a year", apart + "366", 0.25, 0.35),
        Level("different", "", 0.25, 0.587),
    )
    return Comparison(field, _both(column), levels, most=0.9)


def _identifier(field: str) -> Comparison:
    column = field.replace(".", "_")
    near = f"length({column}_l) >= 5 and levenshtein({column}_l, {column}_r) <= 1"
    levels = (
        Level("the same", f"{column}_l = {column}_r", 0.90, 0.0001),
        Level("one sign different", near, 0.06, 0.0002),
        Level("different", "", 0.04, 0.9997),
    )
    return Comparison(field, _both(column), levels, most=0.7)
