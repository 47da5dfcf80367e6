"""Closing a school year: what is over ends, in one transaction; the import it is kept as undoes it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import ClosedYear, ImportChange, RosterImport
from ..queries.years import YEAR_FORMAT
from .applying import BATCH, apply_changes, local_day, rebuild_meetings
from .districts import locked_district
from .reading import Names, Progress, rows_of

CLOSED = audit.declare(
    "year.closed", gettext_lazy("{who} closed the school year {year}: {changes} things ended"), security=True
)


def _unwatched(done: int, total: int, step: str) -> None:
    """Progress of what takes seconds."""


@action
def close_year(*, by: Actor, now: datetime, year: int, progress: Progress = _unwatched) -> ClosedYear:
    """Close the school year that ends in ``year``, all of it or nothing.

    A year that is closed already comes back as it is, and nothing changes. Raises Forbidden; Refused while the
    year runs, when nobody knows it, or while a roster is at work.
    """
    rules.bring_rosters(by)
    district = locked_district(by.district_id)
    done = queries.closed_year(year)
    if done is not None:
        return done
    current = queries.current_roster(by.district_id)
    found = queries.closing_found(current, year)
    today = local_day(district, now)
    rules.year_is_over(found.year if found else None, today)
    rules.no_roster_at_work(queries.import_at_work())
    assert found is not None  # noqa: S101 - the rule above refused
    name = _("School year %(year)s") % {"year": found.year.name}
    held = RosterImport(
        district_id=by.district_id,
        state=RosterImport.State.APPLIED,
        file_name=name,
        format=YEAR_FORMAT,
        version=str(year),
        counts=found.counts | {"people": found.people},
        summary=found.plan.summary,
        by_staff=by.staff_id,
        created=now,
        applied=now,
    )
    held.save()
    changes = rows_of(found.plan, Names(current, current))
    for change in changes:
        change.roster_import, change.district_id = held, held.district_id
    ImportChange.objects.bulk_create(changes, batch_size=BATCH)
    apply_changes(held, list(held.changes.all()), today, progress)
    closed = ClosedYear(
        district_id=by.district_id, school_year=str(year), closed=now, by_staff=by.staff_id, closing=held.public_id
    )
    closed.save()
    rebuild_meetings(held, now)
    audit.record(
        CLOSED,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=held.public_id,
        facts={"who": by.name, "year": found.year.name, "changes": len(changes)},
    )
    return closed
