"""An answer in the formats that others read. In each of them, what must travel with a number travels."""

from palermo.tabulate.formats._csv import table_as_csv
from palermo.tabulate.formats._formats import FORMATS, Format, Wanted, written
from palermo.tabulate.formats._travel import document, travelling

__all__ = ["FORMATS", "Format", "Wanted", "document", "table_as_csv", "travelling", "written"]
