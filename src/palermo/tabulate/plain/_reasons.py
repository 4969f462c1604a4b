"""Why a word was taken for what it was, or for nothing: in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from palermo.codes import in_language

Detail = Mapping[str, str] | str
"""A text, or one by language."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about one word. code: which; details: what it is filled in with."""

    code: str
    details: Mapping[str, Detail] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The sentence in a language, or in English."""
        filled = {
            name: value if isinstance(value, str) else in_language(value, language)
            for name, value in self.details.items()
        }
        return in_language(_sentences()[self.code], language).format(**filled)


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    import yaml

    text = files("palermo.tabulate.plain").joinpath("reasons.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]
