"""Accounts of others: closed, opened again, signed out, freed of a second factor that was lost. The owner is told.

Nobody gets into anybody's account this way: what is taken away here only the owner can set anew.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, rules
from ..models import Account, DeviceSession
from ..queries import account_of
from .sessions import record_about

CLOSED = audit.declare("account.closed", gettext_lazy("Closed the account"), security=True)
REOPENED = audit.declare("account.reopened", gettext_lazy("Opened the account again"), security=True)
SESSIONS_ENDED = audit.declare("account.sessions_ended", gettext_lazy("Signed the owner out everywhere"), security=True)
FACTORS_REMOVED = audit.declare("account.factors_removed", gettext_lazy("Removed the second factors"), security=True)


@action
def close_account(*, by: Actor, now: datetime, staff_id: str) -> Account:
    """Nobody signs in with it any more, at once. One's own account somebody else must close."""
    account = _theirs(by, staff_id)
    rules.not_ones_own(by, account)
    _switch(account, on=False)
    DeviceSession.objects.filter(account=account).delete()
    mails.sign_in_changed(account, gettext_lazy("Your account was closed by your district."), now=now)
    record_about(CLOSED, account, now, by=by.staff_id)
    return account


@action
def reopen_account(*, by: Actor, now: datetime, staff_id: str) -> Account:
    """It opens again, with the ways to sign in that it had."""
    account = _theirs(by, staff_id)
    _switch(account, on=True)
    mails.sign_in_changed(account, gettext_lazy("Your account was opened again by your district."), now=now)
    record_about(REOPENED, account, now, by=by.staff_id)
    return account


def _switch(account: Account, *, on: bool) -> None:
    if account.is_active == on:
        told = _("This account is open already.") if on else _("This account is closed already.")
        raise Refused(told, _("Load the page again to see how it stands."))
    account.is_active = on
    account.save(update_fields=["is_active"])


@action
def end_sessions_of(*, by: Actor, now: datetime, staff_id: str) -> Account:
    """Sign somebody out on every device, as after a phone was lost."""
    account = _theirs(by, staff_id)
    DeviceSession.objects.filter(account=account).delete()
    mails.sign_in_changed(account, gettext_lazy("Your district signed you out on every device."), now=now)
    record_about(SESSIONS_ENDED, account, now, by=by.staff_id)
    return account


@action
def remove_factors(*, by: Actor, now: datetime, staff_id: str) -> Account:
    """Take away a lost second factor, passkeys and recovery codes. The first factor stays, and is the owner's."""
    account = _theirs(by, staff_id)
    rules.not_ones_own(by, account)
    gone, _kinds = Authenticator.objects.filter(user=account).delete()
    if not gone:
        raise Refused(_("This account has no second factor."), _("There is nothing to remove."))
    DeviceSession.objects.filter(account=account).delete()
    told = gettext_lazy("Your district removed the second factor of your account. Add a new one when you sign in.")
    mails.sign_in_changed(account, told, now=now)
    record_about(FACTORS_REMOVED, account, now, by=by.staff_id)
    return account


def _theirs(by: Actor, staff_id: str) -> Account:
    rules.manage_accounts(by)
    account = account_of(by, staff_id)
    if account is None:
        raise Refused(_("This person has no account yet."), _("Send an invitation instead."))
    return account
