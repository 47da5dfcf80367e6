"""The audit log as people read it: an owner what was done with their records, security what befell the system.

An owner's page has the entries about them and nothing of anybody else. The security page has the kinds that are
declared for it (``audit.declare(..., security=True)``) and no other: who reads whom never stands there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import get_resolver
from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.people.queries.directory import plain_letters
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.tables import Table
from staffroom.spine.scoping import current_district_id

from .. import rules

ENTRIES_A_PAGE = 50
MOST_ROWS = 50_000
IDS_IN_FACTS = ("evaluator",)  # facts that are staff ids, shown by name
DAYS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as it is read."""

    at: datetime
    kind: str
    sentence: str
    who: str
    you: bool
    about: str


@dataclass(frozen=True, slots=True)
class Log:
    """One page of a log, and its filters as they were understood."""

    page: Page
    kind: str
    kinds: list[tuple[str, str]]
    person: str = ""
    days: int = 0


def my_log(actor: Actor, *, kind: str = "", page: str = "1") -> Log:
    """What was done with the records of the person asking, newest first."""
    mine = AuditEntry.objects.filter(district_id=current_district_id(), subject=actor.staff_id)
    if actor.staff_id is None:
        mine = mine.none()
    kinds = _kind_choices(mine.order_by().values_list("kind", flat=True).distinct())
    kind = kind if kind in dict(kinds) else ""
    return Log(_page(mine.filter(kind=kind) if kind else mine, actor, page), kind, kinds)


def security_log(actor: Actor, *, kind: str = "", person: str = "", days: str = "", page: str = "1") -> Log:
    """Security events of the district, newest first. Raises Forbidden for others than the central office and IT."""
    found, kind, length = _events(actor, kind, person, days)
    kinds = _kind_choices(audit.security_kinds())
    return Log(_page(found, actor, page), kind, kinds, person.strip(), length)


def security_table(actor: Actor, *, kind: str = "", person: str = "", days: str = "") -> Table:
    """The same as a table to take away. Raises Forbidden."""
    found, _kind, _length = _events(actor, kind, person, days)
    entries = list(found.order_by("-position")[:MOST_ROWS])
    zone = ZoneInfo(actor.time_zone)
    header = [_("When"), _("Kind"), _("What happened"), _("Who"), _("About")]
    rows = [
        [one.at.astimezone(zone).isoformat(timespec="seconds"), one.kind, one.sentence, one.who, one.about]
        for one in _told(entries, actor)
    ]
    return Table("security-events", header, rows)


def _events(actor: Actor, kind: str, person: str, days: str) -> tuple[QuerySet[AuditEntry], str, int]:
    rules.see_security_events(actor)
    known = audit.security_kinds()
    kind = kind if kind in known else ""
    found = AuditEntry.objects.filter(district_id=current_district_id(), kind__in=[kind] if kind else known)
    length = int(days) if days in map(str, DAYS) else 0
    if length:
        found = found.filter(at__gte=_since(actor, length))
    if person.strip():
        people = _people_named(person)
        found = found.filter(Q(actor__in=people) | Q(subject__in=people))
    return found, kind, length


def _since(actor: Actor, days: int) -> datetime:
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    first: date = actor.today - timedelta(days=days)
    return datetime.combine(first, time.min, ZoneInfo(actor.time_zone))


def _people_named(search: str) -> list[int]:
    words = plain_letters(search).split()
    names = Staff.objects.order_by().values_list("pk", "given", "family", "preferred")
    return [pk for pk, *name in names if all(word in plain_letters(" ".join(name)) for word in words)]


def _kind_choices(names: Iterable[str]) -> list[tuple[str, str]]:
    """Kinds by a short name: the sentence with dots where its facts stand."""
    found = [(name, audit.sentence(AuditEntry(kind=name, facts={})).rstrip(".")) for name in names]
    return sorted(found, key=lambda choice: choice[1].casefold())


def _page(entries: QuerySet[AuditEntry], actor: Actor, page: str) -> Page:
    found = Paginator(entries.order_by("-position"), ENTRIES_A_PAGE).get_page(page)
    found.object_list = _told(list(found.object_list), actor)
    return found


def _told(entries: list[AuditEntry], actor: Actor) -> list[Told]:
    """Entries with names from the directory: one query, however many."""
    ids = {one.actor for one in entries} | {one.subject for one in entries}
    ids |= {(one.facts or {}).get(name) for one in entries for name in IDS_IN_FACTS}
    names = {person.pk: str(person) for person in Staff.objects.filter(pk__in={one for one in ids if one})}
    return [_one(entry, names, actor) for entry in entries]


def _address(route: str) -> str:
    """Where a page stands, by its name; dots stand for what would name a record."""
    patterns = get_resolver().reverse_dict.getlist(route)
    return "/" + re.sub(r"%\(\w+\)s", "…", patterns[0][0][0][0]) if patterns else route


def _one(entry: AuditEntry, names: dict[int, str], actor: Actor) -> Told:
    facts = entry.facts or {}
    known = {name: names.get(facts[name], _("somebody who left")) for name in IDS_IN_FACTS if name in facts}
    if "route" in facts:
        known["route"] = _address(facts["route"])
    who = _("the system") if entry.actor is None else names.get(entry.actor, _("somebody who left"))
    about = names.get(entry.subject, _("somebody who left")) if entry.subject else ""
    you = entry.actor is not None and entry.actor == actor.staff_id
    # Of forgotten facts the sentence keeps what stands before them; where that is nothing, its frame.
    sentence = audit.sentence(entry, **known) or audit.sentence(AuditEntry(kind=entry.kind, facts={}))
    return Told(entry.at, entry.kind, sentence, who, you, about)
