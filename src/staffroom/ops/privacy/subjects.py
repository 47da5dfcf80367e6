"""To whom a row belongs and which row of the matrix it is: said once more, apart from the guards."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from staffroom.expertise.models import (
    Adoption,
    ClosedDoor,
    HelpOffer,
    Hosting,
    Need,
    Offer,
    OpenDoor,
    PartnerWish,
    Word,
)
from staffroom.guests.models import GuestHour, GuestThanks
from staffroom.people.models import Account
from staffroom.spine.access import Audience, Declared
from staffroom.spine.files.store import StoredFile
from staffroom.spine.outbox import Mail
from staffroom.teams.models import Membership, OwnGoal, RoleCover, RoleHolding
from staffroom.visits.models import Cover, ProposedTime, Visit, VisitChange, VisitNote
from staffroom.walks.models import Pattern, Thanks, Walk

from .oracle import OfTeam, Thing


def _thing(record: str, row: Any, owners: set[int | None], **more: Any) -> Thing:
    known = frozenset(one for one in owners if one is not None)
    public_id = str(getattr(row, "public_id", ""))
    return Thing(row._meta.label, record, known, row.district_id, public_id, public_id, **more)


def _offer(row: Offer | HelpOffer) -> Thing:
    if row.state == Offer.State.PUBLISHED and row.staff.active:
        return _thing("offer", row, {row.staff_id}, published=Audience(row.audience))
    return _thing("draft", row, {row.staff_id})


def _visit(row: Visit) -> Thing:
    return _thing("visit", row, {row.visitor_id, row.host_id})


def _note(row: VisitNote) -> Thing:
    """A note is its author's until it is handed over; then it is the host's, and the author is the other person of it,
    unless the host has ended that."""
    if not row.handed_over:
        return _thing("note_draft", row, {row.author_id})
    partners = set() if row.sharing_ended else {row.author_id, row.visit.visitor_id} - {row.visit.host_id}
    return _thing("note", row, {row.visit.host_id}, partners=frozenset(partners))


def _door(row: OpenDoor) -> Thing:
    shown = Audience(row.offer.audience) if row.offer.state == Offer.State.PUBLISHED else None
    return _thing("open_door", row, {row.staff_id}, published=shown)


def _audience_of(offer: Offer) -> Audience | None:
    return Audience(offer.audience) if offer.state == Offer.State.PUBLISHED and offer.staff.active else None


def _word(row: Word) -> Thing:
    """What a colleague said belongs to whose offer it is, the author is the other; shown, to who reads the offer."""
    author = frozenset({row.author_id})
    if row.state == Word.State.SHOWN:
        return _thing("endorsement", row, {row.owner_id}, partners=author, published=_audience_of(row.offer))
    return _thing("endorsement_waiting", row, {row.owner_id}, partners=author)


def _adoption(row: Adoption) -> Thing:
    """What somebody took up is theirs, whom they learned it from is the other; shown, to who reads the offer."""
    taught = frozenset({row.learned_from_id})
    if row.state == Adoption.State.SHOWN:
        return _thing("adoption", row, {row.staff_id}, partners=taught, published=_audience_of(row.offer))
    return _thing("adoption_private", row, {row.staff_id}, partners=taught)


def _wish(row: PartnerWish) -> Thing:
    partner = {row.partner_id} - {None}
    return _thing("partner_wish", row, {row.staff_id}, partners=frozenset(partner))


def _mail(row: Mail) -> Thing:
    return _thing("mail", row, {row.to_staff})


def _file(row: StoredFile) -> Thing | None:
    offer = Offer.objects.filter(artefact_file=row.public_id).first()
    return _offer(offer) if offer else _thing("my_data", row, {row.owner})


def _own_goal(row: OwnGoal) -> Thing:
    inside = Membership.objects.filter(team=row.team, ends=None).values_list("staff_id", flat=True)
    team = OfTeam(row.team.school_id, frozenset(inside))
    if row.state == OwnGoal.State.PUBLISHED:
        return _thing("own_goal", row, {row.staff_id}, published=Audience.SCHOOL, team=team)
    return _thing("own_goal_draft", row, {row.staff_id}, team=team)


def _cover(row: RoleCover) -> Thing:
    """Who could step in: theirs, and once they agreed known to whoever holds the role and leads its school."""
    place = OfTeam(row.role.school_id, frozenset())
    if row.accepted is None:
        return _thing("role_cover_asked", row, {row.staff_id}, team=place)
    held = RoleHolding.objects.filter(role=row.role, ends=None).values_list("staff_id", flat=True)
    return _thing("role_cover", row, {row.staff_id}, partners=frozenset(held), team=place)


def _guest_hour(row: GuestHour) -> Thing:
    """A meeting: of the guest, of whoever asked, and of the people in the team."""
    inside = Membership.objects.filter(team=row.team, ends=None).values_list("staff_id", flat=True)
    team = OfTeam(row.school_id, frozenset(inside))
    return _thing("guest", row, {row.guest_id, row.asked_by_id}, team=team)


def _walk(row: Walk) -> Thing:
    """A group visit belongs to whoever walks or hosts. Its question is told with its open places, and to the school
    beside patterns that are shown there."""
    people = _part_of(row)
    if row.open_places and row.state != Walk.State.CANCELLED:
        return _thing("walk_open", row, people, published=Audience.DISTRICT)
    shown = any(_shown(one) for one in row.patterns.all())
    return _thing("walk_open", row, people, published=Audience.SCHOOL) if shown else _thing("walk", row, people)


def _part_of(row: Walk) -> set[int | None]:
    live = ("asked", "accepted")
    walkers = row.walkers.filter(state__in=live).values_list("staff_id", flat=True)
    hosts = row.stops.filter(state__in=live).values_list("host_id", flat=True)
    return {row.organiser_id, *walkers, *hosts}


def _shown(row: Pattern) -> bool:
    return row.released is not None and row.held_back is None and timezone.now() >= row.released + timedelta(days=2)


def _pattern(row: Pattern) -> Thing:
    """The walkers' until it is released; then the hosts' too, and two days later the school reads it."""
    if row.released is None:
        walkers = row.walk.walkers.filter(state="accepted").values_list("staff_id", flat=True)
        return _thing("walk_pattern_draft", row, {row.author_id, *walkers})
    return _thing("walk_pattern", row, _part_of(row.walk), published=Audience.SCHOOL if _shown(row) else None)


def _thanks(row: Thanks) -> Thing:
    return _thing("walk_thanks", row, {row.stop.host_id}, partners=frozenset({row.author_id}))


def _account(row: Account) -> Thing:
    return _thing("account", row, {row.staff_id})


KNOWN: dict[type[models.Model], Callable[[Any], Thing | None]] = {
    Offer: _offer,
    HelpOffer: _offer,
    Need: lambda row: _thing("need", row, {row.staff_id}),
    Visit: _visit,
    VisitNote: _note,
    VisitChange: lambda row: _visit(row.visit),
    ProposedTime: lambda row: _visit(row.visit),
    Cover: lambda row: _thing("cover", row, {row.staff_id, row.visitor_id}),
    OpenDoor: _door,
    ClosedDoor: lambda row: _thing("closed_door", row, {row.staff_id}),
    Hosting: lambda row: _thing("hosting", row, {row.staff_id}),
    Word: _word,
    Adoption: _adoption,
    PartnerWish: _wish,
    OwnGoal: _own_goal,
    RoleCover: _cover,
    GuestHour: _guest_hour,
    GuestThanks: lambda row: _thing("guest_thanks", row, {row.hour.guest_id}, partners=frozenset({row.author_id})),
    Walk: _walk,
    Pattern: _pattern,
    Thanks: _thanks,
    Mail: _mail,
    StoredFile: _file,
    Account: _account,
}


def thing_of(row: models.Model) -> Thing | None:
    """The thing that a row is, None for rows that belong to nobody. Unknown models go by their declaration."""
    known = KNOWN.get(type(row))
    if known:
        return known(row)
    declared = getattr(row, "privacy", None)
    if not isinstance(declared, Declared) or not declared.about:
        return None
    return _thing(declared.record, row, {_person(row, path) for path in declared.about[:1]})


def _person(row: Any, path: str) -> int | None:
    """The staff id at the end of a path of columns."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    found = getattr(row, f"{last}_id", None)
    return found if found is not None else getattr(row, last, None)
