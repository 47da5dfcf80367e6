"""Devices on which an account is signed in: they begin, are seen, and end."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from ..models import Account, DeviceSession
from ..queries import own_session

SIGNED_IN = audit.declare("account.signed_in", _("Signed in"), security=True)
SIGN_IN_FAILED = audit.declare("account.sign_in_failed", _("Somebody tried to sign in and could not"), security=True)
SIGNED_OUT_THERE = audit.declare("account.signed_out_there", _("Signed out on another device"), security=True)
SIGNED_OUT_EVERYWHERE = audit.declare("account.signed_out_everywhere", _("Signed out everywhere"), security=True)


def record_about(kind: str, account: Account, now: datetime, *, by: int | None) -> None:
    """One entry about an account. An account of no district has no chain to stand in."""
    if account.district_id:
        audit.record(
            kind,
            district_id=account.district_id,
            at=now,
            actor=by,
            object_id=account.public_id,
            subject=account.staff_id,
        )


@action
def begin_session(*, account: Account, device: str, now: datetime) -> DeviceSession:
    """Someone has signed in on this device."""
    session = DeviceSession.objects.create(account=account, device=device[:80], began=now, seen=now)
    record_about(SIGNED_IN, account, now, by=account.staff_id)
    return session


@action
def session_seen(*, session: str, now: datetime) -> None:
    """The device was used now. Asked for every few minutes at most."""
    DeviceSession.objects.filter(public_id=session).update(seen=now)


@action
def forget_session(*, session: str) -> None:
    """The session is over: signed out here, or too old."""
    DeviceSession.objects.filter(public_id=session).delete()


@action
def end_session(*, by: Actor, now: datetime, public_id: str) -> None:
    """Sign out on one of one's own devices. Http404 for anybody else's."""
    session = own_session(by, public_id)
    session.delete()
    record_about(SIGNED_OUT_THERE, session.account, now, by=by.staff_id)


@action
def end_all_sessions(*, by: Actor, now: datetime) -> None:
    """Sign out everywhere, here too."""
    account = Account.objects.get(pk=by.account_id)
    DeviceSession.objects.filter(account=account).delete()
    record_about(SIGNED_OUT_EVERYWHERE, account, now, by=by.staff_id)


@action
def sign_in_failed(*, email: str, now: datetime) -> None:
    """A wrong password or code for an account that exists. Addresses of nobody leave no trace."""
    account = Account.objects.filter(email__iexact=email.strip()).first()
    if account is not None:
        record_about(SIGN_IN_FAILED, account, now, by=None)


@action
def forget_old_sessions(*, before: datetime) -> int:
    """Remove sessions of devices that were last seen before this moment: they are over."""
    return DeviceSession.objects.filter(seen__lt=before).delete()[0]
