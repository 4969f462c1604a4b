"""The use policy: what may be done with the figures, what not, and what is to be done with them."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop


class Kind(StrEnum):
    """What a rule does, in the words of the Open Digital Rights Language (ODRL)."""

    PERMISSION = "permission"
    PROHIBITION = "prohibition"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    action: what it is about, in ODRL; empty where ODRL has no word for it: then our own, which is the rule's code.
    name, text: in English; translated when they are shown.
    """

    code: str
    kind: Kind
    action: str
    name: str
    text: str

    @property
    def title(self) -> str:
        """The name in the language that is spoken now."""
        return gettext(self.name)

    @property
    def sentence(self) -> str:
        """The text in the language that is spoken now."""
        return gettext(self.text)


RULES = (
    Rule(
        "use",
        Kind.PERMISSION,
        "use",
        gettext_noop("Use the figures"),
        gettext_noop("Read, count, chart, quote and teach with the figures and the files. Nobody has to be asked."),
    ),
    Rule(
        "share",
        Kind.PERMISSION,
        "distribute",
        gettext_noop("Pass them on"),
        gettext_noop("Copy the files, and publish what you made of them, as the licence of the release allows."),
    ),
    Rule(
        "identify",
        Kind.PROHIBITION,
        "",
        gettext_noop("Do not look for a person"),
        gettext_noop(
            "Do not try to find out who somebody in the cases is, and do not approach anybody whom you believe to have "
            "found there."
        ),
    ),
    Rule(
        "score",
        Kind.PROHIBITION,
        "",
        gettext_noop("Do not score a person"),
        gettext_noop(
            "Let neither figures nor records decide about anybody: no risk scores, no profiles, no lists of suspects, "
            "and no model that makes them; not at a border, not in a bank, not for a visa, a job or a benefit."
        ),
    ),
    Rule(
        "join",
        Kind.PROHIBITION,
        "",
        gettext_noop("Do not join records to learn about a person"),
        gettext_noop(
            "Do not put records together with other data, with another release or with each other to learn something "
            "about somebody. Figures of groups may be compared."
        ),
    ),
    Rule(
        "prevalence",
        Kind.PROHIBITION,
        "",
        gettext_noop("Do not call it prevalence"),
        gettext_noop(
            "The cases are those of people who were assisted. Do not present a figure as the number of all victims, or "
            "as proof that a country, a nationality or a community has more of them than another."
        ),
    ),
    Rule(
        "cite",
        Kind.DUTY,
        "attribute",
        gettext_noop("Cite the release"),
        gettext_noop(
            "Name the release and its date with every figure: another release may say something else. Where the cases "
            "are invented, say so."
        ),
    ),
    Rule(
        "denominator",
        Kind.DUTY,
        "",
        gettext_noop("Keep the denominator"),
        gettext_noop(
            "Show a share with the number of people that it is over, with its bounds and with the cautions that came "
            "with it."
        ),
    ),
    Rule(
        "report",
        Kind.DUTY,
        "inform",
        gettext_noop("Tell the publisher of a weakness"),
        gettext_noop(
            "If you see that a person could be found in a release, tell its publisher, and nobody else before it is "
            "mended."
        ),
    ),
    Rule(
        "pass-on",
        Kind.DUTY,
        "nextPolicy",
        gettext_noop("Pass these terms on"),
        gettext_noop("Whoever gets files or figures from you gets these terms with them."),
    ),
)
"""After what the field's open data asks of its readers; `palermo.release.USE` is the same in one sentence."""


def rules(kind: Kind) -> tuple[Rule, ...]:
    """The rules of a kind, in order."""
    return tuple(rule for rule in RULES if rule.kind is kind)
