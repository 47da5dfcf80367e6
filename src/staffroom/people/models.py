"""Districts, schools, staff members, assignments, sections, accounts and roster imports.

A staff member exists before an account does: the roster brings people, people claim accounts. Students are
counted (``Section.students``), never kept.
"""

import secrets
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from staffroom.spine.access import Declared, Keep
from staffroom.spine.scoping import GuardedQuerySet, GuardedRecord

INVITED = "invited:"  # begins the source id of people whom an invitation brought and no roster names


def new_public_id() -> str:
    """An unguessable id for addresses (72 bits)."""
    return secrets.token_urlsafe(9)


class District(models.Model):
    """One school district: the outermost scope of every record."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="America/Los_Angeles")
    language = models.CharField(max_length=5, default="en")
    is_demo = models.BooleanField(default=False)
    default_travel_minutes = models.PositiveSmallIntegerField(default=15)

    privacy = Declared(
        record="directory",
        plain=("code", "name", "time_zone", "language", "is_demo", "default_travel_minutes"),
    )

    def __str__(self) -> str:
        return self.name


class DistrictRecord(GuardedRecord):
    """A record of one district: read only inside a scope, written only by actions.

    The district alone has no index: every scoped read names it, nearly all rows fit it, and SQLite would choose
    it before the index that finds the few rows wanted. Indexes that begin with the district are each model's own.
    """

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    objects = ScopedManager(district="district", _manager_class=GuardedQuerySet.as_manager().__class__)

    class Meta:
        abstract = True


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


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, email: str | None) -> "Account":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A way to sign in. What a person may do follows from their assignments, not from the account."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", null=True)
    staff = models.OneToOneField(Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="account")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    calendar_version = models.PositiveIntegerField(default=1, help_text="Raised to make the old feed address void.")
    created = models.DateTimeField(auto_now_add=True)

    privacy = Declared(
        record="account",
        about=("staff",),
        personal=(
            "password", "last_login", "email", "is_active", "language", "theme", "calendar_version", "created",
        ),
        withheld=("password", "calendar_version"),
        keep=Keep.ROSTER,
        since="staff__left_on",
        only={"staff__active": False},
    )  # fmt: skip

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, label: str) -> bool:
        return False


class DeviceSession(GuardedRecord):
    """One device on which an account is signed in. Without its row the session there is over."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="device_sessions")
    device = models.CharField(max_length=80, help_text="Browser and system as it names itself; no address.")
    began = models.DateTimeField()
    seen = models.DateTimeField(help_text="To within five minutes.")

    objects = GuardedQuerySet.as_manager()

    privacy = Declared(
        record="signing_in",
        about=("account__staff",),
        personal=("device", "began", "seen"),
        keep=Keep.SHORT,
        since="seen",
        days=30,
    )

    class Meta:
        ordering = ["-seen", "-id"]


class Attempt(models.Model):
    """When something that can be guessed was tried lately. ``key`` is a keyed digest that names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list, help_text="Seconds since 1970, oldest first.")
    until = models.DateTimeField(db_index=True, help_text="After this the row says nothing any more.")

    privacy = Declared(record="signing_in", plain=("key", "times", "until"), keep=Keep.SHORT, since="until", days=1)


class Invitation(DistrictRecord):
    """A link with which one person opens an account, once. Of a newcomer it also says who they will be."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Expired")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    given = models.CharField(max_length=80, blank=True)
    family = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=24, choices=AssignmentRole.choices, blank=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    ends = models.DateField(null=True, blank=True, help_text="The first day without the newcomer's role.")
    email = models.EmailField(blank=True, help_text="Where the link was mailed. Empty: it was printed.")
    token_digest = models.CharField(max_length=64, unique=True)
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="invitation",
        about=("staff",),
        personal=("given", "family", "role", "school", "ends", "email", "by_staff", "created", "expires", "accepted",
                  "revoked"),
        plain=("token_digest",),
        withheld=("by_staff",),
        keep=Keep.ONE_YEAR,
        since="created",
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["district", "created"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False) | (~Q(given="") & ~Q(family="") & ~Q(role="") & Q(ends__isnull=False)),
                name="invitation_says_who",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(revoked__isnull=True), name="invitation_one_end"
            ),
        ]

    @property
    def name(self) -> str:
        return str(self.staff) if self.staff else f"{self.given} {self.family}"

    def state_at(self, now: datetime) -> "Invitation.State":
        if self.accepted or self.revoked:
            return self.State.ACCEPTED if self.accepted else self.State.REVOKED
        return self.State.EXPIRED if self.expires <= now else self.State.OPEN


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
