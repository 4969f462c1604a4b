"""What an address of the hub is called as a file."""

import re
from hashlib import sha256
from posixpath import relpath
from urllib.parse import unquote

SHORT = 48
"""Characters of a question in the name of its file."""
ENOUGH = 8
"""Characters of the digest that tells two questions with one beginning apart."""
INDEX = "index.html"

_PLAIN = re.compile(r"[^A-Za-z0-9]+")


def file_of(address: str) -> str:
    """The file of an address, below the copy's folder. address: a path of the hub, and its query.

    >>> file_of("/"), file_of("/fr/countries/PHL/"), file_of("/releases/2026-demo/cases.csv")
    ('index.html', 'fr/countries/PHL/index.html', 'releases/2026-demo/cases.csv')
    >>> file_of("/explore/?by=gender"), file_of("/explore.svg?by=gender")
    ('explore/by-gender-e2d30828.html', 'explore/by-gender-e2d30828.svg')
    """
    path, _, query = address.partition("?")
    path = unquote(path).lstrip("/")
    if not query:
        return path if path and not path.endswith("/") else path + INDEX
    words = _PLAIN.sub("-", unquote(query)).strip("-")[:SHORT].strip("-").lower()
    name = f"{words}-{sha256(query.encode()).hexdigest()[:ENOUGH]}"
    if path.endswith("/") or not path:
        return f"{path}{name}.html"
    folder, _, ending = path.partition(".")
    return f"{folder}/{name}.{ending}"


def link_between(here: str, there: str) -> str:
    """The link from one file of the copy to another: it holds wherever the copy is, on a memory stick too.

    >>> link_between("fr/explore/index.html", "static/ui/base.css"), link_between("index.html", "fr/index.html")
    ('../../static/ui/base.css', 'fr/index.html')
    """
    return relpath(there, here.rpartition("/")[0] or ".")
