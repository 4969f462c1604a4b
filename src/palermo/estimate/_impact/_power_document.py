"""What a study could see, as people read it."""

from typing import TYPE_CHECKING

from palermo.estimate._impact._power import minimum_detectable
from palermo.report import Document, Facts, Line, Lines, Paragraph, Section, show_share

if TYPE_CHECKING:
    from palermo.estimate._impact._power_report import PowerReport

STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
"""How many times the clusters of the plan."""


def document(found: "PowerReport") -> Document:
    """The report as people read it."""
    plan = found.plan
    said = [
        (
            max(round(plan.treated * step), 2),
            minimum_detectable(
                plan.with_clusters(max(round(plan.treated * step), 2), max(round(plan.comparison * step), 2))
            ),
        )
        for step in STEPS
    ]
    many = 1.0 if plan.baseline is None else 100.0
    picture = Lines(
        "The smallest effect that would be seen",
        f"with a chance of {show_share(plan.power)}",
        [str(clusters) for clusters in dict(said)],
        [Line("smallest effect", [round(many * each, 1 if many > 1 else 4) for each in dict(said).values()])],
        unit="points" if many > 1 else "",
        below="treated clusters",
        note=f"{plan.per_cluster:,} people a cluster and wave; intracluster correlation {plan.icc:g}.",
    )
    facts = [
        ("clusters, treated and comparison", f"{plan.treated} and {plan.comparison}"),
        ("people a cluster and wave", plan.per_cluster),
        ("people in all", plan.per_cluster * (plan.treated + plan.comparison) * (2 if plan.is_twice else 1)),
        ("intracluster correlation", f"{plan.icc:g}"),
        ("design effect of one wave", f"{plan.design_effect:.2f}"),
        ("standard error of the effect", _amount(found, plan.error)),
    ]
    advice = (
        "More clusters help; more people in the same clusters soon do not. The intracluster correlation is the number "
        "that matters most and is known least: take it from a survey like yours, and try twice as much."
    )
    return Document(
        "What a study could see",
        _lead(found),
        (
            Section("The plan", (Facts(facts), Paragraph(advice))),
            Section("With fewer or more clusters", (picture,)),
        ),
    )


def _lead(found: "PowerReport") -> str:
    plan = found.plan
    text = (
        f"This study would see an effect of {_amount(found, found.smallest)} or more with a chance of "
        f"{show_share(plan.power)}, if there is one."
    )
    if found.effect is None:
        return text
    needed = found.needed
    enough = "no number of clusters is enough" if needed is None else f"{needed:,} clusters in each arm are needed"
    return (
        f"{text} Of {_amount(found, abs(found.effect))} it would see {show_share(found.chance or 0.0)}; for a chance "
        f"of {show_share(plan.power)}, {enough}."
    )


def _amount(found: "PowerReport", value: float) -> str:
    if found.plan.baseline is not None:
        return f"{100 * value:.1f}\N{NO-BREAK SPACE}points"
    return f"{value:.3g}"
