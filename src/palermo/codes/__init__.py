"""What words mean: code lists, schemas, vintages and crosswalks, as data with a source."""

from palermo.codes._load import (
    case_schema,
    code_list,
    crosswalk,
    crosswalk_names,
    list_names,
    vintage,
    vintage_names,
)
from palermo.codes._model import (
    LANGUAGES,
    Code,
    CodeList,
    Column,
    ColumnKind,
    Crosswalk,
    Generalisation,
    Link,
    Loss,
    Schema,
    Source,
    Vintage,
    VintageColumn,
)
from palermo.codes._text import fold

__all__ = [
    "LANGUAGES",
    "Code",
    "CodeList",
    "Column",
    "ColumnKind",
    "Crosswalk",
    "Generalisation",
    "Link",
    "Loss",
    "Schema",
    "Source",
    "Vintage",
    "VintageColumn",
    "case_schema",
    "code_list",
    "crosswalk",
    "crosswalk_names",
    "fold",
    "list_names",
    "vintage",
    "vintage_names",
]
