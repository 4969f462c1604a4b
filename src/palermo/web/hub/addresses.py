"""Addresses as machines need them: with the host that was asked, and the same in every language."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation


def absolute(request: HttpRequest, address: str) -> str:
    """An address with the host under which the request came; that it is one of ours was checked before."""
    return request.build_absolute_uri(address)


def english(name: str, *args: str) -> str:
    """The address of a page in the language that stands at the root."""
    return localised("en", name, *args)


def localised(language: str, name: str, *args: str) -> str:
    """The address of a page in a language."""
    with translation.override(language):
        return reverse(name, args=args)
