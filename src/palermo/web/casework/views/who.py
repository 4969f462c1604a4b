"""Who asks: the door lets nobody to these pages but a user who has signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from palermo.web.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """The user of a request. Raises PermissionDenied when the door was left open."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
