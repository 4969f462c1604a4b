"""What k-anonymity cost, in figures that may leave with the cases: none is of fewer than k."""

from palermo.protect._small import FINEST, rounded_down, shown
from palermo.protect.anonymity._kanonymity import Protected


def risk_figures(protected: Protected, *, k: int, length: int) -> dict[str, object]:
    """The risk before protection, and the risk that is left, by the number of attributes that somebody may know.

    Numbers are those of whole tables; none tells which codes were rare, and those below k are withheld (None).
    """
    before = protected.report.risk
    at_risk = shown(sum(each.cases_rare for each in before), k)
    at_risk = None if at_risk is None else rounded_down(at_risk, k)
    share = None if at_risk is None else round(protected.report.at_risk(at_risk) or 0.0, FINEST)
    return {
        "resolution": k,
        "reporting_length": length,
        "rare_combinations_before": {str(each.length): shown(each.rare, k) for each in before},
        "cases_with_a_rare_combination_before": at_risk,
        "share_of_cases_at_risk_before": share,
        "cases_found_by_one_attribute_more": (
            None if protected.report.cases_beyond is None else shown(protected.report.cases_beyond, k)
        ),
        "rare_combinations": protected.check.combinations,
        "smallest_group": protected.check.smallest,
    }


def utility_figures(protected: Protected) -> dict[str, object]:
    """What protection cost: cases, values by column, columns made coarser, combinations by length.

    Numbers below k are withheld (None), and their shares with them; others of what came in are rounded down to
    multiples of k. The share that is withheld is rounded up, the shares that are kept are rounded down: nobody can
    reckon from them how few cases were left out.
    """
    report = protected.report
    few = {each.column for each in report.columns if shown(each.withheld, report.k) is None}
    told = {each.column: report.told(each) for each in report.columns}
    return {
        "cases_withheld": shown(report.cases_left_out, report.k),
        "share_of_values_withheld": round(report.most_withheld, FINEST),
        "values_withheld": {name: None if name in few else withheld for name, (_, withheld, _) in told.items()},
        "share_withheld": {
            name: None if name in few else round(share or 0.0, FINEST) for name, (_, _, share) in told.items()
        },
        "columns_made_coarser": {each.column: each.coarser for each in report.coarsened},
        "share_of_frequent_combinations_kept": {
            str(each.length): round(each.frequent_kept / each.frequent, FINEST) if each.frequent else 1.0
            for each in report.kept
        },
        "share_of_occurrences_kept": {
            str(each.length): 1.0 if (kept := report.least_kept(each)) is None else round(kept, FINEST)
            for each in report.kept
        },
    }
