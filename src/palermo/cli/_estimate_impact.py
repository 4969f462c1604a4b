"""`palermo estimate impact` and `palermo estimate power`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from palermo.cli._estimate_papers import JSON, LEVEL, REPORT, SEED, Papers
from palermo.cli._named import names, told_of
from palermo.cli._tables import ANSWERS, DECIMAL, DELIMITER, ENCODING, MISSING, Written

if TYPE_CHECKING:
    from palermo.cli._progress import Progress
    from palermo.estimate import ImpactReport

DESIGNS = {
    "did": "difference_in_differences",
    "before-after": "before_after",
    "groups": "groups",
    "staggered": "staggered",
    "series": "interrupted",
    "synthetic": "synthetic",
}
"""What --design may be, and what it is called in Python."""

OPTIONS = {
    "did": ("group", "treated", "time", "after", "cluster", "unit", "weight", "covariates", "replicates", "engine"),
    "before-after": ("time", "after", "cluster", "unit", "weight", "covariates", "replicates"),
    "groups": ("group", "treated", "cluster", "weight", "covariates", "replicates"),
    "staggered": ("unit", "time", "first", "cluster", "weight", "controls"),
    "series": ("time", "start", "season", "family"),
    "synthetic": ("unit", "time", "treated", "start"),
}
"""Options that a design takes."""

REQUIRED = {
    "did": ("group", "time", "after"),
    "before-after": ("time", "after"),
    "groups": ("group",),
    "staggered": ("unit", "time", "first"),
    "series": ("time", "start"),
    "synthetic": ("unit", "time", "treated", "start"),
}
"""Options that a design cannot do without."""

USUAL: dict[str, Any] = {"replicates": 4096, "engine": "own", "controls": "not_yet", "season": 0, "family": "normal"}
"""What is taken where an option is not given."""


def impact(
    file: Path = typer.Argument(..., help="A table: a row an answer, or a unit at a time.", show_default=False),
    outcome: list[str] = typer.Option(
        ..., "--outcome", help="What may have changed: columns of numbers or yes and no.", show_default=False
    ),
    design: str = typer.Option("did", "--design", help="did, before-after, groups, staggered, series or synthetic."),
    group: str = typer.Option("", "--group", help="The column of groups."),
    treated: str = typer.Option("", "--treated", help="The group, or unit, in which something was done."),
    time: str = typer.Option("", "--time", help="The column of waves, months or years."),
    after: str = typer.Option("", "--after", help="The first wave after, or several with commas."),
    start: str = typer.Option("", "--start", help="The time at which it began (series, synthetic)."),
    first: str = typer.Option("", "--first", help="The column of when a unit's treatment began; blank is never."),
    cluster: str = typer.Option("", "--cluster", help="The column of villages, schools or sites that were chosen."),
    unit: str = typer.Option("", "--unit", help="The column of who answered, or of units."),
    weight: str = typer.Option("", "--weight", help="The column of weights."),
    covariates: list[str] = typer.Option([], "--covariates", help="Other columns in which people may differ."),
    season: int = typer.Option(0, "--season", min=0, help="Times in a round of seasons: 12 for months (series)."),
    counts: bool = typer.Option(
        False, "--counts", help="The outcome counts something: how many times as many (series)."
    ),
    never: bool = typer.Option(False, "--never-treated", help="Compare with units never treated alone (staggered)."),
    label: list[str] = typer.Option([], "--label", help="An outcome in words: attitude='Attitudes'. May be repeated."),
    bad: list[str] = typer.Option([], "--lower-is-better", help="Outcomes of which more is worse."),
    neither: list[str] = typer.Option([], "--neither", help="Outcomes of which more is neither good nor bad."),
    matters: str = typer.Option(
        "",
        "--matters",
        help="The smallest effect that would matter: 0.05 for five points, of counts 0.1 for a tenth; or for each "
        "outcome: knows=0.05,attitude=0.3.",
    ),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    missing: list[str] = MISSING,
    answers: list[str] = ANSWERS,
    replicates: int = typer.Option(4096, "--replicates", min=99, help="Draws of the wild bootstrap."),
    engine: str = typer.Option("own", "--engine", help="own, or pyfixest to have its interval too (did)."),
    seed: int = SEED,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
) -> None:
    """Did it work? What changed because of a campaign or programme, with its interval and what it rests on.

    The first line says what came of it, a harm before all else: "Attitudes got worse", "It did not work". Name what
    would matter (--matters) before you look.
    """
    papers = Papers(report, json_out)
    papers.check([file])
    given: dict[str, Any] = {
        "group": group, "treated": treated, "time": time, "after": names(after), "start": start, "first": first,
        "cluster": cluster, "unit": unit, "weight": weight, "covariates": names(*covariates), "season": season,
        "family": "poisson" if counts else "normal", "controls": "never" if never else "not_yet",
        "replicates": replicates, "engine": engine,
    }  # fmt: skip
    about = {
        "labels": _labels(label),
        "good": {**dict.fromkeys(names(*bad), "down"), **dict.fromkeys(names(*neither), "none")},
        "matters": _matters(matters),
        "level": level,
        "seed": seed,
    }
    written = Written(delimiter, encoding, decimal, missing, answers)
    with papers.progress() as shown:
        found = _estimate(file, written, design, names(*outcome), given, about, shown)
    papers.hand_over(found)


def _estimate(
    file: Path, written: Written, design: str, outcomes: tuple[str, ...], given: dict[str, Any], about: dict[str, Any],
    shown: "Progress",
) -> "ImpactReport":  # fmt: skip
    from palermo.errors import SettingsError
    from palermo.estimate import report_impact, source_of

    if design not in DESIGNS:
        raise SettingsError("estimate.unknown_method", place="--design", names=", ".join(DESIGNS))
    for name in REQUIRED[design]:
        if not given[name]:
            raise SettingsError("estimate.impact_option", place=f"--{name}", design=design)
    for name, value in given.items():
        if name not in OPTIONS[design] and value not in ("", (), None) and value != USUAL.get(name):
            raise SettingsError("estimate.impact_idle", place=f"--{name}", design=design)
    chosen = {name: given[name] for name in OPTIONS[design] if given[name] not in ("", None)}
    settings = {"design": design, "outcome": outcomes, **chosen, **about, **written.settings}
    return report_impact(
        written.read(file, outcomes), DESIGNS[design], outcomes, **about, source=source_of(file), settings=settings,
        progress=shown, **chosen,
    )  # fmt: skip


def _matters(said: str) -> float | dict[str, float] | None:
    """What would matter, from `0.05` or `knows=0.05,attitude=0.3`."""
    from palermo.errors import SettingsError

    found: dict[str, float] = {}
    try:
        if "=" not in said:
            return float(said) if said.strip() else None
        for each in names(said):
            name, _, number = each.rpartition("=")
            found[name.strip()] = float(number)
    except ValueError as error:
        reason = "What would matter is a number, or one for each outcome: knows=0.05,attitude=0.3."
        raise SettingsError("estimate.setting", place=f"--matters {said}", reason=reason) from error
    return found


def _labels(said: list[str]) -> dict[str, str]:
    """Outcomes in words, from `name=text`."""
    from palermo.errors import SettingsError

    return told_of(said, lambda each: SettingsError("estimate.impact_label", place=f"--label {each}"))


def power(
    clusters: int = typer.Option(..., "--clusters", min=1, help="Clusters in each arm.", show_default=False),
    per_cluster: int = typer.Option(..., "--per-cluster", min=1, help="People asked in each.", show_default=False),
    comparison: int = typer.Option(0, "--comparison", min=0, help="Clusters of the other arm, where not as many."),
    icc: float = typer.Option(0.05, "--icc", help="Share of the variance that lies between clusters."),
    baseline: float | None = typer.Option(None, "--baseline", help="The share that has the outcome now."),
    spread: float | None = typer.Option(None, "--spread", help="Or the outcome's standard deviation."),
    before: bool = typer.Option(False, "--before", help="Asked before and after, and not after alone."),
    lasting: float = typer.Option(0.8, "--lasting", help="How much of a cluster's own level stays between waves."),
    same_people: float = typer.Option(0.0, "--same-people", help="Correlation of a person's two answers; 0: others."),
    effect: float | None = typer.Option(None, "--effect", help="An effect: with what chance is it seen?"),
    chance: float = typer.Option(0.8, "--power", help="The chance that is wanted."),
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
) -> None:
    """Before anybody is asked: the smallest effect that a study could see, and how many clusters an effect needs."""
    from palermo.estimate import Plan, PowerReport

    papers = Papers(report, json_out)
    papers.check([])
    plan = Plan(
        treated=clusters, comparison=comparison or clusters, per_cluster=per_cluster, icc=icc, baseline=baseline,
        spread=spread, waves="before_and_after" if before else "after", lasting=lasting, same_people=same_people,
        level=level, power=chance,
    )  # fmt: skip
    papers.hand_over(PowerReport(plan, effect))
