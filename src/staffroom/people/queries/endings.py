"""Last days set by hand: whose, which hold, and what follows from one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.roster.byhand import HandEnd
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope

from ..models import Assignment, Ending, Staff, Teaching
from ..rules import end_people
from .shape import SHAPES

LISTED = 200


def holding() -> QuerySet[Ending]:
    """The ends that hold: not taken back, and no roster said something new."""
    return Ending.objects.filter(taken_back=None, over=None).select_related("staff", "assignment__school")


def ends_by_hand(district_id: int | None, today: date) -> list[HandEnd]:
    """The ends that hold, as the reader of rosters takes them."""
    if district_id is None:
        return []
    key = SHAPES["assignment"].key
    with district_scope(district_id):
        found = Ending.objects.filter(taken_back=None, over=None)
        rows = found.select_related("staff", "assignment__school", "assignment__staff")
        return [
            HandEnd(
                row.public_id,
                row.staff.source_id,
                key(row.assignment) if row.assignment else "",
                row.last_day,
                row.last_day < today,
            )
            for row in rows
        ]


def endings_due(today: date) -> list[Ending]:
    """What has to be carried out: the last day has passed."""
    return list(holding().filter(carried_out=None, last_day__lt=today))


def endings(actor: Actor) -> list[Ending]:
    """All last days set by hand, latest first, each with the name of who set it. Raises Forbidden."""
    end_people(actor)
    found = list(Ending.objects.select_related("staff", "assignment__school")[:LISTED])
    names = {one.pk: str(one) for one in Staff.objects.filter(pk__in={row.by_staff for row in found})}
    for row in found:
        row.by_name = names.get(row.by_staff, "")
    return found


def ending_for(actor: Actor, public_id: str) -> Ending:
    """One of them. Raises Forbidden and Http404."""
    end_people(actor)
    found = Ending.objects.select_related("staff").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class EndPage:
    """A person whose work may end: what of it, and the last days that are set already."""

    person: Staff
    posts: tuple[Assignment, ...]
    set: tuple[Ending, ...]


def end_page(actor: Actor, public_id: str) -> EndPage:
    """The person with the assignments that could end. Raises Forbidden and Http404."""
    end_people(actor)
    person = Staff.objects.filter(public_id=public_id).first()
    if person is None:
        raise Http404
    posts = Assignment.objects.filter(staff=person, active=True).select_related("school")
    return EndPage(person, tuple(posts), tuple(holding().filter(staff=person)))


def what_follows(person: Staff, post: Assignment | None, last_day: date) -> list[str]:
    """What happens after the last day, in sentences. Counts nothing that is between the person and colleagues."""
    after = date_format(last_day + timedelta(days=1))
    teachings = teachings_ended(person, post)
    told = [_("From %(day)s on: until then nothing changes, and you can take it back.") % {"day": after}]
    if post is None:
        told.append(_("The account is closed, and nobody finds the person in lists any more."))
    else:
        told.append(_("%(post)s ends. The person stays, with account and everything else.") % {"post": post})
    if count := len(teachings):
        line = ngettext(
            "%(count)d section is without this teacher: %(titles)s.",
            "%(count)d sections are without this teacher: %(titles)s.",
            count,
        )
        told.append(line % {"count": count, "titles": ", ".join(sorted(one.section.title for one in teachings)[:8])})
    told.append(_("Booked visits that it makes impossible are cancelled, and both people are told. Open doors close."))
    if post is None:
        told.append(
            _("Their own words wait for them behind a link, as for everybody who leaves; see “People who left”.")
        )
    told.append(
        _(
            "A roster that goes on naming them does not bring them back. One that leaves them out and names them again "
            "later, or begins an assignment after that day, does."
        )
    )
    return told


def teachings_ended(person: Staff, post: Assignment | None) -> list[Teaching]:
    """Who teaches what no longer: all of it, or what is at a school where no other assignment is left."""
    found = Teaching.objects.filter(staff=person, active=True, section__active=True).select_related("section")
    if post is None:
        return list(found)
    others = Assignment.objects.filter(staff=person, school=post.school_id, active=True).exclude(pk=post.pk)
    return [] if post.school_id is None or others.exists() else list(found.filter(section__school=post.school_id))


def post_named(page: EndPage, public_id: str) -> Any:
    """The assignment of a form; None for "all" work. Http404 for one that is not the person's."""
    if public_id == "all":
        return None
    found = next((post for post in page.posts if post.public_id == public_id), None)
    if found is None:
        raise Http404
    return found
