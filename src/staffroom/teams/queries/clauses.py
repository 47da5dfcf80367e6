"""What the contract says of the times at which a team would meet."""

from datetime import date

from staffroom.core.contract import Purpose
from staffroom.timetable.queries.contract import AHEAD_WEEKS, Finding, Stretch, check_planned

from ..models import MeetingSlot, Membership, Team, holding

LEARNING_TOGETHER = (Team.Kind.GRADE, Team.Kind.SUBJECT, Team.Kind.PLC)  # a contract's PLC, whatever we call it


def against_contract(team: Team, slot: MeetingSlot, on: date) -> list[Finding]:
    """What the contract would have against one time more, for each person of the team; empty when nothing.

    The other times of this team count, but are not blamed; those of other teams are not known here. A time of every
    second week or rarer is looked at for one week only, so that no month counts it too often.
    """
    people = list(
        Membership.objects.filter(holding(on), team=team)
        .exclude(part=Membership.Part.SUPPORTER)
        .values_list("staff_id", flat=True)
    )
    held = [_stretch(team, one) for one in MeetingSlot.objects.filter(holding(on), team=team)]
    weeks = AHEAD_WEEKS if slot.every_weeks == 1 else 1
    found = check_planned(people, [*held, _stretch(team, slot)], on=on, weeks=weeks)
    already = {(one.staff, one.rule) for one in check_planned(people, held, on=on, weeks=weeks)} if found else set()
    return [one for one in found if (one.staff, one.rule) not in already]


def _stretch(team: Team, slot: MeetingSlot) -> Stretch:
    purpose = Purpose.PLC if team.kind in LEARNING_TOGETHER else Purpose.MEETING
    return Stretch(slot.start, slot.end, day=slot.day, purpose=purpose)
