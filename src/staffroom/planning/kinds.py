"""What of this room the page of today says, and what goes with a need."""

from staffroom.expertise import gone
from staffroom.visits import waits

from . import actions, queries

waits.register("proposals", queries.waiting_proposals)
gone.register("proposals", actions.forget_need)
