"""What people offer to show, and what they would like to learn."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, Section, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep

from .practices import Practice


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
