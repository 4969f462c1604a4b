"""What an organisation wants of its case work."""

from uuid import UUID

from palermo.web.casework.models import HouseRules
from palermo.web.casework.rules.days import LEAST_RECOVERY


def rules_of(organisation: UUID) -> HouseRules:
    """What an organisation wants; where it never said so, nobody approves and recovery lasts as the Convention says."""
    found = HouseRules.objects.filter(organisation=organisation).order_by("-at", "-id").first()
    return found or HouseRules(organisation_id=organisation, recovery_days=LEAST_RECOVERY)
