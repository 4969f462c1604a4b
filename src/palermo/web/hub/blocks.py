"""JSON that stands in a page as a block of its own, for scripts and for machines that read pages."""

import json

from django.utils.safestring import SafeString, mark_safe

_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What could end the block, or a line of it."""


def in_block(value: object) -> SafeString:
    r"""A value as JSON of which nothing can end its block.

    >>> in_block({"title": "</script>"})
    '{"title":"\\u003C/script\\u003E"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308
