"""A small folder of data files that is as it should be, to break one thing at a time."""

from pathlib import Path

FILES = {
    "lists/tone.yaml": """\
name: tone
title: {en: Tone}
version: "1"
verified: true
source:
  title: Invented
codes:
  - code: warm
    label: {en: Warm, fr: Chaud}
  - code: cold
    label: {en: Cold, fr: Froid}
translations:
  fr: {origin: ours}
""",
    "lists/colour.yaml": """\
name: colour
title: {en: Colour}
version: "1"
verified: true
source:
  title: Invented
attributes: [tone]
generalisations:
  - {name: tone, list: tone, attribute: tone}
codes:
  - code: red
    label: {en: Red, fr: Rouge}
    attributes: {tone: warm}
    aliases: [Scarlet]
  - code: crimson
    label: {en: Crimson}
    parent: red
    attributes: {tone: warm}
  - code: blue
    label: {en: Blue}
    attributes: {tone: cold}
    verified: false
translations:
  fr: {origin: common, source: Invented}
""",
    "lists/shape.yaml": """\
name: shape
title: {en: Shape}
version: "1"
verified: true
source:
  title: Invented
translations:
  fr: {origin: ours}
attributes: [corners]
table: shape.csv
""",
    "lists/shape.csv": """\
code,label.en,label.fr,corners,aliases
round,Round,Rond,,Circle|Disc
square,Square,Carré,4,
""",
    "schemas/case.yaml": """\
name: case
title: {en: Cases}
version: "1"
verified: true
source:
  title: Invented
columns:
  - name: colour
    kind: category
    list: colour
    label: {en: Colour}
  - name: shapes
    kind: codes
    list: shape
    label: {en: Shapes}
  - name: year
    kind: ordinal
    minimum: 1990
    maximum: 2100
    label: {en: Year}
""",
    "schemas/htcds-2.0.yaml": """\
name: htcds-2.0
title: {en: Fields}
version: "2.0"
verified: true
source:
  title: Invented
table: htcds-2.0.csv
""",
    "schemas/htcds-2.0.csv": """\
name,object,section,label.en,type,multiplicity,core,status,list,aliases
x_Colour,Thing,Thing,Colour,picklist,single,yes,DRAFT,colour,x_Color
x_Old,Thing,Thing,Old,text,single,no,DEPRECATED,,
""",
    "vintages/first.yaml": """\
name: first
title: {en: First}
aliases: [oldest]
version: "1"
verified: true
source:
  title: Invented
presence_only: true
columns:
  - {name: Colour, column: colour, values: {Red: red, "": "?unknown"}}
  - {name: isRound, column: shapes, flag: [round]}
  - {name: isBoth, column: shapes, flag: [round, square], every: true}
  - {name: shapeUnknown, column: shapes, missing: unknown}
  - {name: Remark, note: Nothing of use.}
""",
    "crosswalks/colour-to-shape.yaml": """\
name: colour-to-shape
title: {en: Colour to shape}
version: "1"
verified: true
source:
  title: Invented
from_list: colour
to_list: shape
links:
  - {code: red, to: round}
  - {code: crimson, to: round, verified: false}
  - {code: blue, to: null, note: No place.}
""",
}


def write(folder: Path, changes: dict[str, str | bytes] | None = None) -> Path:
    """Write the folder, some files otherwise than they should be; returns it."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str | bytes]:
    """One file with one passage replaced."""
    text = FILES[name]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return {name: text.replace(old, new)}
