"""Years and ages in a sentence: since 2018, between 2015 and 2018, the last five years, under 18, 9 to 17 years old."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.tabulate._clauses import AT_LEAST, AT_MOST, BETWEEN, EQUAL, Condition
from palermo.tabulate.plain._facts import AGE, OLDEST, YEAR, Facts
from palermo.tabulate.plain._meanings import Kind
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._split import IGNORE, Chunk

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR_DIGITS = 4
DASHES = frozenset("-–—―‐‑‒−~～/")
COMMAS = frozenset(",،、，;；")
_BEFORE_A_YEAR = ("since", "after", "before", "until", "between", "from", "in", "of")
_AGE_WORDS = ("aged", "under", "over", "and_over", "and_under")


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are a time or an age. size: how many phrases. at: which of them holds the condition.

    condition: None where the release cannot tell. reason: how it was taken, or why not.
    """

    size: int
    at: int
    condition: Condition | None
    reason: Reason | None = None


def has_dash(chunk: Chunk) -> bool:
    """Whether a dash stands before a phrase."""
    return any(char in DASHES for char in chunk.gap)


def has_comma(chunk: Chunk) -> bool:
    """Whether a comma stands before a phrase."""
    return any(char in COMMAS for char in chunk.gap)


class SpanReader:
    """Reads times and ages among the phrases of a text."""

    def __init__(self, chunks: Sequence[Chunk], facts: Facts, language: str) -> None:
        self._chunks = chunks
        self._facts = facts
        self._language = language

    def _at(self, place: int) -> Chunk | None:
        return self._chunks[place] if place < len(self._chunks) else None

    def _has(self, place: int, *roles: str) -> bool:
        chunk = self._at(place)
        return chunk is not None and chunk.has(*roles)

    def _skip(self, place: int, *roles: str) -> int:
        while self._has(place, *roles):
            place += 1
        return place

    def _year(self, place: int) -> int | None:
        chunk = self._at(place)
        if chunk is None or chunk.number is None or chunk.digits != YEAR_DIGITS:
            return None
        return chunk.number if FIRST_YEAR <= chunk.number <= LAST_YEAR else None

    def _years(self, place: int) -> int | None:
        """A number of years."""
        chunk = self._at(place)
        return chunk.number if chunk is not None and chunk.number is not None and chunk.digits < YEAR_DIGITS else None

    def _is_vague(self, place: int) -> bool:
        chunk = self._at(place)
        return chunk is not None and any(each.values == ("years",) for each in chunk.of(Kind.BEYOND))

    def time(self, at: int) -> Span | None:
        """The time that begins here."""
        return self._last(at) or self._time(at)

    def _last(self, at: int) -> Span | None:
        """The last so many years, counted back from the newest year that the release has."""
        count, end, place = 1, at + 1, at
        if not self._has(at, "newest"):
            if self._has(at, "last") and (count := self._years(at + 1) or 0) and self._has(at + 2, "year"):
                end = at + 3
            elif self._has(at, "last") and self._has(at + 1, "year"):
                return Span(2, at, None, Reason("how_many_years"))
            elif self._years(at) and self._has(at + 1, "last") and self._has(at + 2, "year"):
                count, end = self._years(at) or 0, at + 3
            elif self._years(at) and self._is_vague(at + 1):  # ces 5 dernières années
                count, end = self._years(at) or 0, at + 2
            else:
                return None
        newest = self._facts.newest
        if newest is None or not 0 < count <= LAST_YEAR - FIRST_YEAR:
            return Span(end - at, place, None, self._facts.no_column(YEAR))
        first = newest - count + 1
        condition = Condition(YEAR, EQUAL, (str(newest),)) if count == 1 else Condition(YEAR, AT_LEAST, (str(first),))
        return Span(end - at, place, condition, Reason("last_years", {"newest": str(newest), "first": str(first)}))

    def _time(self, at: int) -> Span | None:
        roles = self._at(at).roles if self._at(at) is not None else frozenset()  # type: ignore[union-attr]
        place = at
        if self._year(at) is None:
            is_by = self._language == "en" and self._chunks[at].text.casefold() == "by"
            if not roles & {*_BEFORE_A_YEAR, "year"} and not is_by:
                return None
            if is_by:
                roles = frozenset({"until"})
            place = self._skip(at + 1, IGNORE, "year")
            if self._year(place) is None or place > at + 4:
                return None
        first = self._year(place)
        after = self._skip(place + 1, "year")
        last, end = self._end(after, roles)
        if last is not None and first is not None:
            low, high = sorted((first, last))
            return self._found(at, self._skip(end, "year"), place, Condition(YEAR, BETWEEN, (str(low), str(high))))
        if "between" in roles:
            return None
        years, end = self._more(place, after, roles)
        if len(years) > 1:
            return self._found(at, end, place, Condition(YEAR, EQUAL, tuple(map(str, dict.fromkeys(years)))))
        return self._one(at, place, after, years[0], roles)

    def _end(self, at: int, roles: frozenset[str]) -> tuple[int | None, int]:
        """The last year of a range, and where it ends."""
        chunk = self._at(at)
        if chunk is None or roles & {"after", "before", "until"}:
            return None, at
        if self._year(at) is not None and has_dash(chunk):
            return self._year(at), at + 1
        joins = ("and",) if "between" in roles else ("to", "until")
        if chunk.has(*joins):
            place = self._skip(at + 1, IGNORE, "year")
            if (year := self._year(place)) is not None:
                return year, place + 1
        return None, at

    def _more(self, place: int, after: int, roles: frozenset[str]) -> tuple[list[int], int]:
        """Further years: 2015 and 2016, 2015, 2016 or 2018."""
        years, end = [self._year(place) or 0], after
        while not roles & {"since", "after", "before", "until"}:
            chunk = self._at(end)
            if chunk is None:
                break
            step = end + 1 if chunk.has("and", "or") else end
            step = self._skip(step, "in", "year") if step > end else step
            year = self._year(step)
            if year is None or (step == end and not has_comma(chunk)):
                break
            years.append(year)
            end = self._skip(step + 1, "year")
        return years, end

    def _one(self, at: int, place: int, after: int, year: int, roles: frozenset[str]) -> Span:
        following = self._at(after)
        said = following.roles if following is not None else frozenset()
        if said & {"onward", "later", "earlier", "ago"} and not roles & {"before", "after", "until"}:
            if not (self._language != "zh" and self._year(after + 1) is not None):  # "on 2019" begins another time
                after, roles = after + 1, said
        if "onward" in roles or "since" in roles:
            return self._found(at, after, place, Condition(YEAR, AT_LEAST, (str(year),)), "from_year", year)
        if "later" in roles or "after" in roles:
            return self._found(at, after, place, Condition(YEAR, AT_LEAST, (str(year + 1),)), "from_year", year + 1)
        if "before" in roles or "ago" in roles:
            return self._found(at, after, place, Condition(YEAR, AT_MOST, (str(year - 1),)), "until_year", year - 1)
        if "until" in roles or "earlier" in roles:
            return self._found(at, after, place, Condition(YEAR, AT_MOST, (str(year),)), "until_year", year)
        if "from" in roles and "of" not in roles:
            return self._found(at, after, place, Condition(YEAR, AT_LEAST, (str(year),)), "from_year", year)
        return self._found(at, after, place, Condition(YEAR, EQUAL, (str(year),)))

    def _found(
        self, at: int, end: int, place: int, condition: Condition, why: str = "", year: int | None = None
    ) -> Span:
        if not self._facts.has(YEAR):
            return Span(end - at, place, None, self._facts.no_column(YEAR))
        return Span(end - at, place, condition, Reason(why, {"year": str(year)}) if why else None)

    def age(self, at: int) -> Span | None:
        """The age that begins here; something must tell that it is one."""
        place = self._skip(at, *_AGE_WORDS, IGNORE, "between", "from", "of") if self._before_an_age(at) else at
        first = self._age(place)
        if first is None or place > at + 4:
            return None
        said = {role for chunk in self._chunks[at:place] for role in chunk.roles} & {*_AGE_WORDS}
        end, last = place + 1, None
        chunk = self._at(end)
        if chunk is not None and self._age(end) is not None and has_dash(chunk):
            last, end = self._age(end), end + 1
        elif self._has(end, "to", "and", "until") and self._age(end + 1) is not None and not said & {"under", "over"}:
            last, end = self._age(end + 1), end + 2
        while self._has(end, "aged", "year", "and_over", "and_under"):
            said |= self._chunks[end].roles & {*_AGE_WORDS}
            end += 1
        if not said:
            return None
        return self._in_bands(at, end, place, first, last, said)

    def _before_an_age(self, at: int) -> bool:
        return self._has(at, "aged", "under", "over", "between", "from")

    def _age(self, place: int) -> int | None:
        chunk = self._at(place)
        if chunk is None or chunk.number is None or not 0 < chunk.digits < YEAR_DIGITS:
            return None
        return chunk.number if chunk.number <= OLDEST else None

    def _in_bands(self, at: int, end: int, place: int, first: int, last: int | None, said: set[str]) -> Span:
        facts = self._facts
        if not facts.has(AGE):
            return Span(end - at, place, None, facts.no_column(AGE))
        least = facts.bands[0].first if facts.bands else 0
        if said & {"under", "and_under"}:
            codes = facts.in_ages(least, first - 1)
        elif said & {"over", "and_over"}:
            codes = facts.in_ages(first, None) or (facts.in_ages(first + 1, None) if "over" in said else ())
        else:
            codes = facts.in_ages(first, last if last is not None else first)
        if not codes:
            bands = ", ".join(band.code for band in facts.bands)
            return Span(end - at, place, None, Reason("ages_in_bands", {"bands": bands}))
        return Span(end - at, place, Condition(AGE, EQUAL, codes))
