"""Makers of people records. Plain functions: they save with ``writing()``, so no action is needed in a test."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from staffroom.people.models import (
    Account,
    Assignment,
    District,
    Invitation,
    School,
    Section,
    SignInCode,
    Staff,
    Teaching,
    Term,
)
from staffroom.people.queries import digest_of, digest_of_code
from staffroom.spine.scoping import writing

_numbers = count(1)


def saved(record: Any) -> Any:
    """Save any record, guarded or not, and give it back."""
    with writing():
        record.save()
    return record


def make_district(code: str = "maple", **fields: Any) -> District:
    """A district; its code must be new."""
    return saved(District(code=code, **{"name": f"{code.title()} Unified", **fields}))


def make_school(district: District, name: str, **fields: Any) -> School:
    """A school of the district, known to the roster by a short id made of its name."""
    given = {"source_id": name.split()[0].lower(), "short_name": name.split()[0], **fields}
    return saved(School(district=district, name=name, **given))


def make_staff(district: District, given: str, family: str, *, account: bool = True, **fields: Any) -> Staff:
    """A staff member without assignment; with an account unless told otherwise."""
    fields = {"source_id": f"s{next(_numbers)}", "email": f"{given}.{family}@{district.code}.example".lower()} | fields
    staff = saved(Staff(district=district, given=given, family=family, **fields))
    if account and staff.email:
        make_account(staff)
    return staff


def make_account(staff: Staff, password: str | None = None, **fields: Any) -> Account:
    """The account of a staff member; without a usable password unless one is given."""
    return Account.objects.create_user(staff.email, password, district=staff.district, staff=staff, **fields)


def make_assignment(staff: Staff, role: str, school: School | None = None, **fields: Any) -> Assignment:
    """A role at a school, or in the central office."""
    return saved(Assignment(district=staff.district, staff=staff, school=school, role=role, **fields))


def make_invitation(staff: Staff | None, token: str, **fields: Any) -> Invitation:
    """An invitation whose link ends with this token; it waits for a year unless told otherwise."""
    now = timezone.now()
    given = {"created": now, "expires": now + timedelta(days=365), "token_digest": digest_of(token), **fields}
    if staff:
        given = {"district": staff.district, "staff": staff, "email": staff.email, **given}
    return saved(Invitation(**given))


def make_code(staff: Staff, code: str = "ACDEFGHJKMNP", **fields: Any) -> SignInCode:
    """A code on paper for somebody; it waits for a year unless told otherwise."""
    now = timezone.now()
    given = {"way": "paper", "created": now, "expires": now + timedelta(days=365), "digest": digest_of_code(code)}
    return saved(SignInCode(district=staff.district, staff=staff, **{**given, **fields}))


def make_link(staff: Staff, token: str, way: str = "link", **fields: Any) -> SignInCode:
    """A link by mail whose address ends with this token."""
    return make_code(staff, way=way, **{"digest": digest_of(token), "email": "private@home.example", **fields})


def make_driver(district: District, school: School | None, given: str = "Lia", family: str = "Núñez") -> Staff:
    """A bus driver without a work mail address and without an account."""
    driver = make_staff(district, given, family, email="", account=False)
    make_assignment(driver, "bus", school)
    return driver


def make_term(district: District, title: str, starts: Any, ends: Any, **fields: Any) -> Term:
    """An academic session; ``ends`` is exclusive."""
    fields = {"source_id": title.lower().replace(" ", "-"), **fields}
    return saved(Term(district=district, title=title, starts=starts, ends=ends, **fields))


def make_section(school: School, title: str, *teachers: Staff, **fields: Any) -> Section:
    """A class of the school, taught by these people."""
    fields = {"source_id": f"c{next(_numbers)}", **fields}
    section = saved(Section(district=school.district, school=school, title=title, **fields))
    for teacher in teachers:
        saved(Teaching(district=school.district, section=section, staff=teacher))
    return section
