"""What the roster suggests, read for the one pure function that decides it (``core.teams.propose``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staffroom.core.teams import Held, Known, Post, Proposal, propose
from staffroom.people.models import Assignment, School, Staff
from staffroom.spine.access import Actor
from staffroom.trust.queries import holding as assigned_on
from staffroom.ui.templatetags.ui import school_subject

from .. import rules
from ..models import Membership, Team, holding
from .reading import today_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with its words and people."""

    key: str
    name: str
    proposal: Proposal
    leads: list[Staff]
    members: list[Staff]
    supporters: list[Staff]


def proposals(actor: Actor) -> list[Proposal]:
    """What is missing at the schools for which the actor makes teams. Four queries."""
    rules.make_teams(actor)
    day = today_of(actor)
    rows = Assignment.objects.filter(assigned_on(day), staff__active=True).select_related("school").order_by("id")
    posts = [
        Post(
            one.staff_id, one.school_id, one.school.level if one.school else "", one.role, one.subject,
            tuple(filter(None, one.grades.split(","))), one.fte, one.begins, one.primary,
        )
        for one in rows
    ]  # fmt: skip
    teams = Team.objects.filter(holding(day))
    known = [Known(*row) for row in teams.values_list("pk", "school_id", "roster_key", "kind")]
    held = Membership.objects.filter(holding(day), team_id__in=[one.team for one in known])
    found = propose(posts, known, [Held(*row) for row in held.values_list("staff_id", "team_id", "part")])
    return found if rules.sees_all_schools(actor) else [one for one in found if one.school in actor.leads]


def key_of(proposal: Proposal, schools: dict[int, School]) -> str:
    """How a form names a proposal: the school's public id and the key."""
    return f"{schools[proposal.school].public_id if proposal.school else ''}:{proposal.key}"


def team_name(words: Sequence[str]) -> str:
    """What a proposed team would be called, in the reader's language. ``words`` are those of the proposal."""
    kind, *about = words
    if kind == "grade":
        return _("%(grades)s team") % {"grades": _(" and ").join(grade_name(grade) for grade in about)}
    if kind == "subject":
        return _("%(subject)s team") % {"subject": school_subject(about[0])}
    if kind == "crew":
        return crew_name(about[0])
    return {
        "mixed": _("Team across subjects"),
        "specialists": _("Specialists' team"),
        "support": _("Student support team"),
        "operations": _("School operations crew"),
        "ilt": _("Instructional leadership team"),
        "central": _("Central office team"),
        "principals": _("Principals' learning community"),
        "district-specialists": _("District specialists' team"),
        "district-teachers": _("Teachers of the whole district"),
    }.get(kind, kind)


def crew_name(role: str) -> str:
    """The name of a crew by its work."""
    return {
        "aide": _("Instructional aides' crew"),
        "office": _("Office crew"),
        "food": _("Food services crew"),
        "bus": _("Bus crew"),
        "custodian": _("Custodial crew"),
        "it": _("Technology crew"),
    }.get(role, _("Staff crew"))


def grade_name(grade: str) -> str:
    """ "03" is "Grade 3"."""
    named = {"KG": _("Kindergarten"), "TK": _("Transitional kindergarten"), "PK": _("Preschool")}
    return named.get(grade) or pgettext("a school grade", "Grade %(n)s") % {"n": grade.lstrip("0")}


def proposals_page(actor: Actor) -> dict[str, Any]:
    """The preview, school by school. Six queries, however many proposals there are."""
    found = proposals(actor)
    schools = {one.pk: one for one in School.objects.all()}
    ids = {pk for one in found for pk in (*one.leads, *one.members, *one.supporters)}
    people = {one.pk: one for one in Staff.objects.filter(pk__in=ids)}
    places: dict[int | None, list[Shown]] = {}
    for one in found:
        named = [[people[pk] for pk in group] for group in (one.leads, one.members, one.supporters)]
        places.setdefault(one.school, []).append(Shown(key_of(one, schools), team_name(one.words), one, *named))
    return {
        "places": [(schools[pk].name if pk else _("The whole district"), shown) for pk, shown in places.items()],
        "teams": sum(one.team is None for one in found),
        "people": len({pk for one in found for pk in (*one.leads, *one.members)}),
        "unplaced": _without_a_post(actor),
        "all_schools": rules.sees_all_schools(actor),
    }


def _without_a_post(actor: Actor) -> list[Staff]:
    """People on the staff list with no post today: no team can be suggested for them."""
    if not rules.sees_all_schools(actor):
        return []
    day = today_of(actor)
    posted = Assignment.objects.filter(assigned_on(day)).values("staff_id")
    placed = Membership.objects.filter(holding(day), part__in=rules.PARTS_THAT_BELONG).values("staff_id")
    return list(Staff.objects.filter(active=True).exclude(pk__in=posted).exclude(pk__in=placed))
