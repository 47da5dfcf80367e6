"""Last days that the central office set by hand, without a roster."""

from django.db import models
from django.db.models import Q

from staffroom.spine.access import Declared, Keep

from .directory import Assignment, Staff
from .district import DistrictRecord


class Ending(DistrictRecord):
    """Somebody's last day: of all work, or of one assignment. It holds against rosters until they say something new."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="endings")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="endings")
    last_day = models.DateField()
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    taken_back = models.DateTimeField(null=True, blank=True)
    carried_out = models.DateTimeField(null=True, blank=True)
    over = models.DateTimeField(null=True, blank=True, help_text="When a roster said something new of it.")

    privacy = Declared(
        record="directory",
        about=("staff",),
        personal=("assignment", "last_day", "by_staff", "created", "taken_back", "carried_out", "over"),
        withheld=("by_staff",),
        keep=Keep.ROSTER,
        since="over",
    )

    class Meta:
        ordering = ["-last_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(assignment=None, taken_back=None, over=None),
                name="one_last_day_of_work",
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(taken_back=None, over=None), name="one_last_day_of_an_assignment"
            ),
        ]

    @property
    def holds(self) -> bool:
        return self.taken_back is None and self.over is None
