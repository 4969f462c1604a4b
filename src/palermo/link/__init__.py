"""Case tables → the same person found once, within and between contributors."""

from palermo.link._bloom import EncodeSettings
from palermo.link._cases import records_of
from palermo.link._decisions import Contradiction, Decision, Verdict, read_decisions, read_queue, write_decisions
from palermo.link._duplicates import ColumnMerge, Merged, MergeReport, merge_duplicates
from palermo.link._encodings import encode, is_encoded, make_key, read_encodings, read_key, write_encodings
from palermo.link._fields import Fields, read_fields
from palermo.link._histories import capture_histories
from palermo.link._link import link
from palermo.link._link_encoded import link_encoded
from palermo.link._linked import Linked
from palermo.link._names import Name, latin, read_name
from palermo.link._quality import AtThreshold
from palermo.link._report import LinkReport
from palermo.link._settings import LinkSettings

__all__ = [
    "AtThreshold",
    "ColumnMerge",
    "Contradiction",
    "Decision",
    "EncodeSettings",
    "Fields",
    "LinkReport",
    "LinkSettings",
    "Linked",
    "MergeReport",
    "Merged",
    "Name",
    "Verdict",
    "capture_histories",
    "encode",
    "is_encoded",
    "latin",
    "link",
    "link_encoded",
    "make_key",
    "merge_duplicates",
    "read_decisions",
    "read_encodings",
    "read_fields",
    "read_key",
    "read_name",
    "read_queue",
    "records_of",
    "write_decisions",
    "write_encodings",
]
