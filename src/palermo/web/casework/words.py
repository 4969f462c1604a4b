"""What the audit says of case work's steps, in sentences; told to it when the app starts."""

from django.utils.translation import gettext_lazy as _

from palermo.web.audit.sentences import tell

CASES = _("Cases")
TO_DO = _("To do")
DIRECTORY = _("Directory")
HOUSE = _("Rules of the house")
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
    "plan.begun": (_("A plan was begun"), _("{who} began version {number} of the plan.")),
    "plan.need_added": (_("A need was written down"), _("{who} wrote a need into the plan.")),
    "plan.action_added": (_("An action was planned"), _("{who} wrote an action into the plan.")),
    "plan.taken_out": (
        _("Something was taken out of a draft"),
        _("{who} took something out of the draft of the plan."),
    ),
    "plan.agreed": (_("A plan was agreed"), _("{who} wrote down that version {number} of the plan was agreed.")),
    "plan.approved": (_("A plan was approved"), _("{who} approved version {number} of the plan.")),
    "plan.sent_back": (_("A plan was sent back"), _("{who} sent version {number} of the plan back.")),
    "plan.action_marked": (_("An action came further"), _("{who} wrote down how far an action of the plan had come.")),
    "provider.added": (_("A service was added to the directory"), _("{who} added an entry to the directory.")),
    "provider.changed": (_("The directory was changed"), _("{who} changed an entry of the directory.")),
    "provider.retired": (_("A service left the directory"), _("{who} took an entry out of the directory.")),
    "service.planned": (_("A service was planned"), _("{who} planned a service ({type}).")),
    "service.given": (_("A service was given"), _("{who} wrote down that a service was given ({type}).")),
    "service.dropped": (_("A service was struck out"), _("{who} struck a service out ({type}).")),
    "service.feedback": (_("She spoke of a service"), _("{who} wrote down what she said of a service.")),
    "visit.planned": (_("A follow-up was planned"), _("{who} planned a follow-up.")),
    "visit.ended": (_("A follow-up ended"), _("{who} wrote down what became of a follow-up.")),
    "recovery.begun": (_("Time to recover began"), _("{who} wrote down time to recover of {days} days.")),
    "recovery.ended": (_("Time to recover was ended"), _("{who} ended the time to recover before its day.")),
    "closure.reviewed": (_("A last review"), _("{who} wrote the last review of the case.")),
    "closure.approved": (_("A closure was approved"), _("{who} approved the closure of the case.")),
    "closure.sent_back": (_("A closure was sent back"), _("{who} sent the closure of the case back.")),
    "house_rules.set": (_("The rules of the house were set"), _("{who} set the rules of the house.")),
    "access.read": (_("Who saw a case was read"), _("{who} read who had seen the case.")),
}


def tell_all() -> None:
    """Tell the audit's pages these sentences."""
    tell(SENTENCES)
