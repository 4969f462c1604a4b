"""The box for plain words, for any page of the hub."""

from typing import Any

from django import template
from django.template import RequestContext

from palermo.web.hub.asking import box
from palermo.web.hub.releases import release_for

register = template.Library()


@register.inclusion_tag("hub/_box.html", takes_context=True)
def plain_box(context: RequestContext) -> dict[str, Any]:
    """The box; beside an answer, that is where the page has `asked`, how its text was understood."""
    release = context.get("release") or release_for(context.request)
    plain = box(context.request, release, context.get("asked"))
    line = context.get("line")  # the answer in one line: what it tells already is not told twice
    told = bool(line and plain.figure and getattr(line, "name", "") == plain.figure.name)
    # the page's own line is about the largest figure: beside the one that was asked for, it would answer something else
    base: dict[str, Any] = context.dicts[0]
    base["told_in_box"] = plain.figure is not None and not told
    return {"plain": plain, "is_told": told}
