"""Make the list of languages of case work: ISO 639 codes of three letters, named by the Unicode CLDR.

Languages that the CLDR names in English are listed, so that somebody's own language is there to be chosen; where it has
no name in French, Spanish or Arabic the English one is shown. Run: .venv/bin/python scripts/build_language_list.py
"""

from pathlib import Path

from babel import Locale
from babel.core import get_global

TARGET = Path(__file__).parents[1] / "src/palermo/web/casework/lists/data/language.csv"

BIBLIOGRAPHIC = frozenset(
    "alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel scc scr".split()
)
"""ISO 639-2/B: second codes that libraries use. The terminological ones are those of ISO 639-3 too."""

MEMBERS = frozenset("als arb azj cmn pes ekk gug khk knn lvs npi ory plt swc uzn ydd zsm ayr bcc bcl".split())
"""Languages of ISO 639-3 that the CLDR takes for the one that they belong to."""

NO_LANGUAGE = frozenset("mul und zxx mis root sh art crp".split())
LANGUAGES = ("en", "fr", "es", "ar")


def main() -> None:
    """Write the table."""
    names = {language: Locale(language).languages for language in LANGUAGES}
    three: dict[str, str] = {"no": "nor", "tl": "tgl", "tw": "twi"}
    for long, short in sorted(get_global("language_aliases").items()):
        if len(long) == 3 and len(short) == 2 and long not in BIBLIOGRAPHIC | MEMBERS:
            three.setdefault(short, long)
    rows = []
    for code, english in names["en"].items():
        if not code.isalpha() or len(code) > 3 or code in NO_LANGUAGE:
            continue
        long = code if len(code) == 3 else three[code]
        labels = [(names[language].get(code) or "").replace(",", " –") for language in LANGUAGES]
        rows.append((english.casefold(), [long, *labels, code if len(code) == 2 else ""]))
    lines = ["code,en,fr,es,ar,alpha2", *(",".join(row) for _order, row in sorted(rows))]
    codes = [row[0] for _order, row in rows]
    assert len(codes) == len(set(codes)), sorted(code for code in codes if codes.count(code) > 1)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
