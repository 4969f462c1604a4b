"""Write docs/reference/casework-forms.md from the forms of case work. A test compares the two.

Run: DJANGO_SETTINGS_MODULE=tests.settings_sensitive .venv/bin/python scripts/casework_forms.py
"""

from pathlib import Path

import django

TARGET = Path(__file__).parents[1] / "docs/reference/casework-forms.md"

HEAD = """# Forms of case work

What is asked of a case, as `src/palermo/web/casework/forms/data/` says it. This page is written by
`scripts/casework_forms.py`. Labels are there in English, French, Spanish and Arabic; *sealed* is encrypted in the
database; *found by* is what the search finds a case by. HTCDS is the Human Trafficking Case Data Standard 2.0 by IOM
(CC BY 4.0), which the last column names; how cases come in and go out by it says [](../how-to/exchange-htcds.md).

"""


def page() -> str:
    """The page."""
    from palermo.web.casework.forms import forms

    text = HEAD
    for each in forms().values():
        marks = [
            "several" if each.repeats else "",
            "for children" if each.children else "",
            f"shown to: {', '.join(sorted(each.opens))}" if each.opens else "",
            "" if each.offered else "only where a file held it",
        ]
        said = ", ".join(mark for mark in marks if mark)
        text += f"## {each.label['en']}\n\n`{each.code}`{f' ({said})' if said else ''}\n\n"
        text += "| field | question | takes | kept | found by | HTCDS |\n|---|---|---|---|---|---|\n"
        for field in each.fields:
            takes = f"{field.kind} of `{field.codes}`" if field.codes else str(field.kind)
            kept = "sealed" if field.sealed else "plain"
            standard = f"`{field.htcds}`" if field.htcds else ""
            row = [f"`{field.code}`", field.label["en"], takes, kept, field.find, standard]
            text += "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n"
        text += "\n"
    return text.rstrip() + "\n"


if __name__ == "__main__":
    django.setup()
    TARGET.write_text(page(), encoding="utf-8")
