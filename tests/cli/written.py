"""Tables as CSV files."""

import csv


def written(path, table):
    """Write columns by name, and return where."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(table)
        out.writerows(zip(*table.values(), strict=True))
    return path
