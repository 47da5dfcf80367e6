"""Who evaluates whom, and what somebody shares with one colleague for a time."""

from base64 import b64decode

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, Staff
from staffroom.spine.access import Declared, Erase, Keep


class Evaluates(DistrictRecord):
    """One person evaluates another, from a day on. A relation, never a judgement: nothing evaluative is stored.

    Where nothing is recorded about a person, every administrator of their schools counts as their evaluator.
    """

    class Source(models.TextChoices):
        IMPORTED = "imported", _("From a file")
        BY_HAND = "by_hand", _("Entered")

    evaluator = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    evaluated = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.IMPORTED)
    created = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True, help_text="When its beginning was carried out.")
    over_at = models.DateTimeField(null=True, blank=True, help_text="When its end was carried out.")

    privacy = Declared(
        record="evaluates",
        about=("evaluated", "evaluator"),
        personal=("begins", "ends", "source", "created"),
        plain=("begun_at", "over_at"),
        keep=Keep.TWO_YEARS,
        since="ends",
        erase=Erase.STAYS,
    )

    class Meta:
        ordering = ["evaluated__family", "evaluator__family", "begins"]
        constraints = [
            models.UniqueConstraint(fields=["evaluator", "evaluated", "begins"], name="evaluates_once"),
            models.CheckConstraint(condition=~Q(evaluator=F("evaluated")), name="nobody_evaluates_themselves"),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="evaluates_in_order"),
        ]
        indexes = [models.Index(fields=["district", "evaluated"], name="evaluates_by_evaluated")]


class EvaluatorFile(DistrictRecord):
    """A file of who evaluates whom, from upload to applied. What it would change is computed each time it is shown."""

    class State(models.TextChoices):
        READ = "read", _("Read, not applied")
        APPLIED = "applied", _("Applied")
        DISCARDED = "discarded", _("Put aside")

    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    file_name = models.CharField(max_length=200)
    content = models.TextField(blank=True, help_text="The bytes in base64; empty once applied or put aside.")
    whole = models.BooleanField(default=False, help_text="It names every relation: what it does not name ends.")
    counts = models.JSONField(default=dict, help_text="What it changed, once applied.")
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="roster",
        personal=("content", "by_staff"),
        plain=("state", "file_name", "whole", "counts", "created", "applied"),
        withheld=("content",),
        keep=Keep.TWO_YEARS,
        since="created",
        erase=Erase.STAYS,
    )

    class Meta:
        ordering = ["-created", "-id"]

    def bytes(self) -> bytes:
        """The file as it came."""
        return b64decode(self.content)


class Grant(DistrictRecord):
    """The owner shows one record to one named colleague until a day. It never widens to the colleague's role."""

    class Ended(models.TextChoices):
        OWNER = "owner", _("You took it back")
        EVALUATES = "evaluates", _("This colleague began to evaluate you")
        LEADS = "leads", _("This colleague began to lead a school of yours")
        GONE = "gone", _("The record was deleted")
        LEFT = "left", _("One of you left the district")
        MOVED = "moved", _("This colleague now works only for the central office or IT")

    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    record = models.CharField(max_length=40, help_text="The row of the visibility matrix.")
    object_id = models.CharField(max_length=40, help_text="Public id of the record.")
    begun = models.DateTimeField()
    until = models.DateField(help_text="The last day on which it holds.")
    ended = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    privacy = Declared(
        record="grant",
        about=("owner", "to"),
        personal=("record", "object_id", "begun", "until", "ended", "ended_because"),
        keep=Keep.TWO_YEARS,
        since="until",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["-begun", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "record", "object_id"], condition=Q(ended=None), name="one_live_grant_a_colleague"
            ),
            models.CheckConstraint(condition=~Q(owner=F("to")), name="nobody_shares_with_themselves"),
        ]
        indexes = [
            models.Index(fields=["district", "record", "object_id"], name="grant_by_record"),
            models.Index(fields=["district", "to"], name="grant_by_reader"),
            models.Index(fields=["district", "owner"], name="grant_by_owner"),
        ]


class Leaving(DistrictRecord):
    """Somebody has left: their own words wait for them behind one link, then what was private goes. Never content."""

    class Way(models.TextChoices):
        MAIL = "mail", _("by mail to an address of theirs")
        OTHER = "other", _("by mail to another address")
        PAPER = "paper", _("printed")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="leavings")
    left_on = models.DateField()
    created = models.DateTimeField()
    expires = models.DateTimeField(help_text="From then on the link is void and what was private is removed.")
    way = models.CharField(max_length=5, choices=Way.choices, blank=True)
    told = models.DateTimeField(null=True, blank=True)
    fetched = models.DateTimeField(null=True, blank=True)
    removed = models.DateTimeField(null=True, blank=True)
    came_back = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=16, blank=True, help_text="Public id of the stored file.")
    token_digest = models.CharField(max_length=64, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0, help_text="How often a wrong password or number was typed.")
    by_staff = models.BigIntegerField(null=True, help_text="Who printed or sent the link elsewhere.")

    privacy = Declared(
        record="leaving",
        about=("staff",),
        personal=(
            "left_on",
            "created",
            "expires",
            "way",
            "told",
            "fetched",
            "removed",
            "came_back",
            "file",
            "by_staff",
        ),
        plain=("token_digest", "wrong"),
        withheld=("file", "by_staff"),
        files=("file",),
        keep=Keep.ONE_YEAR,
        since="created",
        erase=Erase.STAYS,
    )

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "left_on"], name="leaving_once"),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(removed=None) & Q(came_back=None), name="leaving_one_open"
            ),
            models.CheckConstraint(condition=Q(removed=None) | Q(came_back=None), name="leaving_one_end"),
        ]
        indexes = [models.Index(fields=["token_digest"], name="leaving_by_link")]

    @property
    def is_open(self) -> bool:
        """Whether it still waits: nothing was removed, and the person has not come back."""
        return self.removed is None and self.came_back is None
