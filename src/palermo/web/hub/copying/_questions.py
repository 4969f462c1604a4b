"""The questions of a copy: a list to search, and what its form can ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from palermo.web.hub.blocks import in_block


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the copy has. pairs: the fields of its address."""

    address: str
    pairs: Sequence[tuple[str, str]]

    @property
    def key(self) -> str:
        """The same for every order of fields: what the form's script looks for."""
        return "&".join(sorted(f"{name}={value}" for name, value in self.pairs if name != "view"))


def listed(questions: Sequence[Question], title: Callable[[str], str], *, is_list: bool) -> str:
    """What a page of Explore gets at its end: the questions as data for its form, and as a list to read.

    is_list: whether the list is shown; on the page of an answer it would stand in the way.
    """
    found = [(each, text) for each in questions if (text := title(each.address))]
    named = dict.fromkeys(text for _each, text in found)
    keys = {each.key: place for place, (each, _text) in enumerate(found)}
    return render_to_string(
        "hub/copied_questions.html",
        {
            "questions": [(each.address, text) for each, text in found],
            "is_list": is_list and bool(named),
            "keys": in_block(keys),
        },
    )
