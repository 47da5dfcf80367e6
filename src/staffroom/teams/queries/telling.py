"""Whose team card has changed since they were told, and what to say of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.core.teams.telling import News, TeamSeen, news
from staffroom.people.models import Account
from staffroom.people.queries import time_zone_of
from staffroom.spine.scoping import current_district_id

from .. import rules
from ..models import CardTold, MeetingSlot, Support, Team, TeamGoal
from .reading import Whole, slot_in_words, support_in_words, teams_on, whole

FIRST_HOUR, LAST_HOUR = 6, 17
Cards = dict[str, TeamSeen]


@dataclass(frozen=True, slots=True)
class ToTell:
    """Somebody whose card changed: their account, what is new, and the card as it is to be remembered."""

    account: Account
    news: tuple[News, ...]
    card: Cards


def is_time_to_tell(district_id: int, now: datetime) -> bool:
    """Mails about cards go on weekdays in working hours of the district, so that nobody is called at night."""
    local = now.astimezone(ZoneInfo(time_zone_of(district_id)))
    return local.weekday() < 5 and FIRST_HOUR <= local.hour <= LAST_HOUR


def cards_on(day: date) -> tuple[dict[int, Cards], dict[str, Whole]]:
    """(staff id -> their card, team id -> the team) of the district in scope. Five queries, however many people."""
    teams = {one.team.public_id: one for one in whole(teams_on(day), day).values()}
    found: dict[int, Cards] = defaultdict(dict)
    for name, one in teams.items():
        seen = _seen(one)
        for membership in one.people:
            if membership.part in rules.PARTS_THAT_BELONG:
                found[membership.staff_id][name] = seen
    return found, teams


def _seen(one: Whole) -> TeamSeen:
    silent = (f"{person.pk}" for person in one.silent)
    return TeamSeen(
        frozenset([*map(support_key, one.supports), *silent]),
        goal_key(one.goal) if one.goal else "",
        frozenset(map(slot_key, one.slots)),
    )


def support_key(one: Support) -> str:
    return f"{one.supporter_id}/{one.how}"


def goal_key(goal: TeamGoal) -> str:
    """A digest: a goal may be put in other words on the day it was set."""
    return blake2b(goal.text.encode(), digest_size=8).hexdigest()


def slot_key(slot: MeetingSlot) -> str:
    return f"{slot.day}/{slot.start}/{slot.end}/{slot.every_weeks}/{slot.room}"


def accounts_to_tell() -> list[Account]:
    """Accounts of people who work in the district in scope, whether they want such mails or not."""
    found = Account.objects.filter(is_active=True, staff__active=True, staff__district_id=current_district_id())
    return list(found.select_related("staff", "phone_key").order_by("pk"))


def card_news(accounts: Iterable[Account], cards: Mapping[int, Cards]) -> list[ToTell]:
    """Everybody whose card is not the one they were told last. Nobody of the district told yet: all only remember."""
    told = {row.staff_id: row for row in CardTold.objects.all()}
    found = []
    for account in accounts:
        assert account.staff_id is not None  # noqa: S101 - accounts_to_tell takes those with a person only
        card = cards.get(account.staff_id, {})
        held = told.get(account.staff_id)
        before = {} if held is None else {team: TeamSeen.from_json(seen) for team, seen in held.card.items()}
        if held is None or before != card:
            found.append(ToTell(account, tuple(news(before, card)) if told else (), card))
    return found


def told_today(day: date, zone: ZoneInfo) -> set[int]:
    """The staff ids of those who got such a mail on this day already."""
    rows = CardTold.objects.exclude(mailed=None).values_list("staff_id", "mailed")
    return {staff for staff, mailed in rows if mailed is not None and mailed.astimezone(zone).date() == day}


def news_lines(found: Iterable[News], teams: Mapping[str, Whole]) -> list[str]:
    """What is new, in sentences of the language that is switched on."""
    gone = {one.team for one in found if one.team not in teams}
    names = {team.public_id: team.name for team in Team.objects.filter(public_id__in=gone)} if gone else {}
    return [line for one in found for line in _lines(one, teams.get(one.team), names.get(one.team, ""))]


def _lines(one: News, team: Whole | None, name: str) -> list[str]:
    if one.kind == "left":
        return [_("You are no longer in the team “%(team)s”.") % {"team": team.team.name if team else name}]
    assert team is not None  # noqa: S101 - only what was left can be gone
    called = {"team": team.team.name}
    if one.kind == "joined":
        return [_("You are in the team “%(team)s”.") % called, *_all_of(team)]
    if one.kind == "support":
        return _supported(team, one.new)
    if one.kind == "goal":
        return _goal(team)
    return _times(team, one.new)


def _all_of(team: Whole) -> list[str]:
    """Everything a card says of a team, for whoever is new in it."""
    seen = _seen(team)
    return [*_supported(team, seen.supports), *_goal(team), *_times(team, seen.times)]


def _times(team: Whole, new: Iterable[str]) -> list[str]:
    slots = [slot_in_words(slot) for slot in team.slots if slot_key(slot) in new]
    return [_("%(team)s meets: %(when)s.") % {"team": team.team.name, "when": when} for when in slots]


def _supported(team: Whole, new: Iterable[str]) -> list[str]:
    said = [(one.supporter, support_in_words(one)) for one in team.supports if support_key(one) in new]
    said += [(person, "") for person in team.silent if str(person.pk) in new]
    told = []
    for person, how in said:
        sentence = _("%(name)s supports %(team)s: %(how)s.") if how else _("%(name)s supports %(team)s.")
        told.append(sentence % {"team": team.team.name, "name": person, "how": how})
    return told


def _goal(team: Whole) -> list[str]:
    if team.goal is None:
        return []
    return [_("The goal of %(team)s: %(goal)s") % {"team": team.team.name, "goal": team.goal.text}]
