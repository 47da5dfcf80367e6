"""The roles that leaders hold: what each is for, where, how many hours it asks for and gives, and which fund pays it.

A role is a post of a school or of the district and may be vacant; who holds it is a row of its own, with dates.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from staffroom.people.models import DistrictRecord, School, Staff
from staffroom.spine.access import Declared, Draft, Erase, Keep


class Lane(DistrictRecord):
    """Roles that differ and want the same: one lane of the pool, with the outcome it works for."""

    name = models.CharField(max_length=60)
    outcome = models.CharField(max_length=240, help_text="One sentence: what is different for students.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Order from left to right.")

    privacy = Declared(record="role", plain=("name", "outcome", "place"))

    class Meta:
        ordering = ["place", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="lane_once")]

    def __str__(self) -> str:
        return self.name


class Concept(DistrictRecord):
    """An idea that several lanes share, in one name that all of them use."""

    name = models.CharField(max_length=80)
    meaning = models.CharField(max_length=240, blank=True, help_text="One sentence that every lane would say.")

    privacy = Declared(record="role", plain=("name", "meaning"))

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="concept_once")]

    def __str__(self) -> str:
        return self.name


class RoleKind(DistrictRecord):
    """One kind of role in the district's own list: Senior Lead, Instructional Coach ..."""

    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=240, help_text="One sentence: what colleagues have from it.")
    active = models.BooleanField(default=True, help_text="No: held on, but not offered for new roles.")
    lane = models.ForeignKey(Lane, on_delete=models.SET_NULL, null=True, blank=True, related_name="kinds")

    privacy = Declared(record="role", plain=("name", "purpose", "active", "lane"))

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="role_kind_once")]

    def __str__(self) -> str:
        return self.name


class LaneConcept(DistrictRecord):
    """That a lane names a concept, and which kind of role carries it there. No kind: nobody yet."""

    lane = models.ForeignKey(Lane, on_delete=models.CASCADE, related_name="concepts")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="lanes")
    kind = models.ForeignKey(RoleKind, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    privacy = Declared(record="role", plain=("lane", "concept", "kind"))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["lane", "concept"], name="concept_once_a_lane")]


class Fund(DistrictRecord):
    """A source of money with what it may pay for roles in one school year, in whole dollars."""

    name = models.CharField(max_length=80)
    budget = models.PositiveIntegerField(help_text="Dollars for roles in one school year.")
    fte_cost = models.PositiveIntegerField(help_text="Dollars a year of one full-time post, with benefits.")
    full_week = models.DecimalField(
        max_digits=4, decimal_places=1, default=Decimal(40), help_text="Hours of a full post."
    )
    active = models.BooleanField(default=True)

    privacy = Declared(record="fund", plain=("name", "budget", "fte_cost", "full_week", "active"))

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="fund_once"),
            models.CheckConstraint(condition=Q(full_week__gt=0), name="full_week_has_hours"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(DistrictRecord):
    """A post of a kind at a school; no school: for the whole district. Its numbers are money, its kind is not."""

    kind = models.ForeignKey(RoleKind, on_delete=models.PROTECT, related_name="roles")
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    fte = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, blank=True, help_text="Share of a post that the fund pays."
    )
    hours = models.DecimalField(max_digits=4, decimal_places=1, help_text="Hours a week that the role asks for.")
    release_hours = models.DecimalField(
        max_digits=4, decimal_places=1, default=Decimal(0), help_text="Hours a week without classes, given for it."
    )
    stipend = models.PositiveIntegerField(default=0, help_text="Dollars a school year.")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it is no more.")

    privacy = Declared(
        record="role_money",
        plain=("kind", "school", "fund", "fte", "hours", "release_hours", "stipend", "begins", "ends"),
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="role_dates_in_order"),
            models.CheckConstraint(condition=Q(hours__gte=0, release_hours__gte=0), name="role_hours_not_negative"),
            models.CheckConstraint(condition=Q(fte=None) | Q(fte__gte=0, fte__lte=1), name="role_share_of_one_post"),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is there, as people say it."""
        return self.ends - timedelta(days=1) if self.ends else None


class RoleHolding(DistrictRecord):
    """Who holds a role, with dates. A role with nobody today is vacant."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="holdings")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="role_holdings")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    privacy = Declared(
        record="role",
        about=("staff",),
        personal=("role", "begins", "ends"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="ends",
    )

    class Meta:
        ordering = ["begins", "id"]
        constraints = [
            models.UniqueConstraint(fields=["role"], condition=Q(ends=None), name="one_holder_a_role"),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="holding_dates_in_order"),
        ]
        indexes = [models.Index(fields=["staff", "ends"], name="role_holding_of_staff")]


class RoleCover(DistrictRecord):
    """Who could step in for a role. Asked only: known to the asked person alone. Accepted: to who looks after it."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="cover")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    asked = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="role_cover",
        about=("staff",),
        personal=("role", "asked", "accepted"),
        keep=Keep.NEXT_SCHOOL_YEAR,
        since="asked",
        erase=Erase.DELETE,
        draft=Draft("role_cover_asked", column="accepted"),
    )

    class Meta:
        ordering = ["id"]
