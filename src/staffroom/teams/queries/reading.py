"""Teams with everything that belongs to them, read for many at once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from staffroom.people.models import Staff
from staffroom.spine.access import Actor
from staffroom.ui.templatetags.ui import clock_range

from .. import rules
from ..models import MeetingSlot, Membership, OwnGoal, PersonalSupport, Support, Team, TeamGoal, holding

Part = Membership.Part
WEEKDAYS = {
    "Mon": gettext_lazy("Monday"),
    "Tue": gettext_lazy("Tuesday"),
    "Wed": gettext_lazy("Wednesday"),
    "Thu": gettext_lazy("Thursday"),
    "Fri": gettext_lazy("Friday"),
}


def day_in_words(label: str) -> str:
    """ "Mon" is "Monday"; a cycle day is "Day A"."""
    return str(WEEKDAYS.get(label) or _("Day %(label)s") % {"label": label})


def rhythm_in_words(every_weeks: int) -> str:
    """ "every week", "every 2 weeks"."""
    return ngettext("every week", "every %(n)d weeks", every_weeks) % {"n": every_weeks}


def slot_in_words(slot: MeetingSlot) -> str:
    """ "Tuesday, 2:30–3:15 p.m., every week, Room 4"."""
    told = [day_in_words(slot.day), clock_range(slot.start, slot.end), rhythm_in_words(slot.every_weeks)]
    return ", ".join([*told, *([_("Room %(room)s") % {"room": slot.room}] if slot.room else [])])


def support_in_words(one: Support | PersonalSupport) -> str:
    """ "coaching, 45 minutes every 2 weeks"."""
    long = ngettext("%(n)d minute", "%(n)d minutes", one.minutes) % {"n": one.minutes}
    return f"{one.get_how_display()}, {long} {rhythm_in_words(one.every_weeks)}"


@dataclass(slots=True)
class Whole:
    """One team on one day, with its people, support, times and goal."""

    team: Team
    people: list[Membership] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    slots: list[MeetingSlot] = field(default_factory=list)
    goal: TeamGoal | None = None

    def _having(self, part: str) -> list[Staff]:
        return [one.staff for one in self.people if one.part == part]

    @property
    def leads(self) -> list[Staff]:
        return self._having(Part.LEAD)

    @property
    def members(self) -> list[Staff]:
        return self._having(Part.MEMBER)

    @property
    def supporters(self) -> list[Staff]:
        return self._having(Part.SUPPORTER)

    @property
    def belonging(self) -> int:
        """How many belong to it: supporters come from outside."""
        return sum(one.part in rules.PARTS_THAT_BELONG for one in self.people)

    @property
    def when(self) -> list[str]:
        return [slot_in_words(slot) for slot in self.slots]

    @property
    def slots_told(self) -> list[tuple[MeetingSlot, str]]:
        return [(slot, slot_in_words(slot)) for slot in self.slots]

    @property
    def supports_told(self) -> list[tuple[Support, str]]:
        return [(one, support_in_words(one)) for one in self.supports]

    @property
    def silent(self) -> list[Staff]:
        """Supporters of whom nobody says how."""
        named = {one.supporter_id for one in self.supports}
        return [person for person in self.supporters if person.pk not in named]

    @property
    def how_supported(self) -> list[tuple[Staff, str]]:
        """Who supports, and how; a supporter without more words is named alone."""
        return [(one.supporter, words) for one, words in self.supports_told] + [(one, "") for one in self.silent]

    @property
    def lacks(self) -> list[str]:
        """What a card of this team still needs, by name: ``support``, ``goal``, ``time``."""
        there = {"support": bool(self.supports), "goal": self.goal is not None, "time": bool(self.slots)}
        return [name for name, has in there.items() if not has]


def today_of(actor: Actor) -> date:
    """The actor's day."""
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    return actor.today


def teams_on(day: date) -> QuerySet[Team]:
    """The teams that there are on a day."""
    return Team.objects.filter(holding(day)).select_related("school")


def whole(teams: Iterable[Team], day: date) -> dict[int, Whole]:
    """Everything about these teams on a day. Four queries, however many they are."""
    found = {team.pk: Whole(team) for team in teams}
    members = Membership.objects.filter(holding(day), team_id__in=found, staff__active=True).select_related("staff")
    for one in members.order_by("staff__family", "staff__given", "id"):
        found[one.team_id].people.append(one)
    supports = Support.objects.filter(holding(day), team_id__in=found, supporter__active=True)
    for each in supports.select_related("supporter"):
        found[each.team_id].supports.append(each)
    for slot in MeetingSlot.objects.filter(holding(day), team_id__in=found):
        found[slot.team_id].slots.append(slot)
    for goal in TeamGoal.objects.filter(holding(day), team_id__in=found):
        found[goal.team_id].goal = goal
    for whole_team in found.values():
        whole_team.slots.sort(key=lambda slot: (_day_order(slot.day), slot.start))
    return found


def _day_order(label: str) -> int:
    return list(WEEKDAYS).index(label) if label in WEEKDAYS else len(WEEKDAYS)


def parts_of(staff_id: int | None, day: date) -> dict[int, str]:
    """Team id -> somebody's part in it on a day. One query."""
    held = Membership.objects.filter(holding(day), holding(day, "team__"), staff_id=staff_id)
    return dict(held.values_list("team_id", "part"))


def part_in(actor: Actor, team: Team) -> str:
    """The actor's own part in one team; empty for none."""
    if actor.staff_id is None:
        return ""
    held = Membership.objects.filter(holding(today_of(actor)), team=team, staff_id=actor.staff_id)
    return held.values_list("part", flat=True).first() or ""


def team_for(actor: Actor, public_id: str) -> tuple[Team, str]:
    """One team of the actor's district and the actor's part in it. Http404 for others."""
    team = Team.objects.select_related("school").filter(public_id=public_id).first()
    if team is None:
        raise Http404
    part = part_in(actor, team)
    rules.read_team(actor, team, part)
    return team, part


def has_ended(team: Team, day: date) -> bool:
    """Whether a team is no more on a day."""
    return team.ends is not None and team.ends <= day


def own_goals_of(team: Team) -> list[OwnGoal]:
    """Own goals of those who belong to a team today or did; whoever reads them is asked apart."""
    return list(OwnGoal.objects.filter(team=team, staff__active=True).select_related("staff"))


def by_staff(memberships: Collection[Membership]) -> dict[int, list[Membership]]:
    """Memberships of each person."""
    found: dict[int, list[Membership]] = defaultdict(list)
    for one in memberships:
        found[one.staff_id].append(one)
    return found
