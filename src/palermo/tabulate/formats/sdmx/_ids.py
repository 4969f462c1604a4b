"""Identifiers as SDMX allows them: `A-Z a-z 0-9 _ @ $ -`, and no others.

Codes of the field have full stops (`sexual.prostitution`) and signs (`48+`). They are written so that the code can be
read back from the identifier, and no two codes get the same one.
"""

import re

TOTAL, OTHER, UNRELATED = "_T", "_O", "_Z"
"""SDMX's own codes: all together, what is not told apart, not applicable."""
REST = "*"
"""The code of an answer for what is not among its commonest codes."""

DOT, ESCAPE = "@", "$"
_PLAIN = re.compile(r"[A-Za-z0-9_-]")


def code_id(code: str) -> str:
    r"""A code as an SDMX identifier: a full stop becomes `@`, any other byte that may not stand there `$` and its hex.

    An underscore that begins it is written so as well: SDMX's own codes begin with one.

    >>> code_id("woman"), code_id("labour.A"), code_id("48+"), code_id("*")
    ('woman', 'labour@A', '48$2B', '_O')
    """
    if code == REST:
        return OTHER
    found = []
    for place, byte in enumerate(code.encode()):
        text = chr(byte)
        if place and text == ".":
            found.append(DOT)
        elif _PLAIN.fullmatch(text) and (place or text.isalnum()):
            found.append(text)
        else:
            found.append(f"{ESCAPE}{byte:02X}")
    return "".join(found)


def code_of(identifier: str) -> str:
    """The code that an SDMX identifier stands for: the way back from `code_id`.

    >>> code_of("labour@A"), code_of("48$2B"), code_of("_O")
    ('labour.A', '48+', '*')
    """
    if identifier == OTHER:
        return REST
    plain = identifier.replace(DOT, ".").encode()
    return re.sub(rb"\$([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), plain).decode()


def component_id(name: str) -> str:
    """A column's name as the identifier of a dimension.

    >>> component_id("age_band"), component_id("2fold")
    ('AGE_BAND', 'X2FOLD')
    """
    text = plain_id(name).upper()
    return text if text[:1].isalpha() else f"X{text}"


def plain_id(name: str) -> str:
    """A name with only letters, digits, `_` and `-`.

    >>> plain_id("Example Data Hub"), plain_id("2026.demo")
    ('Example_Data_Hub', '2026_demo')
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-")
