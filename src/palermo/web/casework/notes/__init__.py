"""Templates of notes: what is easily forgotten, asked line by line. They are data, by language."""

from palermo.web.casework.notes._templates import NoteTemplate, templates

__all__ = ["NoteTemplate", "templates"]
