"""What colleagues say about an offer, and who took it up: shown only as far as both of them wish. Never counted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep

from .offers import Offer


class Word(DistrictRecord):
    """One or two lines of a colleague about an offer: what they saw, or thanks. Its owner decides whether it shows."""

    class Kind(models.TextChoices):
        SAW = "saw", _("What I saw")
        THANKS = "thanks", _("Thank you")

    class State(models.TextChoices):
        WAITING = "waiting", _("Only the two of you")
        SHOWN = "shown", _("Shown with the offer")
        HIDDEN = "hidden", _("Kept by its owner")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="words_about")
    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", help_text="Whose offer it is.")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=240)
    language = models.CharField(max_length=5, default="en")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="endorsement",
        about=("owner", "author"),
        owners=("owner", "author"),
        personal=("offer", "kind", "text", "language", "state", "created", "answered"),
        words=("text",),
        wrote={"text": "author"},
        keep=Keep.OWNER,
        erase=Erase.DELETE,
        draft=Draft("endorsement_waiting", column="state", values=("waiting", "hidden"), owner="owner"),
    )

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "author", "kind"], name="one_word_of_a_kind_a_colleague"),
            models.CheckConstraint(condition=~Q(text=""), name="word_has_text"),
            models.CheckConstraint(condition=~Q(owner=F("author")), name="nobody_vouches_for_oneself"),
        ]


class Adoption(DistrictRecord):
    """A strategy that somebody took up from a colleague, with what came of it in their own words."""

    class State(models.TextChoices):
        PRIVATE = "private", _("Only me and whom I learned it from")
        SHOWN = "shown", _("Colleagues who see the offer")

    # What a colleague wrote stays when the offer's owner deletes all that is theirs: the offer loses its words instead.
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="adoptions")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="adoptions")
    learned_from = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    what_came = models.TextField()
    language = models.CharField(max_length=5, default="en")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRIVATE)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    privacy = Declared(
        record="adoption",
        about=("staff", "learned_from"),
        personal=("offer", "what_came", "language", "state", "created", "updated"),
        words=("what_came",),
        keep=Keep.OWNER,
        erase=Erase.DELETE,
        draft=Draft("adoption_private", column="state", values=("private",)),
    )

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "staff"], name="one_adoption_a_strategy"),
            models.CheckConstraint(condition=~Q(what_came=""), name="adoption_has_words"),
            models.CheckConstraint(condition=~Q(staff=F("learned_from")), name="learned_from_somebody_else"),
        ]
        indexes = [models.Index(fields=["district", "-updated"], name="adoption_latest")]
