"""Texts with words in backticks, as the API's description has them."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CODE = re.compile(r"`([^`]+)`")


@register.filter
def marked(text: str) -> SafeString:
    """A text with what stands in backticks set as code.

    >>> marked("Write `a<b`.")
    'Write <code>a&lt;b</code>.'
    """
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308
