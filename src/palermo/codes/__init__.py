"""What words mean: code lists, schemas, vintages and crosswalks, as data with a source."""

from palermo.codes._catalogue import KINDS, Catalogue, Entry, Found, catalogue, find
from palermo.codes._crossing import Crosswalk, Link, Loss, Vintage, VintageColumn
from palermo.codes._describe import describe
from palermo.codes._htcds import Htcds, HtcdsField
from palermo.codes._load import (
    case_schema,
    check_all,
    code_list,
    crosswalk,
    crosswalk_names,
    htcds,
    htcds_fields,
    list_names,
    vintage,
    vintage_losses,
    vintage_names,
)
from palermo.codes._model import (
    LANGUAGES,
    MISSING_KINDS,
    ORIGINS,
    Code,
    CodeList,
    Column,
    ColumnKind,
    Generalisation,
    Schema,
    Source,
    Translation,
)
from palermo.codes._node import LARGEST, Node, parse_yaml
from palermo.codes._text import Untranslated, fold, in_language

__all__ = [
    "KINDS",
    "LANGUAGES",
    "LARGEST",
    "MISSING_KINDS",
    "ORIGINS",
    "Catalogue",
    "Code",
    "CodeList",
    "Column",
    "ColumnKind",
    "Crosswalk",
    "Entry",
    "Found",
    "Generalisation",
    "Htcds",
    "HtcdsField",
    "Link",
    "Loss",
    "Node",
    "Schema",
    "Source",
    "Translation",
    "Untranslated",
    "Vintage",
    "VintageColumn",
    "case_schema",
    "catalogue",
    "check_all",
    "code_list",
    "crosswalk",
    "crosswalk_names",
    "describe",
    "find",
    "fold",
    "htcds",
    "htcds_fields",
    "in_language",
    "list_names",
    "parse_yaml",
    "vintage",
    "vintage_losses",
    "vintage_names",
]
