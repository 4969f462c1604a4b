"""How to cite: a release, or an answer of one, as a sentence and as tools for references read it."""

from palermo.web.hub.citing._formats import FORMATS, Format, as_bibtex, as_ris, as_text
from palermo.web.hub.citing._reference import Reference, of_answer, of_release

__all__ = ["FORMATS", "Format", "Reference", "as_bibtex", "as_ris", "as_text", "of_answer", "of_release"]
