"""What protection measured of itself: figures for the manifest, sections for the report."""

from palermo.protect import Protected
from palermo.report import Section


def risk_figures(protected: Protected, *, k: int, length: int) -> dict[str, object]:
    """The risk before protection, and the risk that is left, by the number of attributes that somebody may know.

    Numbers are those of whole tables; none tells which codes were rare.
    """
    before = protected.report.risk
    cases_in = protected.report.cases_in
    at_risk = sum(each.cases_rare for each in before)
    return {
        "resolution": k,
        "reporting_length": length,
        "rare_combinations_before": {str(each.length): each.rare for each in before},
        "cases_with_a_rare_combination_before": at_risk,
        "share_of_cases_at_risk_before": round(at_risk / cases_in, 4) if cases_in else 0.0,
        "rare_combinations": protected.check.combinations,
        "smallest_group": protected.check.smallest,
    }


def utility_figures(protected: Protected) -> dict[str, object]:
    """What protection cost: cases, values by column, columns made coarser, combinations by length."""
    report = protected.report
    return {
        "cases_withheld": report.cases_left_out,
        "share_of_values_withheld": round(report.share_withheld, 4),
        "values_withheld": {each.column: each.withheld for each in report.columns},
        "share_withheld": {each.column: round(each.share or 0.0, 4) for each in report.columns},
        "columns_made_coarser": {each.column: each.coarser for each in report.coarsened},
        "share_of_frequent_combinations_kept": {
            str(each.length): round(each.frequent_kept / each.frequent, 4) if each.frequent else 1.0
            for each in report.kept
        },
        "share_of_occurrences_kept": {
            str(each.length): round(each.occurrences_kept / each.occurrences, 4) if each.occurrences else 1.0
            for each in report.kept
        },
    }


def measured_sections(protected: Protected) -> tuple[Section, ...]:
    """The risk before protection, and what protection cost, for the report of a release."""
    return protected.report.sections()
