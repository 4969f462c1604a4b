"""Filters of the pages about consent."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from palermo.web.casework.models import ConsentEvent, ConsentException
from palermo.web.casework.rules.consent import Effect, Party, Standing, State
from palermo.web.casework.rules.items import group_title, items

register = template.Library()


@register.filter
def consent_state(stands: Standing) -> str:
    """What stands of an item, in a word or two."""
    words = {
        State.GIVEN: _("Yes"),
        State.REFUSED: _("No"),
        State.WITHDRAWN: _("Taken back"),
        State.EXPIRED: _("Has run out"),
        State.NOT_ASKED: _("Not asked yet"),
    }
    if stands.state is State.NOT_ASKED and stands.lacking == (Party.GUARDIAN,):
        return _("Her guardian was not asked yet")
    if stands.state is State.NOT_ASKED and stands.lacking == (Party.ASSENT,):
        return _("The child was not asked yet")
    return words[stands.state]


@register.filter
def group_titles(codes: Iterable[str]) -> str:
    """Groups of data, as a list."""
    return ", ".join(group_title(code) for code in sorted(codes))


@register.filter
def item_title(event: ConsentEvent | ConsentException) -> str:
    """What it was about."""
    return items()[event.item].title


@register.filter
def said(event: ConsentEvent) -> str:
    """What was said, and by whom."""
    if items()[event.item].is_told:
        return _("Told")
    who = {Party.SELF: "", Party.GUARDIAN: _("her guardian"), Party.ASSENT: _("the child herself")}[Party(event.party)]
    what = {
        Effect.GIVEN: _("Yes"),
        Effect.REFUSED: _("No"),
        Effect.WITHDRAWN: _("Taken back"),
        Effect.TOO_YOUNG: _("Too young to be asked"),
    }[Effect(event.effect)]
    return _("%(what)s (%(who)s)") % {"what": what, "who": who} if who else what


@register.filter
def exception_state(exception: ConsentException, now: datetime) -> str:
    """How far an exception has come."""
    if exception.decided_at is None:
        return _("Waits for the supervisor")
    if not exception.is_approved:
        return _("Not approved")
    return _("Holds") if exception.until > now else _("Over")


@register.filter
def language_name(code: str) -> str:
    """A language, in itself."""
    return str(get_language_info(code)["name_local"])
