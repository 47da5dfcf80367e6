"""What happened, in order, for good: append-only and hash-chained, one chain a district.

An entry names actor, kind and object by id, never content, and has no foreign keys. The chain covers a salted
digest of the entry's facts, so that :func:`erase` can forget the facts about a person without breaking it; the
erasure is an entry too. A copy of the heads (in each backup) is what shows that a whole chain was cut.
Each kind of activity is declared once with its sentence and its eraser. A kind is private (its subject reads it)
unless it is declared with ``security=True``: then those who answer for the system's safety read it too.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .access import Declared, Erase, Keep

GENESIS = "0" * 64


class AuditHead(models.Model):
    """The end of a district's chain. Its row is the lock that keeps the chain a line."""

    district_id = models.BigIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    privacy = Declared(record="security_log", plain=("position", "hash"))

    class Meta:
        app_label = "spine"


class AuditEntry(models.Model):
    district_id = models.BigIntegerField()
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True, help_text="Staff id; empty for the system.")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40, blank=True)
    subject = models.BigIntegerField(null=True, help_text="Staff id of the person it is about, if any.")
    facts = models.JSONField(null=True)
    salt = models.CharField(max_length=32, blank=True)
    facts_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    # Rows stay, so that the chain holds; after the time told their facts are forgotten (:func:`forget_before`).
    privacy = Declared(
        record="access_log",
        about=("subject", "actor"),
        owners=("subject", "actor"),
        personal=("at", "kind", "object_id", "facts"),
        plain=("position", "salt", "facts_digest", "previous", "hash"),
        keep=Keep.TWO_YEARS,
        since="at",
        erase=Erase.FORGET,
    )

    class Meta:
        app_label = "spine"
        ordering = ["district_id", "position"]
        constraints = [models.UniqueConstraint(fields=["district_id", "position"], name="audit_once")]
        indexes = [models.Index(fields=["district_id", "subject"]), models.Index(fields=["object_id"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise RuntimeError("The audit log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("The audit log is append-only.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity: its sentence (may use the facts by name), and what of its facts may stay on erasure.

    ``security``: it stands in the log of security events, so its sentence must tell nothing that somebody wrote, and
    nothing of who reads whom.
    """

    name: str
    sentence: Any
    keep: Callable[[dict[str, Any]], dict[str, Any] | None]
    security: bool = False


KINDS: dict[str, Kind] = {}


def _forget_all(_facts: dict[str, Any]) -> None:
    return None


def declare(
    name: str,
    sentence: Any,
    *,
    keep: Callable[[dict[str, Any]], dict[str, Any] | None] = _forget_all,
    security: bool = False,
) -> str:
    """Declare an activity kind at import time of its slice; returns its name."""
    KINDS[name] = Kind(name, sentence, keep, security)
    return name


def security_kinds() -> list[str]:
    """Names of the kinds that stand in the log of security events."""
    return sorted(name for name, kind in KINDS.items() if kind.security)


ERASED = declare(
    "audit.erased",
    _("Forgot the facts of {count} entries about one person."),
    keep=lambda facts: facts,
    security=True,
)
EXPIRED = declare(
    "audit.expired", _("Forgot the facts of {count} entries that were older than two years."), keep=lambda facts: facts
)
ACCOUNTS = frozenset({ERASED, EXPIRED})  # entries that say which others have lost their facts


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _link(entry: AuditEntry) -> str:
    return _digest(
        entry.previous,
        entry.district_id,
        entry.position,
        entry.at.isoformat(),
        entry.actor,
        entry.kind,
        entry.object_id,
        entry.subject,
        entry.facts_digest,
    )


@dataclass(frozen=True, slots=True)
class About:
    """What one entry is about: the object, the person, the facts."""

    object_id: str = ""
    subject: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def record(
    kind: str,
    *,
    district_id: int,
    at: datetime,
    actor: int | None,
    object_id: str = "",
    subject: int | None = None,
    facts: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry, inside the caller's transaction. Call it last: it locks the chain until commit."""
    about = About(object_id, subject, facts or {})
    return record_all(kind, [about], district_id=district_id, at=at, actor=actor)[0]


def record_all(
    kind: str, entries: Iterable[About], *, district_id: int, at: datetime, actor: int | None
) -> list[AuditEntry]:
    """Append many entries of one kind, in their order, with one lock and a handful of queries."""
    if kind not in KINDS:
        raise LookupError(f"The activity kind {kind!r} is not declared.")
    with transaction.atomic():
        AuditHead.objects.get_or_create(district_id=district_id)
        head = AuditHead.objects.select_for_update().get(district_id=district_id)
        made = [_next(head, kind, at, actor, about) for about in entries]
        AuditEntry.objects.bulk_create(made, batch_size=500)
        head.save(update_fields=["position", "hash"])
    return made


def _next(head: AuditHead, kind: str, at: datetime, actor: int | None, about: About) -> AuditEntry:
    """The entry that follows on the head, which moves on to it; neither is saved."""
    salt = secrets.token_hex(8)
    entry = AuditEntry(
        district_id=head.district_id,
        position=head.position + 1,
        at=at,
        actor=actor,
        kind=kind,
        object_id=about.object_id,
        subject=about.subject,
        facts=about.facts,
        salt=salt,
        facts_digest=_digest(salt, about.facts),
        previous=head.hash,
    )
    entry.hash = _link(entry)
    head.position, head.hash = entry.position, entry.hash
    return entry


def broken_links(district_id: int) -> list[int]:
    """Positions at which the chain does not hold: changed, missing or reordered entries, facts gone unaccounted."""
    broken, previous, position = [], GENESIS, 0
    forgotten, accounted = set(), set()
    for entry in AuditEntry.objects.filter(district_id=district_id).order_by("position").iterator():
        position += 1
        if entry.facts is None:
            forgotten.add(entry.position)
        elif entry.kind in ACCOUNTS:
            accounted.update(entry.facts.get("positions", []))
        facts_hold = entry.facts is None or _digest(entry.salt, entry.facts) == entry.facts_digest
        if entry.position != position or entry.previous != previous or entry.hash != _link(entry) or not facts_hold:
            broken.append(entry.position)
        previous, position = entry.hash, entry.position
    head = AuditHead.objects.filter(district_id=district_id).first()
    if (head.position, head.hash) != (position, previous) if head else position:
        broken.append(position + 1)
    return sorted({*broken, *(forgotten - accounted)})


def erase(district_id: int, subject: int, *, at: datetime, by: int | None) -> int:
    """Forget the facts about one person, kind by kind. Returns how many entries changed.

    The chain still holds, because it covers digests; that facts are gone is an entry of its own, so that nobody
    can blank facts in silence.
    """
    return _forget(ERASED, district_id, models.Q(subject=subject), at=at, by=by)


def forget_before(district_id: int, before: datetime, *, at: datetime, most: int = 1000) -> int:
    """Forget the facts of at most so many entries older than ``before``, the oldest first. Returns how many."""
    return _forget(EXPIRED, district_id, models.Q(at__lt=before), at=at, by=None, most=most)


def with_facts_before(district_id: int, before: datetime) -> int:
    """How many entries :func:`forget_before` would forget in all."""
    return len(_positions_to_forget(district_id, models.Q(at__lt=before), None))


def _forget(
    kind: str, district_id: int, which: models.Q, *, at: datetime, by: int | None, most: int | None = None
) -> int:
    with transaction.atomic():
        # The chain's lock first: two erasures at once must not account for the same entry twice.
        AuditHead.objects.select_for_update().filter(district_id=district_id).first()
        gone = _positions_to_forget(district_id, which, most)
        if not gone:
            return 0
        for start in range(0, len(gone), 500):
            these = AuditEntry.objects.filter(district_id=district_id, position__in=gone[start : start + 500])
            these.update(facts=None, salt="")
        record(kind, district_id=district_id, at=at, actor=by, facts={"count": len(gone), "positions": gone})
    return len(gone)


def _positions_to_forget(district_id: int, which: models.Q, most: int | None) -> list[int]:
    found = AuditEntry.objects.filter(which, district_id=district_id, facts__isnull=False).order_by("position")
    return [entry.position for entry in found.iterator() if not _may_stay(entry)][:most]


def _may_stay(entry: AuditEntry) -> bool:
    """A kept remainder would not be covered by the digest any more, so facts stay whole or go whole."""
    kind = KINDS.get(entry.kind)
    return kind is not None and kind.keep(entry.facts or {}) == entry.facts


def sentence(entry: AuditEntry, **names: str) -> str:
    """The entry as people read it. ``names`` stand in for facts that are ids."""
    kind = KINDS.get(entry.kind)
    if kind is None or entry.facts is None:
        return str(kind.sentence).split("{")[0] if kind else entry.kind
    return str(kind.sentence).format_map(_Blank(entry.facts | names))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
