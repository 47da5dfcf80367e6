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
    parked = models.JSONField(default=list, help_text="The first rows that wait for what they point at, as problems.")
    waiting = models.PositiveIntegerField(default=0, help_text="How many rows wait.")
    ends_over = models.JSONField(default=list, help_text="Public ids of last days by hand that are over with it.")
    left_out = models.PositiveIntegerField(default=0, help_text="How many changes somebody left out.")
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)

    # Files of many people: whoever brings one does so for the district, so it is in nobody's own export.
    privacy = Declared(
        record="roster",
        personal=("by_staff", "problems", "parked"),
        plain=(
            "state", "file_name", "stored_file", "format", "version", "counts", "summary", "held_because", "job",
            "waiting", "ends_over", "left_out", "created", "applied", "undone",
        ),
        files=("stored_file",),
        keep=Keep.ONE_YEAR,
        since="created",
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]


class ClosedYear(DistrictRecord):
    """A school year that is closed: what belongs to it only stays ended, whatever a later roster says."""

    remembered = True

    school_year = models.CharField(max_length=9, help_text="The year in which it ends, as its terms write it.")
    closed = models.DateTimeField()
    by_staff = models.BigIntegerField(null=True)
    closing = models.CharField(max_length=16, help_text="Public id of the import that closed it, and that undoes it.")

    privacy = Declared(record="roster", personal=("by_staff",), plain=("school_year", "closed", "closing"))

    class Meta:
        ordering = ["school_year"]
        constraints = [models.UniqueConstraint(fields=["district", "school_year"], name="school_year_closed_once")]


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
    left_out = models.BooleanField(default=False, help_text="Somebody took its tick away: it was not applied.")

    privacy = Declared(
        record="roster",
        personal=("source_id", "label", "before", "after", "row_before"),
        plain=("roster_import", "position", "kind", "op", "left_out"),
        keep=Keep.ONE_YEAR,
        since="roster_import__created",
    )

    class Meta:
        ordering = ["roster_import", "position"]
        constraints = [models.UniqueConstraint(fields=["roster_import", "position"], name="import_change_once")]


class SourceRow(DistrictRecord):
    """What the district's source last said of one of its objects (core/roster/sources.py): the newer row holds.

    ``key`` is a digest of the object's id. Cells of who left, or may be a student, are not kept.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=32)
    modified = models.CharField(max_length=32, blank=True, help_text="When the source changed it, UTC; empty: untold.")
    gone = models.BooleanField(default=False)
    whole = models.BooleanField(default=False, help_text="A file that holds the whole truth said so.")
    cells = models.JSONField(null=True)
    held_in = models.CharField(max_length=16, blank=True, help_text="Public id of the import whose file holds its row.")

    privacy = Declared(
        record="roster",
        personal=("cells",),
        plain=("kind", "key", "modified", "gone", "whole", "held_in"),
        keep=Keep.ROSTER,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "kind", "key"], name="source_row_once")]


class ImportSources(DistrictRecord):
    """The source rows that an import sets: before it is applied as they will be, afterwards as they were."""

    roster_import = models.OneToOneField(RosterImport, on_delete=models.CASCADE, related_name="sources")
    rows = models.JSONField(default=list)

    privacy = Declared(
        record="roster",
        personal=("rows",),
        plain=("roster_import",),
        keep=Keep.ONE_YEAR,
        since="roster_import__created",
    )
