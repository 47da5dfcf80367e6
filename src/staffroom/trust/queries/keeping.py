"""What is over: which rows the nightly retention removes, by the declarations and the district's school years."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Model, Q, QuerySet

from staffroom.core.keeping import first_kept
from staffroom.people.models import District
from staffroom.people.queries import known_terms
from staffroom.spine.access import Actor, Declared, Keep
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile

from .declared import Kept, declared_models, draft_condition, field_at, nearest_first, retention_table

DRAFT_DAYS = 14
UNPOINTED = timedelta(days=7)
RETENTION = "trust.retention"
BY_HAND = (AuditEntry, StoredFile)  # their rows end in ways of their own


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which things are over, for one district; without one, for what belongs to none."""

    now: datetime
    zone: ZoneInfo | None = None
    year_ends: tuple[date, ...] = ()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone or UTC).date()

    def before(self, keep: Keep, days: int) -> datetime | None:
        """What is older is over; None: nothing is, by time alone."""
        if keep in (Keep.ROSTER, Keep.NEXT_SCHOOL_YEAR):
            return self._midnight(first_kept(self.today, self.year_ends)) if self.zone else None
        if keep is Keep.ONE_YEAR:
            return _years_before(self.now, 1)
        if keep is Keep.TWO_YEARS:
            return _years_before(self.now, 2)
        if keep is Keep.SHORT:
            return self.now - timedelta(days=days)
        return self.now - timedelta(days=DRAFT_DAYS) if keep is Keep.DRAFT_14_DAYS else None

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone or UTC)

    def older(self, model: type[Model], since: str, keep: Keep, days: int) -> Q | None:
        """The condition on rows whose time is over. Rows without a date have not begun to count."""
        limit = self.before(keep, days)
        if limit is None or not since:
            return None
        is_moment = isinstance(field_at(model, since), DateTimeField)
        return Q(**{f"{since}__lt": limit if is_moment else limit.astimezone(self.zone or UTC).date()})


def _years_before(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:  # February 29
        return moment.replace(year=moment.year - years, day=28)


def limits_of(district: District, now: datetime) -> Limits:
    """The limits of the district in scope: its school years end when its terms say."""
    return Limits(now, ZoneInfo(district.time_zone), tuple(_year_ends()))


def _year_ends() -> list[date]:
    """When school years end: by terms that are school years, else by the last term of each."""
    terms = list(known_terms())
    years = [term.ends for term in terms if term.kind == "schoolYear"]
    if years:
        return sorted(set(years))
    last: dict[str, date] = defaultdict(lambda: date.min)
    for term in terms:
        last[term.school_year] = max(last[term.school_year], term.ends)
    return sorted(end for year, end in last.items() if year)


def over(model: type[Model], declared: Declared, limits: Limits) -> Q | None:
    """The condition on rows of one model that are over, or None where nothing ends by time."""
    late = limits.older(model, declared.since, declared.keep, declared.days)
    draft = declared.draft
    if draft is None or draft.keep is None:
        return late & Q(**declared.only) if late is not None else None
    early = limits.older(model, draft.since, draft.keep, declared.days)
    parts = [draft_condition(declared) & early] if early is not None else []
    if late is not None:
        parts.append(late & Q(**declared.only))
    return _any(parts)


def _any(parts: list[Q]) -> Q | None:
    found = None
    for part in parts:
        found = part if found is None else found | part
    return found


def ending_models() -> list[tuple[type[Model], Declared]]:
    """Models whose rows can be over, those that point to others first."""
    return [(model, declared) for model, declared in nearest_first() if model not in BY_HAND]


def rows_over(model: type[Model], declared: Declared, limits: Limits, district_id: int | None) -> QuerySet[Any] | None:
    """Rows of one district (None: those of no district) that are over; None where this model has none to give.

    Needs the district's scope for records of a district.
    """
    home = _column_of_district(model)
    if home is None and district_id is not None:
        return None
    if home == "district" and district_id is None:
        return None
    condition = over(model, declared, limits)
    if condition is None:
        return None
    found = model.objects.filter(condition)  # type: ignore[attr-defined]
    return found.filter(**{f"{home.removesuffix('_id')}_id": district_id}) if home else found


def _column_of_district(model: type[Model]) -> str | None:
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("district", "district_id") if name in names), None)


def unpointed_files(district_id: int, now: datetime) -> QuerySet[StoredFile]:
    """Stored files of the district in scope that no record has named for a week: exports, and what was left behind."""
    return without_pointer(StoredFile.objects.filter(district_id=district_id, created__lt=now - UNPOINTED))


def without_pointer(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    """Those of some stored files that no record of the district in scope names."""
    for model, declared in declared_models():
        for column in declared.files:
            files = files.exclude(public_id__in=model.objects.values(column))  # type: ignore[attr-defined]
    return files


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: how long a kind is kept, and how many went last night."""

    kept: Kept
    removed: int


def retention_page(actor: Actor) -> dict[str, Any]:
    """How long each kind of record about people is kept, with what the last night removed in the actor's district."""
    ran, removed, shared = last_night(actor.district_id)
    groups: dict[str, list[Line]] = defaultdict(list)
    for one in retention_table():
        groups[one.kept].append(Line(one, removed.get(one.label, 0) + shared.get(one.label, 0)))
    ends = [end for end in _year_ends() if actor.today and end > actor.today]
    total = sum(removed.values())
    return {"groups": list(groups.items()), "ran": ran, "total": total, "year_ends": min(ends, default=None)}


def last_night(district_id: int) -> tuple[datetime | None, dict[str, int], dict[str, int]]:
    """When the retention ran last for a district, how many of each kind it removed there, and of no district."""
    entry = AuditEntry.objects.filter(district_id=district_id, kind=RETENTION).order_by("-position").first()
    facts = (entry.facts or {}) if entry else {}
    return entry.at if entry else None, facts.get("removed", {}), facts.get("shared", {})
