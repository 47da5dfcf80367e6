"""Who is told at a school when a visit needs a substitute."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.people.models import Assignment, School
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import rules
from ..models import SubstituteDesk
from .kinds import DESK_SET


@action
def set_substitute_desk(*, by: Actor, now: datetime, school_id: str, staff_id: str = "") -> SubstituteDesk | None:
    """Say who arranges substitutes at a school; nobody: its principals are told. Both ids are public ones."""
    if not school_id:
        raise Refused(_("No school is named."), _("Choose one on the page."))
    school = School.objects.filter(public_id=school_id, active=True).first()
    if school is None:
        raise Http404
    rules.set_substitute_desk(by, school)
    SubstituteDesk.objects.filter(school=school).delete()
    made = None
    if staff_id:
        held = Assignment.objects.filter(school=school, active=True, staff__active=True, staff__public_id=staff_id)
        one = held.select_related("staff").first()
        if one is None:
            raise Refused(_("Nobody of this school has that name (any more)."), _("Choose somebody from the list."))
        made = SubstituteDesk(district_id=by.district_id, school=school, staff=one.staff)
        made.save()
    given = {"actor": by.staff_id, "object_id": school.public_id, "facts": {"who": by.name, "school": str(school)}}
    audit.record(DESK_SET, district_id=by.district_id, at=now, **given)
    return made
