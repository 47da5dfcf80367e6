"""Where people can go, as data: one line a page, with the roles that see it.

An address that does not exist (a room not built, or switched off) is left out without a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

EVERYONE = frozenset({"teacher", "leader", "principal", "central", "it", "classified"})
TEACHING = frozenset({"teacher", "leader"})
BAR = 5
GROUPED_FROM = 13  # a list of a dozen is still read at a glance
TIME, LEARNING, PEOPLE, SYSTEM = _("Timetable"), _("Learning"), _("People"), _("System")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. Order is importance: the first ones fit into the bar of a phone."""

    name: str
    label: object
    icon: str
    roles: frozenset[str]
    group: object = ""


PLACES = (
    Place("today", _("Today"), "sun", EVERYONE),
    Place("my_team", _("My team"), "people", EVERYONE),
    Place("phone", _("My tasks"), "phone", frozenset({"classified"})),
    Place("find", _("Find a visit"), "search", TEACHING),
    Place("my_visits", _("Visits"), "calendar-check", TEACHING),
    Place("who_can_visit", _("Who can visit"), "calendar-week", frozenset({"principal"})),
    Place("time", _("Use of time"), "clock-history", frozenset({"principal", "central"}), TIME),
    Place("roster_imports", _("Rosters"), "people", frozenset({"central", "it"}), PEOPLE),
    Place("bell_imports", _("Bell times"), "bell", frozenset({"central", "it"}), TIME),
    Place("plans", _("Plan of visits"), "calendar-range", frozenset({"central"}), LEARNING),
    Place("cadence", _("Cadence of visits"), "calendar-check", frozenset({"principal", "central"}), LEARNING),
    Place("absences", _("Absences"), "calendar-x", frozenset({"principal", "central"}), TIME),
    Place("my_week", _("My week"), "calendar-week", TEACHING | {"principal"}, TIME),
    Place("my_offers", _("My offers"), "easel", TEACHING, LEARNING),
    Place("proposals", _("Proposed visits"), "calendar-heart", TEACHING, LEARNING),
    Place("walks", _("Group visits"), "people", TEACHING, LEARNING),
    Place("doors", _("Open doors"), "door-open", EVERYONE - {"it"}, LEARNING),
    Place("my_spread", _("What spreads"), "diagram-3", TEACHING, LEARNING),
    Place("guests", _("Guests"), "people", EVERYONE - {"it", "classified"}, LEARNING),
    Place("new_team", _("My new team"), "people", frozenset({"leader"}), PEOPLE),
    Place("new_team_leads", _("New leads"), "people", frozenset({"principal", "central"}), PEOPLE),
    Place("my_needs", _("My needs"), "lock", TEACHING, LEARNING),
    Place("hosting", _("Hosting"), "house-door", TEACHING, LEARNING),
    Place("practices", _("Practices"), "journal-text", EVERYONE - {"it"}, LEARNING),
    Place("teams", _("Teams"), "people", EVERYONE - {"it"}, PEOPLE),
    Place("leader_roles", _("Leaders' roles"), "person-badge", EVERYONE - {"it", "classified"}, PEOPLE),
    Place("staff_list", _("People"), "person-lines-fill", EVERYONE - {"classified"}, PEOPLE),
    Place("accounts", _("Accounts"), "person-lines-fill", frozenset({"central", "it"}), PEOPLE),
    Place("codes", _("Codes on paper"), "key", frozenset({"principal", "central"}), PEOPLE),
    Place("access", _("Access to hosts"), "door-open", frozenset({"central"}), LEARNING),
    Place("taxonomy", _("List of practices"), "journal-text", frozenset({"central"}), LEARNING),
    Place("time_rules", _("Time rules"), "clock-history", frozenset({"central"}), TIME),
    Place("learning_time", _("Learning time"), "calendar-event", frozenset({"principal", "central"}), TIME),
    Place("special_days", _("Special days"), "calendar-x", frozenset({"principal", "central"}), TIME),
    Place("contract", _("Contract"), "journal-text", frozenset({"principal", "central"}), TIME),
    Place("leavers", _("People who left"), "box-arrow-right", frozenset({"central"}), PEOPLE),
    Place("evaluators", _("Evaluators"), "shield-check", frozenset({"principal", "central", "it"}), PEOPLE),
    Place("security_log", _("Security events"), "list-ul", frozenset({"central", "it"}), SYSTEM),
    Place("health", _("System health"), "heart-pulse", frozenset({"it"}), SYSTEM),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A place as drawn on one page."""

    label: object
    icon: str
    url: str
    current: bool
    group: object = ""


@cache
def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _longest_match(urls: Iterable[str], path: str) -> str:
    """The address a page lies under; the root only matches itself."""
    fits = [url for url in urls if url == path or (url != "/" and path.startswith(url))]
    return max(fits, key=len, default="")


def links_for(roles: Iterable[str], path: str) -> list[Link]:
    """The navigation of someone with these roles, standing at ``path``."""
    held = frozenset(roles)
    places = [(place, _address(place.name)) for place in PLACES if not held.isdisjoint(place.roles)]
    here = _longest_match([url for _place, url in places if url], path)
    return [Link(place.label, place.icon, url, url == here, place.group) for place, url in places if url]


def bar_and_more(links: list[Link]) -> tuple[list[Link], list[Link]]:
    """What a phone's bar shows, and what lies behind "More"; the bar has at most five entries with it."""
    if len(links) <= BAR:
        return links, []
    return links[: BAR - 1], links[BAR - 1 :]


def grouped(links: list[Link]) -> list[tuple[object, list[Link]]]:
    """The rail of a wide screen: a long list under headings, what comes first and a short list under none."""
    if len(links) < GROUPED_FROM:
        return [("", links)]
    found = [(group, [link for link in links if link.group == group]) for group in ("", TIME, LEARNING, PEOPLE, SYSTEM)]
    return [(group, held) for group, held in found if held]
