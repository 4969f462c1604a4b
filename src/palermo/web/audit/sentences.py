"""What an entry of the audit says in words. Each room tells its own verbs with `tell()` when it starts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.web.audit.models import Entry

Words = str | Promise

_sentences: dict[str, tuple[Words, Words]] = {}
_codes: dict[str, Words] = {}


def tell(sentences: Mapping[str, tuple[Words, Words]], codes: Mapping[str, Words] | None = None) -> None:
    """Add what verbs say: for each a label for lists of choices, and a sentence.

    In a sentence `{who}` is who did it, `{thing}` what it was done to; codes of its detail stand under their names.
    codes: what those are called in words.
    """
    _sentences.update(sentences)
    _codes.update(codes or {})


def told() -> Mapping[str, tuple[Words, Words]]:
    """Every verb that has words."""
    return _sentences


def label_of(verb: str) -> str:
    """A verb as it stands in a list of choices."""
    return str(_sentences[verb][0]) if verb in _sentences else verb


def sentence(entry: Entry, *, who: str, thing: str) -> str:
    """An entry in words. who and thing: what they are called, empty where that is not known here."""
    names = {
        "who": who or (gettext("Somebody") if entry.actor else gettext("The operator")),
        "thing": thing or gettext("somebody"),
        "number": entry.object,
    }
    codes = {name: _joined(value) for name, value in entry.detail.items()}
    wording = _sentences.get(entry.verb)
    if wording is None:
        return gettext("{who}: {verb}").format(**names, verb=entry.verb)
    return str(wording[1]).format_map(_Known({**codes, **names}))


def _joined(value: object) -> object:
    """A value of a detail in words."""
    if isinstance(value, list):
        return ", ".join(str(_codes.get(str(each), each)) for each in value) or "–"
    return _codes.get(value, value) if isinstance(value, str) else value


class _Known(dict[str, object]):
    """What is known of an entry; what an older one does not tell is left open."""

    def __missing__(self, name: str) -> str:
        return "…"


tell(
    {
        "audit.read": (_("The audit was read"), _("{who} read the audit.")),
        "audit.exported": (_("The audit was exported"), _("{who} exported the audit.")),
    }
)
