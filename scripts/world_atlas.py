"""Make the atlas light enough for a page: ISO alpha-3 ids, no names, no Antarctica, coarser lines.

Lines are simplified arc by arc (Visvalingam & Whyatt 1993), so that two neighbours keep one common border, and then
laid on a coarser grid. An island that shrinks to a line is left out: drawn on a sphere it would be its own outside.
What is too small to be seen has a point besides, to be drawn as a dot. Western Sahara is drawn apart from Morocco as
far as 27°40' N, where Natural Earth has the line between those who hold it. What Natural Earth draws as a part of a
state, and ISO 3166 gives a code of its own, is told from the state by where it lies: French Guiana is not France.
"""

import csv
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

COUNTRIES = Path(__file__).parents[1] / "src/palermo/codes/data/lists/country.csv"
LEAST_AREA = 0.005
"""Triangles below this are cut from a line, in square degrees: less than a pixel of a map 1,200 pixels wide."""
GRID = 0.02
"""Step of the coordinates, in degrees."""
LEFT_OUT = ("010",)
"""Antarctica: nobody was ever registered there, and it takes a fifth of the picture."""

Point = tuple[float, float]

SMALL = 0.8
"""A country below this gets a dot, in square degrees: smaller than a few pixels of a map of the world."""
NORTH_OF_SAHARA = 27.66
"""The latitude at which Western Sahara ends: a Non-Self-Governing Territory in the list of the United Nations. It is
27°40' N; on the grid, the corners of the shapes there stand a little below."""
LEAST_RING = 1e-3
"""A ring below this is left out, in square degrees."""

Box = tuple[float, float, float, float]
"""From where to where, in degrees: west, south, east, north."""

TERRITORIES: tuple[tuple[str, str, Box], ...] = (
    ("France", "GUF", (-56, 1, -51, 7)),
    ("France", "GLP", (-62.2, 15.7, -60.9, 16.7)),
    ("France", "MTQ", (-61.4, 14.2, -60.7, 15)),
    ("France", "MYT", (44.8, -13.2, 45.5, -12.5)),
    ("France", "REU", (55, -21.6, 56, -20.7)),
    ("Netherlands", "BES", (-69, 11.8, -62, 18)),
    ("Norway", "SJM", (-10, 70.5, -7, 71.5)),
    ("Norway", "SJM", (9, 74, 34.5, 81)),
    ("Indian Ocean Ter.", "CXR", (105, -11, 106.5, -10)),
    ("Indian Ocean Ter.", "CCK", (96, -13, 98, -11)),
)
"""The shape that Natural Earth has, the code in ISO 3166 of what is apart in it, the box in which all of it lies."""

NOT_DRAWN: tuple[tuple[str, Point], ...] = (
    ("BVT", (3.4, -54.4)),
    ("GIB", (-5.3, 36.1)),
    ("TKL", (-171.8, -9.2)),
    ("TUV", (179.2, -8.5)),
    ("UMI", (166.6, 19.3)),
)
"""Codes of ISO 3166 that have no shape at this scale at all, and a place of each, in degrees: they have dots only."""


def lighten(atlas: Mapping[str, Any]) -> bytes:
    """One topology with two objects; the alpha-3 code is the `id`, and there is none where ISO 3166 has none.

    `countries` are the shapes, `small` a point for each country too small to be seen.
    """
    alpha3 = {row["numeric"]: row["code"] for row in csv.DictReader(COUNTRIES.open(encoding="utf-8", newline=""))}
    before = _decoded(atlas)
    lines = [_on_grid(_simplified(line)) for line in before]
    after = [[(x * GRID, y * GRID) for x, y in accumulate(line, _step)] for line in lines]
    used: dict[int, int] = {}
    countries: list[dict[str, Any]] = []
    small: list[dict[str, Any]] = []
    numbers = {code: number for number, code in alpha3.items()}
    given = [shape for shape in atlas["objects"]["countries"]["geometries"] if shape.get("id") not in LEFT_OUT]
    shapes = [part for shape in given for part in _parts(shape, numbers, before)]
    large = {shape["id"] for shape in shapes if "id" in shape and _is_large(shape, before)}
    for shape in sorted(shapes, key=lambda shape: (alpha3.get(shape.get("id"), "~"), shape["properties"]["name"])):
        polygons = _polygons(shape)
        name = {"id": alpha3[shape["id"]]} if shape.get("id") in alpha3 else {}
        kept = [rings for polygon in polygons if (rings := _kept_rings(polygon, before, after))]
        if kept:
            numbered = [[[_renumber(index, used) for index in ring] for ring in polygon] for polygon in kept]
            countries.append({"type": "MultiPolygon", "arcs": numbered, **name})
        areas = [abs(_area(_ring(polygon[0], before))) for polygon in polygons]
        if name and shape["id"] not in large:
            largest = _ring(polygons[areas.index(max(areas))][0], before)
            x, y = (sum(values) / len(values) for values in zip(*largest, strict=True))
            small.append(_dot(name["id"], (x, y)))
    small = sorted([*small, *(_dot(code, place) for code, place in NOT_DRAWN)], key=lambda dot: dot["id"])
    topology = {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": [-180, -90]},
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": countries},
            "small": {"type": "GeometryCollection", "geometries": small},
        },
        "arcs": [lines[index] for index in used],
    }
    _draw_apart(topology)
    return json.dumps(topology, separators=(",", ":")).encode() + b"\n"


def _dot(code: str, place: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _places([place])[0], "id": code}


def _parts(
    shape: Mapping[str, Any], numbers: Mapping[str, str], lines: Sequence[Sequence[Point]]
) -> Iterator[dict[str, Any]]:
    """A shape, and before it what lies in it and has a code of its own. Nothing is left of some shapes."""
    name, left = shape["properties"]["name"], list(_polygons(shape))
    codes = dict.fromkeys(code for state, code, _box in TERRITORIES if state == name)
    for code in codes:
        boxes = [box for state, each, box in TERRITORIES if (state, each) == (name, code)]
        taken = [polygon for polygon in left if any(_lies_in(_ring(polygon[0], lines), box) for box in boxes)]
        if not taken:
            raise ValueError(f"{code} is not where it was in the shape of {name}")
        left = [polygon for polygon in left if polygon not in taken]
        yield {"type": "MultiPolygon", "arcs": taken, "id": numbers[code], "properties": {"name": f"{name}, {code}"}}
    if left:
        yield {**shape, "type": "MultiPolygon", "arcs": left}


def _lies_in(ring: Sequence[Point], box: Box) -> bool:
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in ring)


def _draw_apart(topology: dict[str, Any]) -> None:
    """Give Western Sahara its whole coast: the line through it goes, one along its northern end comes in its place.

    Morocco's ring comes down to the line, along it to the coast, and up the coast. Its piece of the coast up to the
    northern end of Western Sahara is cut off and given to the ring that goes along the same line the other way.
    """
    rings = {shape.get("id"): shape["arcs"] for shape in topology["objects"]["countries"]["geometries"]}
    (morocco,), (sahara,) = (rings[code][0] for code in ("MAR", "ESH"))
    line = next(index for index in morocco if ~index in sahara)
    coast = morocco[(morocco.index(line) + 1) % len(morocco)]
    lines = topology["arcs"]
    shore = list(accumulate(lines[coast], _step))
    end = next(place for place, (_x, y) in enumerate(shore) if y * GRID - 90 >= NORTH_OF_SAHARA - GRID / 2)
    (from_x, from_y), (to_x, to_y) = lines[line][0], shore[end]
    sahara.insert(sahara.index(~line), len(lines))
    lines.append(lines[coast][: end + 1])
    lines[line] = [[from_x, from_y], [to_x - from_x, to_y - from_y]]
    lines[coast] = [shore[end], *lines[coast][end + 1 :]]


def _polygons(shape: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    return shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]


def _is_large(shape: Mapping[str, Any], lines: Sequence[Sequence[Point]]) -> bool:
    """Whether this shape alone can be seen: some countries have a second one, for an island."""
    return sum(abs(_area(_ring(polygon[0], lines))) for polygon in _polygons(shape)) >= SMALL


def _step(place: Sequence[int], step: Sequence[int]) -> list[int]:
    return [place[0] + step[0], place[1] + step[1]]


def _ring(indices: Sequence[int], lines: Sequence[Sequence[Point]]) -> list[Point]:
    """The points of a ring; a negative index is the same line walked backwards."""
    points: list[Point] = []
    for index in indices:
        line = list(lines[index]) if index >= 0 else list(reversed(lines[~index]))
        points += line[1:] if points else line
    return points


def _area(ring: Sequence[Point]) -> float:
    """Signed area in square degrees."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def _kept_rings(
    polygon: Sequence[Sequence[int]], before: Sequence[Sequence[Point]], after: Sequence[Sequence[Point]]
) -> list[Sequence[int]]:
    """The rings that still turn the way they did; nothing when the outer one does not."""
    kept = [ring for ring in polygon if _area(_ring(ring, after)) * _area(_ring(ring, before)) > LEAST_RING**2]
    return kept if kept and kept[0] is polygon[0] else []


def _decoded(atlas: Mapping[str, Any]) -> list[list[Point]]:
    (scale_x, scale_y), (from_x, from_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    lines = []
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + from_x, y * scale_y + from_y))
        lines.append(line)
    return lines


def _simplified(line: Sequence[Point]) -> list[Point]:
    """Visvalingam: cut the point that spans the smallest triangle, until all span enough. The ends stay."""
    count = len(line)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    kept = [True] * count
    least = 4 if line[0] == line[-1] else 2

    def area(at: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = line[before[at]], line[at], line[after[at]]
        return abs((ax - bx) * (cy - by) - (ay - by) * (cx - bx)) / 2

    areas = [area(at) if 0 < at < count - 1 else 0.0 for at in range(count)]
    queue = [(areas[at], at) for at in range(1, count - 1)]
    heapq.heapify(queue)
    left = count
    while queue and left > least:
        smallest, at = heapq.heappop(queue)
        if not kept[at] or smallest != areas[at]:
            continue
        if smallest >= LEAST_AREA:
            break
        kept[at] = False
        left -= 1
        after[before[at]], before[after[at]] = after[at], before[at]
        for neighbour in (before[at], after[at]):
            if 0 < neighbour < count - 1:
                areas[neighbour] = max(smallest, area(neighbour))
                heapq.heappush(queue, (areas[neighbour], neighbour))
    return [point for point, stays in zip(line, kept, strict=True) if stays]


def _places(line: Sequence[Point]) -> list[list[int]]:
    return [[round((x + 180) / GRID), round((y + 90) / GRID)] for x, y in line]


def _on_grid(line: Sequence[Point]) -> list[list[int]]:
    """Steps on the grid, the first from its corner; a line that shrinks to a point keeps one step of nothing."""
    places = _places(line)
    steps = [places[0]]
    steps += [[x - from_x, y - from_y] for (from_x, from_y), (x, y) in pairwise(places) if (x, y) != (from_x, from_y)]
    return steps if len(steps) > 1 else [*steps, [0, 0]]


def _renumber(index: int, used: dict[int, int]) -> int:
    """The new number of a line, given in the order in which lines are first met."""
    line = index if index >= 0 else ~index
    number = used.setdefault(line, len(used))
    return number if index >= 0 else ~number
