"""Who may: each action and each page asks here first."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission

View = Callable[..., Any]


def require(by: User | None, permission: Permission, organisation: UUID) -> None:
    """Raise PermissionDenied when somebody may not do this in an organisation. by: None for the operator."""
    if by is None:
        return
    if by.may(permission) is None or by.organisation_id != organisation:
        raise PermissionDenied


def needs(permission: Permission) -> Callable[[View], View]:
    """A page to which only those come who have this permission; others are answered with status 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if user_of(request).may(permission) is None:
                raise PermissionDenied
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def user_of(request: HttpRequest) -> User:
    """Who asks. The door has seen to it that somebody is signed in."""
    user: Any = request.user
    found: User = user
    return found
