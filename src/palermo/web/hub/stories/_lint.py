"""What is wrong with a story: told to those who write and translate it, never to a reader."""

import re
from collections.abc import Iterator

from palermo.codes import LANGUAGES
from palermo.web.hub.glossary import term_names
from palermo.web.hub.stories._load import load_story
from palermo.web.hub.stories._model import HOLE, LESS, MORE, PARTS, UNSURE, Paragraph, Story, Texts

VARIANTS = {"compare": (MORE, LESS, UNSURE), "cases": (MORE, LESS, UNSURE), "half": (MORE, LESS, UNSURE)}
"""Which variants each rule needs; that of a list knows no *less*, for it is in order."""
IN_ORDER = (MORE, UNSURE)
OF = {"compare": 2, "cases": 2, "half": 1, "first": 1}
"""How many figures each rule looks at."""

CLAIMS = re.compile(
    r"\b(most|mostly|majority|minority|increase\w*|decrease\w*|rose|fell|rising|falling)\b", re.IGNORECASE
)
"""Words that only a rule may choose, for the next release may say something else."""

NOT_IN_A_STORY = re.compile(r"\b(slaves?|rescued?|sex workers?|illegal migrants?|sex slaves?)\b", re.IGNORECASE)
"""Words for people that the house does not use (look: people before cases)."""


def faults(name: str) -> Iterator[str]:
    """What is wrong with a story, a line each."""
    for fault in found(load_story(name)):
        yield f"{name}: {fault}"


def found(story: Story) -> Iterator[str]:
    """What is wrong with a story that was read."""
    for where, texts in story.texts():
        for fault in _of_texts(story, texts):
            yield f"{where}: {fault}"
    used: set[str] = set()
    for number, part in enumerate(story.parts, start=1):
        for place, block in enumerate(part.blocks, start=1):
            if isinstance(block, Paragraph):
                used |= set(block.figures())
                for fault in _of_paragraph(story, block):
                    yield f"part {number}, block {place}: {fault}"
    for name in sorted(set(story.figures) - used):
        yield f"figures: nothing says {name}"
    for name, figure in story.figures.items():
        if figure.same + bool(figure.top) + bool(figure.codes) + bool(figure.gaps) > 1:
            yield f"figures: {name} asks for more than one thing"
    for term in story.terms:
        if term not in term_names():
            yield f"terms: the glossary has no {term}"


def _of_texts(story: Story, texts: Texts) -> Iterator[str]:
    """A text must be there in every language, with the same numbers in each."""
    wanted = sorted(HOLE.findall(texts["en"]))
    for language in LANGUAGES:
        text = texts.get(language, "")
        if not text.strip():
            yield f"there is no text in {language}"
        elif sorted(HOLE.findall(text)) != wanted:
            yield f"{language} has other numbers than en"
        elif text.count("{") != len(wanted) or text.count("}") != len(wanted):
            yield f"{language} has a brace that is no number"
    for extra in sorted(set(texts) - set(LANGUAGES)):
        yield f"there is no language {extra!r}"
    for name, part in wanted:
        if name not in story.figures:
            yield f"there is no figure {name}"
        if part not in PARTS:
            yield f"a figure has no part {part}"
    if NOT_IN_A_STORY.search(texts["en"]):
        yield "it has a word that the house does not use for people"


def _of_paragraph(story: Story, paragraph: Paragraph) -> Iterator[str]:
    if paragraph.rule:
        needed = VARIANTS.get(paragraph.rule, IN_ORDER)
        if set(paragraph.variants) != set(needed):
            yield f"{paragraph.rule} needs the variants {', '.join(needed)}"
        if len(paragraph.of) != OF[paragraph.rule]:
            yield f"{paragraph.rule} looks at {OF[paragraph.rule]} figures"
    for variant, texts in paragraph.variants.items():
        claim = CLAIMS.search(texts["en"])
        if claim and (variant == UNSURE or not paragraph.rule):
            yield f"only a rule may say {claim[0]!r}"
        yield from _without_denominator(story, texts["en"])


def _without_denominator(story: Story, text: str) -> Iterator[str]:
    """A share stands with its denominator: its own, or that of another figure of the same question."""
    holes = HOLE.findall(text)
    over = [story.figures[name] for name, part in holes if part in ("of", "total") and name in story.figures]
    for name, part in holes:
        figure = story.figures.get(name)
        if part or figure is None:
            continue
        if not any((each.by, each.where, each.gaps) == (figure.by, figure.where, figure.gaps) for each in over):
            yield f"the share of {name} stands without its denominator"
