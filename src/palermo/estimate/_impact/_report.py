"""Everything about one study in one report: what came of it first, a harm before all else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from palermo.errors import InputError
from palermo.estimate._impact._compare import before_after, two_groups
from palermo.estimate._impact._difference import difference_in_differences
from palermo.estimate._impact._document import document
from palermo.estimate._impact._interrupted import interrupted
from palermo.estimate._impact._results import Caution, Effect
from palermo.estimate._impact._staggered import staggered
from palermo.estimate._impact._synthetic import synthetic_control
from palermo.estimate._impact._verdict import Finding, Good, findings, lead
from palermo.estimate._repeat import versions
from palermo.estimate._samples._read import read_columns
from palermo.report import Document

Progress = Callable[[str, int, int | None], None]

RUN: Mapping[str, Callable[..., Effect]] = {
    "difference_in_differences": difference_in_differences,
    "before_after": before_after,
    "groups": two_groups,
    "staggered": staggered,
    "interrupted": interrupted,
    "synthetic": synthetic_control,
}
"""What estimates an outcome by each design."""

LIBRARIES = ("numpy", "scipy")


@dataclass(frozen=True, eq=False)
class ImpactReport:
    """What `palermo estimate impact` says of a study. findings: by outcome, the worst first."""

    design: str
    findings: tuple[Finding, ...]
    seed: int
    version: str
    source: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        """The first lines of the report."""
        return lead(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "design": self.design,
            "lead": self.lead,
            "outcomes": [each.effect.outcome for each in self.findings],
            "seed": self.seed,
            "version": self.version,
            "results": [each.to_dict() for each in self.findings],
            "source": dict(self.source),
            "settings": dict(self.settings),
        }

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def report_impact(
    table: Any,
    design: str,
    outcomes: Sequence[str],
    *,
    labels: Mapping[str, str] | None = None,
    good: Mapping[str, Good] | None = None,
    matters: float | Mapping[str, float] | None = None,
    level: float = 0.95,
    seed: int = 0,
    source: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> ImpactReport:
    """Estimate each outcome by a design, and say what came of it.

    design: a key of `DESIGNS`; options: what its function takes. labels: outcomes in words. good: whether more of an
    outcome is good (up, the default), bad (down) or neither (none). matters: the smallest effect that would matter,
    in the outcome's units (0.05 for five points of per cent; of counts 0.1 for a tenth more), for all outcomes or by
    outcome. It must be named before the data are seen. Raises InputError for what cannot be estimated.

    >>> waves = {"wave": ["before"] * 243 + ["after"] * 385, "likes": [1] * 97 + [0] * 146 + [1] * 96 + [0] * 289}
    >>> found = report_impact(waves, "before_after", ["likes"], labels={"likes": "positive attitudes"}, time="wave",
    ...     after=["after"])
    >>> found.findings[0].verdict.value, found.lead[:27]
    ('worse', 'Positive attitudes got wors')
    """
    from palermo import version

    if design not in RUN:
        raise InputError("estimate.unknown_method", place=design, names=", ".join(RUN))
    if not outcomes:
        raise InputError("estimate.setting", place="outcomes", reason="Name at least one outcome.")
    if not 0.0 < level < 1.0:
        raise InputError("estimate.setting", place="level", reason="What an interval covers lies between 0 and 1.")
    each_matters = dict(matters) if isinstance(matters, Mapping) else {}
    if isinstance(matters, float | int):
        each_matters = dict.fromkeys(outcomes, float(matters))
    if not all(each > 0 for each in each_matters.values()):
        raise InputError("estimate.setting", place="matters", reason="What would matter is above 0.")
    for name in {*(labels or {}), *(good or {}), *each_matters} - set(outcomes):
        raise InputError("estimate.setting", place=name, reason=f"{name} is none of the outcomes.")
    for name, side in (good or {}).items():
        if side not in ("up", "down", "none"):
            raise InputError("estimate.setting", place=name, reason="What is good is up, down or none.")
    tell = progress or (lambda *_: None)
    columns = read_columns(table)
    if design not in ("interrupted", "synthetic"):
        options["seed"] = seed
    effects = []
    for done, outcome in enumerate(dict.fromkeys(outcomes)):
        tell(f"Estimating {outcome}", done, len(outcomes))
        effects.append(RUN[design](columns, outcome, level=level, **options))
    if isinstance(matters, float | int) and len({each.scale for each in effects}) > 1:
        text = (
            f"One number, {matters:g}, says what would matter for outcomes of different scales; name it for each: "
            "--matters knows=0.05,attitude=0.3 (matters={…})."
        )
        effects = [replace(each, cautions=(*each.cautions, Caution("one_for_all", text))) for each in effects]
    found = findings(effects, labels=dict(labels or {}), good=dict(good or {}), matters=each_matters, level=level)
    libraries = (*LIBRARIES, "pyfixest") if options.get("engine") == "pyfixest" else LIBRARIES
    return ImpactReport(
        design, found, seed, version(), source or {}, {**(settings or {}), "versions": versions(libraries)}
    )
