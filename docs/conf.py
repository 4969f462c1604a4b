"""How the documentation is built."""

import re
from pathlib import Path
from typing import Any

project = "Palermo"
author = "The Palermo developers"
project_copyright = "The Palermo developers, Apache-2.0"
_changelog = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
release = re.search(r"## \[(\d+\.\d+\.\d+)\]", _changelog).group(1)  # type: ignore[union-attr]
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
suppress_warnings = ["myst.xref_missing"]

html_theme = "furo"
html_title = f"Palermo {release}"
html_static_path = ["_static"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5d66", "color-brand-content": "#0b5d66"},
    "dark_css_variables": {"color-brand-primary": "#6cc3cc", "color-brand-content": "#6cc3cc"},
}

_TERM = re.compile(r"^(?P<names>\w+(?:, \w+)*): (?P<text>.+)$")
_WORD = re.compile(r"(?<!`)`(?!`)([^`]+)`(?!`)")


def _as_restructured_text(app: Any, what: str, name: str, entry: Any, options: Any, lines: list[str]) -> None:
    """Turn the house's plain docstrings (`name: what it is`, continued further in) into what Sphinx reads as a list."""
    found: list[str] = []
    in_term = in_example = False
    for line in lines:
        in_example = line.startswith(">>>") or (in_example and bool(line.strip()))
        match = None if in_example else _TERM.match(line)
        if match:
            found += [] if in_term else [""]
            found.append(f"- ``{match['names']}``: {match['text']}")
        elif in_term and line.startswith("    "):
            found.append("  " + line.strip())
        else:
            found += [""] if in_term and line.strip() else []
            found.append(line)
        in_term = bool(match) or (in_term and line.startswith("    "))
    lines[:] = [line if line.startswith((">>>", "...")) else _WORD.sub(r"``\1``", line) for line in found]


def setup(app: Any) -> None:
    """Connect the docstrings to their reader."""
    app.connect("autodoc-process-docstring", _as_restructured_text)
