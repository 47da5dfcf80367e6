"""What this room tells rooms below: when people meet."""

from staffroom.timetable import reserved

from .queries import meetings

reserved.register("meeting", meetings.reserved)
