"""Teams, who belongs to them, who supports them, towards which goal, when they meet.

Nothing here says who evaluates whom, and nothing who was present: a meeting was held or it was not.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import DistrictRecord, School, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep


class Team(DistrictRecord):
    """People who work and learn together. No school: it is for the whole district."""

    remembered = True

    class Kind(models.TextChoices):
        GRADE = "grade", _("Grade team")
        SUBJECT = "subject", _("Subject team")
        ILT = "ilt", _("Instructional leadership team")
        PLC = "plc", _("Professional learning community")
        CREW = "crew", _("Crew")
        OTHER = "other", _("Other team")

    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="teams")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=240, blank=True, help_text="One sentence: what this team is for.")
    roster_key = models.CharField(max_length=60, blank=True, help_text="Which proposal it came from; empty: by hand.")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it is no more.")

    privacy = Declared(record="team", plain=("school", "kind", "name", "purpose", "roster_key", "begins", "ends"))

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "roster_key"],
                condition=~Q(roster_key="") & Q(ends=None),
                name="one_team_a_proposal",
            ),
            models.UniqueConstraint(
                fields=["district", "roster_key"],
                condition=~Q(roster_key="") & Q(ends=None, school=None),
                name="one_district_team_a_proposal",
            ),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="team_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(DistrictRecord):
    """Somebody's part in a team, with dates."""

    remembered = True

    class Part(models.TextChoices):
        MEMBER = "member", _("Member")
        LEAD = "lead", _("Leads")
        SUPPORTER = "supporter", _("Supports")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.MEMBER)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    privacy = Declared(
        record="team",
        about=("staff",),
        personal=("team", "part", "begins", "ends"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="ends",
    )

    class Meta:
        ordering = ["part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "staff"], condition=Q(ends=None), name="one_part_in_a_team"),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="membership_dates_in_order"),
        ]
        indexes = [models.Index(fields=["staff", "ends"], name="membership_of_staff")]


class How(models.TextChoices):
    """What support looks like."""

    COACHING = "coaching", _("coaching")
    PLANNING = "planning", _("planning together")
    DEBRIEF = "debrief", _("observation and debrief, as a colleague")
    DATA = "data", _("looking at data together")
    SOLVING = "solving", _("solving problems at work")


class Support(DistrictRecord):
    """How one supporter supports a team, and how often. Support of one person alone is :class:`PersonalSupport`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="supports")
    supporter = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    every_weeks = models.PositiveSmallIntegerField(default=2)
    minutes = models.PositiveSmallIntegerField(default=45)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    privacy = Declared(
        record="team",
        about=("supporter",),
        personal=("team", "how", "every_weeks", "minutes", "begins", "ends"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="ends",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "supporter", "how"], condition=Q(ends=None), name="support_once"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, minutes__gte=5), name="support_takes_time"),
        ]


class PersonalSupport(DistrictRecord):
    """Who supports one person besides the team. Known to the two people of it: who is coached is nobody's list."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    supporter = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    every_weeks = models.PositiveSmallIntegerField(default=2)
    minutes = models.PositiveSmallIntegerField(default=30)
    begins = models.DateField()

    privacy = Declared(
        record="own_support",
        about=("staff", "supporter"),
        owners=("staff",),
        personal=("how", "every_weeks", "minutes", "begins"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="begins",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "supporter"], name="personal_support_once"),
            models.CheckConstraint(condition=~Q(staff=F("supporter")), name="nobody_supports_themselves"),
        ]


class TeamGoal(DistrictRecord):
    """What a team wants to reach together. A new one ends the one before."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="goals")
    text = models.TextField()
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    privacy = Declared(record="team_goal", plain=("team", "text", "begins", "ends"))

    class Meta:
        ordering = ["-begins", "-id"]
        constraints = [models.UniqueConstraint(fields=["team"], condition=Q(ends=None), name="one_goal_a_team")]


class OwnGoal(DistrictRecord):
    """How one member wants to lead. A draft until its owner publishes it to the team and its school; withdrawable."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft: only you")
        PUBLISHED = "published", _("Published to your team and its school")
        WITHDRAWN = "withdrawn", _("Withdrawn: only you")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="own_goals")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="own_goals")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    updated = models.DateTimeField()

    privacy = Declared(
        record="own_goal",
        about=("staff",),
        personal=("team", "text", "state", "updated"),
        words=("text",),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="updated",
        erase=Erase.DELETE,
        draft=Draft("own_goal_draft", column="state", values=("draft", "withdrawn")),
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="one_own_goal_a_team")]


class MeetingSlot(DistrictRecord):
    """When a team meets: a weekday or cycle day, from and to on the school's clock, and every how many weeks."""

    remembered = True

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="slots")
    day = models.CharField(max_length=12, help_text="Mon to Fri, or a cycle day such as A.")
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    end = models.PositiveSmallIntegerField(help_text="Minutes from midnight.")
    room = models.CharField(max_length=60, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    begins = models.DateField(help_text="Weeks are counted from the week of this day.")
    ends = models.DateField(null=True, blank=True)

    privacy = Declared(record="team", plain=("team", "day", "start", "end", "room", "every_weeks", "begins", "ends"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "day", "start"], condition=Q(ends=None), name="one_slot_at_a_time"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="slot_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="slot_every_so_many_weeks"),
        ]


class CardTold(DistrictRecord):
    """Somebody's team card as they were told it last, by ids only; so that a change is found by comparing."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+")
    card = models.JSONField(default=dict, help_text="Team -> who supports it and how, its goal, its times, by id.")
    mailed = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="account",
        about=("staff",),
        personal=("card", "mailed"),
        keep=Keep.ROSTER,
        since="staff__left_on",
        only={"staff__active": False},
    )


def holding(day: date, at: str = "") -> Q:
    """The condition on rows with ``begins`` and ``ends`` (exclusive, or none) that hold on a day."""
    return Q(**{f"{at}begins__lte": day}) & (Q(**{f"{at}ends": None}) | Q(**{f"{at}ends__gt": day}))
