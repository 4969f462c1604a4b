"""What a field takes: checked on its way in, shown on its way out."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.web.casework.forms._definitions import Field, Kind
from palermo.web.casework.lists import answers, label, resolve

MISSING = {
    "unknown": gettext_lazy("Not known"),
    "refused": gettext_lazy("Does not want to say"),
    "not_applicable": gettext_lazy("Does not apply"),
}
"""Why there is no answer, where it was asked. A field that holds nothing was not asked."""

LONGEST = {Kind.TEXT: 300, Kind.LONG_TEXT: 20_000, Kind.TEXTS: 300, Kind.PHONE: 40, Kind.EMAIL: 254}
"""Characters."""

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
PHONE = re.compile(r"\+?[1-9]\d{1,14}\Z")
"""A telephone number as E.164 has it, and as HTCDS wants it."""

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
EARLIEST = 1900
MOST = 1_000_000
MOST_LISTED = 60
"""Answers of which one is chosen from a list that is shown whole; of more, what is typed is looked up."""

CHOSEN = frozenset({Kind.CODE, Kind.CODES, Kind.YES_NO})
"""Kinds whose answers are chosen: one of the choices is why there is none. What is written is what it says."""

MOST_TEXTS = 50
"""Lines of a field that takes several texts."""


def clean(field: Field, given: Any) -> Any:
    """A value as it is kept; None for nothing. Raises ValidationError in words for who fills in the form.

    given: a text, a list of texts for several codes, or `{"missing": …}`.
    """
    if isinstance(given, dict):
        if set(given) != {"missing"} or given["missing"] not in MISSING:
            raise ValidationError(_("That is no reason for no answer."), code="missing")
        return {"missing": given["missing"]}
    if isinstance(given, str):
        given = given.strip().replace("\x00", "")
    if given in (None, "", []):
        return None
    if isinstance(given, str) and given.startswith("missing:") and field.kind in CHOSEN:
        return clean(field, {"missing": given.removeprefix("missing:")})
    if isinstance(given, str) and field.codes:
        for why, text in MISSING.items():  # typed, where answers are looked up and not chosen
            if given == str(text):
                return {"missing": why}
    return _CLEAN[field.kind](field, given)


def _text(field: Field, given: Any) -> str:
    value = str(given)
    if len(value) > LONGEST[field.kind]:
        raise ValidationError(_("It is too long: %(most)d characters fit."), params={"most": LONGEST[field.kind]})
    return value


def _phone(field: Field, given: Any) -> str:
    value = re.sub(r"[\s().\-/]", "", str(given)).translate(DIGITS)
    if value.startswith("00"):
        value = "+" + value[2:]
    if not PHONE.match(value):
        raise ValidationError(_("A telephone number begins with + and the country's number, such as +39 06 123456."))
    return value


def _email(field: Field, given: Any) -> str:
    value = _text(field, given)
    validate_email(value)
    return value


def _date(field: Field, given: Any) -> str:
    try:
        value = date.fromisoformat(str(given))
    except ValueError:
        raise ValidationError(_("A date is year, month, day, such as 2026-11-30.")) from None
    if not EARLIEST <= value.year <= timezone.now().year + 20:
        raise ValidationError(_("There is a slip in the year."))
    return value.isoformat()


def _partial_date(field: Field, given: Any) -> str:
    value = str(given)
    found = PARTIAL.match(value)
    if found is None:
        raise ValidationError(_("Write what is known: 1999, 1999-03 or 1999-03-21."))
    year, month, day = found.groups()
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValidationError(_("There is no such day.")) from None
    if not EARLIEST <= whole.year or whole > timezone.now().date():
        raise ValidationError(_("There is a slip in the year: it lies in the future, or too far back."))
    return value


def _code(field: Field, given: Any) -> str:
    known = answers(field.codes)
    value = str(given)
    # of a long list somebody types what she looks for: what it is called, in her language
    found = resolve(field.codes, value) if len(known) > MOST_LISTED else value
    if found is None or found not in known:
        raise ValidationError(_("That is none of the answers."), code="code")
    return found


def _codes(field: Field, given: Any) -> list[str]:
    values = [given] if isinstance(given, str) else list(given)
    return sorted({_code(field, value) for value in values})


def _texts(field: Field, given: Any) -> list[str]:
    lines = given.splitlines() if isinstance(given, str) else [str(line) for line in given]
    values = [line.strip() for line in lines if line.strip()]
    if len(values) > MOST_TEXTS:
        raise ValidationError(_("These are too many lines: %(most)d fit."), params={"most": MOST_TEXTS})
    return [_text(field, value) for value in values]


def _yes_no(field: Field, given: Any) -> bool:
    value = {True: True, False: False, "yes": True, "no": False}.get(given)
    if value is None:
        raise ValidationError(_("That is none of the answers."), code="code")
    return value


def _number(field: Field, given: Any) -> int:
    try:
        value = int(str(given).translate(DIGITS))
    except ValueError:
        raise ValidationError(_("That is no whole number.")) from None
    if not 0 <= value <= MOST:
        raise ValidationError(_("There is a slip in the number."))
    return value


def _decimal(field: Field, given: Any) -> float:
    try:
        value = float(str(given).translate(DIGITS).replace(",", "."))
    except ValueError:
        raise ValidationError(_("That is no number.")) from None
    if not abs(value) <= MOST:  # what is no number is not below any
        raise ValidationError(_("There is a slip in the number."))
    return value


_CLEAN = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.TEXTS: _texts,
    Kind.DECIMAL: _decimal,
}


def shown(field: Field, value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(MISSING[value["missing"]])
    if field.kind in (Kind.CODE, Kind.CODES):
        return ", ".join(label(field.codes, code) for code in ([value] if isinstance(value, str) else value))
    if field.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind is Kind.TEXTS:
        return "\n".join(value)
    if field.kind is Kind.DATE:
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    return str(value)
