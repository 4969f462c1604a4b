"""A place in a file that people write in YAML, which knows its line: mappings, and what is to be published.

Every scalar is the text that is written: `NO` and `00` stay so. Our own data files are read in `_marked`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from palermo.errors import UserError

if TYPE_CHECKING:
    import yaml

LARGEST = 2**20
"""Bytes. What people write by hand is a few pages of text."""

DEEPEST = 40
"""Fields within fields. A file has a handful; composing YAML without a bound can exhaust the stack."""

LONGEST_NUMBER = 9
"""Digits."""

Malformed = Callable[[str, str], UserError]
"""From a place (`file:line`) and a reason (a sentence) to what is to be raised."""


def parse_yaml(text: str, place: str, *, malformed: Malformed) -> "Node":
    """The root of a YAML text. Raises what `malformed` gives where it is not YAML. place: the file, for errors."""
    import yaml

    if len(text) > LARGEST:
        raise malformed(place, "it is larger than 1 MB.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_shape(yaml.parse(text, Loader=loader), place, malformed)
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise malformed(where, f"it is not YAML ({problem}).") from error
    if root is None:
        raise malformed(place, "it is empty.")
    return Node(place, root, malformed)


def _check_shape(events: "Iterator[yaml.Event]", place: str, malformed: Malformed) -> None:
    """Refuse what makes a small file a huge value: references to other places, and endless depth."""
    import yaml

    depth = 0
    for event in events:
        where = f"{place}:{event.start_mark.line + 1}" if event.start_mark is not None else place
        if isinstance(event, yaml.AliasEvent):
            raise malformed(where, f"'*{event.anchor}' refers to another place: write it out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise malformed(where, f"fields stand more than {DEEPEST} deep in one another.")


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the file. place: the file's name. malformed: what a fault becomes."""

    place: str
    node: Any
    malformed: Malformed

    @property
    def line(self) -> int:
        """The line where it stands, from 1."""
        return int(self.node.start_mark.line) + 1

    def fault(self, reason: str) -> UserError:
        """What to raise when something is wrong here. reason: a sentence."""
        return self.malformed(f"{self.place}:{self.line}", reason)

    def _at(self, node: Any) -> "Node":
        return Node(self.place, node, self.malformed)

    @property
    def is_text(self) -> bool:
        """Whether a single text stands here."""
        return bool(self.node.id == "scalar")

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return bool(self.node.id == "sequence")

    def pairs(self) -> Iterator[tuple[str, "Node", "Node"]]:
        """The name, the place of the name and the value of each field; a name that stands twice is refused."""
        if self.node.id != "mapping":
            raise self.fault("here must stand fields, each as `name: value`.")
        seen: set[str] = set()
        for key, value in self.node.value:
            place = self._at(key)
            if not place.is_text or key.value == "<<":
                raise place.fault("a field's name must be a text.")
            if key.value in seen:
                raise place.fault(f"{key.value!r} stands here twice.")
            seen.add(key.value)
            yield key.value, place, self._at(value)

    def fields(self, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """The fields: all that are required, and no others than these."""
        known = (*required, *optional)
        found: dict[str, Node] = {}
        for name, place, value in self.pairs():
            if name not in known:
                raise place.fault(f"{name!r} is not known here. Known are: {', '.join(known)}.")
            found[name] = value
        for name in required:
            if name not in found:
                raise self.fault(f"{name!r} is missing here.")
        return found

    def items(self) -> tuple["Node", ...]:
        """The items of a list; a single text is a list of one."""
        if self.is_text:
            return (self,)
        if not self.is_list:
            raise self.fault("here must stand a list.")
        return tuple(self._at(item) for item in self.node.value)

    def raw(self) -> str:
        """A text as written, which may be empty."""
        if not self.is_text:
            raise self.fault("here must stand a text.")
        return str(self.node.value)

    def text(self) -> str:
        """A text that is not empty."""
        if not self.raw().strip():
            raise self.fault("here must stand a text; it is empty.")
        return self.raw()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.raw() for item in self.items())

    def choice(self, known: Sequence[str]) -> str:
        """One of some words."""
        text = self.text()
        if text not in known:
            raise self.fault(f"{text!r} is not known here. Known are: {', '.join(known)}.")
        return text

    def whole(self, *, least: int, most: int | None = None) -> int:
        """A whole number within bounds."""
        text = self.text()
        written = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
        if not written or int(text) < least or (most is not None and int(text) > most):
            bounds = f"{least} or more" if most is None else f"{least} or more, {most} at most"
            raise self.fault(f"{text!r} is not a whole number of {bounds}.")
        return int(text)

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
