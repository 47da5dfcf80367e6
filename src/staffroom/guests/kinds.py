"""What of this room others know: time that guests give, what waits on the page of today, lines on a team's page."""

from staffroom.teams import beside
from staffroom.timetable import reserved
from staffroom.timetable.reserved import TOUCHES, Touch
from staffroom.visits import waits

from . import queries

reserved.register("guest", queries.reserved)
waits.register("guests", queries.waiting)
beside.register("guests", queries.beside_team)
TOUCHES["guests"] = Touch(queries.hours_in, queries.told, "guests.follow_reserved", queries.told_held)
