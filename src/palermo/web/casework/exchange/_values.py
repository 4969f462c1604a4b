"""One value, as the standard writes it and as a form keeps it."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.codes import fold
from palermo.web.casework.forms import Field, Kind, clean
from palermo.web.casework.lists import answers, resolve

TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?\Z")
"""How a spreadsheet's date looks when it is kept as a time."""


def code_out(field: Field, code: str, *, strict: bool) -> str:
    """A code as the standard has it: two letters of a country, three of a language, its own code for one of ours.

    strict: whether codes that the standard does not have become its code that stands for them.
    """
    if field.codes == "country":
        return answers("country")[code].alpha2
    if field.codes == "language":
        return code
    return (answers(field.codes)[code].standard or code) if strict else code


def code_in(field: Field, text: str) -> str:
    """A code by its code or by any label. Raises ValidationError for what is none."""
    found = resolve(field.codes, text.strip())
    if found is None:
        raise ValidationError(_("That is none of the answers."), code="code")
    return found


def codes_in(field: Field, given: Any) -> list[str]:
    """Several codes: a list, or one text with semicolons, or the codes of a survey with spaces.

    A label may hold a semicolon or a comma itself, so the longest run that is an answer is taken each time.
    """
    if isinstance(given, (list, tuple)):
        return sorted({code_in(field, str(each)) for each in given if str(each).strip()})
    pieces = [piece.strip() for piece in str(given).split(";")]
    found, at = set(), 0
    while at < len(pieces):
        for until in range(len(pieces), at, -1):
            text = "; ".join(pieces[at:until])
            if (code := resolve(field.codes, text)) is not None:
                found.add(code)
                at = until
                break
        else:
            if pieces[at]:
                words = pieces[at].split()
                codes = [word if word in answers(field.codes) else resolve(field.codes, word) for word in words]
                if len(words) < 2 or None in codes:
                    raise ValidationError(_("That is none of the answers."), code="code", params={"at": pieces[at]})
                found |= {code for code in codes if code}
            at += 1
    return sorted(found)


def value_in(field: Field, given: Any) -> Any:
    """A value of the standard as a form keeps it. Raises ValidationError in words for who sent the file."""
    if isinstance(given, str):
        given = given.strip()
    if given in (None, "", []):
        return None
    if field.kind is Kind.CODES:
        return clean(field, codes_in(field, given))
    if field.kind is Kind.CODE:
        if isinstance(given, (list, tuple)):
            raise ValidationError(_("One answer fits here, and not several."), code="several")
        return clean(field, code_in(field, str(given)))
    if field.kind is Kind.YES_NO:
        value = given if isinstance(given, bool) else TRUTHS.get(fold(str(given)))
        if value is None:
            raise ValidationError(_("Write TRUE or FALSE."), code="truth")
        return value
    if field.kind in (Kind.DATE, Kind.PARTIAL_DATE):
        return clean(field, MIDNIGHT.sub("", str(given)))
    if isinstance(given, (list, dict, tuple)):
        raise ValidationError(_("A text is expected here."), code="text")
    return clean(field, str(given))
