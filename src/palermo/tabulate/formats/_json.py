"""An answer as JSON, and as JSON Lines: one row a line, each with all that travels with it."""

import json
from collections.abc import Iterator

from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._travel import document, parts, travelling


def to_json(answer: Answer, language: str = "en", link: str = "") -> bytes:
    """The answer as a JSON document: the shape of the API."""
    return json.dumps(document(answer, language, link), ensure_ascii=False).encode()


def json_lines(answer: Answer, language: str = "en", link: str = "") -> Iterator[bytes]:
    """The answer as JSON Lines: the columns of the CSV, as fields."""
    for part in parts(answer):
        rows = travelling(part, language, link).to_pylist()
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
