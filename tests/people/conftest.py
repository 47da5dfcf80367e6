"""What tests of this slice share."""

from datetime import UTC, date, datetime

import pytest

from staffroom.people import actions, queries
from staffroom.spine.scoping import district_scope

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)


@pytest.fixture
def bring(cast):
    """``bring(roster)``: read and kept as Dana's, without the job."""

    def brought(roster, by=None, applied=False):
        by = by or cast.dana
        actor = queries.actor_for(by.account, date(2026, 9, 14))
        with district_scope(by.district_id):
            staged = actions.stage_roster(by=actor, now=NOW, uploads=[("roster.zip", [roster.zip()])], queue=False)
            found = actions.read_roster(roster_import=staged, now=NOW, progress=lambda *_: None)
            if applied:
                found = actions.start_apply(by=actor, now=NOW, roster_import=found, confirmed=True, queue=False)
                found = actions.apply_roster(roster_import=found, by=by.pk, now=NOW, progress=lambda *_: None)
        return found

    return brought


@pytest.fixture(autouse=True)
def _lands_on_people(settings):
    """After sign-in people land on a page of this slice: the room above is tested with its own."""
    settings.LOGIN_REDIRECT_URL = "staff_list"
