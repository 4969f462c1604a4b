"""The use policy as data: a policy of ODRL (W3C, 2018) in JSON-LD, readable without fetching a context."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation

from palermo.release import USE
from palermo.web.hub.terms._policy import Kind, Rule, rules

CONTEXT: dict[str, Any] = {
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "uid": "@id",
    "type": "@type",
    "profile": {"@id": "odrl:profile", "@type": "@id"},
    "target": {"@id": "odrl:target", "@type": "@id"},
    "action": {"@id": "odrl:action", "@type": "@id"},
    "includedIn": {"@id": "odrl:includedIn", "@type": "@id"},
    "permission": "odrl:permission",
    "prohibition": "odrl:prohibition",
    "duty": "odrl:duty",
    "title": {"@id": "dct:title", "@container": "@language"},
    "description": {"@id": "dct:description", "@container": "@language"},
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "comment": {"@id": "rdfs:comment", "@container": "@language"},
}
"""What ODRL's own context says of these words; texts are by language."""

TITLE = translation.gettext_noop("Terms of use")


def policy(address: str, target: str) -> dict[str, Any]:
    """The policy. address: its own, with its host. target: what it is about: the catalogue of all releases.

    The duties are those of whoever makes use of a permission.
    """
    duties = [_rule(rule, address) for rule in rules(Kind.DUTY)]
    permissions = [{**_rule(rule, address), "target": target, "duty": duties} for rule in rules(Kind.PERMISSION)]
    prohibitions = [{**_rule(rule, address), "target": target} for rule in rules(Kind.PROHIBITION)]
    return {
        "@context": CONTEXT,
        "uid": address,
        "type": "odrl:Set",
        "profile": f"{address}#profile",
        "title": texts(lambda: translation.gettext(TITLE)),
        "description": dict(USE),
        Kind.PERMISSION.value: permissions,
        Kind.PROHIBITION.value: prohibitions,
    }


def texts(say: Callable[[], str]) -> dict[str, str]:
    """A text in every language that it was translated to. say: says it in the language that is spoken then."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            text = say()
        if code == settings.LANGUAGE_CODE or text != found[settings.LANGUAGE_CODE]:
            found[code] = text
    return found


def _rule(rule: Rule, address: str) -> dict[str, Any]:
    own = {"uid": f"{address}#{rule.code}", "type": "odrl:Action", "includedIn": "odrl:use"}
    return {
        "uid": f"{address}#rule-{rule.code}",
        "type": f"odrl:{rule.kind.value.capitalize()}",
        "action": f"odrl:{rule.action}" if rule.action else own,
        "label": texts(lambda: rule.title),
        "comment": texts(lambda: rule.sentence),
    }
