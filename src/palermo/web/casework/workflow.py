"""The states of a case, as the data file says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.utils.translation import get_language

BACK = "back"
"""Where a case that was on hold goes: to the state that it was in."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a case.

    leads_to: the states that may come next. needs: the gates that must be open before a case comes in here. htcds: the
    standard's status. by_hand: whether somebody chooses it; otherwise another step brings it about.
    """

    code: str
    label: Mapping[str, str]
    htcds: str
    leads_to: tuple[str, ...]
    needs: tuple[str, ...] = ()
    by_hand: bool = True

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return self.label.get((get_language() or "en").split("-")[0]) or self.label["en"]


@cache
def states() -> Mapping[str, State]:
    """Every state by its code, in the order of a case's way. Raises ValueError when one leads to nowhere.

    >>> states()["intake"].leads_to
    ('screening', 'on_hold', 'not_eligible')
    """
    import yaml

    text = files("palermo.web.casework").joinpath("workflow.yaml").read_text(encoding="utf-8")
    found = {
        code: State(
            code=code,
            label=entry["label"],
            htcds=entry["htcds"],
            leads_to=tuple(entry["leads_to"]),
            needs=tuple(entry.get("needs", ())),
            by_hand=entry.get("by_hand", True),
        )
        for code, entry in yaml.safe_load(text)["states"].items()
    }
    for state in found.values():
        if unknown := set(state.leads_to) - set(found) - {BACK}:
            raise ValueError(f"workflow.yaml: {state.code} leads to {sorted(unknown)}, which is no state")
    return MappingProxyType(found)
