"""From a mapping's YAML to its rules; what is wrong is refused with its line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from palermo.cases import Missing
from palermo.codes import LANGUAGES, Column, ColumnKind, Node, case_schema, code_list, fold
from palermo.harmonise._dates import formats_fault
from palermo.harmonise._mapping import (
    NONE_OF_THEM,
    QUARANTINE,
    AgeBand,
    Band,
    Branch,
    Condition,
    Constant,
    Country,
    FirstOf,
    Flags,
    From,
    Meaning,
    PersonKey,
    Reading,
    Rule,
    Split,
    When,
    Year,
)

COMMON = ("blank", "optional", "private")
READING = ("values", "otherwise", "strict", "languages")
NEAREST = 3
"""Codes that are offered for a text that is none."""

MOST_TOLD = 10
"""Texts that are no codes, of one mapping, that are told."""

IN_DOUBT = (QUARANTINE, "lower", "upper")


def missing_kind(node: Node) -> Missing:
    """One of the five kinds of missing, with or without its question mark."""
    return Missing(node.choice([*Missing, *(f"?{kind}" for kind in Missing)]).removeprefix("?"))


@dataclass(frozen=True, slots=True)
class NoCode:
    """A text where a code should stand. list: of which it is none."""

    node: Node
    text: str
    list: str

    def reason(self) -> str:
        """What is wrong, with the nearest codes."""
        known = code_list(self.list)
        names = {fold(text): code.code for code in known for text in (code.code, *code.label.values(), *code.aliases)}
        near = [names[name] for name in get_close_matches(fold(self.text), names, n=NEAREST)]
        nearest = f" (nearest: {', '.join(dict.fromkeys(near))})" if near else ""
        return f"{self.text!r} is not a code of the list {self.list}{nearest}"


def check_codes(found: Sequence[NoCode]) -> None:
    """Raise MappingError for texts that are no codes: at the first one's line, naming the others with theirs."""
    if not found:
        return
    first = found[0]
    reasons = [first.reason(), *(f"line {one.node.line}: {one.reason()}" for one in found[1:MOST_TOLD])]
    more = f"; and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    lists = dict.fromkeys(one.list for one in found)
    commands = ", ".join(f"`palermo codes show {name}`" for name in lists)
    raise first.node.fault(f"{'; '.join(reasons)}{more}. Codes are listed by {commands}.")


@dataclass(frozen=True, slots=True)
class RuleLoader:
    """Reads the rules of one column.

    formats: the date formats of the whole file, for rules that declare none.
    no_codes: where texts are noted that are no codes, so that all of a mapping are told at once: see `check_codes`.
    """

    column: Column
    formats: tuple[str, ...] = ()
    no_codes: list[NoCode] = field(default_factory=list)

    def rule(self, node: Node) -> Rule:
        """A rule: a column's name, or an operation with its options."""
        if node.is_text:
            return self._from(node, {"from": node})
        names = [name for name, _, _ in node.pairs()]
        found = [name for name in names if name in _OPERATIONS]
        if len(found) != 1:
            raise node.fault(f"here must stand exactly one of {', '.join(_OPERATIONS)}.")
        operation = _OPERATIONS[found[0]]
        fields = node.fields(required=(found[0], *operation.required), optional=(*operation.optional, *COMMON))
        if self.column.kind not in operation.kinds:
            raise node.fault(f"{found[0]!r} cannot fill {self.column.name}, which holds {self.column.kind.value}.")
        return operation.load(self, node, fields)

    def _common(self, node: Node, fields: dict[str, Node]) -> dict[str, Any]:
        return {
            "blank": missing_kind(fields["blank"]) if "blank" in fields else None,
            "optional": "optional" in fields and fields["optional"].boolean(),
            "private": "private" in fields and fields["private"].boolean(),
            "line": node.line,
        }

    def meaning(self, node: Node) -> Meaning:
        """Codes of the column's list, `?unknown` and the like, or `none_of_them`."""
        items = node.items()
        if len(items) == 1 and items[0].raw().startswith("?"):
            return missing_kind(items[0])
        is_set = self.column.kind is ColumnKind.CODES
        if len(items) == 1 and items[0].raw() == NONE_OF_THEM and is_set:
            return ()
        if not items or (len(items) > 1 and not is_set):
            raise node.fault("here must stand one code." if not is_set else "here must stand at least one code.")
        return tuple(self._code(item) for item in items)

    def _code(self, node: Node) -> str:
        text = node.text()
        if self.column.is_number and not text.lstrip("-").isdecimal():
            raise node.fault(f"{text!r} is not a whole number.")
        if self.column.list is not None and text not in code_list(self.column.list):
            self.no_codes.append(NoCode(node, text, self.column.list))
        return text

    def _reading(self, fields: dict[str, Node]) -> Reading:
        values = {}
        if "values" in fields:
            values = {name: self.meaning(value) for name, _, value in fields["values"].pairs()}
        otherwise: Meaning | None = None
        if "otherwise" in fields and not (fields["otherwise"].is_text and fields["otherwise"].raw() == QUARANTINE):
            otherwise = self.meaning(fields["otherwise"])
        return Reading(
            values=values,
            otherwise=otherwise,
            strict="strict" in fields and fields["strict"].boolean(),
            languages=tuple(n.choice(LANGUAGES) for n in fields["languages"].items()) if "languages" in fields else (),
        )

    def _from(self, node: Node, fields: dict[str, Node]) -> Rule:
        return From(column=fields["from"].text(), reading=self._reading(fields), **self._common(node, fields))

    def _country(self, node: Node, fields: dict[str, Node]) -> Rule:
        if self.column.list != "country":
            raise node.fault(f"'country' cannot fill {self.column.name}, whose list is {self.column.list}.")
        delimiter = fields["delimiter"].raw() if "delimiter" in fields else ""
        return Country(
            column=fields["country"].text(),
            reading=self._reading(fields),
            delimiter=delimiter,
            **self._common(node, fields),
        )

    def _split(self, node: Node, fields: dict[str, Node]) -> Rule:
        delimiter = fields["delimiter"].raw()
        if not delimiter:
            raise fields["delimiter"].fault("a delimiter must be at least one character.")
        return Split(
            column=fields["split"].text(),
            delimiter=delimiter,
            reading=self._reading(fields),
            none=fields["none"].texts() if "none" in fields else (),
            **self._common(node, fields),
        )

    def _flags(self, node: Node, fields: dict[str, Node]) -> Rule:
        flags = {name: self.meaning(value) for name, _, value in fields["flags"].pairs()}
        if any(meaning == () for meaning in flags.values()):
            raise fields["flags"].fault("a flag's yes must mean at least one code, or a kind of missing.")
        none = "blank" in fields and fields["blank"].is_text and fields["blank"].raw() == NONE_OF_THEM
        common = self._common(node, {name: value for name, value in fields.items() if not (none and name == "blank")})
        yes = fields["yes"].texts() if "yes" in fields else ("1",)
        no = fields["no"].texts() if "no" in fields else ("0",)
        partial = "partial" in fields and fields["partial"].boolean()
        if partial and none:
            raise fields["partial"].fault("flags that name only some codes cannot say that none applies.")
        if both := {text.strip().casefold() for text in yes} & {text.strip().casefold() for text in no}:
            raise node.fault(f"{min(both)!r} cannot mean both yes and no.")
        return Flags(flags=flags, yes=yes, no=no, blank_is_none=none, partial=partial, **common)

    def _formats(self, node: Node, fields: dict[str, Node], name: str = "formats") -> tuple[str, ...]:
        formats = fields[name].texts() if name in fields else self.formats
        if not formats:
            raise node.fault("the dates' formats must be declared, such as `formats: [day/month/year]`.")
        if fault := formats_fault(formats):
            raise fields.get(name, node).fault(fault)
        return formats

    def _date(self, node: Node, fields: dict[str, Node]) -> Rule:
        if not self.column.is_number:
            raise node.fault(f"'date' gives a year and cannot fill {self.column.name}.")
        return Year(column=fields["date"].text(), formats=self._formats(node, fields), **self._common(node, fields))

    def _in_doubt(self, fields: dict[str, Node]) -> Missing | str:
        if "in_doubt" not in fields:
            return QUARANTINE
        node = fields["in_doubt"]
        return node.raw() if node.raw() in IN_DOUBT else missing_kind(node)

    def _band(self, node: Node, fields: dict[str, Node]) -> Rule:
        source = fields.get("age", fields.get("number"))
        if self.column.list is None or source is None:
            raise node.fault(f"'age' and 'number' give a band and cannot fill {self.column.name}.")
        return Band(column=source.text(), in_doubt=self._in_doubt(fields), **self._common(node, fields))

    def _age_band(self, node: Node, fields: dict[str, Node]) -> Rule:
        if self.column.list is None:
            raise node.fault(f"'birth_date' gives a band and cannot fill {self.column.name}.")
        formats = self._formats(node, fields)
        return AgeBand(
            birth_date=fields["birth_date"].text(),
            reference_date=fields["reference_date"].text(),
            formats=formats,
            reference_formats=self._formats(node, fields, "reference_formats")
            if "reference_formats" in fields
            else formats,
            in_doubt=self._in_doubt(fields),
            **self._common(node, fields),
        )

    def _constant(self, node: Node, fields: dict[str, Node]) -> Rule:
        return Constant(value=self.meaning(fields["constant"]), **self._common(node, fields))

    def _first_of(self, node: Node, fields: dict[str, Node]) -> Rule:
        rules = tuple(self.rule(item) for item in fields["first_of"].items())
        if len(rules) < 2:
            raise fields["first_of"].fault("here must stand at least two rules.")
        return FirstOf(rules=rules, **self._common(node, fields))

    def _when(self, node: Node, fields: dict[str, Node]) -> Rule:
        branches = []
        for item in fields["when"].items():
            parts = item.fields(required=("if", "then"))
            conditions = parts["if"].items() if parts["if"].is_list else (parts["if"],)
            branches.append(Branch(tuple(_condition(c) for c in conditions), self.rule(parts["then"])))
        return When(branches=tuple(branches), otherwise=self.rule(fields["else"]), **self._common(node, fields))

    def _person_key(self, node: Node, fields: dict[str, Node]) -> Rule:
        if self.column.name != "person_key":
            raise node.fault("'person_key' fills the column person_key and no other.")
        parts = fields["person_key"].fields(required=("names", "birth_date", "sex"), optional=("formats", "precision"))
        return PersonKey(
            names=parts["names"].texts(),
            birth_date=parts["birth_date"].text(),
            formats=self._formats(fields["person_key"], parts),
            sex=RuleLoader(case_schema()["gender"], self.formats, self.no_codes).rule(parts["sex"]),
            precision=parts["precision"].choice(("date", "year")) if "precision" in parts else "date",
            **self._common(node, fields),
        )


def _condition(node: Node) -> Condition:
    tests = ("equals", "not_equals", "in", "not_in", "blank")
    parts = node.fields(required=("column",), optional=tests)
    found = [name for name in tests if name in parts]
    if len(found) != 1:
        raise node.fault(f"a condition must have exactly one of {', '.join(tests)}.")
    test, value = found[0], parts[found[0]]
    column = parts["column"].text()
    if test == "blank":
        return Condition(column=column, blank=True, negated=not value.boolean())
    texts = value.texts() if test.endswith("in") else (value.raw(),)
    return Condition(column=column, texts=texts, negated=test.startswith("not_"))


@dataclass(frozen=True, slots=True)
class _Operation:
    load: Callable[[RuleLoader, Node, dict[str, Node]], Rule]
    kinds: Sequence[ColumnKind]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


_EVERY = tuple(ColumnKind)
_SETS = (ColumnKind.CODES,)
_ORDINAL = (ColumnKind.ORDINAL,)

_OPERATIONS = {
    "from": _Operation(RuleLoader._from, _EVERY, optional=READING),
    "country": _Operation(RuleLoader._country, (ColumnKind.CATEGORY,), optional=(*READING, "delimiter")),
    "split": _Operation(RuleLoader._split, _SETS, required=("delimiter",), optional=(*READING, "none")),
    "flags": _Operation(RuleLoader._flags, _SETS, optional=("yes", "no", "partial")),
    "date": _Operation(RuleLoader._date, _ORDINAL, optional=("formats",)),
    "age": _Operation(RuleLoader._band, _ORDINAL, optional=("in_doubt",)),
    "number": _Operation(RuleLoader._band, _ORDINAL, optional=("in_doubt",)),
    "birth_date": _Operation(
        RuleLoader._age_band,
        _ORDINAL,
        required=("reference_date",),
        optional=("formats", "reference_formats", "in_doubt"),
    ),
    "constant": _Operation(RuleLoader._constant, _EVERY),
    "first_of": _Operation(RuleLoader._first_of, _EVERY),
    "when": _Operation(RuleLoader._when, _EVERY, required=("else",)),
    "person_key": _Operation(RuleLoader._person_key, (ColumnKind.ID,)),
}
