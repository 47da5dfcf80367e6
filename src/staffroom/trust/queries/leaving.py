"""People who have left: whose words wait for them, behind which link, and how it stands. Never what is in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404

from staffroom.people.models import Account, Staff
from staffroom.people.queries import digest_of, phone_key_of
from staffroom.people.rules import NOWHERE
from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import across_districts

from .. import rules
from ..models import Leaving
from .declared import nearest_first
from .mydata import GOES, rows_to_erase

A_PAGE = 50
AFTER_FETCHING = timedelta(days=1)  # for a download that broke off


@dataclass(frozen=True, slots=True)
class Due:
    """Leavings of one district that ask for something tonight."""

    new: list[Staff]
    untold: list[Leaving]
    back: list[Leaving]
    over: list[Leaving]


def due(now: datetime) -> Due:
    """What is to be done in the district in scope."""
    waiting = Leaving.objects.filter(removed=None, came_back=None).select_related("staff__district", "staff__account")
    known = Leaving.objects.filter(staff=OuterRef("pk"), left_on=OuterRef("left_on"))
    left = Staff.objects.filter(active=False, left_on__isnull=False, account__isnull=False)
    # A new leaving of somebody whose last one still waits begins when that has ended.
    fresh = left.exclude(Exists(known)).exclude(Exists(waiting.filter(staff=OuterRef("pk"))))
    return Due(
        new=[person for person in fresh.select_related("district", "account") if has_words(person.pk)],
        untold=list(waiting.filter(staff__active=False, told=None, expires__gt=now)),
        back=list(waiting.filter(staff__active=True)),
        over=list(waiting.filter(staff__active=False, expires__lte=now)),
    )


def has_words(staff_id: int) -> bool:
    """Whether there is anything of a person's own that deleting would reach."""
    return any(
        rows_to_erase(model, declared, staff_id).exists()
        for model, declared in nearest_first()
        if declared.about and declared.erase in GOES and declared.words
    )


def address_of(person: Staff) -> str:
    """Where mail reaches somebody who has left: the private address before that of the account."""
    account = Account.objects.filter(staff=person).first()
    key = phone_key_of(account) if account else None
    if key and key.email:
        return key.email
    return account.email if account and not account.email.endswith(NOWHERE) else ""


def leavers(actor: Actor, *, now: datetime, page: str = "1") -> Page:
    """Who has left and how their copy stands, newest first. No content, not even how much there is."""
    rules.see_leavers(actor)
    found = Paginator(Leaving.objects.select_related("staff"), A_PAGE).get_page(page)
    found.object_list = list(found.object_list)
    for each in found.object_list:
        each.waits = each.is_open and each.expires > now and each.fetched is None
    return found


def leaving_for(actor: Actor, public_id: str) -> Leaving:
    """One of the actor's district, for the central office. Http404 else."""
    rules.see_leavers(actor)
    found = Leaving.objects.select_related("staff__district", "staff__account").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def leaving_by_token(token: str, *, lock: bool = False) -> Leaving:
    """The one behind a link, from outside of any district. Http404 for a link of nobody."""
    with across_districts():
        found = Leaving.objects.filter(token_digest=digest_of(token))
        found = found.select_for_update(of=("self",)) if lock else found
        leaving = found.select_related("staff__district", "staff__account").first()
    if leaving is None:
        raise Http404
    return leaving


def leaving_page(leaving: Leaving) -> dict[str, Any]:
    """What the page behind the link shows: whose, how large, until when, and what it asks for."""
    stored = stored_of(leaving)
    return {"leaving": leaving, "size": stored.size, "asks": asks_of(leaving)}


def stored_of(leaving: Leaving) -> StoredFile:
    """The file that waits. Http404 when it is gone."""
    found = StoredFile.objects.filter(
        district_id=leaving.district_id, owner=leaving.staff_id, public_id=leaving.file or "-"
    ).first()
    if found is None:
        raise Http404
    return found


def asks_of(leaving: Leaving) -> str:
    """What the owner alone knows, and the page asks for: "number", "password", or nothing when there is neither."""
    account = Account.objects.filter(staff=leaving.staff_id).first()
    key = phone_key_of(account) if account else None
    if key and key.number:
        return "number"
    return "password" if account and account.has_usable_password() else ""


def is_still_good(leaving: Leaving, now: datetime) -> bool:
    """Whether a link opens: not over, and for a day after the first download."""
    in_time = leaving.expires > now and (leaving.fetched is None or now < leaving.fetched + AFTER_FETCHING)
    return leaving.is_open and in_time and not leaving.staff.active and leaving.wrong < rules.WRONG_MOST
