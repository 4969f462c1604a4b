"""Protect the cases of a release by the method its specification names, and say what may be told of that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from palermo.cases import CaseTable
from palermo.protect import (
    Budget,
    KAnonymitySettings,
    Protected,
    SynthesisSettings,
    k_anonymise,
    private_counts,
    promise,
    published_counts,
    synthesise,
)
from palermo.release._coverage import CONTRIBUTOR
from palermo.release._ledger import Ledger
from palermo.release._ledger_file import confirm, read_ledger, reserve
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_ANONYMITY, QUASI_IDENTIFIERS, Privacy
from palermo.release._measures import measured_sections, risk_figures, shown, utility_figures
from palermo.release._spec import ReleaseSpec
from palermo.report import Section

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Safe:
    """Cases that may be published, and what may be published of how they came about.

    k: the smallest group that may be told apart, None where the method has none. exact: whether exact numbers of what
    came in may be told: under differential privacy none may, for each would tell of single cases.
    """

    cases: CaseTable
    counts: pa.Table
    method: str
    parameters: Mapping[str, object]
    k: int | None
    exact: bool
    measured: tuple[Section, ...]
    privacy: Privacy
    risk: Mapping[str, object] = field(default_factory=dict)
    utility: Mapping[str, object] = field(default_factory=dict)


def check_ledger(spec: ReleaseSpec) -> None:
    """Raise ReleaseError when the ledger does not hold: before a file is read."""
    if spec.ledger is not None:
        read_ledger(spec.ledger.file)


def reserve_in_ledger(spec: ReleaseSpec) -> Ledger | None:
    """Enter the release in the ledger, before it is protected; the ledger with the reservation as its last entry."""
    if spec.ledger is None:
        return None
    budget = _budget(spec.protection) if isinstance(spec.protection, SynthesisSettings) else None
    return reserve(
        spec.ledger.file,
        release=spec.id,
        on=spec.date,
        contributors=_contributors(spec),
        method=spec.method,
        budget=budget,
    )


def confirm_in_ledger(spec: ReleaseSpec, ledger: Ledger | None) -> None:
    """Enter that the release has appeared."""
    if ledger is not None:
        confirm(ledger.path, reservation=ledger.entries[-1], on=spec.date)


def make_safe(spec: ReleaseSpec, cases: CaseTable, ledger: Ledger | None, tell: Tell) -> Safe:
    """Protect the cases. ledger: with the reservation of what is spent now."""
    if isinstance(spec.protection, SynthesisSettings):
        return _private(spec, spec.protection, cases, ledger, tell)
    return _anonymous(spec.protection, cases, tell)


def _anonymous(settings: KAnonymitySettings, cases: CaseTable, tell: Tell) -> Safe:
    protected = k_anonymise(cases, settings=settings, progress=lambda what: tell(what[0].lower() + what[1:]))
    parameters: dict[str, object] = {"k": settings.k, "length": settings.length}
    if settings.quasi_identifiers:
        parameters[QUASI_IDENTIFIERS] = list(settings.quasi_identifiers)
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


def _left_out(protected: Protected, k: int) -> int:
    """How many cases were left out, at most: small numbers are not told, and then k − 1 may have been."""
    number = shown(protected.report.cases_left_out, k)
    return k - 1 if number is None else number


def _private(
    spec: ReleaseSpec, settings: SynthesisSettings, cases: CaseTable, ledger: Ledger | None, tell: Tell
) -> Safe:
    made = synthesise(
        cases,
        settings=settings,
        values={CONTRIBUTOR: _contributors(spec)},
        ranges=spec.ranges,
        progress=lambda what, done, total: tell(what[0].lower() + what[1:]),
    )
    tell("measuring how exact it is")
    counts = private_counts(made)
    parameters: dict[str, object] = {
        "epsilon": settings.epsilon,
        "delta": settings.delta,
        "length": settings.length,
        "fabrication": settings.fabrication,
    }
    if settings.rare is not None:
        parameters["rare"] = settings.rare
    left = None if ledger is None else min(ledger.balance(name).left for name in _contributors(spec))
    note = (
        f"ε {settings.epsilon:g} at δ {settings.delta:.2g}, spent on each case of each contributor. The ledger of the "
        "publisher adds up what all releases of the same cases spend, and refuses what would pass its cap."
    )
    return Safe(
        cases=made.cases,
        counts=counts,
        method=DIFFERENTIAL_PRIVACY,
        parameters=parameters,
        k=None,
        exact=False,
        measured=tuple(promise(made.report).sections),
        privacy=Privacy(spent=settings.epsilon, ledger_balance=None if left is None else round(left, 4), note=note),
        risk={},
        utility={"noise_sd": {str(length): round(sd, 2) for length, sd in enumerate(made.report.sd, 1)}},
    )


def _contributors(spec: ReleaseSpec) -> Sequence[str]:
    return tuple(given.contributor for given in spec.contributions)


def _budget(settings: SynthesisSettings) -> Budget:
    return Budget(settings.epsilon, settings.delta)
