"""Sharing one record with one named colleague for a time, and taking it back."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import District, Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Grant

SHARED = audit.declare("trust.shared", gettext_lazy("{who} shared a record with one colleague."))
ENDED = audit.declare("trust.sharing_ended", gettext_lazy("A record is no longer shared with a colleague."))
MOST_DAYS = 365


@action
def share(*, by: Actor, now: datetime, record: str, object_id: str, to: str, until: date) -> Grant:
    """Show one record to one colleague until a day; a mail tells them that there is something. ``to``: a public id.

    Raises Http404 for a record that is not the actor's, Refused for one of a kind that stays where it is, a colleague
    who must not have it (an evaluator, a leader of their school, the central office, IT), a day that is past or more
    than a year away, or sharing twice.
    """
    rules.share(by, record, object_id)
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
    mails.tell_shared(grant, now=now)
    _record(SHARED, grant, by.staff_id, now, who=by.name)
    return grant


def _colleague(by: Actor, to: str) -> Staff:
    assert by.staff_id is not None and by.today is not None  # noqa: S101 - owners are people with a day
    person = Staff.objects.filter(public_id=to).select_related("account").first() if to else None
    if person is None:
        raise Refused(_("Nobody in the district is this person."), _("Choose a colleague from the list."))
    if not queries.can_be_shared_with(by.staff_id, by.today).filter(pk=person.pk).exists():
        bar = queries.bars(by.staff_id, [person], by.today).get(person.pk)
        raise Refused(
            _("This cannot be shared with %(name)s.") % {"name": person}, queries.BAR_SENTENCES[bar] if bar else ""
        )
    return person


def _check_day(by: Actor, until: date) -> None:
    assert by.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    if not 0 <= (until - by.today).days <= MOST_DAYS:
        raise Refused(_("The last day must lie within the next twelve months."), _("Choose a nearer day."))


@action
def end_grant(*, by: Actor, now: datetime, public_id: str) -> Grant:
    """Take a grant back: it no longer holds from the next request on. Ending twice changes nothing."""
    mine = Grant.objects.filter(public_id=public_id, owner_id=by.staff_id).select_related("to")
    grant = mine.first() if by.staff_id else None
    if grant is None:
        raise Http404
    end(grant, Grant.Ended.OWNER, now, by.staff_id)
    return grant


@action
def end_grants_between(
    *, evaluator: int, owner: int, now: datetime, by: int | None, because: str = Grant.Ended.EVALUATES
) -> int:
    """End at once whatever the owner shares with this person, because they begin to evaluate the owner. Staff ids;
    ``by`` is who recorded it, None for the system. Returns how many ended.

    Nothing depends on it being called: what holds is asked at each request. It makes the end stay when evaluating ends.
    """
    running = Grant.objects.filter(owner_id=owner, to_id=evaluator, ended=None)
    return sum(end(grant, because, now, by) for grant in list(running))


@action
def end_void_grants(*, district_id: int, now: datetime) -> int:
    """End what may not be shared any more: evaluating or leading began, one of the two left, the colleague went to the
    central office or IT. Returns how many ended; again: nothing is left to do."""
    day = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone)).date()
    running = queries.running_grants(day)
    void = queries.void_reasons(running, day)
    return sum(end(grant, void[grant.pk], now, None) for grant in running if grant.pk in void)


@action
def forget_grants(
    *, record: str, object_id: str, now: datetime, by: int | None, because: str = Grant.Ended.GONE
) -> int:
    """End whatever is shared of a record that is being deleted, or (``because``) that its owner took back whole.
    Slices call it inside the action that does so; ``by`` is a staff id. Returns how many ended."""
    running = Grant.objects.filter(record=record, object_id=object_id, ended=None)
    return sum(end(grant, because, now, by) for grant in list(running))


def end(grant: Grant, because: str, now: datetime, by: int | None) -> bool:
    """End one grant, inside the caller's action; the first to end it says why. Returns whether it was running."""
    changed = Grant.objects.filter(pk=grant.pk, ended=None).update(ended=now, ended_because=because)
    if changed:
        _record(ENDED, grant, by, now)
    return bool(changed)


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
