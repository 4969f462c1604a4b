"""What one combination adds to a comparison of two tables."""

from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._numbers import Floats, Int32s


@compiled
def add_one(
    a: int,
    b: int,
    path: Int32s,
    depth: int,
    resolution: int,
    edges: Int32s,
    column_of: Int32s,
    scale: Floats,
    sums: tuple[Floats, Floats, Floats, Floats, Floats],
) -> None:
    """Add one combination to the sums of `Joint`, in the order of its fields.

    a, b: cases that have it in the one table and in the other. path: its attributes, `depth` of them. scale: by length,
    how much larger the one table is than the other.
    """
    lengths, sizes, attributes, columns, gaps = sums
    row = lengths[depth - 1]
    gap = abs(a - b)
    rare = 0 < a < resolution
    if a > 0:
        row[0] += 1
        row[3] += a
        row[5] += gap
        gaps[depth - 1, min(gap, gaps.shape[1] - 1)] += 1
        if b > 0:
            row[2] += 1
            row[6] += gap
        else:
            row[7] += a
        if rare:
            row[10] += 1
            row[11] += b > 0
        else:
            row[14] += 1
            row[15] += b > 0
            row[16] += gap / a
            row[17] += min(b / a, 1.0)
        if a == 1:
            row[12] += 1
            row[13] += b > 0
    else:
        row[8] += b
    if b > 0:
        row[1] += 1
        row[4] += b
    row[9] += min(a, b)
    row[18] += abs(a - b * scale[depth - 1])
    size = 0
    while size < edges.size and a >= edges[size]:
        size += 1
    bucket = sizes[depth - 1, size]
    bucket[0] += 1
    bucket[1] += a
    bucket[2] += b
    bucket[3] += gap
    bucket[4] += b - a
    bucket[5] += float(b - a) ** 2
    bucket[6] += b == 0
    for place in range(depth):
        _add_part(attributes[path[place], depth - 1], a, b, gap, rare)
        column = column_of[path[place]]
        again = False
        for before in range(place):
            if column_of[path[before]] == column:
                again = True
        if not again:
            _add_part(columns[column, depth - 1], a, b, gap, rare)


@compiled
def _add_part(part: Floats, a: int, b: int, gap: int, rare: bool) -> None:
    if a > 0:
        part[0] += 1
        part[1] += a
        part[2] += gap
        if b == 0:
            part[3] += a
    else:
        part[4] += b
    if rare:
        part[5] += 1
        part[6] += b > 0
