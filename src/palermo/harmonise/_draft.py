"""Write the draft of a mapping as YAML that people correct."""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from palermo.cases import Missing

_INDENT = "  "
_WORD = re.compile(r"[a-z][a-z_]*(?:/[a-z]+)*")
_LONGEST_FLOW = 100
"""Characters. Longer rules are written a line an option."""

Rule = Mapping[str, object]


def text_of(value: str) -> str:
    """A text as YAML writes it in quotes, on one line whatever it holds.

    >>> print(text_of("N° 1: #a"))
    "N° 1: #a"
    """
    return yaml.dump(value, allow_unicode=True, default_style='"', width=2**30).strip()


def flow(value: object) -> str:
    """A rule or a part of one on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_plain(str(name))}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return _plain(str(value))


def _plain(text: str) -> str:
    """A simple word as it is, anything else in quotes."""
    return text if _WORD.fullmatch(text) else text_of(text)


def rule_lines(name: str, rule: Rule, comments: Sequence[str]) -> Iterator[str]:
    """The rule of one column, with what to check as comments above it."""
    for comment in comments:
        yield f"{_INDENT}# {comment}"
    line = f"{_INDENT}{name}: {flow(rule)}"
    if len(line) <= _LONGEST_FLOW:
        yield line
        return
    yield f"{_INDENT}{name}:"
    for option, value in rule.items():
        if isinstance(value, Mapping):
            yield f"{_INDENT * 2}{option}:"
            for key, item in value.items():
                yield f"{_INDENT * 3}{_plain(str(key))}: {flow(item)}"
        else:
            yield f"{_INDENT * 2}{option}: {flow(value)}"


def draft(
    *,
    file: str,
    head: Sequence[str],
    dialect: Mapping[str, object],
    missing: Mapping[str, Missing],
    columns: Sequence[tuple[str, Rule, Sequence[str]]],
    ignore: Mapping[str, str],
    not_used: Sequence[str],
) -> str:
    """The whole mapping. columns: name, rule and what to check; not_used: headers that nothing is proposed for."""
    lines = [f"# Drafted from {text_of(file)}. Read every line: what is not right here is not right afterwards."]
    lines += [f"# {line}" for line in head]
    if dialect:
        lines.append("source:")
        lines += [f"{_INDENT}{name}: {flow(value)}" for name, value in dialect.items()]
    lines.append("# CHECK: what does an empty cell mean? not_asked, unknown, refused, not_applicable or suppressed.")
    lines.append("blank: unknown")
    if missing:
        lines.append("missing:")
        lines += [f"{_INDENT}{text_of(text)}: {kind.value}" for text, kind in missing.items()]
    lines.append("columns:")
    for name, rule, comments in columns:
        lines += rule_lines(name, rule, comments)
    if ignore:
        lines.append("ignore:")
        lines += [f"{_INDENT}{text_of(name)}: {text_of(why)}" for name, why in ignore.items()]
    if not_used:
        lines.append("# Nothing is proposed for these columns:")
        lines += [f"#   {text_of(name)}" for name in not_used]
    return "\n".join(lines) + "\n"
