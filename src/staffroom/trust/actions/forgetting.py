"""What becomes of grants when their record goes."""

from datetime import datetime

from staffroom.spine.scoping import action

from .. import queries
from ..models import Grant
from .grants import end


@action
def forget_grants(
    *, record: str, object_id: str, now: datetime, by: int | None, because: str = Grant.Ended.GONE
) -> int:
    """End every grant of one record: it was deleted, or (``because``) its owner took it back. ``by`` is a staff id.
    Returns how many."""
    live = list(queries.grants_on(record, object_id).filter(ended=None))
    for grant in live:
        end(grant, because, now, by)
    return len(live)
