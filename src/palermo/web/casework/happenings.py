"""What a timeline is made of."""

from dataclasses import dataclass
from datetime import datetime

from palermo.web.accounts.models import User

MOST = 500
"""Things of each kind that are shown: with more, the earliest are left to the audit."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened. text: what was written, where there is any."""

    at: datetime
    by: User | None
    what: str
    text: str = ""
