"""What the roster brings: schools, staff members, assignments, terms and sections.

Students are counted (``Section.students``), never kept.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Declared, Keep

from .district import DistrictRecord

INVITED = "invited:"  # begins the source id of people whom an invitation brought and no roster names


class School(DistrictRecord):
    remembered = True

    class Level(models.TextChoices):
        ELEMENTARY = "elementary", _("Elementary school")
        K8 = "k8", _("K–8 school")
        MIDDLE = "middle", _("Middle school")
        HIGH = "high", _("High school")
        ALTERNATIVE = "alternative", _("Alternative school")
        OTHER = "other", _("School")

    source_id = models.CharField(max_length=255)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.OTHER)
    grades_low = models.CharField(max_length=8, blank=True)
    grades_high = models.CharField(max_length=8, blank=True)
    students = models.PositiveIntegerField(default=0)
    english_learners = models.FloatField(null=True, blank=True, help_text="Share of students, 0 to 1.")
    iep = models.FloatField(null=True, blank=True, help_text="Share of students, 0 to 1.")
    low_income = models.FloatField(null=True, blank=True, help_text="Share of students, 0 to 1.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    active = models.BooleanField(default=True)

    privacy = Declared(
        record="directory",
        plain=(
            "source_id", "name", "short_name", "level", "grades_low", "grades_high", "students", "english_learners",
            "iep", "low_income", "latitude", "longitude", "active",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["district", "source_id"], name="school_once")]

    def __str__(self) -> str:
        return self.short_name or self.name


class Staff(DistrictRecord):
    """Any employee of the district, with or without a desk, a mail address or an account."""

    remembered = True

    source_id = models.CharField(max_length=255)
    given = models.CharField(max_length=80)
    family = models.CharField(max_length=80)
    preferred = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    identifier = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    active = models.BooleanField(default=True)
    left_on = models.DateField(null=True, blank=True)

    privacy = Declared(
        record="directory",
        about=("id",),
        personal=(
            "source_id", "given", "family", "preferred", "email", "identifier", "language", "active", "left_on",
        ),
        keep=Keep.ROSTER,
        since="left_on",
        only={"active": False},
    )  # fmt: skip

    class Meta:
        ordering = ["family", "given", "id"]
        verbose_name_plural = "staff"
        constraints = [models.UniqueConstraint(fields=["district", "source_id"], name="staff_once")]
        indexes = [models.Index(fields=["district", "active", "family"]), models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"{self.preferred or self.given} {self.family}"


class AssignmentRole(models.TextChoices):
    TEACHER = "teacher", _("Teacher")
    TEACHER_LEADER = "teacher_leader", _("Teacher leader")
    SPECIALIST = "specialist", _("Specialist")
    COUNSELOR = "counselor", _("Counselor")
    PRINCIPAL = "principal", _("Principal")
    ASSISTANT_PRINCIPAL = "assistant_principal", _("Assistant principal")
    CENTRAL = "central", _("Central office")
    IT = "it", _("IT")
    AIDE = "aide", _("Instructional aide")
    OFFICE = "office", _("Office staff")
    FOOD = "food", _("Food services")
    BUS = "bus", _("Bus driver")
    CUSTODIAN = "custodian", _("Custodian")
    NURSE = "nurse", _("Nurse")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    OTHER = "other", _("Staff")


class Assignment(DistrictRecord):
    """A staff member's role at a school, with dates. No school: the central office."""

    remembered = True

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="assignments")
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="assignments")
    role = models.CharField(max_length=24, choices=AssignmentRole.choices, default=AssignmentRole.OTHER)
    title = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    grades = models.CharField(max_length=60, blank=True)
    fte = models.FloatField(default=1.0)
    primary = models.BooleanField(default=True)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    active = models.BooleanField(default=True, help_text="No: the roster no longer names it; ``ends`` says since when.")

    privacy = Declared(
        record="directory",
        about=("staff",),
        personal=("school", "role", "title", "subject", "grades", "fte", "primary", "begins", "ends", "active"),
        keep=Keep.ROSTER,
        since="ends",
        only={"active": False},
    )

    class Meta:
        ordering = ["-primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "school", "role"], name="assignment_once"),
            models.UniqueConstraint(fields=["staff", "role"], condition=Q(school=None), name="central_assignment_once"),
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="assignment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        what = self.title or self.get_role_display()
        if self.school is None and self.role == AssignmentRole.CENTRAL:
            return str(what)
        return f"{what}, {self.school or _('Central office')}"

    def holds_on(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)


class Term(DistrictRecord):
    """An academic session. ``ends`` is exclusive, as in OneRoster."""

    remembered = True

    source_id = models.CharField(max_length=255)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, default="term")
    starts = models.DateField()
    ends = models.DateField()
    school_year = models.CharField(max_length=9, blank=True)
    active = models.BooleanField(default=True)

    privacy = Declared(record="time", plain=("source_id", "title", "kind", "starts", "ends", "school_year", "active"))

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["district", "source_id"], name="term_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="term_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class Section(DistrictRecord):
    """A class as scheduled. ``periods`` is its meeting pattern as the roster gives it."""

    remembered = True

    source_id = models.CharField(max_length=255)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, default="scheduled")
    course_title = models.CharField(max_length=160, blank=True)
    course_code = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    grades = models.CharField(max_length=60, blank=True, help_text="Comma separated: KG,01,02.")
    periods = models.CharField(max_length=120, blank=True)
    room = models.CharField(max_length=60, blank=True)
    terms = models.CharField(max_length=255, blank=True, help_text="Source ids of its terms, comma separated.")
    students = models.PositiveIntegerField(default=0)
    english_learners = models.FloatField(null=True, blank=True, help_text="Share of students, 0 to 1.")
    iep = models.FloatField(null=True, blank=True, help_text="Share of students, 0 to 1.")
    language_program = models.CharField(max_length=20, blank=True)
    active = models.BooleanField(default=True)

    # Students are counted: nothing here is about one of them, and who teaches it stands in Teaching.
    privacy = Declared(
        record="directory",
        plain=(
            "source_id", "school", "title", "kind", "course_title", "course_code", "subject", "grades", "periods",
            "room", "terms", "students", "english_learners", "iep", "language_program", "active",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "source_id"], name="section_once")]

    def __str__(self) -> str:
        return self.title


class Teaching(DistrictRecord):
    """Who teaches a section."""

    remembered = True

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="teachings")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="teachings")
    primary = models.BooleanField(default=True)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    privacy = Declared(
        record="directory",
        about=("staff",),
        personal=("section", "primary", "begins", "ends", "active"),
        keep=Keep.ROSTER,
        since="ends",
        only={"active": False},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "staff"], name="teaching_once")]
