"""What can go wrong for a user, in one tree and one catalogue.

A `UserError` is something the user can mend: it names the place, the fault and the remedy, has an exit code and
an HTTP status of its own, and is shown without a traceback. Anything else that is raised is a bug of ours.
"""

from palermo.errors._catalogue import Message, catalogue
from palermo.errors._tree import (
    CodesError,
    InputError,
    MappingError,
    PalermoError,
    ProtectionError,
    QuestionError,
    ReleaseError,
    SettingsError,
    UserError,
)

__all__ = [
    "CodesError",
    "InputError",
    "MappingError",
    "Message",
    "PalermoError",
    "ProtectionError",
    "QuestionError",
    "ReleaseError",
    "SettingsError",
    "UserError",
    "catalogue",
]
