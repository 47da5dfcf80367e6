"""What of this room the page of today says."""

from staffroom.visits import waits

from . import queries

waits.register("proposals", queries.waiting_proposals)
