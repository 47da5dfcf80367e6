"""Codes on paper and links by mail: for whom they may be made, which are out, and whose a code is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.crypto import salted_hmac

from staffroom.spine.access import Actor
from staffroom.spine.scoping import across_districts

from .. import rules
from ..models import Account, Assignment, AssignmentRole, PhoneKey, School, SignInCode, Staff
from .accounts import digest_of
from .actors import ROLE_OF_ASSIGNMENT
from .directory import PAGE_SIZE, assignments_on, today_of

NOT_CLASSIFIED = frozenset(ROLE_OF_ASSIGNMENT)
Way = SignInCode.Way


def digest_of_code(code: str) -> str:
    """What is kept of a code. It is shorter than a token, so a copy of the database must not be enough to try it."""
    return salted_hmac("staffroom.codes-on-paper", code, algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Crew:
    """For whom codes can be printed: the filters as understood, what can be chosen, and the people."""

    school: School | None
    role: str
    schools: list[School]
    roles: list[tuple[str, str]]
    people: list[Staff]


def _candidates(actor: Actor) -> QuerySet[Staff]:
    """People without a desk whom the actor may print for: each role of theirs is one of classified staff, and their
    account (if they have one) is no mail address and has no second factor."""
    held = assignments_on(today_of(actor)).order_by()
    mine = held if actor.has("central") else held.filter(school_id__in=actor.leads)
    people = Staff.objects.filter(active=True, pk__in=mine.values("staff_id"))
    people = people.exclude(pk__in=held.filter(role__in=NOT_CLASSIFIED).values("staff_id"))
    factors = Authenticator.objects.filter(user=OuterRef("account"))
    return people.annotate(has_factor=Exists(factors), has_mail_account=_has_mail_account()).filter(
        has_factor=False, has_mail_account=False
    )


def _has_mail_account() -> Exists:
    return Exists(Account.objects.filter(staff=OuterRef("pk")).exclude(email__endswith=rules.NOWHERE, is_active=True))


def crew(actor: Actor, *, school: str = "", role: str = "") -> Crew:
    """Who of one school or crew can get a code. ``school`` is a public id, ``role`` that of an assignment."""
    rules.print_codes(actor)
    schools = list(_schools(actor))
    place = next((one for one in schools if one.public_id == school), None)
    known = [(value, str(label)) for value, label in AssignmentRole.choices if value not in NOT_CLASSIFIED]
    role = role if role in dict(known) else ""
    people = _candidates(actor)
    held = assignments_on(today_of(actor)).order_by()
    held = held.filter(school=place) if place else held
    held = held.filter(role=role) if role else held
    chosen = place is not None or bool(role)
    found = people.filter(pk__in=held.values("staff_id")).select_related("account") if chosen else people.none()
    return Crew(place, role, schools, known, _told(found, actor))


def _schools(actor: Actor) -> QuerySet[School]:
    found = School.objects.filter(active=True)
    return found if actor.has("central") else found.filter(pk__in=actor.leads)


def _told(found: Iterable[Staff], actor: Actor) -> list[Staff]:
    """The people with ``work``, ``school`` and ``signed_in``: whether their account was used already."""
    people = list(found)
    lines: dict[int, list[Assignment]] = {}
    for one in assignments_on(today_of(actor)).filter(staff__in=people).select_related("school"):
        lines.setdefault(one.staff_id, []).append(one)
    for person in people:
        person.work = " · ".join(str(one) for one in lines.get(person.pk, ()))
        account = getattr(person, "account", None)
        person.signed_in = account is not None and account.last_login is not None
    return people


def people_for_codes(actor: Actor, public_ids: Iterable[str]) -> list[Staff]:
    """The chosen people, each of whom the actor may print for. Http404 when there is one who is not."""
    rules.print_codes(actor)
    wanted = set(public_ids)
    found = list(_candidates(actor).filter(public_id__in=wanted).select_related("account", "district"))
    if len(found) != len(wanted):
        raise Http404
    return _told(found, actor)


def codes(actor: Actor, *, now: datetime, page: str = "1") -> Page:
    """Codes on paper of the people the actor may print for, newest first, each with its state. Never the code."""
    rules.print_codes(actor)
    found = Paginator(_codes(actor), PAGE_SIZE).get_page(page)
    found.object_list = list(found.object_list)
    for each in found.object_list:
        each.state = each.state_at(now)
        each.is_open = each.state == SignInCode.State.OPEN
    return found


def _codes(actor: Actor) -> QuerySet[SignInCode]:
    held = SignInCode.objects.filter(way=Way.PAPER).select_related("staff")
    if actor.has("central"):
        return held
    mine = assignments_on(today_of(actor)).order_by().filter(school_id__in=actor.leads)
    return held.filter(staff__in=mine.values("staff_id"))


def code_for(actor: Actor, public_id: str) -> SignInCode:
    """One code on paper that the actor may take back. Http404 else."""
    rules.print_codes(actor)
    found = _codes(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def code_typed(code: str, *, lock: bool = False) -> SignInCode | None:
    """The code on paper that somebody typed, from outside of any district; None for a code of nobody."""
    return _one_code(lock, digest=digest_of_code(code), way=Way.PAPER)


def code_kept(public_id: str, *, lock: bool = False) -> SignInCode | None:
    """The code that this session was shown to hold a moment ago."""
    return _one_code(lock, public_id=public_id, way=Way.PAPER)


def link_by_token(token: str, *, lock: bool = False) -> SignInCode:
    """What a link by mail opens or confirms. Http404 for a link of nobody."""
    found = _one_code(lock, digest=digest_of(token), way__in=(Way.LINK, Way.ADDRESS))
    if found is None:
        raise Http404
    return found


def _one_code(lock: bool, **which: Any) -> SignInCode | None:
    with across_districts():
        found = SignInCode.objects.filter(**which)
        found = found.select_for_update(of=("self",)) if lock else found
        return found.select_related("staff__district", "staff__account").first()


def classified_only(staff: Staff, today: Any) -> bool:
    """Whether somebody works here today, in jobs of classified staff only. Needs the district's scope."""
    roles = set(assignments_on(today).filter(staff=staff).order_by().values_list("role", flat=True))
    return staff.active and bool(roles) and roles.isdisjoint(NOT_CLASSIFIED)


def has_factor(account: Account) -> bool:
    """Whether an account asks for a second factor."""
    return Authenticator.objects.filter(user=account).exists()


def phone_key_of(account: Account | int) -> PhoneKey | None:
    """The number and the private address that somebody has set up. ``account``: it, or its id."""
    return PhoneKey.objects.filter(account=account).first()


def account_of_address(email: str) -> Account | None:
    """Whose private, confirmed address this is; None for an address of nobody. Before signing in."""
    with across_districts():
        found = PhoneKey.objects.filter(email__iexact=email.strip()) if email.strip() else PhoneKey.objects.none()
        key = found.select_related("account__staff__district").first()
    return key.account if key else None


def address_is_taken(email: str, account: Account) -> bool:
    """Whether somebody else has confirmed this address, or it is a work address of theirs."""
    with across_districts():
        keys = PhoneKey.objects.filter(email__iexact=email).exclude(account=account)
        accounts = Account.objects.filter(email__iexact=email).exclude(pk=account.pk)
        return keys.exists() or accounts.exists()


def phone_page(actor: Actor, account: Account) -> dict[str, Any]:
    """What the page of one's own number and private address shows."""
    rules.keep_phone_key(actor)
    key = phone_key_of(account)
    waiting = SignInCode.objects.filter(staff_id=actor.staff_id, way=Way.ADDRESS, used=None, revoked=None)
    codes_out = SignInCode.objects.filter(staff_id=actor.staff_id, way=Way.PAPER)
    return {
        "has_number": bool(key and key.number),
        "email": key.email if key else "",
        "waiting": waiting.first(),
        "codes": list(codes_out[:5]),
    }
