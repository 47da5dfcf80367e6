"""Sharing one record with one named colleague for a time, and taking it back."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Permission, Refused
from staffroom.spine.scoping import action

from .. import kinds, queries, rules
from ..models import Grant

SHARED = audit.declare("trust.shared", gettext_lazy("{who} shared a record with one colleague."))
ENDED = audit.declare("trust.sharing_ended", gettext_lazy("A record is no longer shared with a colleague."))
MOST_DAYS = 365


@action
def share(*, by: Actor, now: datetime, record: str, object_id: str, to: str, until: date) -> Grant:
    """Show one record to one colleague until a day. ``to`` is a public id.

    Raises Http404 for a record that is not the actor's, Refused for a colleague who must not have it (an evaluator, a
    leader of their school, the central office, IT), a day that is past or more than a year away, or sharing twice.
    """
    found = kinds.find(by, record, object_id)
    if found is None:
        raise Http404
    rules.require(by, record, found.standing, Permission.SHARE)
    colleague = _colleague(by, to)
    _check_day(by, until)
    grant = Grant(district_id=by.district_id, owner_id=by.staff_id, to=colleague, record=record, object_id=object_id)
    grant.begun, grant.until = now, until
    queries.grants_on(record, object_id).filter(to=colleague, ended=None, until__lt=by.today).update(ended=now)
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError:
        raise Refused(
            _("You share this with %(name)s already.") % {"name": colleague},
            _("End that first, then share it anew with another last day."),
        ) from None
    _record(SHARED, grant, by.staff_id, now, who=by.name)
    return grant


def _colleague(by: Actor, to: str) -> Staff:
    assert by.staff_id is not None and by.today is not None  # noqa: S101 - owners are people with a day
    person = Staff.objects.filter(public_id=to, active=True).first()
    if person is None:
        raise Refused(_("Nobody who works in the district now has this name."), _("Choose a colleague from the list."))
    if not queries.can_be_shared_with(by.staff_id, by.today).filter(pk=person.pk).exists():
        raise Refused(
            _("This cannot be shared with %(name)s.") % {"name": person},
            _("Private records never reach whoever evaluates you or leads your school, nor central office or IT."),
        )
    return person


def _check_day(by: Actor, until: date) -> None:
    assert by.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    if not 0 <= (until - by.today).days <= MOST_DAYS:
        raise Refused(_("The last day must lie within the next twelve months."), _("Choose a nearer day."))


@action
def end_grant(*, by: Actor, now: datetime, public_id: str) -> Grant:
    """Take a grant back: it no longer holds from the next request on. Ending twice changes nothing."""
    grant = Grant.objects.filter(public_id=public_id, owner_id=by.staff_id).first()
    if grant is None:
        raise Http404
    if grant.ended is None:
        end(grant, Grant.Ended.OWNER, now, by.staff_id)
    return grant


def end(grant: Grant, because: str, now: datetime, by: int | None) -> None:
    """End one grant, inside the caller's action."""
    grant.ended, grant.ended_because = now, because
    grant.save(update_fields=["ended", "ended_because"])
    _record(ENDED, grant, by, now)


def _record(kind: str, grant: Grant, actor: int | None, now: datetime, **facts: str) -> None:
    audit.record(
        kind,
        district_id=grant.district_id,
        at=now,
        actor=actor,
        object_id=grant.object_id,
        subject=grant.owner_id,
        facts=facts | {"record": grant.record, "to": grant.to_id},
    )
