"""Reads before any district is in scope: which districts there are, whose session this is, whom a command means."""

from django.db.models import Q

from staffroom.spine.scoping import across_districts

from ..models import Account, District, Staff


def district_of_code(code: str) -> District | None:
    """The district with this code."""
    return District.objects.filter(code=code).first()


def district_codes() -> list[str]:
    """Codes of all districts of this installation."""
    return list(District.objects.order_by("code").values_list("code", flat=True))


def district_ids() -> list[int]:
    """Keys of all districts, for work that goes through each in its own scope."""
    return list(District.objects.order_by("pk").values_list("pk", flat=True))


def time_zone_of(district_id: int) -> str:
    """The name of a district's time zone."""
    return District.objects.values_list("time_zone", flat=True).get(pk=district_id)


def account_of_staff(staff_id: int | None) -> Account:
    """The account of somebody of the district in scope, for a job that works for them. Raises Account.DoesNotExist."""
    return Account.objects.select_related("district", "staff").get(staff_id=staff_id)


def staff_known_as(name: str, code: str = "") -> list[Staff]:
    """Active people with this source id, public id or address, in one district or in all: for commands only."""
    with across_districts():
        held = Staff.objects.filter(active=True).select_related("district", "account")
        held = held.filter(district__code=code) if code else held
        return list(held.filter(Q(source_id=name) | Q(public_id=name) | Q(email__iexact=name)).order_by("pk"))
