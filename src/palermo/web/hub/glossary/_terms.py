"""The words of the glossary, from their files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from palermo.codes import in_language
from palermo.web.hub.spacing import spaced

FILES = ("field", "measuring", "protecting", "house")
"""In the order in which they are read: what is counted, how it is counted, how people are protected, how data move."""


@dataclass(frozen=True, slots=True)
class TermSource:
    """Where a meaning comes from. url: empty for the house's own words."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word. id: where it is on the page. group: the file it is from. term, definition: by language.

    verified: whether the meaning was confirmed at its source. also: words to look up next. words: other words that
    find it.
    """

    id: str
    group: str
    term: Mapping[str, str]
    definition: Mapping[str, str]
    source: TermSource
    verified: bool
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The word in a language."""
        return in_language(self.term, language)

    def meaning(self, language: str) -> str:
        """What it means, in a language."""
        return spaced(in_language(self.definition, language), language)


@cache
def terms() -> tuple[Term, ...]:
    """Every word, in the order of the files."""
    import yaml

    folder = files("palermo.web.hub.glossary")
    known = yaml.safe_load(folder.joinpath("sources.yaml").read_text(encoding="utf-8"))
    sources = {name: TermSource(**entry) for name, entry in known.items()}
    found = []
    for group in FILES:
        for entry in yaml.safe_load(folder.joinpath("terms", f"{group}.yaml").read_text(encoding="utf-8")):
            lists = {key: tuple(entry.get(key, ())) for key in ("also", "words")}
            found.append(Term(**{**entry, **lists, "group": group, "source": sources[entry["source"]]}))
    return tuple(found)


@cache
def _by_id() -> Mapping[str, Term]:
    return {term.id: term for term in terms()}


def term_names() -> tuple[str, ...]:
    """The ids of all words."""
    return tuple(_by_id())


def load_term(id: str) -> Term:
    """A word by its id, which must be one of them."""
    return _by_id()[id]
