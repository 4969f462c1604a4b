"""Which yes-or-no columns of a file belong together and fill a set."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache

from palermo.codes import Column, code_list, fold
from palermo.harmonise._candidates import Candidate, Rule, confidence, letter_hints
from palermo.harmonise._headers import (
    NEAR,
    SAME,
    flag_words,
    known_flags,
    likeness,
    no_texts,
    set_columns,
    words,
    yes_texts,
)
from palermo.harmonise._profile import Profile

FEWEST = 2
"""One yes-or-no column by itself may be anything."""

_OTHER = "other"
_BETWEEN = ("/", ":", " - ", "_", ".")


def flag_candidates(profiles: Sequence[Profile]) -> Iterator[Candidate]:
    """For each set column the yes-or-no columns whose headers name its codes."""
    flags = [profile for profile in profiles if profile.is_flag]
    claims = {column.name: _claims(column, flags) for column in set_columns()}
    others = [p.name for p in flags if not any(p.name in found for found in claims.values()) and not p.is_identifying]
    for column in sorted(set_columns(), key=lambda c: -len(claims[c.name])):
        mine = {
            name: meaning
            for name, meaning in claims[column.name].items()
            if all(len(claims[column.name]) >= len(other) for other in claims.values() if name in other)
            or likeness(name, column.name) >= NEAR
        }
        if len(mine) >= FEWEST:
            yield _candidate(column, [profile for profile in flags if profile.name in mine], mine, others)
            others = []  # said once, with the largest group


def _claims(column: Column, flags: Sequence[Profile]) -> dict[str, str]:
    """The flags that name a code of the column's list, or say that nothing is known → what yes means."""
    found = {}
    for profile in flags:
        meaning = _meaning(column, profile.name)
        if meaning is not None:
            found[profile.name] = meaning
    return found


def _meaning(column: Column, header: str) -> str | None:
    known = known_flags().get(words(header))
    if known is not None:
        if known[0] != column.name:
            return None
        return f"?{known[2]}" if known[2] else ", ".join(known[1])
    codes = code_list(str(column.list))
    for text in _endings(header):
        if (code := codes.resolve(text)) is not None:
            return code
        called = flag_words().get(words(text))
        if called is not None and called[0] == column.name:
            return called[1]
    near = get_close_matches(fold(header), _labels(str(column.list)), n=1, cutoff=SAME)
    return codes.resolve(near[0]) if near else None


@cache
def _labels(name: str) -> tuple[str, ...]:
    return tuple(fold(text) for code in code_list(name) for text in (code.code, *code.label.values(), *code.aliases))


def _endings(header: str) -> Iterator[str]:
    """The header, and what stands behind the name of its group: `Means of control: threats`, `meansThreats`."""
    yield header
    for between in _BETWEEN:
        if between in header:
            yield header.rpartition(between)[2]
    seen = words(header).split()
    for start in range(1, len(seen)):
        rest = " ".join(seen[start:])
        if len(rest) > 3:
            yield rest


def _candidate(column: Column, flags: Sequence[Profile], meanings: dict[str, str], others: list[str]) -> Candidate:
    texts = {text for profile in flags for text, _ in profile.texts}
    yes = sorted(text for text in texts if text.casefold() in yes_texts())
    no = sorted(text for text in texts if text.casefold() in no_texts())
    rule: Rule = {"flags": {name: meanings[name].split(", ") for name in (profile.name for profile in flags)}}
    if yes and yes != ["1"]:
        rule["yes"] = yes
    if no and no != ["0"]:
        rule["no"] = no
    if not any(_OTHER in meaning.split(", ") for meaning in meanings.values()):
        rule["partial"] = "true"
    named = sum(1 for name in meanings if words(name) in known_flags() or likeness(name, column.name) >= NEAR)
    header = 0.7 + 0.3 * named / len(meanings)
    known = len(meanings) / (len(meanings) + len(others))
    hints: tuple[str, ...] = ()
    if others:
        hints = (f"These say yes or no as well, and may belong here: {', '.join(map(repr, others))}.",)
    hints += letter_hints(sorted(texts), "yes` and `no")
    known_texts = yes_texts() | no_texts()
    slips: dict[str, int] = {}
    for text, rows in ((t, n) for profile in flags for t, n in profile.texts if t.casefold() not in known_texts):
        slips[text] = slips.get(text, 0) + rows
    sources = tuple(profile.name for profile in flags)
    return Candidate(column.name, rule, sources, confidence(header, known), known, tuple(slips.items()), hints=hints)
