"""Several yes-or-no columns of the file → one set column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from palermo.cases import Missing
from palermo.codes import code_list
from palermo.harmonise._mapping import Flags
from palermo.harmonise._outcome import Outcome, Outcomes, Texts, combine
from palermo.harmonise._reading import Words, loose

YES, NO, BLANK, UNREADABLE = 0, 1, 2, 3
_KINDS = tuple(Missing)
_FIRST_KIND = 4
"""Above it, a state is a kind of missing: the cell holds a text such as -99."""
_STATES = _FIRST_KIND + len(_KINDS)


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag column of the file. is_there: whether the file has it at all."""

    name: str
    texts: Texts
    is_there: bool


def read_flags(rule: Flags, flags: Sequence[Flag], words: Words) -> Outcomes:
    """The set that the flags say, decided once for each combination of states that occurs.

    A yes puts its codes into the set. Without any yes: where a flag that says *not specified* says yes, that kind of
    missing; where all say no, *none of them* (unless the flags are partial); else what a blank
    means here, since a blank is not a no.
    """
    there = [flag for flag in flags if flag.is_there]
    if not there:
        return Outcomes([Outcome(missing=words.blank)], np.zeros(len(flags[0].texts.index), dtype=np.int64))
    yes, no = frozenset(map(loose, rule.yes)), frozenset(map(loose, rule.no))
    states = [
        np.array([_state(text, yes, no, words) for text in flag.texts.entries], dtype=np.int64)[flag.texts.index]
        for flag in there
    ]
    first, index = combine([(state, _STATES) for state in states])
    table = np.column_stack([state[first] for state in states]).tolist()
    if len(there) < len(flags):  # the file lacks some: no to the others is not no to all
        rule = replace(rule, partial=True, blank_is_none=False)
    order = {code.code: n for n, code in enumerate(code_list(str(words.column.list)))}
    return Outcomes([_outcome(rule, there, row, words, order) for row in table], index)


def _state(text: str | None, yes: frozenset[str], no: frozenset[str], words: Words) -> int:
    if text is None:
        return BLANK
    word = loose(text)
    if word in yes:
        return YES
    if word in no:
        return NO
    kind = words.missing.get(text)
    return _FIRST_KIND + _KINDS.index(kind) if isinstance(kind, Missing) else UNREADABLE


def _outcome(rule: Flags, flags: Sequence[Flag], states: Sequence[int], words: Words, order: dict[str, int]) -> Outcome:
    codes: set[str] = set()
    said: list[Missing] = []
    kinds: set[Missing] = set()
    blank = False
    for flag, state in zip(flags, states, strict=True):
        meaning = rule.flags[flag.name]
        if state == UNREADABLE:
            return Outcome(fault="flag_unreadable", column=flag.name)
        if state == YES:
            if isinstance(meaning, Missing):
                said.append(meaning)
            else:
                codes.update(meaning)
        elif isinstance(meaning, Missing):
            continue  # that "not specified" does not hold says nothing about the codes
        elif state == BLANK:
            blank = True
        elif state != NO:
            kinds.add(_KINDS[state - _FIRST_KIND])
    if codes:
        noted = "flags_contradict" if said else ""
        return Outcome(value=tuple(sorted(codes, key=order.__getitem__)), noted=noted)
    if said:
        return Outcome(missing=said[0])
    if (blank and not rule.blank_is_none) or (rule.partial and not kinds):
        return Outcome(missing=words.blank)
    if kinds:
        return Outcome(missing=kinds.pop() if len(kinds) == 1 else words.blank)
    return Outcome(value=())
