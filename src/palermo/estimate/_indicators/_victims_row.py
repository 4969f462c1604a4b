"""One number of victims, of one kind, and per 100,000 residents."""

from dataclasses import dataclass

PER = 100_000

DETECTED, ASSISTED, ESTIMATED = "detected", "assisted", "estimated"
KINDS = (DETECTED, ASSISTED, ESTIMATED)

RATE = "R"
"""What stands behind the code of a series of numbers for that of its rates."""

LABELS = {
    DETECTED: "Detected by States",
    ASSISTED: "Assisted by contributors",
    ESTIMATED: "Estimated",
}


@dataclass(frozen=True, slots=True)
class VictimsRow:
    """One number of one kind, and per 100,000 residents.

    series: of the indicator, for detected victims that belong to one; rate_series: that of its rates. low, high:
    between which numbers it lies, alike where it is told: <5 is 1 to 4, and its rate is an interval too. population:
    residents of that sex and age; None where the file does not say, and then there is no rate. note: what else to know.
    """

    kind: str
    country: str
    year_from: int
    year_to: int
    sex: str
    age: str
    form: str
    low: float
    high: float
    point: float | None
    level: float | None
    population: float | None
    rate_low: float | None
    rate_high: float | None
    rate: float | None
    series: str
    rate_series: str
    source: str
    note: str

    @property
    def year(self) -> str:
        """The year or years."""
        return str(self.year_from) if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"
