"""Ana, and everybody who tries, in the district in which the check asks."""

from typing import TYPE_CHECKING

from staffroom.people.models import (
    Account,
    Assignment,
    AssignmentRole,
    District,
    School,
    Section,
    Staff,
    Teaching,
)
from staffroom.spine.scoping import across_districts, writing

from .. import demo
from .oracle import Person

if TYPE_CHECKING:
    from .world import World


def make_people(world: "World") -> None:
    """Everybody by their part."""
    _People(world).make()


class _People:
    """Ana, and everybody who tries. The cast of the demo's sign-in page plays the parts that it has."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.cast = demo.cast_accounts()

    def make(self) -> None:
        for name, part in (("owner", "teacher"), ("paired", "neighbour"), ("principal", "principal")):
            self._known(name, self.cast[part])
        for name in ("leader", "central", "it", "classified"):
            self._known(name, self.cast[name])
        with across_districts():
            self.home = School.objects.get(
                pk=Assignment.objects.filter(staff=self.world.people["owner"].staff).values_list("school_id")[:1]
            )
            self.away = School.objects.filter(district=self.world.district).exclude(pk=self.home.pk).first()
        role = AssignmentRole
        for name, given, kind, school in (
            ("colleague", "Cary", role.TEACHER, self.home),
            ("shared with", "Shay", role.TEACHER, self.away),
            ("former coach", "Fern", role.SPECIALIST, self.home),
            ("lapsed", "Lupe", role.TEACHER, self.home),
            ("evaluator", "Eve", role.TEACHER_LEADER, self.home),
            ("assistant principal", "Ari", role.ASSISTANT_PRINCIPAL, self.home),
            ("other school", "Odell", role.TEACHER, self.away),
            ("other principal", "Opal", role.PRINCIPAL, self.away),
            ("left", "Leif", role.TEACHER, self.home),
            ("no role", "Noor", None, None),
        ):
            self._new(name, self.world.district, given, kind, school)
        self._other_district()
        self.world.people["stranger"] = Person("stranger")

    def _other_district(self) -> None:
        other, _made = District.objects.get_or_create(code="elsewhere", defaults={"name": "Elsewhere Unified"})
        with writing(), across_districts():
            school = School.objects.create(district=other, source_id="far", name="Far School")
        for name, kind, place in (
            ("other district", AssignmentRole.TEACHER, school),
            ("other central", AssignmentRole.CENTRAL, None),
            ("other it", AssignmentRole.IT, None),
        ):
            self._new(name, other, name.title().replace(" ", ""), kind, place)

    def _known(self, name: str, account: Account) -> None:
        self.world.people[name] = Person(name, account.staff_id, account.pk, account.district_id)

    def _new(self, name: str, district: District, given: str, role: str | None, school: School | None) -> None:
        code = name.replace(" ", "-")
        with writing(), across_districts():
            staff = Staff.objects.create(
                district=district, source_id=f"check-{code}", given=given, family="Check", email=f"{code}@check.invalid"
            )
            if role:
                Assignment.objects.create(district=district, staff=staff, school=school, role=role)
            if role in (AssignmentRole.TEACHER, AssignmentRole.TEACHER_LEADER) and school:
                section = Section.objects.create(
                    district=district, school=school, source_id=f"check-{code}", title=f"{given}'s class"
                )
                Teaching.objects.create(district=district, section=section, staff=staff)
        account = Account.objects.create_user(staff.email, None, district=district, staff=staff)
        self.world.people[name] = Person(name, staff.pk, account.pk, district.pk)
