"""What protection measured of itself: figures for the manifest, sections for the report."""

from palermo.protect import KSyntheticReport, Protected, rounded_down, shown
from palermo.report import Section


def synthetic_risk(report: KSyntheticReport) -> dict[str, object]:
    """What is left of risk: how many cases are behind each record at least."""
    return {"resolution": report.k, "smallest_group_behind_a_record": rounded_down(report.smallest, report.k)}


def synthetic_figures(report: KSyntheticReport) -> dict[str, object]:
    """What putting records together cost: cases, and values by column. Numbers below k are withheld (None).

    So is how many cases came in beyond a multiple of k, even where that is none.
    """
    report = report.rounded()
    lost = {name: before - after for name, before, after in report.known}
    known = {name: before for name, before, _ in report.known}
    withheld = {name: shown(number, report.k) for name, number in lost.items()}
    return {
        "cases_withheld": None,
        "share_of_values_withheld": round(sum(lost.values()) / max(sum(known.values()), 1), 4),
        "values_withheld": withheld,
        "share_withheld": {
            name: None if withheld[name] is None else round(lost[name] / max(known[name], 1), 4) for name in lost
        },
    }


def synthetic_sections(report: KSyntheticReport) -> tuple[Section, ...]:
    """What is promised, and what is left of each column, for the report of a release."""
    return tuple(report.rounded().document().sections)


def measured_sections(protected: Protected) -> tuple[Section, ...]:
    """The risk before protection, and what protection cost, for the report of a release."""
    return protected.report.sections()
