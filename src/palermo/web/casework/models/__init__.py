"""What case work keeps. One module a noun; Django finds them here."""

from palermo.web.casework.models.cases import Case, Grant, Move
from palermo.web.casework.models.parts import Change, Conflict, Part
from palermo.web.casework.models.tokens import Token

__all__ = ["Case", "Change", "Conflict", "Grant", "Move", "Part", "Token"]
