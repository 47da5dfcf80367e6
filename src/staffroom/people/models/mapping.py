"""Tables of any make: an upload whose columns somebody names, and the names kept for the next time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Declared, Keep

from .district import DistrictRecord


class MappedUpload(DistrictRecord):
    """Tables of any make while somebody says what their columns are. Students' columns were taken out before."""

    class Purpose(models.TextChoices):
        ROSTER = "roster", _("People and classes")
        ABSENCES = "absences", _("Absences")

    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.ROSTER)
    file_name = models.CharField(max_length=255)
    stored_file = models.CharField(max_length=16, blank=True, help_text="Public id of the stored file.")
    plan = models.JSONField(default=dict, help_text="What each column is, as core.mapping.plan writes it.")
    problems = models.JSONField(default=list)
    profile_name = models.CharField(max_length=60, blank=True, help_text="Of the profile in use.")
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()

    # Tables of many people: whoever brings them does so for the district, so they are in nobody's own export.
    privacy = Declared(
        record="roster",
        personal=("by_staff", "problems"),
        plain=("purpose", "file_name", "stored_file", "plan", "profile_name", "created"),
        files=("stored_file",),
        keep=Keep.SHORT,
        since="created",
    )

    class Meta:
        ordering = ["-created", "-id"]


class MappingProfile(DistrictRecord):
    """What the columns of a district's tables are, kept under a name for the next time."""

    remembered = True

    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=MappedUpload.Purpose.choices)
    plan = models.JSONField(default=dict)
    saved = models.DateTimeField()

    privacy = Declared(record="roster", plain=("name", "purpose", "plan", "saved"))

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["district", "purpose", "name"], name="mapping_profile_once")]
