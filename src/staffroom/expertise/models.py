"""Practices, offers with evidence, private needs, open and closed doors."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, Section, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep


class Practice(DistrictRecord):
    """A node of the skill taxonomy: something a teacher does."""

    code = models.SlugField(max_length=60)
    name_en = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=40, blank=True, help_text="Empty: any lesson shows it.")
    family = models.CharField(max_length=60, blank=True)
    description_en = models.TextField(blank=True)
    description_es = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    privacy = Declared(
        record="practice",
        plain=("code", "name_en", "name_es", "subject", "family", "description_en", "description_es", "active"),
    )

    class Meta:
        ordering = ["name_en"]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="practice_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_es if (get_language() or "").startswith("es") else "") or self.name_en

    @property
    def description(self) -> str:
        return (self.description_es if (get_language() or "").startswith("es") else "") or self.description_en


class Offer(DistrictRecord):
    """A teacher's own claim to show a practice: what I do, and one artefact. Never a score."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft: only you")
        PUBLISHED = "published", _("Published to colleagues")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Audience(models.TextChoices):
        SCHOOL = "school", _("Colleagues of my school")
        DISTRICT = "district", _("Colleagues of the whole district")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="offers")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="offers")
    what_i_do = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="en", help_text="The language it is written in.")
    artefact_title = models.CharField(max_length=160, blank=True)
    artefact_link = models.URLField(blank=True)
    artefact_file = models.CharField(max_length=16, blank=True, help_text="Public id of the stored file.")
    sections = models.ManyToManyField(Section, related_name="offers", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    audience = models.CharField(
        max_length=10,
        choices=Audience.choices,
        default=Audience.DISTRICT,
        db_default=Audience.DISTRICT,
        help_text="Whose colleagues read it once it is published: those of any school of its owner, or all.",
    )
    withdrawn_from = models.CharField(max_length=10, blank=True, help_text="The state that Undo brings back.")
    created = models.DateTimeField()
    updated = models.DateTimeField()

    privacy = Declared(
        record="offer",
        about=("staff",),
        personal=(
            "practice", "what_i_do", "language", "artefact_title", "artefact_link", "artefact_file", "state",
            "withdrawn_from", "audience", "created", "updated",
        ),
        words=("what_i_do", "artefact_title", "artefact_link"),
        files=("artefact_file",),
        keep=Keep.OWNER,
        erase=Erase.DELETE_OR_BLANK,
        becomes={"state": "withdrawn", "withdrawn_from": "", "artefact_file": ""},
        draft=Draft("draft", column="state", values=("draft", "withdrawn")),
    )  # fmt: skip

    class Meta:
        ordering = ["-updated", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "practice"],
                condition=~Q(state="withdrawn"),
                name="one_live_offer_a_practice",
            ),
            # A claim needs "what I do" and an artefact before colleagues see it.
            models.CheckConstraint(
                condition=~Q(state="published") | (~Q(what_i_do="") & (~Q(artefact_link="") | ~Q(artefact_file=""))),
                name="published_offer_has_evidence",
            ),
        ]
        indexes = [models.Index(fields=["district", "state", "-updated", "-id"], name="offer_latest")]


class HelpOffer(DistrictRecord):
    """What somebody is good at and how a colleague can ask: for people with no lesson to show. Never a score."""

    State, Audience = Offer.State, Offer.Audience

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="help_offers")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="help_offers")
    what_i_do = models.TextField()
    ask_me = models.CharField(max_length=200, blank=True, help_text="When and where a colleague can ask.")
    language = models.CharField(max_length=5, default="en", help_text="The language it is written in.")
    state = models.CharField(max_length=10, choices=Offer.State.choices, default=Offer.State.DRAFT)
    audience = models.CharField(max_length=10, choices=Offer.Audience.choices, default=Offer.Audience.SCHOOL)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    privacy = Declared(
        record="offer",
        about=("staff",),
        personal=("practice", "what_i_do", "ask_me", "language", "state", "audience", "created", "updated"),
        words=("what_i_do", "ask_me"),
        keep=Keep.OWNER,
        erase=Erase.DELETE,
        draft=Draft("draft", column="state", values=("draft", "withdrawn")),
    )

    class Meta:
        ordering = ["-updated", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "practice"], condition=~Q(state="withdrawn"), name="one_live_help_a_practice"
            ),
            models.CheckConstraint(condition=~Q(what_i_do=""), name="help_has_words"),
        ]
        indexes = [models.Index(fields=["district", "state", "-updated", "-id"], name="help_latest")]


class Need(DistrictRecord):
    """What I want to get better at. Private to its owner; used for nothing but the owner's own matches."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")  # no way from a person to needs
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    created = models.DateTimeField()
    closed = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="need",
        about=("staff",),
        personal=("practice", "note", "created", "closed"),
        words=("note",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="created",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "practice"], condition=Q(closed=None), name="one_open_need_a_practice"
            )
        ]


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
