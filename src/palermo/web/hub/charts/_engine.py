"""The engine that draws on the server, with the page's own letters."""

from functools import cache
from importlib.resources import as_file, files
from types import ModuleType

LETTERS = "'Source Sans 3'"
"""The typeface that the engine measures and draws by. It comes with the package, for the engine has none of its own and
a server may have none either."""
SIGNS = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei'"
"""Typefaces of the server that have Chinese signs; the engine takes the first that is there for a whole line."""


@cache
def engine() -> ModuleType:
    """The engine, told once where the letters are."""
    import vl_convert

    with as_file(files("palermo.web.hub.charts") / "typefaces") as folder:
        vl_convert.register_font_directory(str(folder))
    return vl_convert
