"""Thought partners: who wishes for one today, for colleagues who are willing and free today."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor
from staffroom.timetable.queries.lessons import away_days, lessons
from staffroom.ui.templatetags.ui import clock

from .. import rules
from ..models import Hosting, PartnerWish

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShownWish:
    """A wish of a colleague, and when both are free today, in words ('' when at different times)."""

    wish: PartnerWish
    both_free: str


def _here(actor: Actor, now: datetime) -> tuple[date, int]:
    """The day and the minute at the district's clock."""
    local = now.astimezone(ZoneInfo(actor.time_zone))
    return local.date(), local.hour * 60 + local.minute


def free_today(staff_ids: list[int], day: date, minute: int) -> dict[int, list[Span]]:
    """Free periods that are not over yet, by person; nobody who is away today. A fixed number of queries."""
    away = away_days(staff_ids, [day])
    found: dict[int, list[Span]] = {}
    for lesson in lessons(staff_ids, [day]):
        person = int(lesson.person)
        if lesson.kind == "free" and lesson.end > minute and (person, day) not in away:
            found.setdefault(person, []).append((lesson.start, lesson.end))
    return found


def _willing(actor: Actor) -> bool:
    return not Hosting.objects.filter(staff_id=actor.staff_id, welcome=False).exists()


def wishes_for_me(actor: Actor, now: datetime) -> list[ShownWish]:
    """Wishes of today that nobody has answered, for whoever is willing and still free today; else none.

    Never of people whom the actor leads or evaluates, never the actor's own.
    """
    if actor.staff_id is None or not rules.ask_for_partner.allows(actor) or not _willing(actor):
        return []
    day, minute = _here(actor, now)
    rows = PartnerWish.objects.filter(district_id=actor.district_id, date=day, partner=None)
    wishes = list(rows.exclude(staff_id=actor.staff_id).filter(staff__active=True).select_related("staff"))
    free = free_today([actor.staff_id, *(one.staff_id for one in wishes)], day, minute) if wishes else {}
    if not free.get(actor.staff_id):
        return []
    over = rules.over_whom(actor, [one.staff_id for one in wishes])
    readable = [one for one in wishes if rules.reads_wish(actor, one, over)]
    return [ShownWish(one, _both(free[actor.staff_id], free.get(one.staff_id, []), minute)) for one in readable]


def _both(mine: list[Span], theirs: list[Span], minute: int) -> str:
    """The first time at which both are free, in words."""
    common = [(max(a, c, minute), min(b, d)) for a, b in mine for c, d in theirs if min(b, d) - max(a, c, minute) >= 5]
    if not common:
        return ""
    start, end = min(common)
    return _("You are both free %(start)s–%(end)s.") % {"start": clock(start), "end": clock(end)}


def my_wish(actor: Actor, now: datetime) -> PartnerWish | None:
    """The actor's own wish of today."""
    rows = PartnerWish.objects.filter(staff_id=actor.staff_id, date=_here(actor, now)[0])
    return rows.select_related("partner").first()


def wish_for(actor: Actor, now: datetime, public_id: str) -> PartnerWish:
    """One wish of today that the actor may answer, or their own. Http404 for all others."""
    day, _minute = _here(actor, now)
    rows = PartnerWish.objects.filter(district_id=actor.district_id, public_id=public_id, date=day)
    wish = rows.select_related("staff").first()
    if wish is None or not (wish.staff_id == actor.staff_id or any(w.wish == wish for w in wishes_for_me(actor, now))):
        raise Http404
    return wish


def partner_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """My own wish, and those I can answer. Raises Forbidden for whoever teaches nobody."""
    rules.ask_for_partner(actor)
    day, minute = _here(actor, now)
    assert actor.staff_id is not None  # noqa: S101 - the rule asks for it
    return {
        "mine": my_wish(actor, now),
        "wishes": wishes_for_me(actor, now),
        "free": bool(free_today([actor.staff_id], day, minute)),
        "willing": _willing(actor),
    }
