"""What is not done for a child before her best interests were determined and somebody stands for her.

`what_is_missing` computes it from what is known; `may_go_abroad` and `shut_for` ask it of a case, in sentences.
"""

from palermo.web.casework.children._case import exception_for, may_go_abroad, sentences, shut_for, state_of
from palermo.web.casework.children._rules import (
    ACTIONS,
    Action,
    Determination,
    Exception_,
    Guardian,
    Missing,
    faults_of,
    what_is_missing,
)

__all__ = [
    "ACTIONS",
    "Action",
    "Determination",
    "Exception_",
    "Guardian",
    "Missing",
    "exception_for",
    "faults_of",
    "may_go_abroad",
    "sentences",
    "shut_for",
    "state_of",
    "what_is_missing",
]
