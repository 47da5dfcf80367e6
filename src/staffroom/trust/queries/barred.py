"""Why somebody cannot have a private record shown to them: for the sentence beside their name.

Whether they can is :func:`.relations.can_be_shared_with`; a test holds the two together.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from staffroom.people.models import AssignmentRole, Staff

from .relations import ELSEWHERE, administrators_of, evaluators_of, work_by


class Bar(StrEnum):
    """What stands in the way, the first that fits."""

    SELF = "self"
    LEFT = "left"
    EVALUATES = "evaluates"
    LEADS = "leads"
    CENTRAL = "central"
    IT = "it"
    NO_WORK = "no work"


SENTENCES = {
    Bar.SELF: _("This is you."),
    Bar.LEFT: _("Does not work in the district any more."),
    Bar.EVALUATES: _("Evaluates you. What is private never reaches whoever evaluates you, even if you wish it."),
    Bar.LEADS: _("Leads a school of yours. What is private never reaches them, even if you wish it."),
    Bar.CENTRAL: _("Works for the central office. What is private stays between colleagues of schools."),
    Bar.IT: _("Keeps the system running. IT never sees content."),
    Bar.NO_WORK: _("Has no assignment in the district today."),
}


def bars(owner_id: int, people: Collection[Staff], day: date) -> dict[int, Bar]:
    """What bars these people, by staff id; whoever can have it shared is not in it. A fixed number of queries."""
    evaluators, leaders = evaluators_of(owner_id, day), administrators_of(owner_id, day)
    work = work_by([person.pk for person in people], day)
    found = {}
    for person in people:
        bar = _by_person(person, owner_id, evaluators, leaders) or _by_work(work[person.pk])
        if bar is not None:
            found[person.pk] = bar
    return found


def _by_person(person: Staff, owner_id: int, evaluators: set[int], leaders: set[int]) -> Bar | None:
    if person.pk == owner_id:
        return Bar.SELF
    if not person.active:
        return Bar.LEFT
    if person.pk in evaluators:
        return Bar.EVALUATES
    return Bar.LEADS if person.pk in leaders else None


def _by_work(roles: set[str]) -> Bar | None:
    if not roles:
        return Bar.NO_WORK
    if not roles <= set(ELSEWHERE):
        return None
    return Bar.CENTRAL if AssignmentRole.CENTRAL in roles else Bar.IT
