"""What can go wrong between a notebook and a hub."""

import json
import re

from palermo.errors import UserError, catalogue

CODE = re.compile(r"[a-z_]+\.[a-z_0-9]+")
LONGEST = 1_000
"""Characters of a text that a server sends about an error; none that is meant for people is longer."""


class HubError(UserError):
    """A hub that cannot be reached, that refuses, or that is none."""


def relayed(status: int, body: bytes, address: str) -> HubError:
    """An error as the server said it: its code, place, fault and remedy. Whatever else comes is no hub's answer."""
    try:
        said = json.loads(body)["error"]
        code, place, fault, remedy = (str(said[name])[:LONGEST] for name in ("code", "place", "fault", "remedy"))
    except (ValueError, KeyError, TypeError):
        return HubError("hub.no_hub", place=address, reason=f"it answers with status {status}.")
    error = HubError("hub.relayed", place=place or address, fault=fault, remedy=remedy)
    error.http_status = status
    if CODE.fullmatch(code):
        error.key = code
        known = catalogue().get(code)
        error.exit_code = known.exit if known is not None else error.exit_code
    return error
