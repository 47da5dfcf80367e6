"""What changes how somebody signs in: written down, and told to the owner by mail."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import mails
from ..models import Account, DeviceSession
from ..queries import links_of
from .sessions import record_about

# What happened -> the sentence of the audit log, the sentence of the mail.
CHANGES = {
    "password_changed": (_("Changed the password"), _("Your password was changed.")),
    "password_set": (_("Set a password"), _("A password was set for your account.")),
    "password_reset": (_("Set a new password over a mailed link"), _("Your password was changed over a mailed link.")),
    "totp_added": (_("Added an authenticator app"), _("An authenticator app was added to your account.")),
    "totp_removed": (_("Removed the authenticator app"), _("The authenticator app was removed from your account.")),
    "key_added": (_("Added a passkey"), _("A passkey was added to your account.")),
    "key_removed": (_("Removed a passkey"), _("A passkey was removed from your account.")),
    "codes_made": (_("Made new recovery codes"), _("New recovery codes were made for your account.")),
    "sso_linked": (_("Linked single sign-on"), _("Your account can now be opened by single sign-on.")),
    "sso_unlinked": (_("Unlinked single sign-on"), _("Single sign-on was unlinked from your account.")),
}
KINDS = {what: audit.declare(f"account.{what}", told, security=True) for what, (told, _mail) in CHANGES.items()}


@action
def note_change(*, account: Account, what: str, now: datetime) -> None:
    """The owner changed how they sign in."""
    mails.sign_in_changed(account, CHANGES[what][1], now=now)
    record_about(KINDS[what], account, now, by=account.staff_id)


@action
def set_password(*, account: Account, password: str, kept_session: str = "") -> None:
    """A new password. It ends every session but the one in which it was set."""
    account.set_password(password)
    account.save(update_fields=["password"])
    DeviceSession.objects.filter(account=account).exclude(public_id=kept_session).delete()


@action
def unlink_sso(*, by: Actor, now: datetime, provider: str) -> None:
    """Single sign-on of this provider opens the account no more. Http404 when it did not."""
    account = Account.objects.get(pk=by.account_id)
    link = links_of(account).get(provider)
    if link is None:
        raise Http404
    link.delete()
    note_change(account=account, what="sso_unlinked", now=now)
