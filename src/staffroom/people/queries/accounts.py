"""Accounts as those see them who look after them: who has one, how it stands; never what is in it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.spine.scoping import across_districts

from .. import rules
from ..models import Account, DeviceSession, Invitation, School, Staff
from .directory import PAGE_SIZE, assignments_on, named, today_of

STATES = {"none": _("No account yet"), "open": _("Open"), "closed": _("Closed")}


@dataclass(frozen=True, slots=True)
class Accounts:
    """One page of accounts, and the filters as they were understood."""

    page: Page
    search: str
    state: str
    counts: dict[str, int]


def _people(actor: Actor) -> QuerySet:
    """Whose accounts the actor may see: everyone's, or those of the schools they lead."""
    people = Staff.objects.filter(Q(active=True) | Q(account__isnull=False)).select_related("account")
    if actor.has("central", "it"):
        return people
    return people.filter(pk__in=assignments_on(today_of(actor)).filter(school_id__in=actor.leads).values("staff_id"))


STATE_FILTERS = {
    "none": Q(account=None),
    "open": Q(account__is_active=True),
    "closed": Q(account__is_active=False),
}


def accounts(actor: Actor, *, search: str = "", state: str = "", page: str = "1") -> Accounts:
    """Accounts of the district, fifty a page. Forbidden for whoever may not read them."""
    rules.read_accounts(actor)
    people = _people(actor)
    counts = {name: people.filter(only).count() for name, only in STATE_FILTERS.items()}
    if state in STATE_FILTERS:
        people = people.filter(STATE_FILTERS[state])
    if search.strip():
        people = people.filter(pk__in=named(people, search))
    factors = Authenticator.objects.filter(user=OuterRef("account"))
    people = people.annotate(has_factor=Exists(factors)).order_by("family", "given", "pk")
    found = Paginator(people, PAGE_SIZE).get_page(page)
    found.object_list = list(found.object_list)
    for person in found.object_list:
        person.account_state = state_of(person)
    return Accounts(found, search.strip(), state if state in STATE_FILTERS else "", counts)


def state_of(person: Staff) -> Any:
    """How the account of a staff member stands, in words."""
    account = getattr(person, "account", None)
    return STATES["none" if account is None else "open" if account.is_active else "closed"]


def person_for(public_id: str) -> Staff:
    """Somebody of the district in scope. Http404 else."""
    found = Staff.objects.select_related("district").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def account_of(actor: Actor, staff_id: str) -> Account | None:
    """The account of a staff member whom the actor may see, or None while there is none. Http404 for others."""
    rules.read_accounts(actor)
    person = _people(actor).filter(public_id=staff_id).first()
    if person is None:
        raise Http404
    return getattr(person, "account", None)


def account_page(actor: Actor, staff_id: str, now: datetime) -> dict[str, Any]:
    """What the page of one account shows."""
    account = account_of(actor, staff_id)
    person = _people(actor).get(public_id=staff_id)
    waiting = person.invitations.filter(accepted=None, revoked=None, expires__gt=now)
    return {
        "person": person,
        "account": account,
        "state": state_of(person),
        "has_factor": Authenticator.objects.filter(user=account).exists() if account else False,
        "sessions": DeviceSession.objects.filter(account=account).count() if account else 0,
        "links": SocialAccount.objects.filter(user=account).count() if account else 0,
        "invitation": waiting.first(),
        "may_manage": rules.manage_accounts.allows(actor),
        "may_invite": account is None and person.active and rules.manage_accounts.allows(actor),
        "is_own": account is not None and account.pk == actor.account_id,
    }


# --- One's own ---------------------------------------------------------------------------------------
def sessions_of(actor: Actor) -> list[DeviceSession]:
    """The devices on which the actor is signed in, the one used last first."""
    return list(DeviceSession.objects.filter(account_id=actor.account_id))


def own_session(actor: Actor, public_id: str) -> DeviceSession:
    """One of the actor's own devices. Http404 for anybody else's."""
    found = DeviceSession.objects.select_related("account")
    found = found.filter(account_id=actor.account_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def links_of(account: Account) -> dict[str, SocialAccount]:
    """Single sign-on that opens this account, by provider."""
    return {link.provider: link for link in SocialAccount.objects.filter(user=account)}


# --- Invitations -------------------------------------------------------------------------------------
def new_token() -> str:
    """What stands in the link: 192 bits."""
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> str:
    """What is kept of it. A token is long enough that a plain digest cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitations(actor: Actor, *, now: datetime, page: str = "1") -> Page:
    """Invitations of the district, newest first, each with its state."""
    rules.manage_accounts(actor)
    found = Paginator(Invitation.objects.select_related("staff", "school"), PAGE_SIZE).get_page(page)
    found.object_list = list(found.object_list)
    for each in found.object_list:
        each.state = each.state_at(now)
    return found


def invitation_for(actor: Actor, public_id: str) -> Invitation:
    """One invitation of the actor's district. Http404 else."""
    rules.manage_accounts(actor)
    found = Invitation.objects.select_related("staff", "school", "district").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def invitation_by_token(token: str, *, lock: bool = False) -> Invitation:
    """The invitation of this link, from outside of any district. Http404 for a link of none."""
    with across_districts():
        found = Invitation.objects.filter(token_digest=digest_of(token))
        found = found.select_for_update(of=("self",)) if lock else found
        invitation = found.select_related("district", "staff__district", "school").first()
    if invitation is None:
        raise Http404
    return invitation


def school_named(public_id: str) -> School | None:
    """A school of the district by its id; None for the central office. Http404 for a school of nobody."""
    if not public_id:
        return None
    found = School.objects.filter(public_id=public_id, active=True).first()
    if found is None:
        raise Http404
    return found
