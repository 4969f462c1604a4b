"""What case work keeps. One module a noun; Django finds them here."""

from palermo.web.casework.models.assessments import RiskAssessment, Vulnerability
from palermo.web.casework.models.cases import Case, Grant, Move
from palermo.web.casework.models.children import ChildException
from palermo.web.casework.models.consent import ConsentEvent, ConsentException, Recipient, Talk
from palermo.web.casework.models.course import Alert, Closure, HouseRules, RecoveryPeriod, Visit
from palermo.web.casework.models.exchange import ImportBatch
from palermo.web.casework.models.notes import Attachment, Note
from palermo.web.casework.models.parts import Change, Conflict, Part
from palermo.web.casework.models.plans import Need, Plan, PlanAction, PlanStep
from palermo.web.casework.models.screening import Screening, ScreeningDecision
from palermo.web.casework.models.services import Provider, Service, ServiceStep
from palermo.web.casework.models.tokens import Token

__all__ = [
    "Alert",
    "Attachment",
    "Case",
    "Change",
    "ChildException",
    "Closure",
    "Conflict",
    "ConsentEvent",
    "ConsentException",
    "Grant",
    "HouseRules",
    "ImportBatch",
    "Move",
    "Need",
    "Note",
    "Part",
    "Plan",
    "PlanAction",
    "PlanStep",
    "Provider",
    "Recipient",
    "RecoveryPeriod",
    "RiskAssessment",
    "Screening",
    "ScreeningDecision",
    "Service",
    "ServiceStep",
    "Talk",
    "Token",
    "Visit",
    "Vulnerability",
]
