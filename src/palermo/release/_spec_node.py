"""A place in a YAML file that knows its line, so that what is wrong can be shown where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from palermo.codes import LANGUAGES
from palermo.errors import InputError, ReleaseError

_LARGEST = 2**20
"""Bytes. A specification is a page of text."""


def read_yaml(path: Path) -> "Node":
    """The root of a YAML file. Raises InputError when there is none, ReleaseError when it is not YAML."""
    if not path.is_file():
        raise InputError("file.not_found", place=str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise ReleaseError("release.spec_malformed", place=str(path), reason="it is larger than 1 MB.")
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise ReleaseError("release.spec_malformed", place=str(path), reason="it is not UTF-8 text.") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        reason = f"it is not YAML ({getattr(error, 'problem', None) or 'it cannot be parsed'})."
        raise ReleaseError("release.spec_malformed", place=place, reason=reason) from error
    if root is None:
        raise ReleaseError("release.spec_malformed", place=str(path), reason="it is empty.")
    return Node(path, root)


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the file."""

    path: Path
    node: yaml.Node

    @property
    def line(self) -> int:
        """The line where it stands, from 1."""
        return int(self.node.start_mark.line) + 1

    def fault(self, reason: str) -> ReleaseError:
        """What to raise when something is wrong here. reason: a sentence."""
        return ReleaseError("release.spec_malformed", place=f"{self.path}:{self.line}", reason=reason)

    def fields(self, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """The fields of a mapping: all that are required, and no others than these."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.fault(f"here must stand fields ({', '.join((*required, *optional))}).")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            name = str(key.value)
            place = Node(self.path, key)
            if name not in (*required, *optional):
                raise place.fault(f"{name!r} is not known here. Known are: {', '.join((*required, *optional))}.")
            if name in found:
                raise place.fault(f"{name!r} stands here twice.")
            if not _is_null(value):
                found[name] = Node(self.path, value)
        for name in required:
            if name not in found:
                raise self.fault(f"{name!r} is missing.")
        return found

    def items(self) -> tuple["Node", ...]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.fault("here must stand a list.")
        return tuple(Node(self.path, item) for item in self.node.value)

    def text(self) -> str:
        """A text that is not empty. What YAML would take for a number or a date is taken as it is written."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.fault("here must stand a text.")
        return str(self.node.value).strip()

    def labels(self) -> Mapping[str, str]:
        """A text by language. A plain text is English."""
        if not isinstance(self.node, yaml.MappingNode):
            return {"en": self.text()}
        return {name: node.text() for name, node in self.fields(required=("en",), optional=LANGUAGES[1:]).items()}

    def choice(self, known: Sequence[str]) -> str:
        """One of some words."""
        text = self.text()
        if text not in known:
            raise self.fault(f"{text!r} is not known here. Known are: {', '.join(known)}.")
        return text

    def integer(self, *, least: int, most: int | None = None) -> int:
        """A whole number within bounds."""
        text = self.text()
        if not (text.isascii() and text.isdecimal()) or len(text) > 9:
            raise self.fault(f"{text!r} is not a whole number.")
        number = int(text)
        if number < least or (most is not None and number > most):
            raise self.fault(f"{number} is not {least} or more{f', {most} at most' if most is not None else ''}.")
        return number

    def boolean(self) -> bool:
        """True or false."""
        return self.choice(("true", "false")) == "true"

    def date(self) -> date:
        """A date as YYYY-MM-DD."""
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.fault(f"{text!r} is not a date as 2026-11-24.") from error


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
