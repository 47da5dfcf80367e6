"""What of this slice other rooms know: records that can be shared or asked about, and time that visits take."""

from django.utils.translation import gettext_lazy as _

from staffroom.timetable import called_off, planned
from staffroom.timetable.queries.absences import LEARNED
from staffroom.trust import kinds

from . import queries
from .queries.learned import minutes_learned

kinds.register("visit", _("Visit"), queries.shared_visit)
kinds.register("note", _("Note about a visit"), queries.shared_note, queries.named_notes)
planned.register("visit", queries.planned_visits)
planned.register("cover", queries.planned_covers)

called_off.register("visits", queries.told_called_off)

LEARNED["visits"] = minutes_learned
