"""Reads a sentence from left to right, phrase by phrase: what each stands for, given the words before it."""

from collections.abc import Mapping
from dataclasses import replace

from palermo.tabulate._clauses import EQUAL, MISSING, UNEQUAL, Condition
from palermo.tabulate.plain._asks import EXPLOITATION, ORIGIN, Asking
from palermo.tabulate.plain._facts import AGE, YEAR, Facts
from palermo.tabulate.plain._meanings import Kind
from palermo.tabulate.plain._options import Options, options_of
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._spans import Span, SpanReader, has_comma
from palermo.tabulate.plain._split import IGNORE, Chunk
from palermo.tabulate.plain._terms import ASKED, GROUP, Draft, Term

PREFERRED = {"recruited": "recruiter_relationship", "controlled": "means_of_control"}
"""The column that a word before a code speaks of: `recruited by family`."""
PLAIN = ("sure", "share", "count", "over_time", "change", "fewest", "compare", "versus")
"""Words that say something of the whole question, wherever they stand."""
PREPOSITIONS = ("from", "in", "to", "of", "nation", "exploited")


def read(chunks: list[Chunk], facts: Facts, language: str, choices: Mapping[tuple[str, int], int]) -> Draft:
    """A sentence as conditions and columns, and what each phrase was taken for. choices: other ways to take some."""
    reader = _Reader(Draft(chunks, facts, choices), SpanReader(chunks, facts, language))
    reader.run()
    return reader.draft


class _Reader(Asking):
    """What is known while reading: a `not`, an `and`, a preposition that waits for what it belongs to."""

    def __init__(self, draft: Draft, spans: SpanReader) -> None:
        super().__init__(draft)
        self._spans = spans
        self._not: int | None = None
        self._is_both = False
        self._last_place = ""
        self._side = ""
        self._prefer = ""

    def run(self) -> None:
        """Read every phrase."""
        at = 0
        while at < len(self.chunks):
            if at not in self.draft.taken:
                at += self._step(at)
            else:
                at += 1
        if self._not is not None:
            self.draft.refuse(self._not, Reason("not_what"))

    def _step(self, at: int) -> int:
        """Take the phrase here, and perhaps those after it; returns how many."""
        chunk = self.chunks[at]
        if has_comma(chunk) and not self.link:
            self.link = ","
        if chunk.has("aged") and any(each.column == AGE for each in self.codes(at + 1)):
            self.draft.ignore(at)  # aged 9–17, which is a code
            return 1
        span = self._spans.age(at) or self._spans.time(at)
        if span is not None:
            return self._span(at, span)
        for take in (self._negation, self.ranking, self._column, self.question, self.rows, self._whole, self._join):
            size = take(at, chunk)
            if size:
                return size
        options = self._options(at, chunk)
        if options is not None:
            return self._term(at, options)
        return self._rest(at, chunk)

    def _span(self, at: int, span: Span) -> int:
        for place in range(at, at + span.size):
            role = next((each for each in sorted(self.chunks[place].roles) if each != IGNORE), IGNORE)
            self.draft.take(place, "ignored" if role == IGNORE else role)
        if span.condition is None:
            for place in range(at, at + span.size):
                if self.chunks[place].number is not None or place == span.at:
                    self.draft.refuse(place, span.reason or Reason("unknown"))
            self._forget()
            return span.size
        kind = "time" if span.condition.column == YEAR else "people"
        term = Term(span.at, (span.condition,), kind, self._not is not None, self.link, side=self._side)
        self.draft.add(term, reason=span.reason)
        self._forget()
        return span.size

    def _forget(self) -> None:
        self._not, self.link, self._is_both, self.place, self._prefer = None, "", False, "", ""

    def _negation(self, at: int, chunk: Chunk) -> int:
        if chunk.has("not_after") and self.draft.terms:
            last = self.draft.terms.pop()
            last.is_negated = True
            self.draft.add(last)
            self.draft.take(at, "not")
            return 1
        if chunk.has("outside"):
            self.place = EXPLOITATION
        if chunk.has("not", "outside"):
            self._not = at
            self.draft.take(at, "not")
            return 1
        return 0

    def _column(self, at: int, chunk: Chunk) -> int:
        """A column: with a code beside it, with `unknown`, or asked by."""
        if chunk.has("unknown", "known"):
            target = self.skip(at + 1, IGNORE, "of")
            if self.is_column(target):
                return self._missing(at, target, target, chunk)
            return 0
        if not self.is_column(at):
            return 0
        name = self.columns(at)[0]
        after = self.skip(at + 1, IGNORE, "is", "not")
        if after < len(self.chunks) and self.chunks[after].has("unknown", "known"):
            return self._missing(at, at, after, self.chunks[after])
        beside = self.skip(at + 1, IGNORE, "is")
        if name == ORIGIN and self.has(beside, "of") and self.names_place(beside + 1):  # citizenship of Nepal
            beside = self.skip(beside + 1, IGNORE)
        if beside < len(self.chunks) and not chunk.of(Kind.EITHER):
            options = options_of(self.chunks[beside], self.facts, column=name)
            if options is not None and options.ways and options.ways[0][0].column == name:
                for each in range(at, beside):
                    self.draft.take(each, "ignored" if each > at else "column", columns=(name,))
                return beside - at + self._term(beside, options)
        if self._is_beside_term(at, name):
            self.draft.take(at, "column", columns=(name,))
            return 1
        self.take_by(at)
        self.place = ""
        return 1

    def _is_beside_term(self, at: int, name: str) -> bool:
        """Whether the phrase before is a code of this column: `construction sector`, `female gender`."""
        last = self.draft.terms[-1] if self.draft.terms else None
        if last is None or last.at != at - 1:
            return False
        return name in last.columns or (self.chunks[at].of(Kind.EITHER) != () and last.kind == "place")

    def _missing(self, at: int, column: int, end: int, said: Chunk) -> int:
        name = self.columns(column)[0]
        if not self.facts.has(name):
            self.draft.refuse(at, self.facts.no_column(name))
            return 1
        is_not = any(self.chunks[each].has("not") for each in range(column, end)) or self._not is not None
        operator = EQUAL if said.has("unknown") != is_not else UNEQUAL
        for each in range(at, max(column, end) + 1):
            self.draft.take(each, "missing")
        self._not = None
        self.draft.add(Term(at, (Condition(name, operator, (MISSING,)),), "missing", side=self._side))
        self._forget()
        return max(column, end) + 1 - at

    def _whole(self, at: int, chunk: Chunk) -> int:
        role = next((each for each in PLAIN if chunk.has(each)), "")
        if not role:
            return 0
        self.draft.said.add(role)
        self.draft.take(at, role, reason=Reason("always_shown") if role == "sure" else None)
        if role == "over_time":
            self.draft.ask_by(at, (YEAR,))
        elif role == "versus":
            self.link = "or"
        elif role in ("share", "count") and self._side == GROUP and not any(t.side == ASKED for t in self.draft.terms):
            self._side = ""  # among men from Nepal, how many …
        return 1

    def _join(self, at: int, chunk: Chunk) -> int:
        if chunk.has("among") and not (chunk.has("between") and "compare" in self.draft.said):
            self._among(GROUP, ASKED)
        elif chunk.has("among_after") and self.draft.terms:
            self._among(ASKED, GROUP)
        elif chunk.has("is"):
            if "share" in self.draft.said and any(each.kind != "time" for each in self.draft.terms):
                self._among(ASKED, GROUP)
        elif chunk.has("between"):
            self.draft.said.add("compare")
        elif chunk.has("and", "or"):
            self.link = "or" if chunk.has("or") and not chunk.has("and") else "and"
        elif chunk.has("both"):
            self._is_both = True
        elif chunk.has("recruited", "controlled"):
            self._prefer = PREFERRED["recruited" if chunk.has("recruited") else "controlled"]
        elif chunk.has(*PREPOSITIONS):
            return self._preposition(at, chunk)
        else:
            return 0
        self.draft.take(at, next(each for each in sorted(chunk.roles) if each != IGNORE))
        return 1

    def _among(self, now: str, before: str) -> None:
        """From here on, terms are of one side; those before are of the other, where the sentence has not told."""
        if "asked" in self.draft.said:
            return
        if any(each.kind != "time" for each in self.draft.terms) or self.draft.by:
            self.draft.said.add("asked")
            for term in self.draft.terms:
                term.side = term.side or before
        self._side = now
        self.place = ""

    def _preposition(self, at: int, chunk: Chunk) -> int:
        if chunk.of(Kind.CODE) or chunk.of(Kind.PEOPLE) or chunk.of(Kind.PLACE):
            return 0
        if chunk.has("exploited"):
            self.place = EXPLOITATION
        elif chunk.has("from", "nation"):
            self.place = ORIGIN
        elif chunk.has("in", "to"):
            self.place = EXPLOITATION
        self.draft.take(at, next(each for each in (*PREPOSITIONS,) if chunk.has(each)))
        return 1

    def _options(self, at: int, chunk: Chunk) -> Options | None:
        place = self.place or (self._last_place if self.link else "")
        if not place and self.has(at + 1, "nation"):  # Nepal nationals
            place = ORIGIN
        if not place and self.has(at + 1, "to") and self.names_place(at + 2):  # Nigeria to Italy
            place = ORIGIN
        is_people = not place and chunk.text > "\u3400" and self.is_people(at + 1)  # 尼泊尔男性
        options = options_of(chunk, self.facts, place=ORIGIN if is_people else place)
        if is_people and options is not None and options.reason == Reason("told_origin"):
            options = replace(options, reason=Reason("demonym"))
        if options is not None and options.kind == "place" and options.ways and place and not self.place and self.link:
            if options.reason is not None and options.reason.code.startswith("told"):
                options = replace(options, reason=Reason("as_before"))
        if options is None or options.kind != "code" or not self._prefer:
            return options
        named = options_of(chunk, self.facts, column=self._prefer)
        return named if named is not None and named.ways else options

    def _term(self, at: int, options: Options) -> int:
        conditions = self.draft.way(at, options)
        if conditions is None:
            self._forget()
            return 1
        last = self.draft.terms[-1] if self.draft.terms else None
        same = last is not None and last.columns == frozenset(each.column for each in conditions)
        is_negated = self._not is not None or (bool(self.link) and last is not None and last.is_negated and same)
        is_place = options.kind == "place"
        term = Term(
            at=at,
            conditions=conditions,
            kind=options.kind,
            is_negated=is_negated,
            link=self.link,
            is_both=self._is_both,
            side=self._side,
            is_before=is_place and not self.place,
        )
        if is_place:
            self._last_place = conditions[0].column
        self.draft.add(term, reason=options.reason)
        self._forget()
        return 1

    def _rest(self, at: int, chunk: Chunk) -> int:
        """What is left: words that add nothing, and what means nothing here."""
        beyond = chunk.of(Kind.BEYOND)
        if beyond:
            self.draft.refuse(at, Reason(f"beyond_{beyond[0].values[0]}"))
        elif chunk.has(IGNORE):
            self.draft.ignore(at)
        elif chunk.roles:
            self.draft.refuse(at, Reason("incomplete"))
        else:
            self.draft.refuse(at, Reason("unknown"))
        return 1
