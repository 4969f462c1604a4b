"""Filters of case work's templates."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

from palermo.web.accounts.roles import Permission
from palermo.web.casework.forms import form, shown
from palermo.web.casework.lists import answers, label
from palermo.web.casework.models import Conflict
from palermo.web.casework.search._words import Like
from palermo.web.casework.views.who import user_of
from palermo.web.casework.workflow import states

register = template.Library()


@register.simple_tag(takes_context=True)
def may_find(context: Mapping[str, Any]) -> bool:
    """Whether who looks at this page reads cases, and so looks for people."""
    return user_of(context["request"]).may(Permission.CASE_READ) is not None


@register.filter
def of(names: Mapping[UUID, str], key: UUID) -> str:
    """A name by its case."""
    return names.get(key, "")


@register.filter
def state_title(code: str) -> str:
    """A state in the language of the page."""
    return states()[code].title


@register.filter
def likes(found: Sequence[Like]) -> str:
    """Why a case was found, in words."""
    words = {
        Like.WRITTEN: _("written alike"),
        Like.SOUND: _("sounds alike"),
        Like.BARE: _("alike in Arabic script"),
        Like.SLIP: _("nearly alike"),
        Like.PHONE: _("the same telephone number"),
        Like.NUMBER: _("the same number"),
    }
    return ", ".join(dict.fromkeys(words[like] for like in found))


@register.filter
def field_title(conflict: Conflict) -> str:
    """The question that two people answered at once."""
    return form(conflict.part.form)[conflict.field].title


@register.filter
def stands(conflict: Conflict) -> str:
    """The answer that stands."""
    return _shown(conflict, conflict.part.values.get(conflict.field))


@register.filter
def mine(conflict: Conflict) -> str:
    """The answer that came second."""
    return _shown(conflict, conflict.value["mine"])


def _shown(conflict: Conflict, value: Any) -> str:
    return shown(form(conflict.part.form)[conflict.field], value) or _("(nothing)")


@register.filter
def at(forms: Mapping[UUID, Any], key: UUID) -> Any:
    """What stands under a key."""
    return forms.get(key)


@register.filter
def said_of(code: str, name: str) -> str:
    """A code of a list in the language of the page: `{{ service.type|said_of:"service-types" }}`."""
    return label(name, code)


@register.filter
def unconfirmed(code: str, name: str) -> bool:
    """Whether an answer of a list was not confirmed at its source."""
    known = answers(name).get(code)
    return known is not None and not known.verified
