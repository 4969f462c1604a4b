"""The hub as files: pages, pictures and data that any web server, or a memory stick, can serve."""

from palermo.web.hub.copying._copy import Copied, Wish, copy_hub

__all__ = ["Copied", "Wish", "copy_hub"]
