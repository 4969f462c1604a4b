"""What stands on the page of a case is made of these."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. template: what shows it. about: what the template shows."""

    code: str
    title: str
    template: str
    about: dict[str, Any] = field(default_factory=dict)
