"""Bell schedules, calendars, meetings of sections, time away, and the contract's minutes.

School things are day label + period on the school's wall clock: minutes from midnight, never UTC.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Erase, Keep

from .agreements import ContractRule, LearningSlot

__all__ = [
    "Away",
    "Bell",
    "BellImport",
    "BellKind",
    "CalendarDay",
    "ContractRule",
    "DayChange",
    "LearningSlot",
    "Meeting",
    "TimeRules",
    "TimetableProblem",
]


class BellKind(models.TextChoices):
    CLASS = "class", _("Class")
    PREP = "prep", _("Preparation")
    LUNCH = "lunch", _("Lunch")
    ADVISORY = "advisory", _("Advisory")
    COLLABORATION = "collaboration", _("Collaboration")
    DUTY = "duty", _("Duty")
    PASSING = "passing", _("Passing")
    BEFORE = "before", _("Before school")
    AFTER = "after", _("After school")


class Bell(DistrictRecord):
    """One ring to the next: a period of one school, schedule and day label (``Mon``, ``A``; ``*`` is every day)."""

    remembered = True

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="bells")
    schedule = models.CharField(max_length=60, default="Regular")
    day = models.CharField(max_length=12)
    period = models.CharField(max_length=40)
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    end = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    kind = models.CharField(max_length=14, choices=BellKind.choices, default=BellKind.CLASS)

    privacy = Declared(record="time", plain=("school", "schedule", "day", "period", "start", "end", "kind"))

    class Meta:
        ordering = ["school", "schedule", "day", "start"]
        constraints = [
            models.UniqueConstraint(fields=["school", "schedule", "day", "period", "start"], name="bell_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="bell_ends_after_it_starts"),
        ]


class CalendarDay(DistrictRecord):
    """A dated exception: a holiday, another bell schedule, a reset of the rotation. No school: all schools."""

    remembered = True

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_days")
    date = models.DateField()
    day = models.CharField(max_length=12, blank=True, help_text="Cycle day that this date has; empty: as usual.")
    schedule = models.CharField(max_length=60, blank=True, help_text="Bell schedule; 'none': no school.")
    note = models.CharField(max_length=120, blank=True)

    privacy = Declared(record="time", plain=("school", "date", "day", "schedule", "note"))

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["school", "date"], name="calendar_day_once"),
            models.UniqueConstraint(
                fields=["district", "date"], condition=Q(school=None), name="district_calendar_day_once"
            ),
        ]


class Meeting(DistrictRecord):
    """One scheduled time of a section under one bell schedule: computed from its pattern and the bells."""

    remembered = True

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="meetings")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="meetings")
    schedule = models.CharField(max_length=60, default="Regular")
    day = models.CharField(max_length=12)
    period = models.CharField(max_length=40)
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    privacy = Declared(record="week", plain=("section", "school", "schedule", "day", "period", "start", "end"))

    class Meta:
        ordering = ["day", "start"]
        constraints = [
            models.UniqueConstraint(fields=["section", "schedule", "day", "period", "start"], name="meeting_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="meeting_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["school", "schedule", "day"])]


class Away(DistrictRecord):
    """Days on which a person is not at work. Why is nobody's business here, so it is not asked."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="days_away")
    starts = models.DateField()
    ends = models.DateField(help_text="The last day away.")

    privacy = Declared(
        record="away",
        about=("staff",),
        personal=("starts", "ends"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="ends",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["starts"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="away_dates_in_order")]


class TimeRules(DistrictRecord):
    """What the district allows when visits are planned. One row a district; the contract's rules are ContractRule."""

    remembered = True

    min_watch = models.PositiveSmallIntegerField(default=25, help_text="Least minutes in the room.")
    max_travel = models.PositiveSmallIntegerField(default=30, help_text="Most minutes of travel, one way.")
    merge_gap = models.PositiveSmallIntegerField(default=12)
    before = models.PositiveSmallIntegerField(default=15)
    after = models.PositiveSmallIntegerField(default=30)
    visits_per_visitor = models.PositiveSmallIntegerField(default=8, help_text="A term.")
    visits_per_visitor_week = models.PositiveSmallIntegerField(default=1)
    own_periods = models.PositiveSmallIntegerField(default=4, help_text="Own free periods given to visits, a term.")
    hosted_lessons_week = models.PositiveSmallIntegerField(default=2)
    visitors_per_lesson = models.PositiveSmallIntegerField(default=2)
    notice_hours = models.PositiveSmallIntegerField(default=18)
    covers_given = models.PositiveSmallIntegerField(
        default=3, db_default=3, help_text="Classes a person covers, a term."
    )
    classes_missed = models.PositiveSmallIntegerField(
        default=3, db_default=3, help_text="Visits during own classes, a term."
    )
    recordings = models.PositiveSmallIntegerField(default=2, db_default=2, help_text="A term.")
    videos_hosted_week = models.PositiveSmallIntegerField(default=10, db_default=10)
    guest_hours_month = models.PositiveSmallIntegerField(
        default=2, db_default=2, help_text="How often a leader is a guest of other schools' teams, a month."
    )
    substitute_half_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Half days of substitutes for visits in a term; empty: no limit."
    )

    privacy = Declared(
        record="time",
        plain=(
            "min_watch", "max_travel", "merge_gap", "before", "after", "visits_per_visitor", "visits_per_visitor_week",
            "own_periods", "hosted_lessons_week", "visitors_per_lesson", "notice_hours", "covers_given",
            "classes_missed", "recordings", "videos_hosted_week", "guest_hours_month",
            "substitute_half_days",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district"], name="time_rules_once")]


class TimetableProblem(DistrictRecord):
    """Why a section has no place in the week. Rewritten whenever meetings are computed; read by the clerk."""

    class Kind(models.TextChoices):
        NO_BELLS = "no_bells", _("The school has no bells")
        NO_PERIOD = "no_period", _("A period that the bells do not have")
        UNREADABLE = "unreadable", _("A pattern that cannot be read")
        NO_PATTERN = "no_pattern", _("No meeting pattern")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="timetable_problems")
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="timetable_problems"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    facts = models.JSONField(default=dict, help_text="The words its sentence needs: section, period, day, periods.")

    privacy = Declared(record="roster", plain=("school", "section", "kind", "facts"))

    class Meta:
        ordering = ["school", "kind", "id"]


class BellImport(DistrictRecord):
    """One bell-schedule file, from upload to undo. ``before`` holds what it replaced."""

    class State(models.TextChoices):
        REFUSED = "refused", _("Refused")
        READY = "ready", _("Ready to apply")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Put aside")

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    file_name = models.CharField(max_length=255)
    calendar_name = models.CharField(max_length=255, blank=True)
    bells = models.JSONField(default=list, help_text="[school id, schedule, day, period, start, end, kind] each.")
    calendar = models.JSONField(default=list, help_text="[school id or null, date, day, schedule, note] each.")
    calendar_scopes = models.JSONField(default=list, help_text="Schools (null: all) whose calendar is replaced.")
    problems = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by_staff = models.BigIntegerField(null=True)
    job = models.CharField(max_length=16, blank=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="roster",
        personal=("by_staff",),
        plain=(
            "state", "file_name", "calendar_name", "bells", "calendar", "calendar_scopes", "problems", "summary",
            "before", "job", "created", "applied", "undone",
        ),
        keep=Keep.ONE_YEAR,
        since="created",
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]


class DayChange(DistrictRecord):
    """One date of the calendar changed by hand: what it was, what it is, so that it can be undone. No school: all."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="day_changes")
    date = models.DateField()
    before = models.JSONField(null=True, blank=True, help_text="[day, schedule, note]; null: a day as usual.")
    after = models.JSONField(null=True, blank=True, help_text="[day, schedule, note]; null: a day as usual.")
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    undone = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="special_day",
        personal=("by_staff",),
        plain=("school", "date", "before", "after", "created", "undone"),
        keep=Keep.ONE_YEAR,
        since="created",
    )

    class Meta:
        ordering = ["-created", "-id"]


class AbsenceImport(DistrictRecord):
    """One file of absences, from upload to undo. ``rows`` waits to be applied and is emptied then."""

    class State(models.TextChoices):
        REFUSED = "refused", _("Refused")
        READY = "ready", _("Ready to apply")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Put aside")

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(
        default=list, help_text="[staff, school or null, date, minutes, category, substitute, cents or null, key] each."
    )
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=dict, help_text="What applying it made and changed.")
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)

    # Rows of many people: whoever brings a file does so for the district, so it is in nobody's own export.
    privacy = Declared(
        record="absence_file",
        personal=("by_staff", "rows", "problems", "before"),
        plain=("state", "file_name", "counts", "created", "applied", "undone"),
        keep=Keep.ONE_YEAR,
        since="created",
    )

    class Meta:
        ordering = ["-created", "-id"]


class Absence(DistrictRecord):
    """A day somebody was away, as the district's own file says. Counted, never shown by person.

    The words of the reason are not kept, only which of six groups they fall into.
    """

    class Category(models.TextChoices):
        TRAINING = "training", _("Training")
        ILLNESS = "illness", _("Illness")
        PERSONAL = "personal", _("Personal")
        DUTY = "duty", _("Duty elsewhere")
        LEAVE = "leave", _("Leave")
        OTHER = "other", _("Other")

    class Substitute(models.TextChoices):
        FILLED = "filled", _("A substitute came")
        UNFILLED = "unfilled", _("No substitute was found")
        NOT_NEEDED = "not_needed", _("None was needed")
        UNKNOWN = "unknown", _("Not known")

    absence_import = models.ForeignKey(AbsenceImport, on_delete=models.SET_NULL, null=True, related_name="absences")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="absences")
    school = models.ForeignKey(School, on_delete=models.SET_NULL, null=True, related_name="absences")
    date = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=10, choices=Category.choices, default=Category.OTHER)
    substitute = models.CharField(max_length=10, choices=Substitute.choices, default=Substitute.UNKNOWN)
    cents = models.PositiveIntegerField(null=True, help_text="What the substitute cost, if the file says.")
    key = models.CharField(max_length=32)

    privacy = Declared(
        record="absence",
        about=("staff",),
        personal=("date", "minutes", "category", "substitute"),
        plain=("absence_import", "school", "cents", "key"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.STAYS,
    )

    class Meta:
        ordering = ["date", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="absence_once")]
        indexes = [models.Index(fields=["district", "date"])]


class AbsenceRules(DistrictRecord):
    """How a district counts absences. One row a district."""

    remembered = True

    day_cost = models.PositiveIntegerField(default=200, help_text="Dollars a substitute costs a day.")
    day_minutes = models.PositiveSmallIntegerField(default=420, help_text="Minutes in a working day.")
    least_people = models.PositiveSmallIntegerField(default=10, help_text="No number stands on fewer people.")

    privacy = Declared(record="time", plain=("day_cost", "day_minutes", "least_people"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], name="absence_rules_once"),
            models.CheckConstraint(condition=Q(least_people__gte=5), name="never_fewer_than_five_people"),
        ]
