"""The directory of services, and what people are given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.actions.cases import locked, touch
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case, Provider, Service, ServiceStep

LONGEST = 5_000
"""Characters of a text beside a service."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of a provider."""

    name: str
    types: Sequence[str] = ()
    languages: Sequence[str] = ()
    place: str = ""
    contact: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of a service, and what it costs. fund: the budget line that it is paid from."""

    quantity: Decimal | None = None
    unit: str = ""
    cost: Decimal | None = None
    currency: str = ""
    fund: str = ""


def keep_provider(*, entry: Entry, by: User, follows: Provider | None = None) -> Provider:
    """Add a provider to the directory; one that follows another stands in its place. Raises ValidationError.

    Whoever edits cases keeps the directory: it is the team's knowledge of the neighbourhood.
    """
    if by.may(Permission.CASE_EDIT) is None or (follows and follows.organisation_id != by.organisation_id):
        raise PermissionDenied
    if not entry.name.strip():
        raise ValidationError(_("Say what it is called."), code="name")
    if set(entry.types) - set(answers("service-types")):
        raise ValidationError(_("That is none of the services."), code="types")
    with recorded():
        if follows is not None:
            follows = Provider.objects.select_for_update(of=("self",)).get(pk=follows.pk)
            if follows.gone_at is not None:
                raise ValidationError(_("Somebody else changed this entry just now. Look at it again."), code="gone")
            _retire(follows, by)
        made = Provider.objects.create(
            organisation=by.organisation, name=entry.name.strip(), types=sorted(set(entry.types)),
            languages=sorted(set(entry.languages)), place=entry.place.strip() or None,
            contact=entry.contact.strip() or None, about=entry.about.strip() or None, follows=follows, by=by,
        )  # fmt: skip
        record(by, "provider.changed" if follows else "provider.added", made)
    return made


def retire_provider(*, provider: Provider, by: User) -> None:
    """Take a provider out of the directory. What it gave stays written down."""
    if by.may(Permission.CASE_EDIT) is None or provider.organisation_id != by.organisation_id:
        raise PermissionDenied
    with recorded():
        held = Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
        if held.gone_at is None:
            _retire(held, by)
            record(by, "provider.retired", held)


def plan_service(
    *, case: Case, type: str, on: date, by: User, provider: Provider | None = None, measure: Measure = Measure(),
    about: str = "",
) -> Service:  # fmt: skip
    """Plan a service for a day. Raises PermissionDenied and ValidationError."""
    return _make(case, type, "planned", on, by, provider, measure, about)


def give_service(
    *, case: Case, type: str, on: date, by: User, provider: Provider | None = None, measure: Measure = Measure(),
    about: str = "", result: str = "",
) -> Service:  # fmt: skip
    """Write down a service that was given, planned or not. The first one is when she was helped first."""
    if on > timezone.localdate():
        raise ValidationError(_("The day lies in the future. Plan it for that day."), code="future")
    return _make(case, type, "given", on, by, provider, measure, about, result)


def service_given(*, service: Service, on: date, by: User, measure: Measure | None = None, result: str = "") -> Service:
    """A planned service was given. measure: what it came to, where that differs. Raises ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, service.case)
    if on > timezone.localdate():
        raise ValidationError(_("The day lies in the future."), code="future")
    if measure is not None:
        _check_measure(measure)
    with recorded():
        case = locked(service.case)
        policies.check_is_open(case)
        held = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        if held.state != "planned":
            raise ValidationError(_("Somebody wrote down already what became of it. Look at it again."), code="ended")
        held.state, held.given_on = "given", on
        if measure is not None:
            held.quantity, held.unit, held.cost = measure.quantity, measure.unit, measure.cost
            held.currency, held.fund = measure.currency, measure.fund or None
        held.save()
        _step(held, case, by, "given", result)
        _assisted(case)
        record(by, "service.given", held, type=held.type)
    return held


def drop_service(*, service: Service, by: User, why: str) -> Service:
    """It did not come to a planned service, or one was written down in error. Raises ValidationError for no reason."""
    permissions.check(by, Permission.CASE_EDIT, service.case)
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    with recorded():
        case = locked(service.case)
        policies.check_is_open(case)
        held = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        if held.state == "dropped":
            return held
        held.state = "dropped"
        held.save(update_fields=["state"])
        _step(held, case, by, "dropped", why)
        _assisted(case)
        record(by, "service.dropped", held, type=held.type)
    return held


def add_feedback(*, service: Service, text: str, by: User) -> None:
    """What she says of a service that she was given. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, service.case)
    if not text.strip():
        raise ValidationError(_("Write down what she said."), code="empty")
    with recorded():
        case = locked(service.case)
        policies.check_is_open(case)
        held = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        if held.state != "given":
            raise ValidationError(_("She was not given this service."), code="state")
        _step(held, case, by, "feedback", text)
        touch(case)
        record(by, "service.feedback", held)


def _make(
    case: Case, type: str, state: str, on: date, by: User, provider: Provider | None, measure: Measure, about: str,
    result: str = "",
) -> Service:  # fmt: skip
    permissions.check(by, Permission.CASE_EDIT, case)
    if type not in answers("service-types"):
        raise ValidationError(_("That is none of the services."), code="type")
    if provider is not None and (provider.organisation_id != case.organisation_id or provider.gone_at is not None):
        raise ValidationError(_("That service is not in the directory any more."), code="provider")
    _check_measure(measure)
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        made = Service.objects.create(
            case=case, organisation=case.organisation, type=type, provider=provider, state=state, by=by,
            planned_on=on if state == "planned" else None, given_on=on if state == "given" else None,
            quantity=measure.quantity, unit=measure.unit, cost=measure.cost, currency=measure.currency,
            fund=measure.fund.strip() or None, about=_text(about) or None,
        )  # fmt: skip
        _step(made, case, by, state, result)
        _assisted(case)
        record(by, f"service.{state}", made, type=type)
    return made


def _assisted(case: Case) -> None:
    """When she was helped first, by what is written down now. A time before the case was made is when it was made."""
    first = Service.objects.filter(case=case, state="given").aggregate(first=Min("given_on"))["first"]
    helped = max(timezone.make_aware(datetime.combine(first, time.min)), case.made_at) if first else None
    Case.objects.filter(pk=case.pk).update(assisted_at=helped)
    touch(case)


def _check_measure(measure: Measure) -> None:
    if measure.quantity is not None and measure.quantity <= 0:
        raise ValidationError(_("A quantity is more than nothing."), code="quantity")
    if measure.unit and measure.unit not in answers("service-units"):
        raise ValidationError(_("That is none of the units."), code="unit")
    if (measure.quantity is None) != (not measure.unit):
        raise ValidationError(_("Say how much, and of what: a number and a unit."), code="unit")
    if measure.cost is not None and measure.cost < 0:
        raise ValidationError(_("A cost is not below nothing."), code="cost")
    if (measure.cost is None) != (not measure.currency):
        raise ValidationError(_("Say what it costs, and in which money."), code="currency")
    if measure.currency and not re.fullmatch(r"[A-Z]{3}", measure.currency):
        raise ValidationError(_("A currency is three letters, such as EUR."), code="currency")


def _step(service: Service, case: Case, by: User, state: str, text: str) -> None:
    ServiceStep.objects.create(
        service=service, case=case, organisation=case.organisation, by=by, state=state, text=_text(text) or None
    )


def _retire(provider: Provider, by: User) -> None:
    provider.gone_at, provider.gone_by = timezone.now(), by
    provider.save(update_fields=["gone_at", "gone_by"])


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise ValidationError(_("It is too long: %(most)d characters fit."), params={"most": LONGEST}, code="long")
    return text.strip()
