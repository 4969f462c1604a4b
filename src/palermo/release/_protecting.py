"""Protect the cases of a release by the method its specification names, and say what may be told of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from palermo.cases import CaseTable
from palermo.errors import ReleaseError
from palermo.protect import (
    DEFAULT_LENGTH,
    Budget,
    Evaluation,
    KAnonymitySettings,
    KSyntheticSettings,
    Protected,
    SynthesisSettings,
    k_anonymise,
    k_synthesise,
    private_counts,
    promise,
    published_counts,
    rehearsal,
    require_library,
    risk_figures,
    share_done,
    shown,
    synthesise,
    utility_figures,
)
from palermo.release._coverage import CONTRIBUTOR, YEAR
from palermo.release._evaluating import evaluated, evaluation_figures, evaluation_section
from palermo.release._ledger_file import read_ledger
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC, QUASI_IDENTIFIERS, Privacy
from palermo.release._measures import (
    measured_sections,
    synthetic_figures,
    synthetic_risk,
    synthetic_sections,
)
from palermo.release._rounded import rounded_counts
from palermo.release._spec import ReleaseSpec
from palermo.release._spending import Spending, contributors
from palermo.release._steps import Tell
from palermo.report import Section, show

YEARS = "years"
"""The parameter that says of which years a case may be."""

BALANCE_DIGITS = 4
"""Digits after the point of the ε that is left."""

NO_BUDGET = (
    "Not applicable: k-synthetic records are made without noise, so there is no privacy budget to spend. Releases made "
    "from the same cases can still be compared with each other."
)


@dataclass(frozen=True, eq=False)
class Safe:
    """Cases that may be published, and what may be published of how they came about.

    k: the smallest group that may be told apart, None where the method has none. step: numbers of published cases
    are told in multiples of it. exact: whether exact numbers of what
    came in may be told: under differential privacy none may, for each would tell of single cases. rehearsed: the
    release made once more from itself, where nothing exact may be told. evaluation: of the cases, exact: it stays with
    them; None where it is still to be made, as nothing of it is published.
    """

    cases: CaseTable
    counts: pa.Table
    method: str
    parameters: Mapping[str, object]
    k: int | None
    exact: bool
    measured: tuple[Section, ...]
    privacy: Privacy
    step: int = 1
    risk: Mapping[str, object] = field(default_factory=dict)
    utility: Mapping[str, object] = field(default_factory=dict)
    rehearsed: CaseTable | None = None
    evaluation: Evaluation | None = None


def check_protection(spec: ReleaseSpec, spending: Spending, out: Path) -> None:
    """Raise when the cases could not be protected so, before a file is read.

    That is so when the ledger does not hold or has too little left, or when the noise could not be drawn.
    out: the folder of releases, which name the lines of the ledger that must be there.
    """
    if spec.ledger is not None:
        read_ledger(spec.ledger.file)  # one that is not there is said before a library is loaded for it
    if isinstance(spec.protection, SynthesisSettings):
        require_library()
        spending.check(_budget(spec.protection), out)
    else:
        spending.check(None, out)


def make_safe(spec: ReleaseSpec, cases: CaseTable, spending: Spending, tell: Tell) -> Safe:
    """Protect the cases. What that spends is entered in the ledger when all is checked, before noise is drawn.

    After that only what is published is made: the exact evaluation of private cases can wait until they are.
    """
    _refuse_unknown(spec, cases)
    if isinstance(spec.protection, SynthesisSettings):
        return _rehearsed(_private(spec, spec.protection, cases, spending, tell), tell)
    if isinstance(spec.protection, KSyntheticSettings):
        return _evaluated(cases, _synthetic(spec, spec.protection, cases, tell), tell)
    return _evaluated(cases, _anonymous(spec.protection, cases, tell), tell)


def _evaluated(cases: CaseTable, safe: Safe, tell: Tell) -> Safe:
    """The same with what its evaluation found: all of it for the operator, and what may be told for everybody."""
    if safe.cases.num_rows == 0:
        return safe
    found = exact_evaluation(cases, safe, tell)
    return replace(_with(found, safe), evaluation=found)


def _rehearsed(safe: Safe, tell: Tell) -> Safe:
    """The same with what its rehearsal found."""
    if safe.rehearsed is None:
        return safe
    return _with(evaluated(safe.cases, safe.rehearsed, k=None, rehearsal=True, tell=tell), safe)


def _with(public: Evaluation, safe: Safe) -> Safe:
    return replace(
        safe,
        measured=(*safe.measured, evaluation_section(public, k=safe.k)),
        utility={**safe.utility, **evaluation_figures(public, k=safe.k)},
    )


def exact_evaluation(cases: CaseTable, safe: Safe, tell: Tell) -> Evaluation:
    """The safe cases held against the cases: it stays with them."""
    return evaluated(cases.without_ids(), safe.cases, k=safe.k, rehearsal=False, tell=tell)


def refuse_other_contributors(spec: ReleaseSpec, cases: CaseTable) -> None:
    """Raise ReleaseError when a ledger is kept and there are cases of a contributor whom the specification leaves out.

    What is spent is entered for those that it names: on the cases of others it would be spent without a trace, and past
    the cap, where the column of contributors is not published.
    """
    if spec.ledger is None or CONTRIBUTOR not in cases:
        return
    named = contributors(spec)
    for name in cases.values(CONTRIBUTOR).unique().to_pylist():
        if name is not None and name not in named:
            raise ReleaseError(
                "release.spec_malformed",
                place=f"{spec.path}: contributions",
                reason=f"there are cases of {name!r}, and no contribution names them: what is spent on their cases "
                "would stand in no ledger.",
            )


def _refuse_unknown(spec: ReleaseSpec, cases: CaseTable) -> None:
    """Raise ReleaseError when nothing is known of any case but who contributed it."""
    told = (name for name in cases.without_ids().names if name != CONTRIBUTOR)
    if all(cases.values(name).null_count == cases.num_rows for name in told):
        raise ReleaseError("release.no_cases", place=str(spec.path), reason="nothing is known of any case.")


def _anonymous(settings: KAnonymitySettings, cases: CaseTable, tell: Tell) -> Safe:
    protected = k_anonymise(cases, settings=settings, progress=lambda what, share: tell(_lower(what), share))
    parameters: dict[str, object] = {"k": settings.k, "length": settings.length}
    if settings.quasi_identifiers:
        parameters[QUASI_IDENTIFIERS] = list(settings.quasi_identifiers)
    usual = KAnonymitySettings()
    if settings.coarsen != usual.coarsen:
        parameters["coarsen"] = list(settings.coarsen or ())
    if settings.most_withheld != usual.most_withheld:
        parameters["most_withheld"] = settings.most_withheld
    tell("counting")
    return Safe(
        cases=protected.cases,
        counts=published_counts(
            protected.cases, k=settings.k, length=settings.length, left_out=_left_out(protected, settings.k)
        ),
        method=K_ANONYMITY,
        parameters=parameters,
        k=settings.k,
        exact=True,
        measured=measured_sections(protected),
        privacy=Privacy(),
        risk=risk_figures(protected, k=settings.k, length=settings.length),
        utility=utility_figures(protected),
    )


def _synthetic(spec: ReleaseSpec, settings: KSyntheticSettings, cases: CaseTable, tell: Tell) -> Safe:
    made = k_synthesise(
        cases,
        settings=settings,
        seed=_seed(spec.id),
        progress=lambda what, done, total: tell(_lower(what), done / max(total, 1)),
    )
    length = min(DEFAULT_LENGTH, len(made.cases.names))
    tell("counting")
    return Safe(
        cases=made.cases,
        counts=rounded_counts(made.cases, k=settings.k, length=length),
        method=K_SYNTHETIC,
        parameters={"k": settings.k, "length": length},
        k=settings.k,
        step=settings.k,
        exact=True,
        measured=synthetic_sections(made.report),
        privacy=Privacy(note=NO_BUDGET),
        risk=synthetic_risk(made.report),
        utility=synthetic_figures(made.report),
    )


def _seed(release: str) -> int:
    """Another for each release, and the same whenever it is made again.

    Records of two releases then differ by chance in so many ways that a single case that is in one of them only cannot
    be read off their difference.
    """
    return int.from_bytes(sha256(release.encode()).digest()[:4])


def _left_out(protected: Protected, k: int) -> int:
    """How many cases were left out, at most: small numbers are not told, and then k − 1 may have been."""
    number = shown(protected.report.cases_left_out, k)
    return k - 1 if number is None else number


def _private(spec: ReleaseSpec, settings: SynthesisSettings, cases: CaseTable, spending: Spending, tell: Tell) -> Safe:
    if spec.ledger is None:
        raise ValueError("differential privacy without a ledger")
    made = synthesise(
        cases,
        settings=settings,
        values={CONTRIBUTOR: contributors(spec)},
        ranges=spec.ranges,
        spend=lambda: spending.reserve(_budget(settings)),
        progress=lambda what, done, total: tell(_lower(what), share_done(what, done, total) / 2),
    )
    exact = "measuring how exact it is"
    tell(exact, 0.5)
    again = rehearsal(made, progress=lambda what, done, total: tell(exact, 0.5 + share_done(what, done, total) / 2))
    counts = private_counts(made, rehearsed=again)
    parameters: dict[str, object] = {
        "epsilon": settings.epsilon,
        "delta": settings.delta,
        "length": settings.length,
        "fabrication": settings.fabrication,
    }
    if settings.rare is not None:
        parameters["rare"] = settings.rare
    if YEAR in spec.ranges:
        parameters[YEARS] = list(spec.ranges[YEAR])
    note = (
        f"ε {settings.epsilon:g} at δ {show(settings.delta)}, spent on each case of each contributor. The ledger of "
        "the publisher adds up what all releases of the same cases spend, and refuses what would pass its cap."
    )
    return Safe(
        cases=made.cases,
        counts=counts,
        method=DIFFERENTIAL_PRIVACY,
        parameters=parameters,
        k=None,
        exact=False,
        measured=tuple(promise(made.report).sections),
        privacy=Privacy(spent=settings.epsilon, ledger_balance=round(spending.left(), BALANCE_DIGITS), note=note),
        rehearsed=again.cases if again.cases.num_rows else None,
        utility={"noise_sd": {str(length): round(sd, 2) for length, sd in enumerate(made.report.sd, 1)}},
    )


def _lower(what: str) -> str:
    return what[0].lower() + what[1:]


def _budget(settings: SynthesisSettings) -> Budget:
    return Budget(settings.epsilon, settings.delta)
