"""The links of a page: found, and turned to the files of the copy."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import urljoin

_LINK = re.compile(r'(?P<name>\s(?:href|src|srcset|action))="(?P<value>[^"]*)"')
_DARK = re.compile(r"<source[^>]*prefers-color-scheme: dark[^>]*>\s*")
_ALIVE = re.compile(
    r'<script type="application/json" id="chart-library">.*?</script>|'
    r'<script type="module" src="[^"]*charts[^"]*"></script>|'
    r'<script type="application/json"(?: data-narrow)?>.*?</script>',
    re.DOTALL,
)
_FORM = re.compile(r'<form(?=[^>]*\saction="(?!/(?:[a-z]{2}/)?explore/")[^"]*")|<form(?![^>]*\saction=)')
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'\">"
)


def stilled(page: str) -> str:
    """A page without what needs a server: live charts (their pictures stay), forms that ask, dark pictures.

    A copy draws its pictures once, in light colours: in dark ones too it would be twice as large.
    """
    page = _FORM.sub("<form hidden", _DARK.sub("", _ALIVE.sub("", page)))
    return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n  {_POLICY}', 1)


def links_of(page: str, address: str) -> Iterator[str]:
    """The addresses on this hub that a page leads to, without what stands behind #. address: the page's own."""
    for found in _LINK.finditer(page):
        link = unescape(found["value"])
        if is_ours(link):
            yield urljoin(address, link).partition("#")[0]


def is_ours(link: str) -> bool:
    """Whether a link leads to this hub, and elsewhere than on the same page."""
    return link.startswith(("/", "?", "./", "../")) and not link.startswith("//")


def turned(page: str, address: str, to: Callable[[str], str]) -> str:
    """The page with its links turned. to: the link for an address, from this page."""

    def turn(found: re.Match[str]) -> str:
        link = unescape(found["value"])
        if not is_ours(link):
            return found[0]
        whole, mark, place = urljoin(address, link).partition("#")
        return f'{found["name"]}="{escape(to(whole) + mark + place)}"'

    return _LINK.sub(turn, page)
