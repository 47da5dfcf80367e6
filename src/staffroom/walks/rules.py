"""Who may do what with a group visit: predicates in pairs. It exists for those who walk or host only."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from staffroom.core.walks import names_in
from staffroom.people.models import School, Staff
from staffroom.spine.access import Actor, Audience, Forbidden, Permission, Refused, Standing, paired
from staffroom.trust import queries as trust
from staffroom.trust import rules as by_matrix

from .models import Pattern, Walk, Walker, WalkStop

LEAST_ROOMS_SEEN = 3
MOST_WALKERS = 5
THANKS_DAYS = 7
RELEASE_DAYS = 60
LIVE = ("asked", "accepted")
STEPS = {
    Walk.Kind.WALK: (Pattern.Step.NOTICING, Pattern.Step.WONDERING),
    Walk.Kind.ROUNDS: (Pattern.Step.DESCRIBE, Pattern.Step.PATTERNS, Pattern.Step.PREDICT, Pattern.Step.NEXT),
}


def walkers_in(walk: Walk) -> set[int]:
    """Who comes along, or is asked to."""
    return {one.staff_id for one in walk.walkers.all() if one.state in LIVE}


def came(walk: Walk) -> set[int]:
    """Who said yes to coming along."""
    return {one.staff_id for one in walk.walkers.all() if one.state == Walker.State.ACCEPTED}


def hosts_in(walk: Walk) -> set[int]:
    """Whose rooms are asked for or seen."""
    return {one.host_id for one in walk.stops.all() if one.state in LIVE}


def seen(walk: Walk) -> list[WalkStop]:
    """The rooms that said yes, in order."""
    return [one for one in walk.stops.all() if one.state == WalkStop.State.ACCEPTED]


def people_of(walk: Walk) -> set[int]:
    return {walk.organiser_id} | walkers_in(walk) | hosts_in(walk)


@paired
def plan_walks(actor: Actor) -> None:
    """Start a group visit, join one: staff of the district who ask for visits."""
    if actor.staff_id is None or not actor.has("teacher", "leader", "principal", "classified", "central"):
        raise Forbidden(
            _("Group visits are planned by staff of the district."), _("Ask IT to connect your account.")
        )  # fmt: skip


@paired
def read_walk(actor: Actor, walk: Walk) -> None:
    """Question, rooms and walkers: whoever walks or hosts. Whoever evaluates one of its hosts has none of it."""
    by_matrix.require(actor, "walk", trust.standing_to(actor, people_of(walk)), Permission.READ)
    if over_a_host(actor, walk):
        raise Http404


def over_a_host(actor: Actor, walk: Walk) -> bool:
    """Whether the actor evaluates or leads somebody whose room is part of the walk, whatever they agreed on before."""
    return bool(whom_i_stand_over(actor, hosts_in(walk)))


def who_stands_over_a_host(walk: Walk, today: date) -> set[int]:
    """Those of a walk who evaluate or lead one of its hosts today: they read nothing of it."""
    hosts = hosts_in(walk)
    return {above for above, below in trust.stands_over(people_of(walk), today) if below in hosts}


def whom_i_stand_over(actor: Actor, people: set[int]) -> set[int]:
    """Those of these people whom the actor evaluates, or whose school they lead, today."""
    if actor.staff_id is None or actor.today is None or not people:
        return set()
    pairs = trust.stands_over({actor.staff_id, *people}, actor.today)
    return {below for above, below in pairs if above == actor.staff_id}


@paired
def organise(actor: Actor, walk: Walk, now: datetime) -> None:
    """Invite, ask for another room, call it off: the organiser, until it begins."""
    if actor.staff_id != walk.organiser_id:
        raise Forbidden(
            _("Only who organizes this group visit does that."), _("You can answer, or give up your own part.")
        )
    goes_on(walk, now)


@paired
def answer_as_host(actor: Actor, walk: Walk, now: datetime) -> None:
    """Let the group in, or not: the host of a room, until it begins."""
    if actor.staff_id not in {one.host_id for one in walk.stops.all() if one.state in LIVE}:
        raise Forbidden(_("Only the host of a room answers for it."), _("You can answer for yourself."))
    goes_on(walk, now)


@paired
def answer_as_walker(actor: Actor, walk: Walk, now: datetime) -> None:
    """Come along or not: whoever is asked, until it begins."""
    if actor.staff_id not in walkers_in(walk):
        raise Forbidden(_("You are not asked to come along."), _("Hosts answer for their room."))
    goes_on(walk, now)


def goes_on(walk: Walk, now: datetime) -> None:
    if walk.state == Walk.State.CANCELLED:
        raise Refused(_("This group visit does not take place any more."), _("Plan another one."))
    if begun(walk, now):
        raise Refused(_("The group visit has begun or is over."), _("Look at what comes afterwards instead."))


@paired
def join(actor: Actor, walk: Walk, now: datetime) -> None:
    """Take an open place: by the matrix, whoever works in the district; nobody twice."""
    plan_walks(actor)
    published = Audience.DISTRICT if is_open(walk, now) else None
    standing = Standing(own=actor.staff_id in people_of(walk), published=published)
    by_matrix.require(actor, "walk_open", standing, Permission.READ)
    if actor.staff_id in people_of(walk):
        raise Refused(_("You are part of this group visit already."), _("Open it to see how it stands."))
    goes_on(walk, now)


def reads_open(actor: Actor) -> bool:
    """Whether the actor reads what is told to the whole district with open places: not who only keeps the machines."""
    return by_matrix.may(actor, "walk_open", Standing(published=Audience.DISTRICT), Permission.READ)


def is_open(walk: Walk, now: datetime) -> bool:
    """Whether colleagues of the district see it: it has open places and has not begun."""
    return (
        walk.open_places
        and walk.state != Walk.State.CANCELLED
        and not begun(walk, now)
        and len(walkers_in(walk)) < walk.walkers_wanted
    )


# --- On the way and afterwards ----------------------------------------------------------------------


@paired
def jot(actor: Actor, walk: Walk, now: datetime) -> None:
    """Jot something down: whoever walks, from the first room on."""
    if actor.staff_id not in came(walk):
        raise Forbidden(_("Only who walks jots things down."), _("Hosts read the patterns before anybody else."))
    took_place(walk, now)


def took_place(walk: Walk, now: datetime) -> None:
    if walk.state != Walk.State.BOOKED:
        raise Refused(_("This group visit does not take place."), _("There is nothing to write about."))
    if not begun(walk, now):
        raise Refused(_("The group visit has not begun."), _("Come back when you go."))


@paired
def write_pattern(actor: Actor, walk: Walk, now: datetime) -> None:
    """Write what the group saw: its walkers, before it is released."""
    if actor.staff_id not in came(walk):
        raise Forbidden(_("Only who walked writes about it."), _("Hosts can hold a pattern back."))
    took_place(walk, now)
    if walk.released:
        raise Refused(_("The patterns are released; they stay as they are."), _("A host can hold one back."))


@paired
def release(actor: Actor, walk: Walk, now: datetime) -> None:
    """Give the patterns to the hosts: the organiser, when it is over and at least three rooms were seen."""
    if actor.staff_id != walk.organiser_id:
        raise Forbidden(_("Who organized it gives the patterns out."), _("Ask them."))
    write_pattern(actor, walk, now)
    if not over(walk, now):
        raise Refused(_("The group visit is not over."), _("Talk it over first."))
    if len(seen(walk)) < LEAST_ROOMS_SEEN:
        raise Refused(
            _("Fewer than three rooms were seen: patterns would point to one person. Nothing is given out."),
            _("Thank your hosts, and keep what you learned."),
        )


def check_pattern(walk: Walk, step: str, text: str, rooms: int) -> None:
    """A pattern of the school: seen in three rooms or more, and nobody's name in it."""
    if step not in STEPS[Walk.Kind(walk.kind)]:
        raise Refused(_("Choose one of the steps."))
    number = len(seen(walk))
    if rooms < LEAST_ROOMS_SEEN:
        raise Refused(
            _("What was seen in fewer than three rooms is no pattern of the school."),
            _("Keep it for your talk, or look for what it has in common with other rooms."),
        )
    if rooms > number:
        raise Refused(
            _("You saw %(n)s rooms.") % {"n": number}, _("Say in how many of them you saw it, never in which.")
        )
    name_nobody(walk, text)


def name_nobody(walk: Walk, text: str) -> None:
    """Refuse words that name one of the hosts, those who said no among them."""
    name_none_of(text, [one.host for one in walk.stops.all()])


def name_none_of(text: str, hosts: Iterable[Staff]) -> None:
    """Refuse words that name one of these people."""
    name = named_in(text, hosts)
    if name:
        raise Refused(
            _("“%(name)s” is the name of a host: what is written here is about the school, never about a person.")
            % {"name": name},
            _("Write it without the name. If it is a word that you mean otherwise, choose another one."),
        )


def named_in(text: str, people: Iterable[Staff]) -> str:
    """The first name of one of these people that stands in the text, empty for none."""
    return next(iter(names_in(text, [(one.given, one.family, one.preferred) for one in people])), "")


@paired
def hold_back(actor: Actor, pattern: Pattern, now: datetime) -> None:
    """Keep a released pattern from being shown further: any host of the walk."""
    if actor.staff_id not in {one.host_id for one in seen(pattern.walk)}:
        raise Forbidden(_("Only hosts hold a pattern back."), _("Talk with the host whom it may point to."))
    if pattern.released is None:
        raise Http404


@paired
def show_again(actor: Actor, pattern: Pattern, now: datetime) -> None:
    """Take back that one holds a pattern back: whoever did, and nobody for somebody else."""
    hold_back(actor, pattern, now)
    if mark_of(actor, pattern) not in pattern.holders:
        raise Forbidden(_("Only whoever held this back says that it may be shown."), _("Nobody is told who that is."))


def mark_of(actor: Actor, pattern: Pattern) -> str:
    """What stands at a pattern for somebody who holds it back. Nobody is told who said so, so it is no name."""
    return salted_hmac("walks.holders", f"{pattern.public_id}/{actor.staff_id}", algorithm="sha256").hexdigest()[:32]


@paired
def remove_pattern(actor: Actor, pattern: Pattern, now: datetime) -> None:
    """Take one's own line away again: its author, before it is released."""
    write_pattern(actor, pattern.walk, now)
    if pattern.author_id != actor.staff_id:
        raise Forbidden(_("Only who wrote this line takes it away."), _("Talk about it."))


@paired
def thank(actor: Actor, walk: Walk, host: int, now: datetime) -> None:
    """Thank a host in two lines: a walker, within a week. Nothing between a person and whoever evaluates them."""
    if actor.staff_id not in came(walk):
        raise Forbidden(_("Only who walked thanks the hosts."))
    took_place(walk, now)
    if now > instant(walk, walk.end) + timedelta(days=THANKS_DAYS):
        raise Refused(_("Thanks go out within a week."), _("Say it when you meet."))
    if actor.today and trust.stands_over((actor.staff_id or 0, host), actor.today):
        raise Refused(
            _("Nothing written is kept between a person and whoever evaluates them."), _("Say it when you meet.")
        )


@paired
def read_school(actor: Actor, school: School) -> None:
    """Released patterns of a school: whoever works there."""
    standing = Standing(
        published=Audience.SCHOOL, same_school=school.pk in actor.schools, leads=school.pk in actor.leads
    )
    by_matrix.require(actor, "walk_pattern", standing, Permission.READ)


def shown_to_school(pattern: Pattern, now: datetime) -> bool:
    """Whether the staff of the school reads it: two days after its hosts, unless one of them holds it back."""
    return pattern.released is not None and pattern.held_back is None and now >= pattern.released + Pattern.HOSTS_FIRST


# --- Time --------------------------------------------------------------------------------------------


def begun(walk: Walk, now: datetime) -> bool:
    return now >= instant(walk, walk.start)


def over(walk: Walk, now: datetime) -> bool:
    return now >= instant(walk, walk.end)


def instant(walk: Walk, minutes: int) -> datetime:
    """Minutes from midnight of the walk's day on the district's wall clock, as an instant."""
    zone = ZoneInfo(walk.district.time_zone)
    return datetime.combine(walk.date, time(minutes // 60, minutes % 60), tzinfo=zone)


def enough(walk: Walk) -> bool:
    """Whether enough walkers and rooms have said yes."""
    walkers, rooms = least(walk)
    return len(came(walk)) >= walkers and len(seen(walk)) >= rooms


def least(walk: Walk) -> tuple[int, int]:
    """How many walkers and rooms it takes."""
    return (4 if walk.kind == Walk.Kind.ROUNDS else 3), LEAST_ROOMS_SEEN


def missing(walk: Walk) -> tuple[int, int]:
    """How many walkers and rooms are missing to begin with."""
    walkers, rooms = least(walk)
    return max(0, walkers - len(came(walk))), max(0, rooms - len(seen(walk)))
