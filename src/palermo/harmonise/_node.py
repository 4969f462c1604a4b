"""A place in a mapping file that knows its line. Every scalar is the text that is written: `NO` and `00` stay so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from palermo.errors import MappingError

if TYPE_CHECKING:
    import yaml

LARGEST = 2**20
"""Bytes. A mapping is a few pages of text."""

DEEPEST = 40
"""Fields within fields. A mapping has a handful; composing YAML without a bound can exhaust the stack."""


def parse(text: str, place: str) -> "Node":
    """The root of a mapping's text. Raises MappingError where it is not YAML. place: the file, for errors."""
    import yaml

    if len(text) > LARGEST:
        raise MappingError("mapping.malformed", place=place, reason="it is larger than 1 MB.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_shape(yaml.parse(text, Loader=loader), place)
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise MappingError("mapping.malformed", place=where, reason=f"it is not YAML ({problem}).") from error
    if root is None:
        raise MappingError("mapping.malformed", place=place, reason="it is empty.")
    return Node(place, root)


def _check_shape(events: "Iterator[yaml.Event]", place: str) -> None:
    """Refuse what makes a small file a huge mapping: references to other places, and endless depth."""
    import yaml

    depth = 0
    for event in events:
        where = f"{place}:{event.start_mark.line + 1}" if event.start_mark is not None else place
        if isinstance(event, yaml.AliasEvent):
            raise MappingError(
                "mapping.malformed", place=where, reason=f"'*{event.anchor}' refers to another place: write it out."
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise MappingError(
                "mapping.malformed", place=where, reason=f"fields stand more than {DEEPEST} deep in one another."
            )


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the file. place: the file's name."""

    place: str
    node: Any

    @property
    def line(self) -> int:
        """The line where it stands, from 1."""
        return int(self.node.start_mark.line) + 1

    def fault(self, reason: str) -> MappingError:
        """What to raise when something is wrong here. reason: a sentence."""
        return MappingError("mapping.malformed", place=f"{self.place}:{self.line}", reason=reason)

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
            place = Node(self.place, key)
            if not place.is_text or key.value == "<<":
                raise place.fault("a field's name must be a text.")
            if key.value in seen:
                raise place.fault(f"{key.value!r} stands here twice.")
            seen.add(key.value)
            yield key.value, place, Node(self.place, value)

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
        return tuple(Node(self.place, item) for item in self.node.value)

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

    def whole(self, *, least: int) -> int:
        """A whole number."""
        text = self.text()
        if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) < least:
            raise self.fault(f"{text!r} is not a whole number of {least} or more.")
        return int(text)

    def boolean(self) -> bool:
        """True or false."""
        return self.choice(("true", "false")) == "true"
