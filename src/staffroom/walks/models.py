"""Group visits: a walk, its rooms and walkers, what each keeps for themselves, and the patterns of the school."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.expertise.models import Practice
from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep


class Walk(DistrictRecord):
    """A group goes through some rooms of one school with one question. Never used in evaluation."""

    remembered = True  # whose time it takes is remembered with timetables

    class Kind(models.TextChoices):
        WALK = "walk", _("Learning walk")
        ROUNDS = "rounds", _("Instructional rounds")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for answers")
        BOOKED = "booked", _("Takes place")
        CANCELLED = "cancelled", _("Cancelled")

    organiser = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="walks_organised")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    focus = models.TextField(help_text="The question that the group brings, or the host school's problem of practice.")
    walkers_wanted = models.PositiveSmallIntegerField()
    rooms_wanted = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="In each room.")
    corridor = models.PositiveSmallIntegerField(help_text="Minutes of talk between two rooms.")
    open_places = models.BooleanField(help_text="Whether colleagues of the district see it and can join.")
    date = models.DateField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    sequence = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    released = models.DateTimeField(null=True, blank=True, help_text="Since then the hosts read its patterns.")
    reminded = models.DateTimeField(null=True, blank=True, help_text="Its people had a mail on the day before.")

    privacy = Declared(
        record="walk",
        about=("organiser",),
        personal=(
            "school", "practice", "kind", "state", "focus", "walkers_wanted", "rooms_wanted", "minutes", "corridor",
            "open_places", "date", "start", "end", "sequence", "created", "released", "reminded",
        ),
        words=("focus",),
        withheld=("sequence", "reminded"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.BLANK,
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="walk_ends_after_it_starts")]
        indexes = [models.Index(fields=["district", "date"], name="walk_by_date")]

    @property
    def holder(self) -> str:
        """Under which promises are kept for it."""
        return f"walk/{self.public_id}"


class WalkStop(DistrictRecord):
    """One room of a walk: a part of a host's lesson. The host decides; nobody is sent anywhere."""

    remembered = True

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        ACCEPTED = "accepted", _("Comes in")
        DECLINED = "declined", _("Not this time")
        GONE = "gone", _("Not possible any more")

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="stops")
    host = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="walk_stops")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    lesson = models.CharField(max_length=80, help_text="The timetable's id of the host's lesson.")
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    decided = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="walk",
        about=("host",),
        personal=("walk", "section", "state", "lesson", "start", "end", "decided"),
        withheld=("lesson",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="walk__date",
    )

    class Meta:
        ordering = ["start", "id"]
        constraints = [models.UniqueConstraint(fields=["walk", "host"], name="a_host_is_asked_once_a_walk")]


class Walker(DistrictRecord):
    """Somebody who comes along, or is asked to."""

    remembered = True

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        ACCEPTED = "accepted", _("Comes along")
        DECLINED = "declined", _("Not this time")
        GONE = "gone", _("Cannot come any more")

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="walkers")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="walks")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    uses = models.JSONField(default=list, help_text="The timetable's ids of the own free periods that it takes.")
    travel = models.PositiveSmallIntegerField(default=0, help_text="Minutes, one way.")
    decided = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="walk",
        about=("staff",),
        personal=("walk", "state", "uses", "travel", "decided"),
        withheld=("uses",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="walk__date",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["walk", "staff"], name="one_place_a_walker")]


class Jotting(DistrictRecord):
    """What a walker writes down on the way: theirs alone, about the question, never about a room. Gone in 14 days."""

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="jottings")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    updated = models.DateTimeField()

    privacy = Declared(
        record="walk_jotting",
        about=("staff",),
        personal=("walk", "text", "updated"),
        words=("text",),
        keep=Keep.SHORT,
        since="walk__date",
        days=14,
        erase=Erase.DELETE,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["walk", "staff"], name="one_page_of_jottings_a_walker")]


class Pattern(DistrictRecord):
    """What the group saw in three rooms or more. The walkers' until it is released; then the hosts read it first.

    How many rooms is kept, never which. Whoever hosts can hold it back: then it is not shown further, until all who
    did so have taken that back.
    """

    class Step(models.TextChoices):
        DESCRIBE = "describe", _("What we saw and heard")
        PATTERNS = "patterns", _("Patterns in it")
        PREDICT = "predict", _("What students who do this learn")
        NEXT = "next", _("Next level of work")
        NOTICING = "noticing", _("What we noticed")
        WONDERING = "wondering", _("What we wonder")

    HOSTS_FIRST = timedelta(days=2)

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="patterns")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=Step.choices)
    text = models.CharField(max_length=400)
    rooms = models.PositiveSmallIntegerField()
    created = models.DateTimeField()
    released = models.DateTimeField(null=True, blank=True)
    held_back = models.DateTimeField(null=True, blank=True)
    holders = models.JSONField(
        default=list, db_default=[], help_text="Marks of those who hold it back: who they are is not in them."
    )

    privacy = Declared(
        record="walk_pattern",
        about=("author",),
        personal=("walk", "step", "text", "rooms", "created", "released", "held_back", "holders"),
        words=("text",),
        withheld=("holders",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="walk__date",
        erase=Erase.DELETE,
        draft=Draft("walk_pattern_draft", column="released", owner="author"),
    )

    class Meta:
        ordering = ["created", "id"]


class Thanks(DistrictRecord):
    """Two lines from a walker to a host: the host's to read, and nobody's else."""

    stop = models.ForeignKey(WalkStop, on_delete=models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    created = models.DateTimeField()

    privacy = Declared(
        record="walk_thanks",
        about=("stop__host", "author"),
        owners=("stop__host",),
        personal=("text", "created"),
        words=("text",),
        wrote={"text": "author"},
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="stop__walk__date",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["created", "id"]
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint(fields=["stop", "author"], name="one_thank_you_a_walker_and_room")]
