"""Visits, the covers for them, and the promises that keep anybody from being in two places."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffroom.expertise.models import Offer, OpenDoor, Practice
from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Erase, Keep


class Visit(DistrictRecord):
    """A colleague in a colleague's room: host, visitor, practice, slot, mode. Never used in evaluation."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Booked")
        DECLINED = "declined", _("Not this time")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        OWN = "own", _("In your own free period")
        COVER = "cover", _("While a colleague covers your class")
        VIDEO = "video", _("By live video")
        RECORDING = "recording", _("A recording")
        SUBSTITUTE = "substitute", _("With a substitute")

    class Purpose(models.TextChoices):
        PRACTICE = "practice", _("To see a practice")
        TEAM = "team", _("To get to know somebody before working together")

    visitor = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="visits_made")
    host = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="visits_hosted")
    purpose = models.CharField(
        max_length=10, choices=Purpose.choices, default=Purpose.PRACTICE, db_default=Purpose.PRACTICE
    )
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    open_door = models.ForeignKey(OpenDoor, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.OWN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    date = models.DateField()
    period = models.CharField(max_length=40)
    lesson = models.CharField(max_length=80, help_text="The timetable's id of the host's lesson.")
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight: the visitor comes in.")
    end = models.PositiveSmallIntegerField(help_text="Minutes from midnight: the visitor goes.")
    travel = models.PositiveSmallIntegerField(default=0, help_text="Minutes, one way.")
    window = models.JSONField(
        default=list, help_text="The timetable's ids of the visitor's own free periods that it uses."
    )
    covered = models.JSONField(
        default=list, db_default=[], help_text="Those of the window that the visitor would teach."
    )
    agreed = models.DateTimeField(null=True, blank=True, help_text="Who had to answer said yes; cover may be missing.")
    link = models.URLField(
        max_length=500, blank=True, db_default="", help_text="The host's, of a live video; gone once it is over."
    )
    recording_allowed = models.BooleanField(
        default=False, db_default=False, help_text="Whether the visitor may record a live video."
    )
    reminded = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True, help_text="The visitor's words to the host; they two only.")
    answer = models.TextField(blank=True, help_text="The host's words back; they two only.")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Of the calendar event: up with each change.")
    idempotency_key = models.CharField(max_length=40, blank=True)
    created = models.DateTimeField()
    decided = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    privacy = Declared(
        record="visit",
        about=("visitor", "host"),
        owners=("visitor", "host"),
        personal=(
            "purpose", "practice", "offer", "open_door", "section", "school", "mode", "state", "date", "period",
            "lesson", "start", "end", "travel", "window", "covered", "agreed", "link", "recording_allowed", "reminded",
            "message", "answer", "sequence", "idempotency_key", "created", "decided", "cancelled_by",
        ),
        words=("message", "answer", "link"),
        wrote={"message": "visitor", "answer": "host", "link": "host"},
        # The link is the host's alone until the visit begins, and gone when it is over.
        withheld=(
            "idempotency_key", "lesson", "window", "covered", "sequence", "cancelled_by", "link", "reminded",
        ),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.BLANK,
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(visitor=F("host")), name="nobody_visits_themselves"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="visit_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["visitor", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="visit_asked_once",
            ),
            # Only whom one gets to know is visited for no practice.
            models.CheckConstraint(
                condition=Q(purpose="practice", practice__isnull=False, offer__isnull=False)
                | Q(purpose="team", practice__isnull=True, offer__isnull=True),
                name="visit_shows_a_practice_or_a_colleague",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "host", "date"]),
            models.Index(fields=["district", "visitor", "date"]),
        ]

    @property
    def to_see(self) -> str:
        """What is seen, in the reader's language: the practice, or the colleague's class as it is."""
        return self.practice.name if self.practice else gettext("The class as it is, to get to know each other")

    @property
    def in_person(self) -> bool:
        """Whether the visitor comes into the room."""
        return self.mode not in (self.Mode.VIDEO, self.Mode.RECORDING)


class Cover(DistrictRecord):
    """A colleague who teaches one class of the visitor's meanwhile. They know which class, not where its teacher goes.

    One a visit at a time: who declines stays as a row, so that nobody is asked twice.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Agreed")
        DECLINED = "declined", _("Not this time")
        CANCELLED = "cancelled", _("Not needed any more")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="covers")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="covers")
    visitor = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="covered_by")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    date = models.DateField()
    period = models.CharField(max_length=40)
    lesson = models.CharField(max_length=80, help_text="The timetable's id of the visitor's class.")
    free = models.CharField(max_length=80, help_text="The timetable's id of the colleague's own free period.")
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    sequence = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    decided = models.DateTimeField(null=True, blank=True)
    reminded = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="cover",
        about=("staff", "visitor"),
        owners=("staff", "visitor"),
        personal=(
            "visit", "section", "school", "state", "date", "period", "lesson", "free", "start", "end", "sequence",
            "created", "decided", "reminded",
        ),
        # Which visit it is for is the visitor's affair, not the colleague's.
        withheld=("visit", "lesson", "free", "sequence", "reminded"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state__in=("asked", "accepted")), name="one_cover_a_visit"
            ),
            models.UniqueConstraint(fields=["visit", "staff", "lesson"], name="nobody_is_asked_to_cover_twice"),
            models.CheckConstraint(condition=~Q(staff=F("visitor")), name="nobody_covers_their_own_class"),
        ]
        indexes = [models.Index(fields=["district", "staff", "date"])]


class FromAfar(DistrictRecord):
    """How the class of an offer may be seen without coming: by live video, as a recording. The host's consent.

    No row: not at all. The recording stays where the host keeps it; its address is read from here each time, so that
    taking it back takes it away everywhere at once.
    """

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="from_afar")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    live = models.BooleanField(default=False)
    recording = models.URLField(max_length=500, blank=True)
    consented = models.DateTimeField()

    privacy = Declared(
        record="from_afar",
        about=("staff",),
        personal=("offer", "live", "recording", "consented"),
        words=("recording",),
        keep=Keep.OWNER,
        erase=Erase.DELETE,
    )


class VisitChange(DistrictRecord):
    """What became of a visit's time, so that nothing is lost when it moves."""

    class Why(models.TextChoices):
        PROPOSED = "proposed", _("Another time was proposed")
        BELLS = "bells", _("The bells changed")
        AWAY = "away", _("Somebody could not be there")
        COVER = "cover", _("Nobody could cover the class")
        CLOSED = "closed", _("The host takes no visits then any more")
        RECORDING = "recording", _("The recording was taken back")
        ROSTER = "roster", _("The roster changed")
        CANCELLED = "cancelled", _("It was cancelled")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why.choices)
    was_date = models.DateField()
    was_start = models.PositiveSmallIntegerField()
    was_end = models.PositiveSmallIntegerField()

    privacy = Declared(
        record="visit",
        about=("visit__visitor", "visit__host"),
        owners=("visit__visitor", "visit__host"),
        personal=("at", "why", "was_date", "was_start", "was_end"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="at",
    )

    class Meta:
        ordering = ["at", "id"]


class Promise(DistrictRecord):
    """One thing of which a person has only so many. Unique, so the database itself refuses the second.

    ``key`` says what is promised: ``2026-12-01/7/545`` (a person's own period that day: school and start),
    ``2026-12-01/7/545/seat/2`` (a seat in a host's lesson), ``2026-W49/visit/1`` (the n-th visit of a visitor's week).
    It is kept for a visit, or for a record of a higher room, which ``holder`` names (``walk/k3f9...``).
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="promises")
    key = models.CharField(max_length=80)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="promises")
    holder = models.CharField(max_length=60, blank=True, db_default="")
    date = models.DateField(null=True, blank=True)

    privacy = Declared(
        record="visit",
        about=("staff",),
        personal=("key", "visit", "holder", "date"),
        withheld=("holder",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "key"], name="nobody_in_two_places"),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, holder="") | (Q(visit__isnull=True) & ~Q(holder="")),
                name="promise_is_kept_for_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["district", "holder"], name="visits_promise_holder")]
