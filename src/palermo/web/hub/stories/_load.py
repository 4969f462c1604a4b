"""Stories read from their files."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.web.hub.stories._model import LESS, MORE, UNSURE, Drawing, Figure, Paragraph, Part, Story

RULES = ("compare", "cases", "half", "first")
SUFFIX = ".yaml"


@cache
def story_names() -> tuple[str, ...]:
    """The names of all stories, in the order in which they are offered."""
    folder = files("palermo.web.hub.stories").joinpath("data")
    names = [path.name.removesuffix(SUFFIX) for path in folder.iterdir() if path.name.endswith(SUFFIX)]
    return tuple(sorted(names, key=lambda name: load_story(name).order))


@cache
def load_story(name: str) -> Story:
    """The story of a name, which must be one of them."""
    import yaml

    path = files("palermo.web.hub.stories").joinpath("data", name + SUFFIX)
    return read_story(name, yaml.safe_load(path.read_text(encoding="utf-8")))


def read_story(name: str, content: Mapping[str, Any]) -> Story:
    """A story from what its file holds."""
    return Story(
        slug=name,
        order=content["order"],
        title=content["title"],
        lead=content["lead"],
        needs=tuple(content["needs"]),
        figures={key: _figure(key, value) for key, value in content["figures"].items()},
        parts=tuple(Part(each["title"], tuple(map(_block, each["blocks"]))) for each in content["parts"]),
        cautions=tuple(content.get("cautions", ())),
        related=tuple(map(_drawing, content.get("related", ()))),
        terms=tuple(content.get("terms", ())),
        reviewed=content["reviewed"],
    )


def _figure(name: str, content: Mapping[str, Any]) -> Figure:
    return Figure(
        name=name,
        by=_strings(content, "by"),
        where=_strings(content, "where"),
        codes=_strings(content, "codes"),
        top=content.get("top", 0),
        same=content.get("same", False),
        gaps=_strings(content, "gaps"),
    )


def _strings(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(map(str, content.get(key, ())))


def _block(content: Mapping[str, Any]) -> Paragraph | Drawing:
    if "chart" in content:
        return _drawing(content["chart"])
    rule = next((each for each in RULES if each in content), "")
    if not rule:
        return Paragraph({UNSURE: content["text"]})
    of: str | Sequence[str] = content[rule]
    variants = {key: content[key] for key in (MORE, LESS, UNSURE) if key in content}
    return Paragraph(variants, rule, (of,) if isinstance(of, str) else tuple(of))


def _drawing(content: Mapping[str, Any]) -> Drawing:
    return Drawing(
        by=_strings(content, "by"),
        where=_strings(content, "where"),
        view=content.get("view", "chart"),
        measure=content.get("measure", ""),
        within=content.get("within", False),
    )
