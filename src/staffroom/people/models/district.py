"""The district, and what every record of one has."""

import secrets

from django.db import models
from django_scopes import ScopedManager

from staffroom.spine.access import Declared
from staffroom.spine.scoping import GuardedQuerySet, GuardedRecord


def new_public_id() -> str:
    """An unguessable id for addresses (72 bits)."""
    return secrets.token_urlsafe(9)


class District(models.Model):
    """One school district: the outermost scope of every record."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="America/Los_Angeles")
    language = models.CharField(max_length=5, default="en")
    is_demo = models.BooleanField(default=False)
    default_travel_minutes = models.PositiveSmallIntegerField(default=15)

    privacy = Declared(
        record="directory",
        plain=("code", "name", "time_zone", "language", "is_demo", "default_travel_minutes"),
    )

    def __str__(self) -> str:
        return self.name


class DistrictRecord(GuardedRecord):
    """A record of one district: read only inside a scope, written only by actions.

    The district alone has no index: every scoped read names it, nearly all rows fit it, and SQLite would choose
    it before the index that finds the few rows wanted. Indexes that begin with the district are each model's own.
    """

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    objects = ScopedManager(district="district", _manager_class=GuardedQuerySet.as_manager().__class__)

    class Meta:
        abstract = True
