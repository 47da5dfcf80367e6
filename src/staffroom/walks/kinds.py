"""What rooms below know of group visits: whose time they take, what waits and comes, calendars, who can see one."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.timetable import reserved
from staffroom.timetable.reserved import TOUCHES, Touch
from staffroom.trust import kinds
from staffroom.trust.kinds import Shared
from staffroom.trust.queries import standing_to
from staffroom.visits import waits

from . import queries, rules

reserved.register("walk", queries.reserved)
TOUCHES["walks"] = Touch(queries.walks_in, queries.told, "walks.follow_reserved", queries.told_held)
waits.register("walks", queries.waiting)
waits.register_coming("walks", queries.coming)
waits.register_events("walks", queries.events)
waits.register_further(
    waits.Further("walks", _("Group visits"), _("With a few colleagues, through several rooms, with one question:"))
)


def shared_walk(actor: Actor, public_id: str) -> Shared | None:
    """A group visit as the page "who can see this" knows it."""
    found = queries.walk_shared(public_id)
    if found is None:
        return None
    people, standing = rules.people_of(found), standing_to(actor, rules.people_of(found))
    others = tuple(sorted(people - {found.organiser_id}))
    url = reverse("walk", args=[found.public_id])
    return Shared("walk", found.public_id, found.organiser_id, _t("Group visit"), url, standing, others)


kinds.register("walk", _("Group visit"), shared_walk)
