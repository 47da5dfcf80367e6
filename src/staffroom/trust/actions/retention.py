"""What is over is removed: by the declarations, in batches, each of them one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext_lazy

from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Keep
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import action, district_scope

from ..queries import keeping

BATCH = 500
Told = Callable[[str], None]
RAN = audit.declare(
    keeping.RETENTION, gettext_lazy("What was over was removed, by the table of how long things are kept."),
    keep=lambda facts: facts,
)  # fmt: skip


@dataclass(slots=True)
class Removed:
    """What one run removed (or, in a rehearsal, would): by district code and kind, and of no district."""

    districts: dict[str, dict[str, int]] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(sum(kinds.values()) for kinds in (*self.districts.values(), self.shared))

    def as_dict(self) -> dict[str, Any]:
        return {"districts": self.districts, "shared": self.shared, "total": self.total}


def run_retention(*, now: datetime, rehearse: bool = False, tell: Told = lambda _step: None) -> Removed:
    """Remove what is over, in every district and in what belongs to none. ``rehearse`` only counts.

    No action itself: each batch is one, so that a machine that stops in the middle leaves whole rows and the next
    run does the rest. Twice in one night is as once.
    """
    done = Removed(shared=_of_none(now, rehearse))
    for district in District.objects.order_by("code"):
        with district_scope(district.pk):
            tell(district.code)
            done.districts[district.code] = removed = _of_district(district, now, rehearse)
            if not rehearse:
                _write_down(district.pk, removed, done.shared, now)
    return done


def _of_district(district: District, now: datetime, rehearse: bool) -> dict[str, int]:
    limits = keeping.limits_of(district, now)
    removed = dict(_swept(limits, district.pk, rehearse))
    removed[StoredFile._meta.label] = _files(district.pk, now, rehearse)
    removed[AuditEntry._meta.label] = _facts(district.pk, limits, rehearse)
    return {label: count for label, count in removed.items() if count}


def _of_none(now: datetime, rehearse: bool) -> dict[str, int]:
    return dict(_swept(keeping.Limits(now), None, rehearse))


def _swept(limits: keeping.Limits, district_id: int | None, rehearse: bool) -> Iterator[tuple[str, int]]:
    for model, declared in keeping.ending_models():
        rows = keeping.rows_over(model, declared, limits, district_id)
        if rows is None:
            continue
        count = rows.count() if rehearse else _sweep(model, rows)
        if count:
            yield model._meta.label, count


def _sweep(model: type[Model], rows: QuerySet[Any]) -> int:
    """Remove all rows in batches. Returns how many; what others still point to waits for another night."""
    removed, keys = 0, list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        try:
            removed += _remove(model, rows, batch)
        except ProtectedError:
            removed += sum(_remove_if_free(model, rows, key) for key in batch)
    return removed


def _remove_if_free(model: type[Model], rows: QuerySet[Any], key: Any) -> int:
    try:
        return _remove(model, rows, [key])
    except ProtectedError:
        return 0


@action
def _remove(model: type[Model], rows: QuerySet[Any], keys: list[Any]) -> int:
    """One batch, asked again inside its transaction: what was changed meanwhile and is not over any more stays."""
    _all, by_model = rows.filter(pk__in=keys).delete()
    return by_model.get(model._meta.label, 0)


def _files(district_id: int, now: datetime, rehearse: bool) -> int:
    found = keeping.unpointed_files(district_id, now)
    return found.count() if rehearse else sum(_remove_file(row, now) for row in list(found))


@action
def _remove_file(row: StoredFile, now: datetime) -> int:
    if not keeping.unpointed_files(row.district_id, now).filter(pk=row.pk).exists():
        return 0
    remove_file(row)
    return 1


def remove_file(row: StoredFile) -> None:
    """Remove a stored file: the row now, the bytes once the transaction holds."""
    path = row.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    row.delete()


def _facts(district_id: int, limits: keeping.Limits, rehearse: bool) -> int:
    """Facts of the log that are older than two years. The chain holds without them."""
    before = limits.before(Keep.TWO_YEARS, 0)
    assert before is not None  # noqa: S101 - two years always have a beginning
    if rehearse:
        return audit.with_facts_before(district_id, before)
    forgotten = 0
    while batch := audit.forget_before(district_id, before, at=limits.now):
        forgotten += batch
    return forgotten


@action
def _write_down(district_id: int, removed: dict[str, int], shared: dict[str, int], now: datetime) -> None:
    facts = {"removed": removed, "shared": shared}
    audit.record(RAN, district_id=district_id, at=now, actor=None, facts=facts)
