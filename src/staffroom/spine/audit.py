"""What happened, in order, for good: append-only and hash-chained, one chain a district.

An entry names actor, kind and object by id, never content, and has no foreign keys. The chain covers a salted
digest of the entry's facts, so that :func:`erase` can forget the facts about a person without breaking it.
Each kind of activity is declared once with its sentence and its eraser.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

GENESIS = "0" * 64


class AuditHead(models.Model):
    """The end of a district's chain. Its row is the lock that keeps the chain a line."""

    district_id = models.BigIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

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
    """A kind of activity: its sentence (may use the facts by name), and what of its facts may stay on erasure."""

    name: str
    sentence: Any
    keep: Callable[[dict[str, Any]], dict[str, Any] | None]


KINDS: dict[str, Kind] = {}


def _forget_all(_facts: dict[str, Any]) -> None:
    return None


def declare(name: str, sentence: Any, *, keep: Callable[[dict[str, Any]], dict[str, Any] | None] = _forget_all) -> str:
    """Declare an activity kind at import time of its slice; returns its name."""
    KINDS[name] = Kind(name, sentence, keep)
    return name


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
    if kind not in KINDS:
        raise LookupError(f"The activity kind {kind!r} is not declared.")
    with transaction.atomic():
        AuditHead.objects.get_or_create(district_id=district_id)
        head = AuditHead.objects.select_for_update().get(district_id=district_id)
        salt = secrets.token_hex(8)
        entry = AuditEntry(
            district_id=district_id,
            position=head.position + 1,
            at=at,
            actor=actor,
            kind=kind,
            object_id=object_id,
            subject=subject,
            facts=facts or {},
            salt=salt,
            facts_digest=_digest(salt, facts or {}),
            previous=head.hash,
        )
        entry.hash = _link(entry)
        entry.save()
        head.position, head.hash = entry.position, entry.hash
        head.save(update_fields=["position", "hash"])
    return entry


def broken_links(district_id: int) -> list[int]:
    """Positions at which the chain does not hold: changed, missing or reordered entries."""
    broken, previous, position = [], GENESIS, 0
    for entry in AuditEntry.objects.filter(district_id=district_id).order_by("position").iterator():
        position += 1
        facts_hold = entry.facts is None or _digest(entry.salt, entry.facts) == entry.facts_digest
        if entry.position != position or entry.previous != previous or entry.hash != _link(entry) or not facts_hold:
            broken.append(entry.position)
        previous, position = entry.hash, entry.position
    head = AuditHead.objects.filter(district_id=district_id).first()
    if head and (head.position, head.hash) != (position, previous):
        broken.append(position + 1)
    return broken


def erase(district_id: int, subject: int) -> int:
    """Forget the facts about one person, kind by kind. The chain still holds. Returns how many entries changed."""
    changed = 0
    for entry in AuditEntry.objects.filter(district_id=district_id, subject=subject, facts__isnull=False):
        kind = KINDS.get(entry.kind)
        kept = kind.keep(entry.facts) if kind else None
        if kept == entry.facts:
            continue
        # Only the facts go; a kept remainder is not covered by the digest any more, so it goes too.
        AuditEntry.objects.filter(pk=entry.pk).update(facts=None, salt="")
        changed += 1
    return changed


def sentence(entry: AuditEntry) -> str:
    """The entry as people read it."""
    kind = KINDS.get(entry.kind)
    if kind is None or entry.facts is None:
        return str(kind.sentence).split("{")[0] if kind else entry.kind
    return str(kind.sentence).format_map(_Blank(entry.facts))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
