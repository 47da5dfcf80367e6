"""Roster imports, from upload to undo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Declared, Keep

from .district import DistrictRecord


class RosterImport(DistrictRecord):
    """One roster file, from upload to undo."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being read")
        REFUSED = "refused", _("Refused")
        READY = "ready", _("Ready to apply")
        HELD = "held", _("Held: needs your word")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed, nothing changed")
        DISCARDED = "discarded", _("Put aside")

    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    file_name = models.CharField(max_length=255)
    stored_file = models.CharField(max_length=16, blank=True, help_text="Public id of the stored file.")
    format = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    held_because = models.JSONField(default=list)
    by_staff = models.BigIntegerField(null=True)
    job = models.CharField(max_length=16, blank=True, help_text="Public id of the job at work on it.")
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)

    # Files of many people: whoever brings one does so for the district, so it is in nobody's own export.
    privacy = Declared(
        record="roster",
        personal=("by_staff", "problems"),
        plain=(
            "state", "file_name", "stored_file", "format", "version", "counts", "summary", "held_because", "job",
            "created", "applied", "undone",
        ),
        files=("stored_file",),
        keep=Keep.ONE_YEAR,
        since="created",
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]


class ImportChange(DistrictRecord):
    """One change of one import: what it was, what it becomes; read forwards to apply, backwards to undo."""

    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    op = models.CharField(max_length=10)
    source_id = models.CharField(max_length=600)
    label = models.CharField(max_length=255)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    row_before = models.JSONField(null=True, help_text="The columns it touched, as they were; empty: no such row.")

    privacy = Declared(
        record="roster",
        personal=("source_id", "label", "before", "after", "row_before"),
        plain=("roster_import", "position", "kind", "op"),
        keep=Keep.ONE_YEAR,
        since="roster_import__created",
    )

    class Meta:
        ordering = ["roster_import", "position"]
        constraints = [models.UniqueConstraint(fields=["roster_import", "position"], name="import_change_once")]
