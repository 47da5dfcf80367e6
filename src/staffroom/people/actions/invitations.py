"""Invitations: one link, one person, once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action, district_scope

from .. import rules
from ..models import INVITED, Account, Assignment, Invitation, Staff
from ..queries import digest_of, invitation_by_token, invitation_for, new_token, person_for, school_named
from .accounts import open_account

MADE = audit.declare("invitation.made", gettext_lazy("Made an invitation"), security=True)
ACCEPTED = audit.declare("invitation.accepted", gettext_lazy("Accepted an invitation"), security=True)
REVOKED = audit.declare("invitation.revoked", gettext_lazy("Took an invitation back"), security=True)


@action
def invite_staff(*, by: Actor, now: datetime, staff_id: str) -> tuple[Invitation, str]:
    """Invite somebody of the staff list. The link goes to the mail address of the list, which only its owner reads.

    Returns the invitation and its token. Earlier invitations that still wait are void: there is one link a person.
    """
    rules.manage_accounts(by)
    staff = person_for(staff_id)
    rules.can_be_invited(staff, has_account=Account.objects.filter(staff=staff).exists())
    waiting = Invitation.objects.filter(staff=staff, accepted=None, revoked=None)
    for each in list(waiting):
        _revoke(each, by, now)
    return _make(by, now, staff=staff, email=staff.email)


@action
def invite_newcomer(
    *, by: Actor, now: datetime, given: str, family: str, role: str, school: str, ends: date, email: str
) -> tuple[Invitation, str]:
    """Invite somebody whom the roster does not know, with a role that ends. ``school``: public id, or empty."""
    rules.manage_accounts(by)
    rules.give_role(by, role)
    rules.address_is_free(email, known=_is_known(email))
    place = school_named(school)
    who = {"given": given, "family": family, "role": role, "school": place, "ends": ends}
    return _make(by, now, email=email.strip().lower(), **who)


def _is_known(email: str) -> bool:
    if not email.strip():
        return False
    return (
        Account.objects.filter(email__iexact=email.strip()).exists()
        or Staff.objects.filter(email__iexact=email.strip(), active=True).exists()
    )


def _make(by: Actor, now: datetime, **fields: Any) -> tuple[Invitation, str]:
    token = new_token()
    invitation = Invitation.objects.create(
        district_id=by.district_id,
        token_digest=digest_of(token),
        by_staff=by.staff_id,
        created=now,
        expires=now + timedelta(days=settings.INVITATION_DAYS),
        **fields,
    )
    _record(MADE, invitation, now, by=by.staff_id)
    return invitation, token


@action
def revoke_invitation(*, by: Actor, now: datetime, public_id: str) -> Invitation:
    """Take an invitation back: its link is void."""
    rules.manage_accounts(by)
    invitation = invitation_for(by, public_id)
    rules.still_waits(invitation, now)
    _revoke(invitation, by, now)
    return invitation


def _revoke(invitation: Invitation, by: Actor, now: datetime) -> None:
    invitation.revoked = now
    invitation.save(update_fields=["revoked"])
    _record(REVOKED, invitation, now, by=by.staff_id)


def _record(kind: str, invitation: Invitation, now: datetime, *, by: int | None) -> None:
    audit.record(
        kind,
        district_id=invitation.district_id,
        at=now,
        actor=by,
        object_id=invitation.public_id,
        subject=invitation.staff_id,
    )


@action
def accept_invitation(*, token: str, now: datetime, today: date, password: str = "") -> Account:
    """Open the account of whoever holds the link, once. Http404 for a link of no invitation.

    Without a mail address a password is needed: a code could be sent nowhere.
    """
    invitation = invitation_by_token(token, lock=True)
    with district_scope(invitation.district_id):
        return _accept(invitation, password, now, today)


def _accept(invitation: Invitation, password: str, now: datetime, today: date) -> Account:
    rules.still_waits(invitation, now)
    staff = invitation.staff or _newcomer(invitation, today)
    rules.can_be_invited(staff, has_account=Account.objects.filter(staff=staff).exists())
    if not password and not invitation.email:
        raise Refused(_("A password is needed: you have no mail address to which a code could go."), _("Go back."))
    account = open_account(staff, now)
    if password:
        account.set_password(password)
        account.save(update_fields=["password"])
    invitation.staff, invitation.accepted = staff, now
    invitation.save(update_fields=["staff", "accepted"])
    _record(ACCEPTED, invitation, now, by=staff.pk)
    return account


def _newcomer(invitation: Invitation, today: date) -> Staff:
    """Their record and role. ``INVITED`` marks those whom no roster names, so that none takes them away."""
    rules.role_still_to_come(invitation, today)
    staff = Staff.objects.create(
        district_id=invitation.district_id,
        source_id=f"{INVITED}{invitation.public_id}",
        given=invitation.given,
        family=invitation.family,
        email=invitation.email,
        language=invitation.district.language,
    )
    Assignment.objects.create(
        district_id=invitation.district_id,
        staff=staff,
        school=invitation.school,
        role=invitation.role,
        begins=today,
        ends=invitation.ends,
    )
    return staff
