"""How the documentation is built."""

import re
from pathlib import Path

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
