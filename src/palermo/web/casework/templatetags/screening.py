"""Filters of the pages about screening, vulnerability and risk."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.lists import label
from palermo.web.casework.rules import palermo, risk
from palermo.web.casework.rules.delphi import Pattern, Weight
from palermo.web.casework.rules.palermo import Age, Answer, Result

register = template.Library()


@register.filter
def result_words(result: Result | str) -> str:
    """What follows from what is known: never a finding about a person."""
    return {
        Result.MET: _("What is known meets every element."),
        Result.INDICATED: _("There are signs of every element; some of them are suspected only."),
        Result.NOT_MET: _("What is known does not meet one of the elements."),
        Result.INSUFFICIENT: _("Too little is known to say."),
    }[Result(result)]


@register.filter
def age_words(age: Age | str) -> str:
    """By which rule it was reckoned."""
    return {
        Age.CHILD: _("She was a child when it began: no means is asked for."),
        Age.DOUBT: _("Her age when it began is in doubt: she is treated as a child, and no means is asked for."),
        Age.ADULT: _("She was of age when it began."),
        Age.OPEN: _("Her age when it began is not known. If she was under 18, no means is asked for."),
    }[Age(age)]


@register.filter
def pattern_words(pattern: Pattern | str) -> str:
    """What the positive dimensions make together."""
    return {
        Pattern.TRAFFICKED_ADULT: _("Together they are the list's pattern of trafficking of an adult."),
        Pattern.TRAFFICKED_CHILD: _("Together with the act they are the list's pattern of trafficking of a child."),
        Pattern.BY_DECEPTION: _("Together they are the list's pattern of exploitation by deception."),
        Pattern.OTHER: _(
            "Exploitation is positive, with others that the list does not name together. It may be forced labour: look "
            "at each of them."
        ),
        Pattern.LABOUR_RIGHTS: _("Exploitation alone is positive: the list calls it a matter of rights at work."),
        Pattern.NONE: _("By what is known they are none of the list's patterns. That rules nothing out."),
    }[Pattern(pattern)]


@register.filter
def weight_word(weight: Weight | str) -> str:
    """How much an indicator says."""
    return {Weight.STRONG: _("strong"), Weight.MEDIUM: _("medium"), Weight.WEAK: _("weak")}[Weight(weight)]


@register.filter
def answer_word(value: Any) -> str:
    """An answer, in a word; of several codes, what each of them is."""
    words = {
        Answer.YES: _("Yes"),
        Answer.SUSPECTED: _("Suspected"),
        Answer.NO: _("No"),
        Answer.UNKNOWN: _("Not known"),
    }
    if not isinstance(value, str):
        return ", ".join(str(each) for each in value or ())
    return words.get(Answer(value), "") if value in list(Answer) else value


@register.simple_tag
def five_answers() -> list[tuple[str, str]]:
    """The answers that can be chosen, that nobody asked first."""
    return [("", _("Not asked")), *((each.value, answer_word(each)) for each in list(Answer)[:4])]


@register.filter
def status_word(code: str) -> str:
    """A TraffickingStatus in the language of the page."""
    return label("trafficking-status", code)


@register.filter
def body_word(code: str) -> str:
    """What kind of organisation decided."""
    return label("deciding-organisation", code)


@register.filter
def which(choices: Any, element: str) -> Any:
    """The kinds of an element, to be ticked; nothing for a question that is no element."""
    return choices.get(element, ())


@register.filter
def threat_titles(codes: Any) -> str:
    """Threats, as a list."""
    return ", ".join(in_language(risk.threats()[code]) for code in codes if code in risk.threats())


@register.filter
def is_element(code: str) -> bool:
    """Whether a question is one of the three elements."""
    return code in palermo.ELEMENTS
