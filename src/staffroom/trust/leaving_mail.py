"""The mail with the link of somebody who has left. It is mailed at once and kept nowhere, as every link that opens."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from staffroom.people.invite import mail_at_once

from .mails import language_of
from .models import Leaving


def link_of(token: str) -> str:
    """The whole address, as it stands in the mail or on paper."""
    return settings.BASE_URL + reverse("leaving", args=[token])


def send_link(leaving: Leaving, token: str, to: str) -> bool:
    """Returns whether the mail server took it."""
    with override(language_of(leaving.staff) or leaving.staff.district.language):
        shown = {"leaving": leaving, "link": link_of(token), "district": leaving.staff.district.name}
        text = render_to_string("trust/mails/leaving.txt", shown)
        subject = _("Your own words from Staffroom, %(district)s") % {"district": shown["district"]}
    return mail_at_once(subject, text, to)
