"""Makers of kinds of roles, funds, roles, who holds them and who could step in."""

from datetime import date
from decimal import Decimal
from typing import Any

from staffroom.people.models import District, School, Staff
from staffroom.teams.models import Fund, Role, RoleCover, RoleHolding, RoleKind

from .people import saved
from .teams import SINCE
from .visits import NOW


def make_kind(district: District, name: str = "Coach", **fields: Any) -> RoleKind:
    given = {"purpose": "Plans lessons with colleagues.", **fields}
    return saved(RoleKind(district=district, name=name, **given))


def make_fund(district: District, name: str = "Title I", **fields: Any) -> Fund:
    """A fund that pays a full post of 40 hours 100,000 dollars, and has as much."""
    return saved(Fund(district=district, name=name, **{"budget": 100_000, "fte_cost": 100_000, **fields}))


def make_role(kind: RoleKind, school: School | None, holder: Staff | None = None, **fields: Any) -> Role:
    """A role since the beginning of the school year: 5 hours a week, 4 of release."""
    given = {"hours": Decimal(5), "release_hours": Decimal(4), "begins": SINCE, **fields}
    role = saved(Role(district=kind.district, kind=kind, school=school, **given))
    if holder is not None:
        make_holding(role, holder)
    return role


def make_holding(role: Role, person: Staff, begins: date = SINCE, **fields: Any) -> RoleHolding:
    return saved(RoleHolding(district=role.district, role=role, staff=person, begins=begins, **fields))


def make_cover(role: Role, person: Staff, **fields: Any) -> RoleCover:
    """Asked; with ``accepted``: agreed."""
    return saved(RoleCover(district=role.district, role=role, staff=person, **{"asked": NOW, **fields}))
