"""What was agreed on time: the rules of the contract. Read by everybody, written by the central office."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, School
from staffroom.spine.access import Declared


class ContractRule(DistrictRecord):
    """One clause of the contract as a rule that can be checked; its sentence is made from it (``core.contract``)."""

    class Kind(models.TextChoices):
        PREP_WEEK = "prep_week", _("Preparation that must remain, minutes a week")
        IN_PREP_WEEK = "in_prep_week", _("Meetings inside preparation, minutes a week")
        PLC_WEEK = "plc_week", _("PLC meetings a week")
        MEETINGS_MONTH = "meetings_month", _("Staff meetings a month")
        MEETING_LENGTH = "meeting_length", _("Longest meeting, minutes")
        AFTER_BELL = "after_bell", _("Latest end, minutes after the last bell")
        PRESERVICE = "preservice", _("Meetings before the first day of school, minutes in all")
        DIRECTED_SHARE = "directed_share", _("Collaboration that principal and district direct, percent of a month")
        RELEASE_PATTERN = "release_pattern", _("Early-release day: minutes of each who directs")

    remembered = True

    kind = models.CharField(max_length=16, choices=Kind.choices)
    clause = models.CharField(max_length=80, blank=True, help_text="Its number, such as Article 9.3.")
    words = models.CharField(max_length=300, help_text="The contract's own words, shown in refusals.")
    limit = models.PositiveIntegerField(default=0)
    levels = models.JSONField(default=list, help_text="Levels of schools; none: every school.")
    roles = models.JSONField(default=list, help_text="Roles; none: everybody.")
    weekday = models.PositiveSmallIntegerField(default=0, help_text="Of an early-release day; 0 is Monday.")
    ordinal = models.PositiveSmallIntegerField(default=0, help_text="First to fifth of the month; 0: each.")
    parts = models.JSONField(default=dict, help_text="Minutes by who directs; null: the rest of the time.")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")

    privacy = Declared(
        record="time",
        plain=(
            "kind", "clause", "words", "limit", "levels", "roles", "weekday", "ordinal", "parts", "since", "until",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="contract_rule_dates_in_order"
            )
        ]


class LearningSlot(DistrictRecord):
    """Time of the calendar reserved for learning, of one school or (no school) of all: once or repeated."""

    class Kind(models.TextChoices):
        PD_DAY = "pd_day", _("Professional learning day")
        LATE_START = "late_start", _("Late start")
        EARLY_RELEASE = "early_release", _("Early release")
        COLLABORATION = "collaboration", _("Collaboration time")
        FACULTY_MEETING = "faculty_meeting", _("Faculty meeting")

    class Repeat(models.TextChoices):
        ONCE = "once", _("Once")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month, on a weekday of it")
        CYCLE = "cycle", _("Every cycle day of that name")

    class Directs(models.TextChoices):
        TEAM = "team", _("Teachers, in their teams")
        PRINCIPAL = "principal", _("The principal")
        DISTRICT = "district", _("The district")
        UNION = "union", _("The union")

    remembered = True

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="learning_slots")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    repeat = models.CharField(max_length=8, choices=Repeat.choices, default=Repeat.ONCE)
    first = models.DateField()
    last = models.DateField()
    weekday = models.PositiveSmallIntegerField(default=0, help_text="0 is Monday.")
    ordinal = models.PositiveSmallIntegerField(default=1, help_text="First to fifth of the month.")
    cycle_day = models.CharField(max_length=12, blank=True)
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    end = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    purpose = models.CharField(max_length=200, help_text="What it is for, in one sentence.")
    directs = models.CharField(max_length=10, choices=Directs.choices, default=Directs.TEAM)
    levels = models.JSONField(default=list, help_text="Levels of schools; none: every school.")
    roles = models.JSONField(default=list, help_text="Roles; none: everybody.")

    privacy = Declared(
        record="learning_time",
        plain=(
            "school", "kind", "repeat", "first", "last", "weekday", "ordinal", "cycle_day", "start", "end", "purpose",
            "directs", "levels", "roles",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["first", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="learning_slot_dates_in_order"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="learning_slot_ends_after_it_starts"),
        ]
