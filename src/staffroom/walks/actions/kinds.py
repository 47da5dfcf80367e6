"""What the log says about group visits: that something was done, never what was written or about whom."""

from django.utils.translation import gettext_lazy

from staffroom.spine import audit

STARTED = audit.declare("walk.started", gettext_lazy("A group visit was planned."))
ROOM_ASKED = audit.declare("walk.room_asked", gettext_lazy("A host was asked to let a group in."))
INVITED = audit.declare("walk.invited", gettext_lazy("A colleague was asked to walk along."))
ANSWERED = audit.declare("walk.answered", gettext_lazy("Somebody answered for a group visit."))
JOINED = audit.declare("walk.joined", gettext_lazy("A colleague took an open place in a group visit."))
BOOKED = audit.declare("walk.booked", gettext_lazy("A group visit takes place: enough said yes."))
SHORT = audit.declare("walk.short", gettext_lazy("A group visit is uncertain again: too few are left."))
CANCELLED = audit.declare("walk.cancelled", gettext_lazy("A group visit was called off."))
REMINDED = audit.declare(
    "walk.reminded", gettext_lazy("{count} people were reminded of a group visit."), keep=lambda facts: facts
)
FELL_OUT = audit.declare("walk.fell_out", gettext_lazy("A room or a walker fell out of a group visit."))
WRITTEN = audit.declare("walk.pattern_written", gettext_lazy("A pattern of a school was written after a group visit."))
REMOVED = audit.declare("walk.pattern_removed", gettext_lazy("A pattern that was not released was taken away."))
RELEASED = audit.declare("walk.released", gettext_lazy("Patterns of a group visit were given to its hosts."))
HELD_BACK = audit.declare("walk.held_back", gettext_lazy("A host held a pattern back."))
SHOWN_AGAIN = audit.declare("walk.shown_again", gettext_lazy("A pattern that was held back may be shown again."))
THANKED = audit.declare("walk.thanked", gettext_lazy("A walker thanked a host."))
