"""Who may sign in: known mail addresses, and the named people of a demo. Read before a district is known."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from staffroom.spine.scoping import across_districts

from ..models import Account, Assignment, District, Staff, Teaching

# The card of each role: the assignments it is taken from, its name, and what this person will see.
DEMO_CARDS: tuple[tuple[str, tuple[str, ...], Any, Any], ...] = (
    ("teacher", ("teacher",), _("Teacher"), _("Find a colleague to visit in a free period, and open a door.")),
    ("colleague", ("teacher",), _("A colleague"), _("Is asked for a visit and answers: the other half of the story.")),
    (
        "leader",
        ("teacher_leader", "specialist"),
        _("Teacher leader"),
        _("Everything a teacher does, with colleagues across the school."),
    ),
    ("principal", ("principal",), _("Principal"), _("Who may visit whom this week without cover, as a week grid.")),
    ("central", ("central",), _("Central office"), _("Bring rosters and bell times, see what would change, undo.")),
    ("it", ("it",), _("IT"), _("Health, jobs and mails: the machine room.")),
    ("classified", ("aide", "office", "food", "bus"), _("Classified staff"), _("The directory and your own page.")),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One card of the demo's sign-in page."""

    role: str
    role_name: Any
    name: str
    school: str
    will_see: Any
    public_id: str

    @property
    def card(self) -> dict[str, Any]:
        """As the person card of ``ui`` takes it."""
        return {"name": self.name, "role": self.role_name, "school": self.school}


def is_set_up() -> bool:
    """Whether there is any district at all."""
    return District.objects.exists()


def staff_of_address(email: str) -> Staff | None:
    """The one active staff member with this mail address. None when nobody or more than one has it."""
    with across_districts():
        found = list(Staff.objects.select_related("district").filter(email__iexact=email.strip(), active=True)[:2])
    return found[0] if email.strip() and len(found) == 1 else None


def demo_staff(public_id: str) -> Staff | None:
    """A person of a demo district, only while this is a demo."""
    if not settings.DEMO:
        return None
    with across_districts():
        people = Staff.objects.select_related("district").filter(district__is_demo=True, active=True)
        return people.filter(public_id=public_id).first()


def demo_people() -> list[DemoPerson]:
    """A named person of each role, of the first demo district; none outside of a demo."""
    if not settings.DEMO:
        return []
    district = District.objects.filter(is_demo=True).order_by("pk").first()
    if district is None:
        return []
    with across_districts():
        found: list[DemoPerson] = []
        for card in DEMO_CARDS:
            person = _demo_person(district, *card, besides={one.public_id for one in found})
            found += [person] if person else []
        return found


def _demo_person(
    district: District, role: str, kinds: tuple[str, ...], name: Any, will_see: Any, *, besides: Collection[str]
) -> DemoPerson | None:
    teaches = Teaching.objects.filter(staff_id=OuterRef("staff_id"), active=True)
    held = Assignment.objects.filter(district=district, role__in=kinds, active=True, staff__active=True)
    held = held.exclude(staff__public_id__in=besides)
    first = held.select_related("staff", "school").annotate(teaches=Exists(teaches)).order_by("-teaches", "pk").first()
    if first is None:
        return None
    school = str(first.school) if first.school else str(_("Central office")) if role != "central" else ""
    return DemoPerson(role, name, str(first.staff), school, will_see, first.staff.public_id)


def words_about(account: Account) -> list[str]:
    """What anybody knows who knows this person: names, mail address, district, schools."""
    words = [account.email.partition("@")[0], account.email.partition("@")[2].partition(".")[0]]
    if account.district_id:
        words += [account.district.name, account.district.code]
    with across_districts():
        person = Staff.objects.filter(pk=account.staff_id).first()
        held = Assignment.objects.filter(staff_id=account.staff_id, school__isnull=False)
        words += [name for pair in held.values_list("school__name", "school__short_name") for name in pair]
    return words + ([person.given, person.family, person.preferred] if person else [])


def account_of_person(staff: Staff) -> Account | None:
    """The account of a staff member, open or closed."""
    return Account.objects.filter(staff=staff).first()
