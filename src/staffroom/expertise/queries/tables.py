"""What people take away as a spreadsheet: the same rows as on the pages, by the same conditions."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.ui.templatetags.ui import clock

from ..models import OpenDoor
from .doors import DoorFilter, period_name
from .pages import doors_shown
from .practices import families, family_name, family_names, practices, search_practices, subject_name

SEARCHED = 40


def practices_table(actor: Actor, text: str = "") -> Table:
    """The practices by family, or those that fit a text; how many colleagues offer each to the reader."""
    district = actor.district_id
    names = family_names(district)
    by_family = [one for family in families(list(practices(district, actor)), names) for one in family.practices]
    shown = search_practices(district, text, SEARCHED, actor) if text else by_family
    columns = [
        *(
            _("Practice"),
            _("Family"),
            pgettext("what is taught", "Subject"),
            _("What it is"),
            _("Colleagues who offer it"),
        )
    ]
    rows = [
        [
            one.name,
            family_name(one.family, names),
            subject_name(one.subject) if one.subject else "",
            one.description,
            one.offered,
        ]
        for one in shown
    ]
    return Table("practices", columns, rows)


def doors_table(actor: Actor, wanted: DoorFilter) -> Table:
    """The open doors of this week and the next. Raises Forbidden for whoever may not read offers."""
    columns = [
        *(_("Date"), _("From"), _("To"), _("Period"), _("Practice"), _("Who"), _("School"), _("Class"), _("Room")),
        *(_("Seats"), _("A line for whoever comes")),
    ]
    return Table("open-doors", columns, [_door(one) for one in doors_shown(actor, wanted)])


def _door(door: OpenDoor) -> list[object]:
    place = door.section
    when = [door.date.isoformat(), clock(door.start), clock(door.end), period_name(door.period)]
    who = [door.offer.practice.name, str(door.staff), place.school.name, place.title, place.room]
    return [*when, *who, door.seats, door.note]
