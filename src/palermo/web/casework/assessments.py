"""What was assessed, of vulnerability and of risk: the last first."""

from collections.abc import Sequence

from palermo.web.casework.models import Case, RiskAssessment, Vulnerability
from palermo.web.casework.rules import risk


def vulnerabilities(case: Case) -> Sequence[Vulnerability]:
    """How vulnerability was read, the last time first."""
    return list(Vulnerability.objects.filter(case=case).select_related("by").order_by("-number"))


def risks(case: Case) -> Sequence[RiskAssessment]:
    """Every assessment of risk, the last first."""
    return list(RiskAssessment.objects.filter(case=case).select_related("by").order_by("-number"))


def standing_risks(case: Case) -> dict[str, RiskAssessment]:
    """The last assessment of each kind."""
    found: dict[str, RiskAssessment] = {}
    for each in risks(case):
        found.setdefault(each.kind, each)
    return {kind: found[kind] for kind in risk.KINDS if kind in found}
