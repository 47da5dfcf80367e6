"""Visits, the promises that keep anybody from being in two places, and the two lines written afterwards."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from staffroom.expertise.models import Offer, OpenDoor, Practice
from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep


class Visit(DistrictRecord):
    """A colleague in a colleague's room: host, visitor, practice, slot, mode. Never used in evaluation."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Booked")
        DECLINED = "declined", _("Not this time")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        OWN = "own", _("In your own free period")

    visitor = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="visits_made")
    host = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="visits_hosted")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="visits")
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
            "practice", "offer", "open_door", "section", "school", "mode", "state", "date", "period", "lesson", "start",
            "end", "travel", "window", "message", "answer", "sequence", "idempotency_key", "created", "decided",
            "cancelled_by",
        ),
        words=("message", "answer"),
        wrote={"message": "visitor", "answer": "host"},
        withheld=("idempotency_key", "lesson", "window", "sequence", "cancelled_by"),
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
        ]
        indexes = [
            models.Index(fields=["district", "host", "date"]),
            models.Index(fields=["district", "visitor", "date"]),
        ]


class Promise(DistrictRecord):
    """One thing of which a person has only so many. Unique, so the database itself refuses the second.

    ``key`` says what is promised: ``2026-12-01/7/545`` (a person's own period that day: school and start),
    ``2026-12-01/7/545/seat/2`` (a seat in a host's lesson), ``2026-W49/visit/1`` (the n-th visit of a visitor's week).
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="promises")
    key = models.CharField(max_length=80)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="promises")

    privacy = Declared(
        record="visit",
        about=("staff",),
        personal=("key", "visit"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="visit__date",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="nobody_in_two_places")]


class VisitNote(DistrictRecord):
    """Two lines after a visit. Their owner is the host, whose room it is.

    The visitor's are a draft of their own until ``handed_over``; a draft goes after 14 days. Then visitor and host
    read them, until the host ends the sharing.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    saw = models.CharField(max_length=300, blank=True)
    take = models.CharField(max_length=300, blank=True)
    begun = models.DateTimeField(db_default=Now(), help_text="A draft goes 14 days after it, however often changed.")
    updated = models.DateTimeField()
    handed_over = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft, for its author only.")
    sharing_ended = models.DateTimeField(null=True, blank=True, help_text="Since then the visitor reads it no more.")

    # Handed over, a note belongs to the host whom it is about; whoever wrote it can take it back too.
    privacy = Declared(
        record="note",
        about=("visit__host", "author", "visit__visitor"),
        owners=("visit__host", "author"),
        personal=("saw", "take", "begun", "updated", "handed_over", "sharing_ended"),
        words=("saw", "take"),
        wrote={"saw": "author", "take": "author"},
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="visit__date",
        erase=Erase.DELETE,
        draft=Draft("note_draft", column="handed_over", owner="author", keep=Keep.DRAFT_14_DAYS, since="begun"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "author"], name="one_note_a_person")]
