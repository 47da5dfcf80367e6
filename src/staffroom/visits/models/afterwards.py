"""What is written after a visit, and wishes about being reminded."""

from django.db import models
from django.db.models.functions import Now

from staffroom.people.models import DistrictRecord, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep

from .booked import Visit


class VisitNote(DistrictRecord):
    """Lines after a visit: what I saw, take, try. Their owner is the host, whose room it is.

    The visitor's are a draft of their own until ``handed_over``; a draft goes after 14 days. Then visitor and host
    read them, until the host ends the sharing.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    saw = models.CharField(max_length=300, blank=True)
    take = models.CharField(max_length=300, blank=True)
    tries = models.CharField(max_length=300, blank=True, db_default="")
    begun = models.DateTimeField(db_default=Now(), help_text="A draft goes 14 days after it, however often changed.")
    updated = models.DateTimeField()
    handed_over = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft, for its author only.")
    sharing_ended = models.DateTimeField(null=True, blank=True, help_text="Since then the visitor reads it no more.")

    # Handed over, a note belongs to the host whom it is about; whoever wrote it can take it back too.
    privacy = Declared(
        record="note",
        about=("visit__host", "author", "visit__visitor"),
        owners=("visit__host", "author"),
        personal=("saw", "take", "tries", "begun", "updated", "handed_over", "sharing_ended"),
        words=("saw", "take", "tries"),
        wrote={"saw": "author", "take": "author", "tries": "author"},
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="visit__date",
        erase=Erase.DELETE,
        draft=Draft("note_draft", column="handed_over", owner="author", keep=Keep.DRAFT_14_DAYS, since="begun"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "author"], name="one_note_a_person")]


class NextStep(DistrictRecord):
    """What somebody means to try after a visit: theirs alone. It comes back to them in six weeks."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="next_steps")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="next_steps")
    text = models.CharField(max_length=300)
    due = models.DateField()
    told = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="own_learning",
        about=("staff",),
        personal=("visit", "text", "due", "told", "done"),
        words=("text",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="due",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["visit", "staff"], name="one_next_step_a_visit")]


class Reminding(DistrictRecord):
    """Whether somebody wants a mail on the day before. No row: yes."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+")
    mail = models.BooleanField(default=True)

    privacy = Declared(record="own_learning", about=("staff",), personal=("mail",), keep=Keep.OWNER, erase=Erase.DELETE)
