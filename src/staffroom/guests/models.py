"""Guests at the meetings of teams, and leads who get to know a team before they lead it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staffroom.expertise.models import Practice
from staffroom.people.models import DistrictRecord, School, Staff
from staffroom.spine.access import Declared, Erase, Keep
from staffroom.teams.models import Team

LIVE = ("asked", "booked")


class GuestHour(DistrictRecord):
    """A leader of another school at one meeting of a team: asked by somebody of the team, answered by the guest."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        BOOKED = "booked", _("Booked")
        DECLINED = "declined", _("Not this time")
        CANCELLED = "cancelled", _("Cancelled")
        LAPSED = "lapsed", _("No answer came")

    remembered = True  # whose time it takes is remembered with timetables

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="guest_hours")
    guest = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="guest_hours")
    asked_by = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="guests_asked")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=160, help_text="One line: what the guest is wanted for.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    date = models.DateField()
    start = models.PositiveSmallIntegerField(help_text="Minutes from midnight: which meeting of the day.")
    end = models.PositiveSmallIntegerField()
    travel = models.PositiveSmallIntegerField(default=0, help_text="Minutes, one way.")
    uses = models.JSONField(default=list, help_text="The timetable's ids of the guest's own free periods it takes.")
    proposed_by = models.BigIntegerField(null=True, blank=True, help_text="The guest, who proposed another meeting.")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Of the calendar event: up with each change.")
    created = models.DateTimeField()
    decided = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    privacy = Declared(
        record="guest",
        about=("guest", "asked_by"),
        owners=("guest", "asked_by"),
        personal=(
            "team", "school", "practice", "about", "state", "date", "start", "end", "travel", "uses", "proposed_by",
            "sequence", "created", "decided", "cancelled_by",
        ),
        words=("about",),
        wrote={"about": "asked_by"},
        withheld=("uses", "proposed_by", "sequence", "cancelled_by"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="date",
        erase=Erase.BLANK,
    )  # fmt: skip

    class Meta:
        ordering = ["date", "start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "date", "start"], condition=Q(state__in=LIVE), name="one_guest_a_meeting"
            ),
            models.CheckConstraint(condition=~Q(guest=F("asked_by")), name="nobody_is_their_own_guest"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="guest_hour_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["district", "guest", "date"], name="guest_hours_of_a_guest")]

    @property
    def guest_answers(self) -> bool:
        """Whether the guest has to answer; else the team, to a meeting that the guest proposed."""
        return self.proposed_by is None


class GuestThanks(DistrictRecord):
    """Two lines from the team to a guest, who alone reads them besides whoever wrote them."""

    hour = models.OneToOneField(GuestHour, on_delete=models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=240)
    written = models.DateTimeField()

    privacy = Declared(
        record="guest_thanks",
        about=("hour__guest", "author"),
        personal=("text", "written"),
        words=("text",),
        wrote={"text": "author"},
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="hour__date",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["id"]


class GuestWish(DistrictRecord):
    """Whether somebody wants to be asked as a guest. No row: yes."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="guest_wish")
    ask = models.BooleanField(default=True)

    privacy = Declared(
        record="hosting", about=("staff",), personal=("ask",), keep=Keep.OWNER, erase=Erase.DELETE
    )  # fmt: skip


class NewLead(DistrictRecord):
    """Somebody chosen by hand to get to know a team that they will lead. Who leads soon or since lately needs none."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="new_leads")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField()

    privacy = Declared(
        record="team",
        about=("staff",),
        personal=("team", "created"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="created",
        erase=Erase.DELETE,
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="new_lead_once")]
