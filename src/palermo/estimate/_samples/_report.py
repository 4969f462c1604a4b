"""What a sample says in one report: the answer, who was asked, what is doubtful, how to repeat it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from palermo import version
from palermo.estimate._repeat import versions
from palermo.estimate._results import Caution
from palermo.estimate._samples._calibrate import Weighting
from palermo.estimate._samples._document import document
from palermo.estimate._samples._rds import Recruits
from palermo.estimate._samples._rds_diagnose import RdsDiagnosis
from palermo.estimate._samples._results import SampleEstimate
from palermo.estimate._samples._scale_up import KnownGroup, ScaleUp
from palermo.estimate._samples._survey import Survey
from palermo.report import Document


@dataclass(frozen=True, eq=False)
class SampleReport:
    """What `palermo estimate sample`, `rds` and `scale-up` say.

    title: what was asked. results: the first is the answer that the first sentence tells. n: persons in the sample.
    diagnosis: of a recruitment. groups: known groups estimated from the others. weighting: of raked weights. source:
    the file's name and SHA-256. settings: everything that was chosen.
    """

    title: str
    results: tuple[SampleEstimate, ...]
    n: int
    seed: int | None = None
    diagnosis: RdsDiagnosis | None = None
    groups: tuple[KnownGroup, ...] = ()
    weighting: Weighting | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "n": self.n,
            "seed": self.seed,
            "version": version(),
            "results": [each.to_dict() for each in self.results],
            "diagnosis": None if self.diagnosis is None else self.diagnosis.to_dict(),
            "known_groups": [each.to_dict() for each in self.groups],
            "weighting": None if self.weighting is None else self.weighting.to_dict(),
            "source": dict(self.source),
            "settings": {**self.settings, "versions": versions()},
        }

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


_NOT_ADJUSTED = Caution(
    "not_adjusted",
    "Not adjusted by the transmission or visibility that was given: it supposes that everybody knows it of whom they "
    "know. The methods differ by that adjustment, and not for another reason.",
)


def report_survey(
    sample: Survey, column: str, value: object = None, *, by: str | None = None,
    where: Mapping[str, object] | None = None, total: bool = False, source: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> SampleReport:  # fmt: skip
    """One question to a survey: the share of a value, or of every value; of numbers the mean.

    by: a column of domains, each of which is estimated beside the whole. where: a domain that all of it is about.
    total: totals in the population instead. Raises InputError as the methods of `Survey` do.

    >>> from palermo.estimate import survey
    >>> sample = survey({"village": list("aabbcc"), "paid": ["y", "n", "y", "y", "n", "n"]}, cluster="village")
    >>> [each.what for each in report_survey(sample, "paid", "y").results]
    ['share with paid = y']
    """
    domains: list[Mapping[str, object] | None] = [where]
    if by is not None:
        domains += [{**(where or {}), by: name} for name in sample.values_of(by)]
    numeric = value is None and sample.columns.is_numeric(column)
    found: list[SampleEstimate] = []
    for domain in domains:
        values: list[object] = [value]
        if not numeric and value is None:
            values = list(sample.values_of(column))
        found += [sample.of(column, each, where=domain, total=total) for each in values]
    return SampleReport(
        f"What a survey says of {column}", tuple(found), len(sample.columns), weighting=sample.weighting,
        source=source or {}, settings=settings or {},
    )  # fmt: skip


def report_rds(
    recruits: Recruits, column: str, value: object, *, replicates: int = 1000,
    source: Mapping[str, Any] | None = None, settings: Mapping[str, Any] | None = None,
) -> SampleReport:  # fmt: skip
    """The share of a value in a sample that recruited itself, by every method, and its diagnosis.

    The first result is the sequential one where the population's size was given, RDS-II otherwise.
    """
    results = sorted(
        recruits.panel(column, value, replicates=replicates),
        key=lambda each: ("sequential", "rds_ii", "rds_i").index(each.method),
    )
    results[0] = _beside_the_others(results)
    return SampleReport(
        f"What people who recruited each other say of {column}", tuple(results), len(recruits.forest), recruits.seed,
        recruits.diagnose(column), source=source or {}, settings=settings or {},
    )  # fmt: skip


def _beside_the_others(results: list[SampleEstimate]) -> SampleEstimate:
    """The first result, with why its interval is another than the next, and why it is first."""
    first, other = results[0], results[1]
    if first.method != "sequential" or None in (first.low, first.high, other.low, other.high):
        return first
    text = (
        "It comes first since the population's size was given, for which it alone allows. Its interval is another than "
        "those of RDS-I and RDS-II because it is made in another way: recruitment is drawn anew in the population that "
        "this estimate implies, where whom people recruit hangs on their answer alone. Theirs draw whole trees anew: "
        "all that differs between trees counts, and they are rather too wide. Where trees differ, or the population's "
        "size is a guess, read theirs."
    )
    return replace(first, cautions=(*first.cautions, Caution("another_bootstrap", text)))


def report_scale_up(
    asked: ScaleUp, *, visibility: float | SampleEstimate | None = None, frame: float | None = None,
    transmission: float | None = None, degree_ratio: float = 1.0, source: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> SampleReport:  # fmt: skip
    """How many hidden people there are by whom respondents know, and the known groups as a check.

    With visibility, or a transmission below 1, the generalised estimate comes first.
    """
    results = list(asked.panel())
    if transmission is not None or visibility is not None:
        results = [replace(each, cautions=(*each.cautions, _NOT_ADJUSTED)) for each in results]
    if transmission is not None:
        adjusted = asked.adjusted(transmission=transmission, degree_ratio=degree_ratio)
        rests = (
            "Every report is of a person who is hidden, of a hidden person's acquaintances the share "
            f"{transmission:g} knows that she is one (the transmission), and hidden people know "
            f"{'as many' if degree_ratio == 1 else f'{degree_ratio:g} times as many'} people as others do."
        )
        results.insert(0, replace(adjusted, assumption=rests))
    if visibility is not None:
        results.insert(0, asked.generalised(visibility, frame=frame))
    groups = asked.check() if len(asked.names) > 1 else ()
    return SampleReport(
        "How many hidden people there are, by whom others know", tuple(results), len(asked.hidden), asked.seed,
        groups=groups, source=source or {}, settings=settings or {},
    )  # fmt: skip
