"""The five ways a value can be missing."""

from enum import StrEnum


class Missing(StrEnum):
    """Why a value is not there. A blank in a file is none of these until the mapping says which."""

    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
