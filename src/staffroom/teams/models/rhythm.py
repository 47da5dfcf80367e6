"""What was held of what was planned: of a team, and between the two people of personal support. Never who was there."""

from django.db import models

from staffroom.people.models import DistrictRecord
from staffroom.spine.access import Declared, Erase, Keep

from .teams import PersonalSupport, Team


class MeetingMark(DistrictRecord):
    """One meeting of a team: what it was for, in one line, and whether it was held. Nothing of who was there."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="marks")
    date = models.DateField()
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight: which meeting of the day.")
    held = models.BooleanField(null=True, blank=True, help_text="Empty: not said yet.")
    purpose = models.CharField(max_length=160, blank=True)

    privacy = Declared(record="team_goal", plain=("team", "date", "start", "held", "purpose"))

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "date", "start"], name="one_mark_a_meeting")]


class PersonalMark(DistrictRecord):
    """Whether personal support took place in a week in which it was due. Written by whose support it is."""

    support = models.ForeignKey(PersonalSupport, on_delete=models.CASCADE, related_name="marks")
    week = models.DateField(help_text="The Monday of the week.")
    held = models.BooleanField()

    privacy = Declared(
        record="own_support",
        about=("support__staff", "support__supporter"),
        owners=("support__staff",),
        personal=("week", "held"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="week",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["week", "id"]
        constraints = [models.UniqueConstraint(fields=["support", "week"], name="one_mark_a_week")]
