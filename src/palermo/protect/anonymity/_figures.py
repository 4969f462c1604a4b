"""What k-anonymity cost, in figures that may leave with the cases: none is of fewer than k."""

from palermo.protect._small import shown
from palermo.protect.anonymity._kanonymity import Protected


def risk_figures(protected: Protected, *, k: int, length: int) -> dict[str, object]:
    """The risk before protection, and the risk that is left, by the number of attributes that somebody may know.

    Numbers are those of whole tables; none tells which codes were rare, and those below k are withheld (None).
    """
    before = protected.report.risk
    cases_in = protected.report.cases_in
    at_risk = shown(sum(each.cases_rare for each in before), k)
    return {
        "resolution": k,
        "reporting_length": length,
        "rare_combinations_before": {str(each.length): shown(each.rare, k) for each in before},
        "cases_with_a_rare_combination_before": at_risk,
        "share_of_cases_at_risk_before": None if at_risk is None else round(at_risk / max(cases_in, 1), 4),
        "cases_found_by_one_attribute_more": (
            None if protected.report.cases_beyond is None else shown(protected.report.cases_beyond, k)
        ),
        "rare_combinations": protected.check.combinations,
        "smallest_group": protected.check.smallest,
    }


def utility_figures(protected: Protected) -> dict[str, object]:
    """What protection cost: cases, values by column, columns made coarser, combinations by length.

    Numbers below k are withheld (None), and their shares with them.
    """
    report = protected.report
    withheld = {each.column: shown(each.withheld, report.k) for each in report.columns}
    return {
        "cases_withheld": shown(report.cases_left_out, report.k),
        "share_of_values_withheld": round(report.share_withheld, 4),
        "values_withheld": withheld,
        "share_withheld": {
            each.column: None if withheld[each.column] is None else round(each.share or 0.0, 4)
            for each in report.columns
        },
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
