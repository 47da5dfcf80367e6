"""The taxonomy: what teachers do, in families, with what it looks like as it grows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staffroom.core.case import identifier_of
from staffroom.core.context import ASPECTS, Weights
from staffroom.core.levels import Level, starter_levels
from staffroom.people.models import DistrictRecord
from staffroom.spine.access import Declared, Erase, Keep


def in_language(english: str, spanish: str) -> str:
    """The text in the reader's language, English where there is no Spanish."""
    return spanish if (get_language() or "").startswith("es") and spanish else english


class PracticeFamily(DistrictRecord):
    """A family that the district named itself, or a starter family that it renamed."""

    remembered = True

    code = models.SlugField(max_length=60)
    name_en = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    uid = models.CharField(max_length=36, blank=True, help_text="UUID in a CASE package; empty: made of the code.")
    links = models.JSONField(default=list, blank=True)

    privacy = Declared(record="practice", plain=("code", "name_en", "name_es", "position", "uid", "links"))

    class Meta:
        ordering = ["position", "name_en"]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="practice_family_once")]

    def __str__(self) -> str:
        return self.name_en

    @property
    def identifier(self) -> str:
        return self.uid or identifier_of("family", self.code)


class Practice(DistrictRecord):
    """A node of the skill taxonomy: something a teacher does. A retired one may name the one that follows it."""

    remembered = True

    code = models.SlugField(max_length=60)
    name_en = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=40, blank=True, help_text="Empty: any lesson shows it.")
    family = models.CharField(max_length=60, blank=True)
    description_en = models.TextField(blank=True)
    description_es = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    retired = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors")
    under = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    position = models.PositiveIntegerField(default=0, db_default=0)
    levels = models.JSONField(
        null=True, blank=True, help_text="Names and texts of the levels in both languages; empty: those of the starter."
    )
    uid = models.CharField(
        max_length=36, blank=True, db_default="", help_text="UUID in a CASE package; empty: made of the code."
    )
    uri = models.CharField(max_length=1000, blank=True, db_default="", help_text="Its own address, if it has one.")
    notation = models.CharField(max_length=120, blank=True, db_default="", help_text="Its code in another framework.")
    links = models.JSONField(null=True, blank=True, help_text="Ties to nodes of other frameworks.")

    privacy = Declared(
        record="practice",
        plain=(
            "code", "name_en", "name_es", "subject", "family", "description_en", "description_es", "active", "retired",
            "successor", "under", "position", "levels", "uid", "uri", "notation", "links",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["name_en"]
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="practice_once"),
            models.UniqueConstraint(fields=["district", "uid"], condition=~Q(uid=""), name="practice_uid_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_es)

    @property
    def description(self) -> str:
        return in_language(self.description_en, self.description_es)

    @property
    def identifier(self) -> str:
        """Its UUID in CASE packages: a starter practice has the same in every district."""
        return self.uid or identifier_of("practice", self.code)

    @property
    def steps(self) -> tuple[Level, ...]:
        """What it looks like as it grows, in order."""
        return starter_levels(self.code) if self.levels is None else tuple(Level(*one) for one in self.levels)


class LikenessWeights(DistrictRecord):
    """How much each aspect counts here when classrooms are compared, in percent. No row: the default weights."""

    remembered = True

    subjects = models.PositiveSmallIntegerField()
    grades = models.PositiveSmallIntegerField()
    english_learners = models.PositiveSmallIntegerField()
    iep = models.PositiveSmallIntegerField()
    language_program = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()

    privacy = Declared(record="practice", plain=ASPECTS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], name="one_set_of_weights"),
            models.CheckConstraint(
                condition=Q(
                    subjects=100
                    - F("grades")
                    - F("english_learners")
                    - F("iep")
                    - F("language_program")
                    - F("level")
                    - F("size")
                ),
                name="weights_sum_to_a_hundred",
            ),
        ]

    @property
    def weights(self) -> Weights:
        """The same as shares."""
        return Weights(*(getattr(self, name) / 100 for name in ASPECTS))


class TaxonomyFile(DistrictRecord):
    """A CASE package that somebody brought, kept until it is applied or put aside.

    Then what it changed is kept instead, so that it can be undone.
    """

    class State(models.TextChoices):
        READY = "ready", _("Waiting for you")
        REFUSED = "refused", _("Not taken")
        APPLIED = "applied", _("Applied")
        DISCARDED = "discarded", _("Put aside")
        UNDONE = "undone", _("Undone")

    file_name = models.CharField(max_length=160)
    content = models.TextField(blank=True, help_text="The package; empty once it is applied or put aside.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    counts = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(
        default=list, db_default=[], help_text="What it touched, as it was and as the file left it: for undoing."
    )
    undone = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="taxonomy_file",
        plain=("file_name", "content", "state", "counts", "created", "applied", "before", "undone"),
        keep=Keep.ONE_YEAR,
        since="created",
        erase=Erase.STAYS,
    )

    class Meta:
        ordering = ["-created"]
