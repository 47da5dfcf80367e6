"""Links of invitations and to private addresses, and their mails. Like codes they are mailed at once and kept nowhere:
not even in the outbox."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Account, Invitation, SignInCode

log = logging.getLogger(__name__)


def link_of(token: str) -> str:
    """The whole address, as it stands in the mail or on paper."""
    return settings.BASE_URL + reverse("invitation_accept", args=[token])


def send_link(invitation: Invitation, token: str) -> bool:
    """Mail it to the address of the invitation. Returns whether the mail server took it."""
    staff = invitation.staff
    with override((staff.language if staff else "") or invitation.district.language):
        shown = {"invitation": invitation, "link": link_of(token)}
        text = render_to_string("people/mails/invitation.txt", shown)
        subject = _("Your invitation to Staffroom, %(district)s") % {"district": invitation.district.name}
    return mail_at_once(subject, text, invitation.email)


def mail_at_once(subject: str, text: str, to: str) -> bool:
    """Mail something that is kept nowhere. Returns whether the mail server took it."""
    try:
        send_mail(subject, text, None, [to])
    except (OSError, SMTPException):
        log.exception("The mail with a link could not be sent")
        return False
    return True


def send_sign_in_link(link: SignInCode, account: Account, token: str) -> bool:
    """A text as short as a text message (160 characters): it may go through a phone company's mail gateway."""
    address = settings.BASE_URL + reverse("mail_link", args=[token])
    with override(account.language):
        if link.way == SignInCode.Way.ADDRESS:
            text = _("Staffroom: is this your address? %(link)s") % {"link": address}
        else:
            text = _("Staffroom: sign in here within 15 minutes. %(link)s") % {"link": address}
    return mail_at_once("Staffroom", text, link.email)
