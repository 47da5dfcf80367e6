"""Mails of this slice."""

from datetime import datetime
from typing import Any

from staffroom.spine.outbox import Mail, post

from .models import Account, RosterImport, Staff
from .queries import office_accounts, op_totals, person_with_account, phone_key_of
from .rules import NOWHERE


def roster_applied(roster_import: RosterImport, *, to: int | None, now: datetime) -> Mail | None:
    """Tell who applied a roster that it is done. ``to`` is a staff id; without one nobody is told."""
    person = person_with_account(to) if to else None
    if person is None:
        return None
    account = getattr(person, "account", None)
    return post(
        "people/mails/roster_applied",
        district_id=roster_import.district_id,
        to=account.email if account else person.email,
        to_staff=person.pk,
        now=now,
        language=account.language if account else "en",
        roster_import=roster_import,
        person=person,
        totals=op_totals(roster_import.summary),
    )


def roster_waits(roster_import: RosterImport, *, now: datetime) -> list[Mail]:
    """Tell the central office that a roster which came by itself needs a person."""
    return [
        post(
            "people/mails/roster_waits",
            district_id=roster_import.district_id,
            to=account.email,
            to_staff=account.staff_id,
            now=now,
            language=account.language,
            roster_import=roster_import,
        )
        for account in office_accounts()
        if not account.email.endswith(NOWHERE)
    ]


def sign_in_changed(account: Account, sentence: Any, *, now: datetime) -> Mail | None:
    """Tell the owner that something about signing in has changed. ``sentence`` is lazy: said in their language.

    Who has no work mail address is told at the private one, if there is one.
    """
    address = private_or_work(account)
    if not address or not account.district_id:
        return None
    return post(
        "people/mails/sign_in_changed",
        district_id=account.district_id,
        to=address,
        to_staff=account.staff_id,
        now=now,
        language=account.language,
        sentence=sentence,
        when=now,
    )


def private_or_work(account: Account) -> str:
    """Where mail reaches the owner of an account; empty: nowhere."""
    if not account.email.endswith(NOWHERE):
        return account.email
    key = phone_key_of(account)
    return key.email if key else ""


def code_printed(person: Staff, *, by: str, now: datetime) -> Mail | None:
    """Tell somebody that a code for them was printed, wherever a mail reaches them."""
    account = getattr(person, "account", None)
    address = private_or_work(account) if account else person.email
    if not address:
        return None
    return post(
        "people/mails/code_printed",
        district_id=person.district_id,
        to=address,
        to_staff=person.pk,
        now=now,
        language=(account.language if account else person.language) or person.district.language,
        by=by,
        when=now,
    )
