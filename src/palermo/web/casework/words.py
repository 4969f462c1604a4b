"""What the audit says of case work's steps, in sentences; told to it when the app starts."""

from django.utils.translation import gettext_lazy as _

from palermo.web.audit.sentences import tell

CASES = _("Cases")
"""What the navigation calls them."""

SENTENCES = {
    "case.made": (_("A case was made"), _("{who} made the case.")),
    "case.read": (_("A case was read"), _("{who} read the case.")),
    "case.searched": (_("A search"), _("{who} searched; {hits} cases were found.")),
    "case.assigned": (_("A case was given away"), _("{who} gave the case to somebody else.")),
    "case.moved": (_("A case moved on"), _("{who} moved the case from {before} to {after}.")),
    "case.glass_broken": (_("The glass was broken"), _("{who} opened the case beyond her reach.")),
    "part.made": (_("A form was begun"), _("{who} began the form {form}.")),
    "part.changed": (_("Answers were changed"), _("{who} changed {fields} in the form {form}.")),
    "part.taken_out": (_("A form was taken out"), _("{who} took a form {form} out.")),
    "conflict.decided": (_("A conflict was decided"), _("{who} decided what two had written in {field}.")),
    "note.written": (_("A note was written"), _("{who} wrote a note.")),
    "note.corrected": (_("A note was corrected"), _("{who} corrected a note.")),
    "file.attached": (_("A file was attached"), _("{who} attached a file.")),
    "file.read": (_("A file was read"), _("{who} took a copy of a file.")),
    "file.taken_out": (_("A file was taken out"), _("{who} took a file out.")),
    "access.read": (_("Who saw a case was read"), _("{who} read who had seen the case.")),
}


def tell_all() -> None:
    """Tell the audit's pages these sentences."""
    tell(SENTENCES)
