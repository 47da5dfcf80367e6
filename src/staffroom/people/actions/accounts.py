"""Accounts: claimed by people whom the roster knows, never opened by strangers."""

import re
from datetime import datetime
from itertools import count

from django.utils.translation import gettext_lazy as _

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from ..models import Account, Staff
from ..queries import demo_staff, plain_letters, staff_of_address

CLAIMED = audit.declare("account.claimed", _("An account was opened for someone of the roster"), security=True)
PREFERENCES = audit.declare("account.preferences", _("{who} changed language or look"))


@action
def claim_account(*, email: str, now: datetime) -> Account | None:
    """Open the account of the one active staff member with this address, without a password.

    Someone who has an account, an unknown address and an address of two people all change nothing and
    answer None alike: whoever asks learns nothing.
    """
    staff = staff_of_address(email)
    if staff is None or Account.objects.filter(staff=staff).exists() or _taken(email):
        return None
    return open_account(staff, now)


@action
def demo_account(*, public_id: str, now: datetime) -> Account | None:
    """The account of a person of the demo, opened when it is first wanted. None outside of a demo, or when closed."""
    staff = demo_staff(public_id)
    if staff is None:
        return None
    known = Account.objects.filter(staff=staff).first()
    if known is not None:
        return known if known.is_active else None
    return open_account(staff, now)


def _taken(email: str) -> bool:
    return Account.objects.filter(email__iexact=email.strip()).exists()


def open_account(staff: Staff, now: datetime, *, by_name: bool = False) -> Account:
    """A new account without a password. Who has no mail address signs in with a name that looks like one.

    ``by_name``: so does whoever has one and did not show that they read it.
    """
    address = staff.email if staff.email and not by_name and not _taken(staff.email) else _made_up(staff)
    account = Account.objects.create_user(
        address, None, district=staff.district, staff=staff, language=staff.language or staff.district.language
    )
    audit.record(CLAIMED, district_id=staff.district_id, at=now, actor=staff.pk, subject=staff.pk)
    return account


def _made_up(staff: Staff) -> str:
    """ "lou.baptiste@maple.invalid": nothing is ever mailed there, RFC 2606 keeps .invalid for such names."""
    plain = re.sub(r"[^a-z]+", ".", plain_letters(f"{staff.given} {staff.family}")).strip(".") or "staff"
    names = (f"{plain}{number or ''}@{staff.district.code}.invalid" for number in count())
    return next(name for name in names if not _taken(name))


@action
def save_preferences(*, by: Actor, now: datetime, language: str, theme: str, card_mails: bool | None = None) -> Account:
    """Language, look and mails of one's own account; without a word on mails they stay as they are."""
    account = Account.objects.get(pk=by.account_id)
    account.language, account.theme = language, theme
    if card_mails is not None:
        account.card_mails = card_mails
    account.save(update_fields=["language", "theme", "card_mails"])
    audit.record(
        PREFERENCES, district_id=by.district_id, at=now, actor=by.staff_id, subject=by.staff_id, facts={"who": by.name}
    )
    return account
