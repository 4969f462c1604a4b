"""Take the web's messages out of templates and Python, and compile their translations: no gettext tools are needed.

    python scripts/messages.py            list what lacks a translation, add it to the .po files, compile them
    python scripts/messages.py --check    only say what is wrong; exit code 1 when anything is

A translation is edited in src/palermo/web/ui/locale/LANGUAGE/LC_MESSAGES/django.po; the .mo file beside it is what
Django reads, and is kept in the repository so that nothing has to be built at installation. Which languages there are,
and which of them a native speaker has read, stands in src/palermo/web/ui/languages.yaml.
"""

import io
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/palermo/web"
LOCALE = {"hub": WEB / "ui/locale", "inside": WEB / "accounts/locale"}
"""Where the translations are: of the hub and what both wings share, and of the sensitive wing."""

INSIDE = {"vault", "audit", "accounts", "casework"}
INSIDE_LANGUAGES: tuple[str, ...] = ()
"""The folders of the sensitive wing, and the languages that it is translated to: written `inside/fr` below. None
is offered yet: its pages are still being written."""

KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}
SHOWN = ("hub.", "question.", "release.tampered")
"""Messages of the catalogue of errors that a reader of the hub can meet, by the beginning of their key."""

PLURALS = {
    "fr": (2, "(n > 1)"),
    "es": (2, "(n != 1)"),
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
    "zh": (1, "0"),
}
"""How many forms a language has for numbers of things, and which one a number takes; as the CLDR has them, in order."""

SINGLE = {"fr": (0,), "es": (0,), "ar": (0, 1, 2)}
"""The forms that stand for one number only, and may say it in words; in Russian the first is that of 21 as well."""

SLIPS = {
    "fr": [(re.compile(r" [;:?!»](?=[\s<]|$)|« |(?<=\d) %(?!\()"), "a space that may break")],
    "es": [(re.compile(r"(?<=\d) %(?!\()"), "a space that may break")],
    "ru": [(re.compile(r"(?<=\d) %(?!\()"), "a space that may break")],
    "ar": [(re.compile(r"(?<=[\u0620-\u064a])[,;?]"), "a comma, semicolon or question mark of another script")],
    "zh": [(re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!]|(?<=[\u4e00-\u9fff])\.$"), "a mark that is not of full width")],
}
"""What is easily mistyped: in French, Spanish and Russian a line must not begin with a semicolon or per cent sign."""

HOLES = re.compile(r"%\(\w+\)s|\{\w+\}")
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
ONLY_AT_START = ("hub.folder_missing", "hub.is_a_release", "hub.address_unusable", "hub.not_installed")


def found(wing: str = "hub") -> Catalog:
    """Every message of a wing, with where it stands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")
    import django
    from django.utils.translation.template import templatize

    django.setup()
    catalog = Catalog()
    for path in sorted(WEB.rglob("*")):
        parts = path.relative_to(WEB).parts
        if path.suffix not in (".py", ".html") or "static" in parts or _wing(parts) != wing:
            continue
        text = path.read_text(encoding="utf-8")
        python = text if path.suffix == ".py" else templatize(text, origin=str(path))
        source = io.BytesIO(python.encode())
        place = path.relative_to(ROOT).as_posix()
        for _, function, message, _ in extract_python(source, KEYWORDS, [], {"encoding": "utf-8"}):
            _add(catalog, message, function, place)
    if wing == "inside":
        return catalog
    for message in _of_errors():
        catalog.add(message, locations=[("src/palermo/errors/messages", 0)])
    for message in _of_api():
        catalog.add(message, locations=[("src/palermo/web/hub/api", 0)])
    return catalog


def _wing(parts):
    """Whose a file is. The layout of its pages and forms stands with what both share."""
    return "inside" if parts[0] in INSIDE or parts[-1] in ("inside.html", "fields.html") else "hub"


def _split(language):
    """The wing and the code of a language: `fr` is the hub's, `inside/fr` the sensitive wing's."""
    wing, _slash, code = language.rpartition("/")
    return wing or "hub", code


def _add(catalog, message, function, place):
    if isinstance(message, tuple):
        message = tuple(message[:2]) if function == "ngettext" else message[0]
    if message and message != ("",):
        catalog.add(message, locations=[(place, 0)])


def _of_errors():
    from palermo.errors import catalogue

    for key, message in catalogue().items():
        if key.startswith(SHOWN) and key not in ONLY_AT_START:
            yield message.fault
            yield message.remedy


def _of_api():
    """What the description of the API says, for its page is made from that."""
    from palermo.web.hub.api import operations

    for operation in operations(None):
        yield operation.summary
        yield operation.description
        yield from (parameter.description for parameter in operation.parameters)


def languages():
    """The languages that pages are translated to."""
    from palermo.web.ui.languages import languages

    return [each.code for each in languages() if not each.is_source] + [f"inside/{code}" for code in INSIDE_LANGUAGES]


def po_path(language):
    """The translations of a language, as they are edited."""
    wing, code = _split(language)
    return LOCALE[wing] / code / "LC_MESSAGES/django.po"


def read(language):
    """The translations of a language. Their head names no time and nobody: the same translations are the same bytes."""
    _wing, code = _split(language)
    catalog = Catalog(locale=code)
    if po_path(language).is_file():
        with po_path(language).open("rb") as file:
            catalog = read_po(file, locale=code)
    catalog.fuzzy = False
    catalog._num_plurals, catalog._plural_expr = PLURALS[code]
    about = "# What the web pages say, translated. scripts/messages.py keeps this file."
    catalog.header_comment = f"{about}\n# {_review(code)}"
    catalog.project, catalog.version = "palermo", "1"
    catalog.creation_date = catalog.revision_date = FIXED
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "The Palermo developers"
    return catalog


def _review(language):
    """What a translator must know first: whether somebody who speaks the language from childhood has read it."""
    from palermo.web.ui.languages import language as known

    reviewed = known(language).reviewed
    return f"Reviewed by {reviewed}." if reviewed else "Not reviewed by a native speaker yet: be free to better it."


def compiled(catalog):
    """The bytes of the .mo file of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def faults(language):
    """What is wrong with the translations of a language, a line each."""
    wanted, have = found(_split(language)[0]), read(language)
    for message in wanted:
        if not message.id:
            continue
        translated = have.get(message.id)
        texts = _texts(translated.string) if translated and not translated.fuzzy else ()
        if not texts or not all(texts):
            yield f"{language}: no translation of {message.id!r}"
        elif not _fills(language, message, texts):
            yield f"{language}: other names are filled in than in {message.id!r}"
        else:
            yield from _slips(language, message, texts)
    for message in have:
        if message.id and wanted.get(message.id) is None:
            yield f"{language}: nothing says {message.id!r} any more"
    mo = po_path(language).with_suffix(".mo")
    if not mo.is_file() or _content(mo.read_bytes()) != _content(compiled(have)):
        yield f"{language}: {mo.name} is not what {po_path(language).name} compiles to"


def _fills(language, message, texts):
    """Whether every form of a translation has the names that the message has; the number may be said in words."""
    wanted = set(HOLES.findall(_texts(message.id)[-1]))
    single = SINGLE.get(_split(language)[1], ()) if isinstance(message.id, tuple) else ()
    for place, text in enumerate(texts):
        found = set(HOLES.findall(text))
        if found != wanted and not (place in single and found < wanted):
            return False
    return True


def _slips(language, message, texts):
    """Too few or too many forms of a number, and what is easily mistyped."""
    code = _split(language)[1]
    if isinstance(message.id, tuple) and len(texts) != PLURALS[code][0]:
        yield f"{language}: {len(texts)} forms and not {PLURALS[code][0]} of {message.id[0]!r}"
    for pattern, what in SLIPS.get(code, ()):
        yield from (f"{language}: {what}, in {text!r}" for text in texts if pattern.search(text))


def _content(mo):
    """What a .mo file says, its head aside, which names the tool that wrote it."""
    return {_texts(message.id): _texts(message.string) for message in read_mo(io.BytesIO(mo)) if message.id}


def _texts(value):
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def update(language):
    """Add what is new, take away what nothing says any more, compile."""
    wanted, have = found(_split(language)[0]), read(language)
    have.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    have.obsolete.clear()
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    with po_path(language).open("wb") as file:
        write_po(file, have, width=120, omit_header=False, sort_output=True, include_lineno=False)
    po_path(language).with_suffix(".mo").write_bytes(compiled(read(language)))


def main():
    """Update or check every language; the exit code."""
    if "--check" not in sys.argv:
        for language in languages():
            update(language)
    wrong = [fault for language in languages() for fault in faults(language)]
    print("\n".join(wrong) if wrong else "every message is translated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
