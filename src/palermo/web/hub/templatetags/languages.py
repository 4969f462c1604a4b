"""Texts that are not in the page's language, marked so that readers and their tools know."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from palermo.codes import Untranslated
from palermo.web.hub.language import COMMAS, ISOLATE, ISOLATED_END, SOURCE, current_language

register = template.Library()

_ISOLATED = re.compile(f"{ISOLATE}([^{ISOLATED_END}]*){ISOLATED_END}")


@register.filter
def spoken(text: object) -> SafeString:
    """A text for a page, with its language where it is another one than the page's, and a mark that says so.

    A sentence may hold such a text, set apart by `isolated`.

    >>> spoken("Femme"), spoken(3)
    ('Femme', '3')
    >>> spoken(Untranslated("Takes earnings", "en"))
    '<span lang="en" dir="ltr" class="untranslated" title="Not translated">Takes earnings</span>'
    """
    if isinstance(text, Untranslated):
        return _marked(str(text), text.language)
    if isinstance(text, str) and ISOLATE in text:
        pieces = enumerate(_ISOLATED.split(text))
        parts = (_marked(piece, SOURCE) if place % 2 else conditional_escape(piece) for place, piece in pieces)
        return mark_safe("".join(parts))  # noqa: S308
    return conditional_escape(str(text))


@register.filter
def spoken_in(text: object) -> SafeString:
    """An attribute for the element of a text that is not in the page's language; nothing where it is in that.

    For what can hold no other element, as a choice of a list can.

    >>> spoken_in(Untranslated("Takes earnings", "en")), spoken_in("Femme")
    (' lang="en"', '')
    """
    return format_html(' lang="{}"', text.language) if isinstance(text, Untranslated) else SafeString("")


@register.simple_tag
def comma() -> str:
    """What stands between the things of a list, in the page's language."""
    return COMMAS.get(current_language(), ", ")


def _marked(text: str, language: str) -> SafeString:
    mark = '<span lang="{}" dir="ltr" class="untranslated" title="{}">{}</span>'
    return format_html(mark, language, _("Not translated"), text)
