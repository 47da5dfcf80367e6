"""Open and closed doors, and how somebody hosts."""

from django.db import models
from django.db.models import F, Q

from staffroom.people.models import DistrictRecord, Section, Staff
from staffroom.spine.access import Declared, Erase, Keep

from .offers import Offer


class OpenDoor(DistrictRecord):
    """A slot in which anyone may come and see."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="open_doors")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="open_doors")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    period = models.CharField(max_length=40)
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField(default=2)
    note = models.CharField(max_length=200, blank=True)

    privacy = Declared(
        record="open_door",
        about=("staff",),
        personal=("offer", "section", "date", "period", "start", "end", "seats", "note"),
        words=("note",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["date", "start"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "date", "period"], name="one_open_door_a_slot"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="open_door_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["district", "date"], name="open_door_by_date")]


class ClosedDoor(DistrictRecord):
    """When a host wants no visitors: a date, or every such day label, whole or one period."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="closed_doors")
    date = models.DateField(null=True, blank=True)
    day = models.CharField(max_length=12, blank=True, help_text="A weekday or cycle day; empty with no date: any day.")
    period = models.CharField(max_length=40, blank=True, help_text="Empty: the whole day.")

    privacy = Declared(
        record="hosting",
        about=("staff",),
        personal=("date", "day", "period"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["date", "day", "period"]


class PartnerWish(DistrictRecord):
    """ "I need a thought partner today": seen by willing colleagues who are free today, over at midnight."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    about = models.CharField(max_length=160)
    language = models.CharField(max_length=5, default="en")
    partner = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created = models.DateTimeField()

    privacy = Declared(
        record="partner_wish",
        about=("staff", "partner"),
        personal=("date", "about", "language", "created"),
        words=("about",),
        keep=Keep.SHORT,
        since="date",
        days=1,
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "date"], name="one_partner_wish_a_day"),
            models.CheckConstraint(condition=~Q(about=""), name="partner_wish_has_words"),
            models.CheckConstraint(
                condition=Q(partner=None) | ~Q(staff=F("partner")), name="nobody_is_ones_own_thought_partner"
            ),
        ]
        indexes = [models.Index(fields=["district", "date"], name="partner_wish_by_date")]


class Hosting(DistrictRecord):
    """How a teacher wants to host. No row: the district's rules as they are, visitors welcome."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="hosting")
    welcome = models.BooleanField(default=True)
    lessons_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Own limit, at most the district's."
    )
    note = models.CharField(max_length=200, blank=True, help_text="Where to sit, what to bring.")

    privacy = Declared(
        record="hosting",
        about=("staff",),
        personal=("welcome", "lessons_week", "note"),
        words=("note",),
        keep=Keep.OWNER,
        erase=Erase.DELETE,
    )
