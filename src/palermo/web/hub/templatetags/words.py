"""Words of the glossary in templates."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from palermo.web.hub.glossary import load_term
from palermo.web.hub.language import current_language

register = template.Library()


@register.simple_tag
def term(id: str, text: str = "") -> SafeString:
    """A word as a link to its meaning, which a pointer that rests on it shows: `{% term "denominator" %}`.

    text: how the word stands in its sentence, where it is not written as the glossary has it.
    Raises KeyError where the glossary has no such word: a template must not name one.
    """
    language = current_language()
    found = load_term(id)
    address = f"{reverse('hub:glossary')}#{id}"
    words = text or found.name(language)
    return format_html('<a class="term" href="{}" title="{}">{}</a>', address, found.meaning(language), words)
