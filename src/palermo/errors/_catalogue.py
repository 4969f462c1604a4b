"""The catalogue of messages: one YAML file a room, read only when something has gone wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Message:
    """What a user is told when one thing goes wrong.

    exit: exit code of the command line, 10 to 125, used by no message of another family: a family is what stands
        before the point in the key. There are more faults than numbers; the key tells faults of one family apart.
    http: HTTP status when the fault was met by the hub or an API.
    fault: what is wrong, with `{names}` that are filled in where it is raised.
    remedy: what to do about it.
    """

    key: str
    exit: int
    http: int
    fault: str
    remedy: str


@cache
def catalogue() -> Mapping[str, Message]:
    """Every message by its key, such as `file.not_found`.

    Raises ValueError when two messages share a key, or two families an exit code: that is a bug in the catalogue.

    >>> catalogue()["file.not_found"].exit
    10
    """
    import yaml  # errors are rare: do not make every command pay for it

    found: dict[str, Message] = {}
    exits: dict[int, str] = {}
    for path in sorted(files("palermo.errors").joinpath("messages").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        for key, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            message = Message(key=key, **entry)
            if key in found:
                raise ValueError(f"{path.name}: {key} is there twice")
            if _family(exits.setdefault(message.exit, key)) != _family(key):
                raise ValueError(f"{path.name}: {key} repeats the exit code of {exits[message.exit]}")
            if not 10 <= message.exit <= 125:
                raise ValueError(f"{path.name}: {key} has exit code {message.exit}; it must be 10 to 125")
            found[key] = message
    return MappingProxyType(found)


def _family(key: str) -> str:
    return key.partition(".")[0]
