"""The directory: who works in the district, where and as what. Everyone of the district may read it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from staffroom.spine.access import Actor

from ..models import Account, Assignment, AssignmentRole, RosterImport, School, Staff, Teaching

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of the directory, and the filters as they were understood."""

    page: Page
    search: str
    school: School | None
    role: str
    role_name: str


def plain_letters(text: str) -> str:
    """Lower case without accents: "Núñez" and "nunez" are found by either."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def school_choices() -> list[School]:
    return list(School.objects.filter(active=True))


def role_choices() -> list[tuple[str, str]]:
    """Roles that someone in the district has."""
    held = set(Assignment.objects.filter(active=True).order_by().values_list("role", flat=True).distinct())
    return [(value, label) for value, label in AssignmentRole.choices if value in held]


def _holding(today: date) -> Q:
    return (Q(begins=None) | Q(begins__lte=today)) & (Q(ends=None) | Q(ends__gt=today))


def assignments_on(today: date) -> QuerySet:
    """Assignments that hold on this day."""
    return Assignment.objects.filter(_holding(today))


def _assignments(today: date) -> Prefetch:
    held = assignments_on(today).select_related("school")
    return Prefetch("assignments", queryset=held, to_attr="held")


@dataclass(frozen=True, slots=True)
class Found:
    """The people that the filters leave, with ``detail`` once they are read, and the filters as understood."""

    found: QuerySet[Staff]
    school: School | None
    role: str
    role_name: str

    @property
    def people(self) -> list[Staff]:
        """All of them, each with ``held`` assignments and their line. Two queries."""
        return _with_detail(self.found)


def _with_detail(people: Iterable[Staff]) -> list[Staff]:
    shown = list(people)
    for person in shown:
        person.detail = " · ".join(str(each) for each in person.held)
    return shown


def directory(actor: Actor, *, search: str = "", school: str = "", role: str = "", page: str = "1") -> Directory:
    """The staff of the actor's district, fifty a page. ``school`` is a public id, ``role`` an assignment role."""
    left = people_found(actor, search=search, school=school, role=role)
    shown = Paginator(left.found, PAGE_SIZE).get_page(page)
    shown.object_list = _with_detail(shown.object_list)
    return Directory(shown, search.strip(), left.school, left.role, left.role_name)


def people_found(actor: Actor, *, search: str = "", school: str = "", role: str = "") -> Found:
    """The staff of the actor's district that fit the filters."""
    today = today_of(actor)
    place = School.objects.filter(public_id=school).first() if school else None
    role_name = dict(AssignmentRole.choices).get(role, "")
    people = Staff.objects.filter(active=True)
    if place or role_name:
        held = Assignment.objects.filter(_holding(today))
        held = held.filter(school=place) if place else held
        held = held.filter(role=role) if role_name else held
        people = people.filter(pk__in=held.values("staff_id"))
    if search.strip():
        people = people.filter(pk__in=named(people, search))
    return Found(people.prefetch_related(_assignments(today)), place, role if role_name else "", str(role_name))


def named(people: QuerySet, search: str) -> list[int]:
    """Ids of the people whose names begin with each of the words."""
    # In Python, because neither database folds accents by itself; a district's names are few enough.
    words = plain_letters(search).split()
    names = people.order_by().values_list("pk", "given", "family", "preferred")
    return [pk for pk, *name in names if _matches(words, plain_letters(" ".join(name)).replace("-", " ").split())]


def _matches(words: list[str], names: list[str]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


def today_of(actor: Actor) -> date:
    """The actor's day."""
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    return actor.today


def card_for(actor: Actor, public_id: str) -> Staff:
    """A person of the actor's district with ``held`` assignments and ``teaching`` of sections. Http404 else."""
    taught = Teaching.objects.filter(active=True, section__active=True).select_related("section__school")
    teachings = Prefetch("teachings", queryset=taught.order_by("section__title"), to_attr="taught")
    people = Staff.objects.prefetch_related(_assignments(today_of(actor)), teachings)
    found = people.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def facts_about(actor: Actor) -> dict[str, Any]:
    """What this slice knows about the person asking, for their own page."""
    person = card_for(actor, Staff.objects.get(pk=actor.staff_id).public_id) if actor.staff_id else None
    account = Account.objects.get(pk=actor.account_id)
    last = RosterImport.objects.filter(state=RosterImport.State.APPLIED).order_by("-applied").first()
    factors = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return {
        "person": person,
        "account": account,
        "last_import": last,
        "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
        "has_factor": bool(factors),
        "devices": account.device_sessions.count(),
    }


def person_with_account(staff_id: int) -> Staff | None:
    """A person of the district in scope, with the account that mails go to."""
    return Staff.objects.filter(pk=staff_id).select_related("account").first()
