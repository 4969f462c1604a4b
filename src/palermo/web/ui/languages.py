"""The languages of the pages: what they are called, and whether a native speaker has read their translation."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages.

    code: in addresses, among the translations and in code lists. tag: what browsers are told (BCP 47). name: as its
    speakers call it. reviewed: who read the whole translation as a native speaker, and when; empty when nobody did.
    is_source: whether pages are written in it, and not translated.
    """

    code: str
    tag: str
    name: str
    reviewed: str = ""
    is_source: bool = False

    @property
    def is_unreviewed(self) -> bool:
        """Whether it is a translation that no native speaker has read."""
        return not self.is_source and not self.reviewed


@cache
def languages() -> tuple[Language, ...]:
    """Every language of the pages, in the order in which they are offered; the first is the one they are written in.

    >>> [(each.code, each.is_source) for each in languages()][:2]
    [('en', True), ('fr', False)]
    """
    import yaml

    entries = yaml.safe_load(files("palermo.web.ui").joinpath("languages.yaml").read_text(encoding="utf-8"))
    return tuple(Language(**entry, is_source=place == 0) for place, entry in enumerate(entries))


def language(code: str) -> Language:
    """A language by its code; the one that pages are written in where it is none of ours."""
    return next((each for each in languages() if each.code == code), languages()[0])
