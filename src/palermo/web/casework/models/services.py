"""Services: who gives what in the neighbourhood, and what a person was given."""

from typing import ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class Provider(models.Model):
    """Somebody who gives services: an entry of the organisation's directory.

    types, languages: codes. contact: how to reach it safely. What is changed is a new entry that follows this one; one
    that is not used any more is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = SealedText()
    types = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    place = SealedText(null=True)
    contact = SealedText(null=True)
    about = SealedText(null=True)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["organisation", "gone_at"], name="casework_providers")]

    def __str__(self) -> str:
        return str(self.pk)


class Service(models.Model):
    """Something that is planned for her, or was given to her.

    state: `planned`, `given`, or `dropped` (it did not come to it, or was written down in error). What was given is not
    changed: it is dropped, and written down anew. action: of the plan, that it belongs to.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8)
    planned_on = models.DateField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    fund = SealedText(null=True)
    about = SealedText(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(
                fields=["case", "planned_on"], condition=models.Q(state="planned"), name="casework_services_due"
            ),
        ]

    def __str__(self) -> str:
        return self.type


class ServiceStep(models.Model):
    """What became of a service, in words. state: of the service then, or `feedback`: what she said of it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="steps")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_steps")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8)
    text = SealedText(null=True)

    def __str__(self) -> str:
        return self.state
