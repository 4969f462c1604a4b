"""The forms of a case as data: which fields there are, what they take, and what of them is sealed.

The YAML files in `data/` say it; `form` and `forms` read and check them once.
"""

from palermo.web.casework.forms._definitions import Field, Form, Kind
from palermo.web.casework.forms._reading import form, forms
from palermo.web.casework.forms._values import MISSING, clean, shown

__all__ = ["MISSING", "Field", "Form", "Kind", "clean", "form", "forms", "shown"]
