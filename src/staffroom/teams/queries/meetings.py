"""When the people of teams meet, on real dates: what other rooms have to keep free."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from staffroom.core.contract import Purpose
from staffroom.core.reserved import Reserved, meets_on, weekday_label
from staffroom.timetable.queries.days import SchoolCalendar, calendars
from staffroom.timetable.reserved import TakenOf

from .. import rules
from ..models import MeetingMark, MeetingSlot, Membership, Team

LEARNING_TOGETHER = (Team.Kind.GRADE, Team.Kind.SUBJECT, Team.Kind.PLC)
Labels = Mapping[int | None, Mapping[date, tuple[str, ...]]]
CalledOff = frozenset[tuple[int, date, int]]  # team, date, start


def reserved(
    staff_ids: Collection[int], dates: Sequence[date], known: Mapping[int, SchoolCalendar], *, usual: bool = False
) -> list[Reserved]:
    """The meetings of these people on these dates; three queries, and one more where a team's school is not ``known``.

    Whoever only supports a team is free to come. A meeting that its team says is not held takes nobody's time.
    ``usual``: the dates stand for every week, so a meeting of every second week counts in each, and one that begins
    later too.
    """
    if not dates:
        return []
    parts = _parts(staff_ids, dates)
    slots = MeetingSlot.objects.filter(team_id__in={one.team_id for one in parts}).select_related("team")
    held = [one for one in slots if one.ends is None or one.ends > dates[0]]
    off = frozenset() if usual else _called_off(held, dates)
    return _told(held, parts, dates, _labels(held, dates, known), usual=usual, off=off)


def _called_off(slots: Iterable[MeetingSlot], dates: Sequence[date]) -> CalledOff:
    rows = MeetingMark.objects.filter(held=False, team_id__in={one.team_id for one in slots})
    return frozenset(rows.filter(date__range=(dates[0], dates[-1])).values_list("team_id", "date", "start"))


def taken_by(slot: MeetingSlot) -> TakenOf:
    """What one time of a team takes of people on dates; it need not be saved."""

    def taken(staff_ids: Collection[int], dates: Sequence[date]) -> list[Reserved]:
        parts = [one for one in _parts(staff_ids, dates) if one.team_id == slot.team_id]
        return _told([slot], parts, dates, _labels([slot], dates, {}), usual=False) if dates else []

    return taken


def _parts(staff_ids: Collection[int], dates: Sequence[date]) -> list[Membership]:
    found = Membership.objects.filter(
        staff_id__in=[*staff_ids], part__in=rules.PARTS_THAT_BELONG, begins__lte=dates[-1]
    )
    return [one for one in found if one.ends is None or one.ends > dates[0]]


def _labels(slots: Iterable[MeetingSlot], dates: Sequence[date], known: Mapping[int, SchoolCalendar]) -> Labels:
    """By school and date what its days are called, none without school; a district's team goes by weekdays."""
    schools = {one.team.school_id for one in slots}
    missing = {pk for pk in schools if pk is not None} - known.keys()
    read = {**known, **(calendars(missing, dates=dates) if missing else {})}
    found: dict[int | None, dict[date, tuple[str, ...]]] = {None: {d: (weekday_label(d.toordinal()),) for d in dates}}
    for pk in schools:
        if pk is not None:
            found[pk] = {day: rung.labels for day in dates if (rung := read[pk].on(day))}
    return found


def _told(
    slots: Iterable[MeetingSlot],
    parts: Iterable[Membership],
    dates: Sequence[date],
    labels: Labels,
    *,
    usual: bool,
    off: CalledOff = frozenset(),
) -> list[Reserved]:
    people: dict[int, list[Membership]] = defaultdict(list)
    for part in parts:
        people[part.team_id].append(part)
    return [
        _reserved(one.staff_id, slot, day)
        for slot in slots
        for day in dates
        if _meets(slot, day, labels, usual=usual) and (slot.team_id, day, slot.start) not in off
        for one in people[slot.team_id]
        if usual or (one.begins <= day and (one.ends is None or one.ends > day))
    ]


def _reserved(staff: int, slot: MeetingSlot, day: date) -> Reserved:
    team = slot.team
    key = f"{team.public_id}/{slot.public_id}"
    return Reserved(
        str(staff), day.toordinal(), slot.start, slot.end, "meeting", team.name, key, purpose_of(team)
    )  # fmt: skip


def purpose_of(team: Team) -> Purpose:
    """What a contract calls the meetings of a team: a PLC, whatever we call it, or a meeting."""
    return Purpose.PLC if team.kind in LEARNING_TOGETHER else Purpose.MEETING


def _meets(slot: MeetingSlot, day: date, labels: Labels, *, usual: bool) -> bool:
    named = labels[slot.team.school_id].get(day, ())
    if usual:
        return slot.day in named
    team = slot.team
    if (slot.ends is not None and slot.ends <= day) or (team.ends is not None and team.ends <= day):
        return False
    return meets_on(slot.day, slot.every_weeks, slot.begins.toordinal(), day.toordinal(), named)
