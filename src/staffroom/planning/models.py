"""Plans of a term and what they propose to each visitor. Counts are for the office, proposals for their visitor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffroom.expertise.models import Offer, Practice
from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Erase, Keep
from staffroom.visits.models import Visit


def all_ways() -> list[str]:
    """What a plan may use when nobody says otherwise: everything but a substitute."""
    return ["own", "cover", "video", "recording"]


class PlanRun(DistrictRecord):
    """One plan: what was asked for and, once made, counts of what came out. Names nobody."""

    class State(models.TextChoices):
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready to look at")
        FAILED = "failed", _("Could not be made")
        OFFERED = "offered", _("Offered to people")
        WITHDRAWN = "withdrawn", _("Not offered any more")

    class Matters(models.TextChoices):
        REACH = "reach", _("As much of what people need as possible")
        BALANCED = "balanced", _("Both: much for all, and no school left far behind")
        FAIR = "fair", _("Fairness first: the school served least comes before all else")

    class Keeps(models.TextChoices):
        NOTHING = "nothing", _("Nothing but what is booked: everything else is planned anew")
        ALL = "all", _("All of the earlier plan that nobody declined")
        SCHOOLS = "schools", _("The earlier plan in the schools chosen below")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    first = models.DateField(help_text="A Monday.")
    weeks = models.PositiveSmallIntegerField()
    matters = models.CharField(max_length=10, choices=Matters.choices, default=Matters.REACH)
    keeps = models.CharField(max_length=10, choices=Keeps.choices, default=Keeps.NOTHING)
    earlier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ways = models.JSONField(default=all_ways, db_default=[], help_text="Modes that it may use.")
    half_days = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Of substitutes, for needs that nothing else can meet."
    )
    kept_schools = models.JSONField(default=list, help_text="Keys of the schools that keep the earlier plan.")
    job = models.CharField(max_length=16, blank=True)
    created = models.DateTimeField()
    made = models.DateTimeField(null=True, blank=True)
    offered = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict, help_text="Counts; those that stand on few people are left out.")

    privacy = Declared(
        record="visit_plan",
        plain=(
            "state", "first", "weeks", "matters", "keeps", "earlier", "ways", "half_days", "kept_schools", "job",
            "created", "made", "offered", "withdrawn", "figures",
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]

    def __str__(self) -> str:
        return f"{self.first}, {self.weeks}"


class PlanBlock(DistrictRecord):
    """Neighbouring schools of a large district that are planned as one job. Gone when the plan is made."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="blocks")
    number = models.PositiveSmallIntegerField()
    schools = models.JSONField(default=list, help_text="Keys of its schools.")
    done = models.BooleanField(default=False)
    value = models.FloatField(default=0)
    bound = models.FloatField(default=0)
    seconds = models.FloatField(default=0)

    privacy = Declared(record="visit_plan", plain=("run", "number", "schools", "done", "value", "bound", "seconds"))

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_block_of_a_number")]


class Unmet(DistrictRecord):
    """A need that a plan could not meet, and why: for whoever has the need, and in counts for the office."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="unmet")
    visitor = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    change = models.CharField(max_length=30, blank=True, help_text="What alone would make it possible.")

    privacy = Declared(
        record="need",
        about=("visitor",),
        personal=("run", "practice", "reason", "change"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="run__first",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["run", "id"]
        indexes = [models.Index(fields=["district", "visitor"], name="planning_unmet_of")]


class Proposal(DistrictRecord):
    """A visit that a plan proposes to its visitor, who alone sees it, and only while the plan is offered."""

    class Answer(models.TextChoices):
        NONE = "", _("Waits for you")
        TAKEN = "taken", _("Asked for")
        DECLINED = "declined", _("Not this time")

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="proposals")
    visitor = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=12, choices=Visit.Mode.choices, default=Visit.Mode.OWN, db_default="own")
    date = models.DateField()
    lesson = models.CharField(max_length=80, help_text="The host's; of a recording, the visitor's own free period.")
    window = models.JSONField(default=list)
    covered = models.JSONField(default=list, db_default=[], help_text="Those of the window that the visitor teaches.")
    cover = models.CharField(
        max_length=80, blank=True, db_default="", help_text="The free period of whoever could take the class."
    )
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    travel = models.PositiveSmallIntegerField(default=0)
    fit = models.FloatField(default=0)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    privacy = Declared(
        record="need",
        about=("visitor",),
        personal=(
            "run", "offer", "practice", "section", "school", "mode", "date", "lesson", "window", "covered", "cover",
            "start", "end", "travel", "fit", "answer", "answered", "visit",
        ),
        withheld=("lesson", "window", "covered", "cover"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.DELETE,
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        indexes = [models.Index(fields=["district", "visitor", "date"])]
