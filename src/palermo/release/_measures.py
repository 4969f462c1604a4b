"""What protection measured of itself: figures for the manifest, sections for the report."""

from dataclasses import replace

from palermo.protect import KSyntheticReport, Protected
from palermo.report import Section


def shown(number: int, k: int) -> int | None:
    """A number of cases, values or combinations as it may be told: None where it is that of fewer than k, and not 0.

    >>> shown(0, 10), shown(9, 10), shown(10, 10)
    (0, None, 10)
    """
    return None if 0 < number < k else number


def down(number: int, step: int) -> int:
    """A number rounded down to a multiple of a step.

    >>> down(29, 10), down(29, 1)
    (20, 29)
    """
    return number // step * step


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


def synthetic_risk(report: KSyntheticReport) -> dict[str, object]:
    """What is left of risk: how many cases are behind each record at least."""
    return {"resolution": report.k, "smallest_group_behind_a_record": down(report.smallest, report.k)}


def synthetic_figures(report: KSyntheticReport) -> dict[str, object]:
    """What putting records together cost: cases, and values by column. Numbers below k are withheld (None).

    So is how many cases came in beyond a multiple of k, even where that is none.
    """
    report = rounded_report(report)
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


def rounded_report(report: KSyntheticReport) -> KSyntheticReport:
    """The same with all numbers of what came in rounded down to multiples of k, as those of what came out are.

    Else two releases of which the second rests on one case more would show by which values it has.
    """
    k = report.k
    return replace(
        report,
        cases_in=down(report.cases_in, k),
        known=tuple((name, down(before, k), down(after, k)) for name, before, after in report.known),
        smallest=down(report.smallest, k),
    )


def synthetic_sections(report: KSyntheticReport) -> tuple[Section, ...]:
    """What is promised, and what is left of each column, for the report of a release."""
    return tuple(rounded_report(report).document().sections)


def measured_sections(protected: Protected) -> tuple[Section, ...]:
    """The risk before protection, and what protection cost, for the report of a release."""
    return protected.report.sections()
