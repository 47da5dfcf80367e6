"""Who is going to lead a team, and asking its members for a visit, all at once."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from staffroom.people.models import Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.actions import ask_to_know
from staffroom.visits.actions.promising import lock, lock_budget
from staffroom.visits.models import Visit
from staffroom.visits.queries import key_anew

from .. import queries
from ..models import NewLead
from .kinds import LEAD_ASKED, LEAD_CHOSEN, LEAD_FORGOTTEN


@action
def choose_lead(*, by: Actor, now: datetime, team_id: str, staff: Staff) -> NewLead:
    """Say by hand that somebody is going to lead a team, so that they can plan to see its members. Twice is once."""
    team = queries.team_to_choose_for(by, team_id)
    row, made = NewLead.objects.get_or_create(
        team=team, staff=staff, defaults={"district_id": by.district_id, "created": now}
    )
    if made:
        facts = {"lead": str(staff)}
        given = {"actor": by.staff_id, "object_id": team.public_id, "subject": staff.pk, "facts": facts}
        audit.record(LEAD_CHOSEN, district_id=by.district_id, at=now, **given)
    return row


@action
def forget_lead(*, by: Actor, now: datetime, team_id: str, staff: Staff) -> int:
    """Somebody is not going to lead a team after all. Visits that are asked or booked stay. Returns how many rows."""
    team = queries.team_to_choose_for(by, team_id)
    gone, _each = NewLead.objects.filter(team=team, staff=staff).delete()
    if gone:
        audit.record(LEAD_FORGOTTEN, district_id=by.district_id, at=now, actor=by.staff_id, object_id=team.public_id)
    return gone


@dataclass(slots=True)
class Asked:
    """What became of asking: the visits asked for, and for whom it was too late, each with the reason."""

    visits: list[Visit] = field(default_factory=list)
    refused: list[tuple[Staff, str]] = field(default_factory=list)


@action
def ask_all(*, by: Actor, now: datetime, team_id: str, wanted: queries.Wanted, message: str = "") -> Asked:
    """Ask every member of the plan for the visit that it has for them. Each answers for themselves; nobody is sent.

    The plan is made anew from what is free now. Where somebody was faster the others are asked all the same. Pressed
    twice nobody is asked twice: who is asked already is not part of the plan any more. Who was to be seen in a visit
    that was cancelled is asked anew.
    """
    team = queries.team_to_know(by, team_id)
    members = queries.members_of(team, by.staff_id or 0, queries.today_in_district(now))
    lock_budget(Visit.Mode.SUBSTITUTE, by.district_id)
    lock(by.staff_id, *(one.pk for one in members))
    done = Asked()
    for line in queries.plan_for(by, team, wanted, now).lines:
        key = hashlib.sha256(f"know {line.lesson} {line.choice.mode}".encode()).hexdigest()[:36]
        try:
            with transaction.atomic():
                done.visits.append(
                    ask_to_know(
                        by=by, now=now, host_id=line.staff.pk, lesson=line.lesson, on=line.day, mode=line.choice.mode,
                        message=message, idempotency_key=key_anew(by, key),
                    )
                )  # fmt: skip
        except Refused as refusal:
            done.refused.append((line.staff, refusal.sentence))
    facts = {"count": len(done.visits)}
    audit.record(LEAD_ASKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=team_id, facts=facts)
    return done
