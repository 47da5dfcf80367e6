"""The link of an invitation, and its mail. Like codes it is mailed at once and kept nowhere: not even in the outbox."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Invitation

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
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, SMTPException):
        log.exception("The mail of an invitation could not be sent")
        return False
    return True
