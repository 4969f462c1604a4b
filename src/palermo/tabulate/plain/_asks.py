"""What a question asks by: columns that are named, top fives, and words such as where, who and how."""

from collections.abc import Sequence

from palermo.tabulate._question import MOST_TOP
from palermo.tabulate.plain._facts import Facts
from palermo.tabulate.plain._meanings import PLACES, Kind, Meaning
from palermo.tabulate.plain._model import IGNORED
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._spans import has_comma
from palermo.tabulate.plain._split import IGNORE, Chunk
from palermo.tabulate.plain._terms import Draft

ORIGIN, EXPLOITATION = PLACES
HOW = {"recruited": "methods_of_recruitment", "controlled": "means_of_control", "exploited": "forms_of_exploitation"}
"""What `how were they recruited` and the like ask by."""


class Asking:
    """Reads the part of a sentence that says what an answer's rows are. place: the column that a preposition tells."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.chunks: Sequence[Chunk] = draft.chunks
        self.facts: Facts = draft.facts
        self.place = ""
        self.link = ""

    def ranking(self, at: int, chunk: Chunk) -> int:
        """The top five countries, five main forms, the most common means."""
        place, top = at, 0
        if chunk.number is not None and self.has(at + 1, "top"):
            top, place = chunk.number, at + 1
        elif not chunk.has("top"):
            return 0
        elif at + 1 < len(self.chunks) and self.chunks[at + 1].number is not None:
            top, place = self.chunks[at + 1].number or 0, at + 1
        target = self.skip(place + 1, IGNORE, "of", "top")
        if not self.is_column(target):
            if target < len(self.chunks) and place == at:
                self.draft.ignore(at)  # mostly women
                return 1
            return self._no_ranking(at, place, Reason("top_of_what"))
        if not self.take_by(target):
            return self._no_ranking(at, place, Reason("top_of_what"))
        name = self.draft.taken[target].columns[0]
        if place > at and self.facts.is_ordered(name):
            return self._no_ranking(at, place, Reason("has_order", {"column": self.facts.name(name)}))
        if place > at and not 0 < top <= MOST_TOP:
            return self._no_ranking(at, place, Reason("top_too_many", {"most": str(MOST_TOP)}))
        for each in range(at, target):
            self.draft.take(each, "top" if each <= place else IGNORED)
        if top:
            self.draft.top, self.draft.top_column = top, name
        return target + 1 - at

    def _no_ranking(self, at: int, end: int, reason: Reason) -> int:
        for each in range(at, end + 1):
            self.draft.refuse(each, reason)
        return end + 1 - at

    def question(self, at: int, chunk: Chunk) -> int:
        """Where do they come from, who recruits, how were they controlled."""
        asks = chunk.of(Kind.ASK)
        if asks:
            self.draft.ask_by(at, tuple(each.column for each in asks))
            return 1
        if not chunk.has("where", "how"):
            return 0
        for place in range(at + 1, len(self.chunks)):
            other = self.chunks[place]
            role = next((each for each in HOW if other.has(each)), "")
            if chunk.has("where") and (role == "exploited" or (other.has("from") and not self.names_place(place + 1))):
                self.draft.take(place, "where")
                return int(self.draft.ask_by(at, (EXPLOITATION if role else ORIGIN,))) or 1
            if chunk.has("how") and role:
                self.draft.take(place, "how")
                return int(self.draft.ask_by(at, (HOW[role],))) or 1
        return 0

    def rows(self, at: int, chunk: Chunk) -> int:
        """By age and gender; returns how many phrases, 0 where it is none."""
        if not chunk.has("by"):
            return 0
        target = self.skip(at + 1, IGNORE, "of")
        if not self.is_column(target):
            if target < len(self.chunks) and self.chunks[target].meanings:  # recruited by family
                self.draft.ignore(at)
                return 1
            return 0
        for each in range(at, target):
            self.draft.take(each, "by" if each == at else IGNORED)
        self.take_by(target)
        end = target + 1
        while True:  # by age and gender
            joined = self.skip(end, "and", IGNORE, "by")
            near = joined < len(self.chunks) and (joined > end or has_comma(self.chunks[joined]))
            if not near or not self.is_column(joined):
                break
            for each in range(end, joined):
                self.draft.take(each, "and")
            self.take_by(joined)
            end = joined + 1
        self.link = ""
        return end - at

    def take_by(self, at: int) -> bool:
        """Ask by the column here; False where the release has none."""
        columns = self.columns(at)
        if columns != PLACES:
            return self.draft.ask_by(at, columns[:1])
        told = self.place or self._told_later(at)
        if told:
            columns = (told, *(name for name in PLACES if name != told))
        return self.draft.ask_by(at, columns, reason=Reason("which_country"), is_settled=bool(told))

    def _told_later(self, at: int) -> str:
        """Which countries are meant, by what else is said; empty where nothing tells."""
        for place in range(at + 1, len(self.chunks)):
            chunk = self.chunks[place]
            if chunk.has("from") and not chunk.has("of") and not self.names_place(place + 1):
                return ORIGIN  # which countries do they come from
            if chunk.has("exploited") and not self.names_place(place + 1):
                return EXPLOITATION
        named = {each.conditions[0].column for each in self.draft.terms if each.kind == "place"}
        for place in range(at + 1, len(self.chunks)):
            countries = self.chunks[place].of(Kind.PLACE)
            if countries and (countries[0].is_demonym or self.has(place - 1, "from")):
                named.add(ORIGIN)
            elif countries and self.has(place - 1, "in", "to"):
                named.add(EXPLOITATION)
        if len(named) == 1:
            return EXPLOITATION if ORIGIN in named else ORIGIN
        return ""

    def has(self, at: int, *roles: str) -> bool:
        """Whether a phrase has one of these roles."""
        return at < len(self.chunks) and self.chunks[at].has(*roles)

    def skip(self, at: int, *roles: str) -> int:
        """The first phrase from here on that has none of these roles."""
        while self.has(at, *roles) and not self.is_column(at):
            at += 1
        return at

    def is_column(self, at: int) -> bool:
        """Whether a phrase is a column."""
        if at >= len(self.chunks):
            return False
        chunk = self.chunks[at]
        return bool(chunk.meanings) and chunk.meanings[0].kind in (Kind.COLUMN, Kind.EITHER, Kind.ASK)

    def columns(self, at: int) -> tuple[str, ...]:
        """The columns that a phrase may be."""
        chunk = self.chunks[at]
        if chunk.of(Kind.EITHER) and chunk.meanings[0].kind is Kind.EITHER:
            return PLACES
        return tuple(dict.fromkeys(each.column for each in chunk.meanings if each.kind in (Kind.COLUMN, Kind.ASK)))

    def names_place(self, at: int) -> bool:
        """Whether a country or region follows, and not its people."""
        at = self.skip(at, IGNORE)
        chunk = self.chunks[at] if at < len(self.chunks) else None
        return chunk is not None and any(
            each.kind in (Kind.PLACE, Kind.REGION) and not each.is_demonym for each in chunk.meanings
        )

    def codes(self, at: int) -> Sequence[Meaning]:
        """The codes that a phrase may be."""
        return self.chunks[at].of(Kind.CODE) if at < len(self.chunks) else ()

    def is_people(self, at: int) -> bool:
        """Whether a group of people follows at once."""
        return at < len(self.chunks) and not self.chunks[at].gap and bool(self.chunks[at].of(Kind.PEOPLE))
