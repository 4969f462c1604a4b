"""SDG indicator 16.2.2: detected victims, their number and per 100,000; assisted and estimated ones beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from palermo.codes import code_list
from palermo.errors import InputError
from palermo.estimate._indicators._population import AGES, SEXES, TOTAL, Population
from palermo.estimate._indicators._victims_document import document
from palermo.estimate._indicators._victims_row import ASSISTED, DETECTED, ESTIMATED, KINDS, PER, RATE, VictimsRow
from palermo.estimate._results import Caution
from palermo.report import Document

NEEDED = ("kind", "country", "year_from", "year_to", "low", "high")


@dataclass(frozen=True)
class VictimsReport:
    """Tables of indicator 16.2.2. conflicts: places of which the source has several numbers, so that none is given."""

    rows: tuple[VictimsRow, ...]
    cautions: tuple[Caution, ...]
    conflicts: tuple[Mapping[str, Any], ...]
    settings: Mapping[str, Any]

    def of(self, kind: str) -> tuple[VictimsRow, ...]:
        """The rows of one kind. Kinds are never added."""
        return tuple(each for each in self.rows if each.kind == kind)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "indicator": "16.2.2",
            "per": PER,
            "rows": [asdict(each) for each in self.rows],
            "conflicts": [dict(each) for each in self.conflicts],
            "cautions": [each.to_dict() for each in self.cautions],
            "settings": dict(self.settings),
        }

    def table(self) -> pa.Table:
        """All rows as a table, a number a row."""
        return pa.Table.from_pylist([asdict(each) for each in self.rows])

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def report_victims(
    figures: Sequence[Mapping[str, Any]] | pa.Table,
    population: Population,
    *,
    conflicts: Sequence[Mapping[str, Any]] = (),
    settings: Mapping[str, Any] | None = None,
) -> VictimsReport:
    """Lay out published numbers as indicator 16.2.2 has them.

    figures: rows with kind (detected, assisted or estimated), country, year_from, year_to, low, high, and sex, age,
    form, sdg (the series), estimate, level and source where they are known. Numbers by citizenship or country of return
    are not of this indicator and are left out. Only detected victims have a series; assisted and estimated ones stand
    beside them, never added. A rate takes the residents of the same country, year, sex and age; of a period of several
    years there is none. Raises InputError for a row that is none, and where there are more victims than residents.

    >>> from palermo.estimate import read_population
    >>> people = read_population({"country": ["PHL"], "year": [2020], "population": [100_000_000]})
    >>> few = {"kind": "detected", "country": "PHL", "year_from": 2020, "year_to": 2020, "low": 1, "high": 4}
    >>> found = report_victims([few | {"sdg": "VC_HTF_DETV"}], people)
    >>> row = found.rows[0]
    >>> row.rate_low, row.rate_high, row.rate, row.rate_series
    (0.001, 0.004, None, 'VC_HTF_DETVR')
    """
    given = figures.to_pylist() if isinstance(figures, pa.Table) else list(figures)
    rows = []
    unknown: set[str] = set()
    periods = elsewhere = 0
    for at, each in enumerate(given):
        _check(each, at)
        if any(each.get(name, TOTAL) not in (TOTAL, None, "") for name in ("citizenship", "repatriation")):
            elsewhere += 1
            continue
        row = _row(each, population)
        if row.population is not None and row.low > row.population:
            reason = (
                f"{row.country} {row.year} has more {row.kind} victims than residents: are those given in thousands?"
            )
            raise InputError("estimate.indicator_population", place=population.place or "residents", reason=reason)
        rows.append(row)
        if row.year_from != row.year_to:
            periods += 1
        elif row.population is None:
            unknown.add(f"{row.country} {row.year} {_group(row)}")
    if not rows:
        raise InputError("estimate.indicator_nothing", place="figures")
    order = {kind: at for at, kind in enumerate(KINDS)}
    rows.sort(key=lambda each: (each.country, order[each.kind], each.year_from, _depth(each)))
    return VictimsReport(
        tuple(rows), tuple(_cautions(rows, unknown, periods, elsewhere, conflicts)), tuple(conflicts), settings or {}
    )


def _check(each: Mapping[str, Any], at: int) -> None:
    place = f"row {at + 1}"
    for name in NEEDED:
        if each.get(name) is None:
            raise InputError("estimate.indicator_row", place=place, reason=f"It does not say {name}.")
    if each["kind"] not in KINDS:
        raise InputError("estimate.indicator_row", place=place, reason=f"Its kind is none of {', '.join(KINDS)}.")
    if not 0 <= each["low"] <= each["high"]:
        raise InputError("estimate.indicator_row", place=place, reason="Its lower bound is above the upper one.")
    told = each.get("estimate")
    if told is not None and not each["low"] <= told <= each["high"]:
        raise InputError("estimate.indicator_row", place=place, reason="Its estimate lies outside its bounds.")
    if each["kind"] == DETECTED and not (float(each["low"]).is_integer() and float(each["high"]).is_integer()):
        raise InputError("estimate.indicator_row", place=place, reason="Detected victims are counted: a whole number.")
    if each["country"] not in code_list("country"):
        reason = "A country is its alpha-3 code, such as PHL."
        raise InputError("estimate.indicator_row", place=place, reason=reason)
    if int(each["year_from"]) > int(each["year_to"]):
        raise InputError("estimate.indicator_row", place=place, reason="Its last year is before its first.")
    if each.get("sdg") and each["kind"] != DETECTED:
        reason = "Only detected victims belong to a series of the indicator."
        raise InputError("estimate.indicator_row", place=place, reason=reason)


def _row(each: Mapping[str, Any], population: Population) -> VictimsRow:
    kind, country = str(each["kind"]), str(each["country"])
    first, last = int(each["year_from"]), int(each["year_to"])
    sex, age, form = (str(each.get(name) or TOTAL) for name in ("sex", "age", "form"))
    sex, age = SEXES.get(sex.strip().casefold(), sex), AGES.get(age.strip().casefold(), age)
    low, high = float(each["low"]), float(each["high"])
    told = each.get("estimate")
    point = float(told) if told is not None else low if low == high else None
    people = population.of(country, first, sex, age) if first == last else None
    series = str(each.get("sdg") or "")

    def rate(value: float | None) -> float | None:
        return None if people is None or value is None else PER * value / people

    return VictimsRow(
        kind, country, first, last, sex, age, form, low, high, point, each.get("level"), people, rate(low), rate(high),
        rate(point), series, f"{series}{RATE}" if series else "", str(each.get("source") or ""),
        str(each.get("note") or ""),
    )  # fmt: skip


def _depth(row: VictimsRow) -> tuple[int, int]:
    """All first, then by sex or age, then by form."""
    return int(row.form != TOTAL), int(row.sex != TOTAL) + int(row.age != TOTAL)


def _above(rows: Sequence[VictimsRow]) -> list[str]:
    """Years of a country of which sexes or ages make up more than the total that the source states."""
    found = []
    mine = [each for each in rows if each.kind == DETECTED and each.form == TOTAL]
    totals = {
        (each.country, each.year_from, each.source): each for each in mine if (each.sex, each.age) == (TOTAL, TOTAL)
    }
    for (country, year, source), whole in totals.items():
        here = [each for each in mine if (each.country, each.year_from, each.source) == (country, year, source)]
        sexes = sum(each.low for each in here if each.sex != TOTAL and each.age == TOTAL)
        ages = sum(each.low for each in here if each.age != TOTAL and each.sex == TOTAL)
        if max(sexes, ages) > whole.high:
            found.append(f"{country} {year}")
    return found


def _repeated(rows: Sequence[VictimsRow]) -> list[str]:
    """Places of which there are several numbers of one kind: detected or assisted victims of one group and year."""
    found: dict[tuple[object, ...], list[VictimsRow]] = {}
    for each in rows:
        if each.kind != ESTIMATED:
            key = each.kind, each.country, each.year, each.sex, each.age, each.form, each.series
            found.setdefault(key, []).append(each)
    return [f"{each[0].country} {each[0].year} {_group(each[0])}" for each in found.values() if len(each) > 1]


def _group(row: VictimsRow) -> str:
    said = [part for part in (row.sex, row.age) if part != TOTAL]
    return " ".join(said) or "all"


def _cautions(
    rows: Sequence[VictimsRow], unknown: set[str], periods: int, elsewhere: int,
    conflicts: Sequence[Mapping[str, Any]],
) -> list[Caution]:  # fmt: skip
    found = [
        Caution(
            "detected_only",
            "Detected victims are those whom authorities met. More of them may mean better detection, and not more "
            "trafficking. Those whom nobody detected are no part of these tables and can only be estimated.",
        )
    ]
    if {each.kind for each in rows} - {DETECTED}:
        text = (
            "Detected, assisted and estimated victims are three counts of different people, some of them the same: "
            "never add them, and never call assisted ones by the indicator's name."
        )
        found.append(Caution("three_series", text))
    if any(each.kind == ASSISTED for each in rows):
        text = (
            "Assisted people are counted by record: who was helped by two contributors may be there twice, and no "
            "linkage was made to see it."
        )
        found.append(Caution("counted_twice", text))
    several = _repeated(rows)
    if several:
        text = (
            f"There are several numbers of the same people in {', '.join(several[:6])}"
            f"{f' and {len(several) - 6} more' if len(several) > 6 else ''}: none was chosen, and they are never added."
        )
        found.append(Caution("several_numbers", text))
    if elsewhere:
        text = (
            f"{elsewhere:,} numbers by citizenship or country of return are not of this indicator; they were left out."
        )
        found.append(Caution("not_of_the_indicator", text))
    if any(each.low != each.high and each.kind == DETECTED for each in rows):
        text = (
            "Numbers below five are published as <5: they are 1 to 4, and so are their rates. No number in between is "
            "chosen, and such numbers cannot be summed."
        )
        found.append(Caution("below_five", text))
    if unknown:
        shown = "; ".join(sorted(unknown)[:6])
        more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
        text = (
            f"The file of residents does not have {shown}{more}: there is no rate. Parts were not added up to a total."
        )
        found.append(Caution("no_population", text))
    above = _above(rows)
    if above:
        text = (
            f"By age or sex the source has more victims than its own total in {', '.join(above[:8])}: ask the "
            "publisher before you report either."
        )
        found.append(Caution("parts_above_total", text))
    if periods:
        text = f"{periods} numbers are of several years together: no rate of a year follows from them."
        found.append(Caution("periods", text))
    if any(each.kind == DETECTED and each.form != TOTAL and not each.series for each in rows):
        text = (
            "Other forms of exploitation join the removal of organs and other purposes, which are two series: such a "
            "number belongs to neither by itself."
        )
        found.append(Caution("two_series", text))
    if conflicts:
        text = f"The source has several numbers in {len(conflicts)} places: none was chosen, and none is given here."
        found.append(Caution("conflicts", text))
    return found
