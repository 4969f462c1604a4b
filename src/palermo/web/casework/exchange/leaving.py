"""What of a case may leave with a file: asked of the person's consent each time, and nothing where nobody was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.web.casework import consent
from palermo.web.casework.models import Case, Recipient
from palermo.web.casework.rules.items import data_groups

FORMS_OF: Mapping[str, tuple[str, ...]] = {
    "identity": ("person", "alias", "identity_document"),
    "contact": ("contact", "address"),
    "household": ("household",),
    "story": ("exploitation", "trafficking_event", "other_involved", "organisation"),
    "needs": ("incoming_referral", "htcds_outgoing_referral", "htcds_support_plan", "htcds_comment", "htcds_received"),
    "legal": ("migration",),
}
"""The forms that each group of data holds, of those that the standard has room for. Groups that are not named here hold
none of them; a form that no group holds does not leave."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whether a case may be given to a recipient. why_not: a sentence where it may not. groups: of data that may go."""

    why_not: str = ""
    groups: frozenset[str] = frozenset()

    @property
    def forms(self) -> frozenset[str]:
        """The forms of which something may be told."""
        return frozenset(form for group in self.groups for form in FORMS_OF.get(group, ()))


def leaving(case: Case, recipient: Recipient | None) -> Leaving:
    """What of a case may be given to a recipient today. Without a recipient nothing: a yes is for somebody."""
    if recipient is None:
        return Leaving(_("Choose who receives the file: consent is given for one recipient."))
    if recipient.organisation_id != case.organisation_id:
        return Leaving(_("There is no such recipient."))
    why_not = consent.why_not(case, "share", recipient)
    if why_not:
        return Leaving(why_not)
    groups = frozenset(group for group in _groups() if consent.allows(case, "share", recipient, [group]))
    if not groups:
        return Leaving(_("Nothing of this case was named to be shared with this recipient."))
    return Leaving(groups=groups)


def _groups() -> Iterable[str]:
    return [group for group in data_groups() if group in FORMS_OF]
