"""What colleagues are told about their offers. Subjects name neither the practice nor the person."""

from datetime import datetime

from staffroom.people.models import Staff
from staffroom.spine.outbox import post

from .models import PartnerWish, Word


def tell_word(word: Word, *, now: datetime) -> None:
    """To the owner of an offer: a word waits. It is not in the mail, which would keep it after it is deleted."""
    if not word.owner.email:
        return
    post(
        "expertise/mails/word",
        district_id=word.district_id,
        to=word.owner.email,
        to_staff=word.owner_id,
        now=now,
        language=_language_of(word.owner),
        word=word,
    )


def tell_partner(wish: PartnerWish, *, now: datetime) -> None:
    """To whoever wished for a thought partner: a colleague can."""
    if not wish.staff.email:
        return
    post(
        "expertise/mails/partner",
        district_id=wish.district_id,
        to=wish.staff.email,
        to_staff=wish.staff_id,
        now=now,
        language=_language_of(wish.staff),
        wish=wish,
    )


def _language_of(reader: Staff) -> str:
    account = getattr(reader, "account", None)
    return (account.language if account else "") or reader.language or "en"
