"""Another time that one side of a visit proposes: kept besides the old one until the other side has answered."""

from django.db import models
from django.db.models import F, Q

from staffroom.people.models import DistrictRecord, School, Section, Staff
from staffroom.spine.access import Declared, Keep

from .booked import Visit


class ProposedTime(DistrictRecord):
    """Where a visit would go if the other side says yes. Only as long as it waits: one at a time for a visit.

    The visit itself stays where it is. What the new time takes is kept in ``Promise`` rows of this record.
    """

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="proposed_time")
    proposer = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    period = models.CharField(max_length=40)
    lesson = models.CharField(max_length=80, help_text="The timetable's id of the host's lesson.")
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    travel = models.PositiveSmallIntegerField(default=0, help_text="Minutes, one way.")
    window = models.JSONField(default=list, help_text="The visitor's own free periods around it.")
    uses = models.JSONField(default=list, help_text="Those lessons of the visitor's for which promises are made.")
    covered = models.JSONField(default=list, help_text="Those that the visitor would teach.")
    created = models.DateTimeField()

    privacy = Declared(
        record="visit",
        about=("visit__visitor", "visit__host", "proposer"),
        owners=("visit__visitor", "visit__host"),
        personal=(
            "visit", "proposer", "section", "school", "date", "period", "lesson", "start", "end", "travel", "window",
            "uses", "covered", "created",
        ),
        withheld=("lesson", "window", "uses", "covered"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="proposed_time_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["district", "date"], name="visits_proposed_date")]

    @property
    def holder(self) -> str:
        """How its promises name it."""
        return f"proposed/{self.public_id}"

    @property
    def answers(self) -> int:
        """Who says yes or no to it: the other one."""
        return self.visit.host_id if self.proposer_id == self.visit.visitor_id else self.visit.visitor_id
