"""Every named page, as the role that uses it: light and dark, wide and on a phone; no violation of WCAG 2.2 AA.

``PAGES`` says how each name is reached, ``NOT_PAGES`` why a name is none. A new name in neither list fails.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as shipped
from django.core.management import call_command
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from staffroom.expertise.actions import stage_taxonomy
from staffroom.expertise.models import HelpOffer, Need, Offer, PartnerWish
from staffroom.guests.models import GuestHour, NewLead
from staffroom.people.actions import read_roster, stage_roster
from staffroom.people.actions.mapping import take_upload
from staffroom.people.models import Account, District, School, Staff
from staffroom.people.queries import actor_for
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.files.store import store
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope, writing
from staffroom.teams.models import Concept, Fund, Lane, Role, RoleKind, Team
from staffroom.timetable.actions.absences import stage_absences
from staffroom.timetable.actions.bells import stage_bells
from staffroom.timetable.models import ContractRule, LearningSlot
from staffroom.trust.actions import note_opening, stage_file
from staffroom.trust.models import Grant
from staffroom.visits import actions as visits
from staffroom.visits.models import Visit, VisitNote
from staffroom.visits.queries import find
from staffroom.walks.models import Walk
from tests.core.case.made import item, packed, tie
from tests.factories.expertise import make_adoption, make_help, make_need, make_wish, make_word
from tests.factories.people import make_code, make_driver, make_invitation, make_link, make_staff, saved
from tests.factories.planning import made_figures
from tests.factories.sharing import Goals, make_grant
from tests.factories.trust import make_leaving
from tests.factories.visits import make_cover

from .axe import violations
from .conftest import PATIENCE, SIZES
from .living import MORNING, TODAY, Living, bells, let_in, mutated_roster, seed_living
from .pages_listed import NOT_PAGES, OTHERS, PAGES, REFUSED

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"


def names_of(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)
        elif entry.namespace is None:  # the API has one
            yield from names_of(entry)


@pytest.mark.django_db  # reads nothing; the test database is only made when some test asks for it so
def test_every_name_is_a_page_or_says_why_it_is_none() -> None:
    listed = set(PAGES) | set(NOT_PAGES)
    named = set(names_of(get_resolver()))
    assert named - listed == set(), "Say in PAGES who uses it, or in NOT_PAGES why it is no page."
    assert listed - named == set(), "These names are gone."
    assert not set(PAGES) & set(NOT_PAGES)


# --- The district, once for all pages ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """The district that the pages show: accounts by part, and what addresses need."""

    accounts: dict[str, Account]
    things: dict[str, Any]
    address: str
    files: Path


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Place]:
    """A district in which something of everything has happened, and an empty one; on a server of its own."""
    from pytest_django.live_server_helper import LiveServer

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(shipped, "DEMO", True)
        files = tmp_path_factory.mktemp("files")
        patch.setattr(shipped, "MEDIA_ROOT", files)
        patch.setattr(timezone, "now", lambda: MORNING)
        living = seed_living()
        things = _things(living) | _goals(living, patch)
        accounts = {**living.accounts, **_newcomers(), "host_of_visit": things.pop("visit_host")}
        accounts["factored"], things["key_pk"] = _with_factors(living.accounts["leader"])
        server = LiveServer("localhost")
        yield Place(accounts, things, server.url, files)
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


def _led_by(account: Account) -> str:
    return Team.objects.filter(memberships__staff=account.staff, memberships__part="lead").earliest("pk").public_id


def _things(living: Living) -> dict[str, Any]:
    teacher, central = (actor_for(living.accounts[part], TODAY) for part in ("teacher", "central"))
    with district_scope(teacher.district_id):
        asked = _visit(teacher, MORNING)
        roster = stage_roster(by=central, now=MORNING, uploads=[("october.zip", [mutated_roster(living.made)])])
        if roster.state == "checking":
            read_roster(roster_import=roster, now=MORNING, progress=lambda *_told: None)
        staged = stage_bells(
            by=central, now=MORNING, file_name="bells.csv", content=bells(living.made, broken=False),
            calendar_name="", calendar=None,
        )  # fmt: skip
        tables = take_upload(
            by=central, now=MORNING, uploads=[("staff.csv", [b'Staff ID,Name,Site\n901,"Olsen, Nia",Somewhere\n'])]
        )
        absences = stage_absences(by=central, now=MORNING, file_name="absences.csv", read=[], problems=[])
        file = stage_file(
            by=central, now=MORNING, file_name="evaluators.csv", whole=True,
            content=f"evaluator_id,evaluated_id\n{asked.host.source_id},nobody\n".encode(),
        )  # fmt: skip
        own = Offer.objects.filter(staff_id=teacher.staff_id).first()
        with writing():
            draft = Offer.objects.create(
                district_id=teacher.district_id, staff_id=teacher.staff_id, practice=asked.practice, state="draft",
                language="en", created=MORNING, updated=MORNING,
            )  # fmt: skip
        lia = make_staff(asked.district, "Lia", "Núñez", email="", account=False)
        make_link(make_driver(asked.district, None, "Leo", "Vega"), "come-in-here")
        make_code(lia)
        lex = make_staff(asked.district, "Lex", "Marsh", active=False, left_on=TODAY)
        copy = store([b"words"], name="words.txt", district_id=lex.district_id, owner=lex.pk, now=MORNING)
        make_leaving(lex, "take-it-along", file=copy.public_id, expires=MORNING + timedelta(days=30))
        for of in (living.accounts["classified"].staff, asked.host):
            make_help(of, asked.practice, audience="district")
        make_invitation(lia, "open-this-door")
        host = Account.objects.filter(staff=asked.host).first() or Account.objects.create_user(
            asked.host.email, None, district_id=asked.district_id, staff=asked.host, language="en"
        )
        home = living.accounts["teacher"].staff.assignments.first().school_id
        given = {"district_id": teacher.district_id, "weeks": 2, "created": MORNING, "figures": made_figures(home)}
        plans = [
            saved(PlanRun(state=state, first=TODAY + timedelta(days=6), **given)) for state in ("offered", "ready")
        ]
        if not Need.objects.filter(staff_id=teacher.staff_id, practice=asked.practice, closed=None).exists():
            make_need(living.accounts["teacher"].staff, asked.practice)
        for answer in ("", "declined"):
            saved(Proposal(
                district_id=teacher.district_id, run=plans[0], visitor_id=teacher.staff_id, offer=asked.offer,
                practice=asked.practice, section=asked.section, school=asked.school, date=TODAY + timedelta(days=7),
                lesson=asked.lesson, start=asked.start, end=asked.end, answer=answer,
            ))  # fmt: skip
        return {
            "walk": Walk.objects.filter(organiser_id=teacher.staff_id).first().public_id,
            "plan": plans[0].public_id, "visit": asked.public_id, "visit_host": host, "host": asked.host.public_id,
            "host_offer": asked.offer.public_id, "offer": own.public_id, "draft": draft.public_id,
            "roster": roster.public_id, "bells": staged.public_id, "practice": "number-talks",
            "school": School.objects.get(pk=living.accounts["teacher"].staff.assignments.first().school_id).public_id,
            "need": Need.objects.filter(staff_id=teacher.staff_id).first().public_id,
            "cover": make_cover(asked, asked.host).public_id,
            "note": VisitNote.objects.filter(visit__host_id=teacher.staff_id).first().public_id,
            "evaluator_file": file.public_id, "tables": tables.public_id, "absence_file": absences.public_id,
            "leader_role": Role.objects.first().public_id, "fund": Fund.objects.first().public_id,
            "lane": Lane.objects.first().public_id, "concept": Concept.objects.first().public_id,
            "role_kind": RoleKind.objects.first().public_id,
            "team": _led_by(living.accounts["leader"]),
            "guest_team": GuestHour.objects.first().team.public_id, "guest_hour": GuestHour.objects.first().public_id,
            "new_team": NewLead.objects.first().team.public_id,
            "contract_rule": ContractRule.objects.first().public_id,
            "learning_slot": LearningSlot.objects.first().public_id,
            "mail": Mail.objects.filter(calendar="").latest("pk").public_id,
            "invitation": make_invitation(asked.host, "open-sesame").public_id, "token": "open-this-door",
            "link": "come-in-here", "leaving_link": "take-it-along",
            "taxonomy_file": _spread_and_brought(central, asked), "family": "talk",
            "help": HelpOffer.objects.get(staff=living.accounts["classified"].staff).public_id,
            "job": Job.objects.filter(district_id=teacher.district_id).latest("pk").public_id,
        }  # fmt: skip


def _spread_and_brought(central: Any, asked: Visit) -> str:
    """Words about the host's offer and who uses it, a wish of today, and a CASE package that waits."""
    visitor, own = asked.visitor, Offer.objects.filter(staff=asked.visitor, state="published").first()
    make_word(asked.offer, visitor, state="shown")
    make_adoption(asked.offer, visitor, state="shown")
    if own:
        make_word(own, asked.host), make_adoption(own, asked.host)
    if not PartnerWish.objects.filter(staff=asked.host, date=TODAY).exists():
        make_wish(asked.host, TODAY)
    package = json.dumps(packed([item("talk"), item("frames")], [tie("isChildOf", "frames", "talk")])).encode()
    return stage_taxonomy(by=central, now=MORNING, name="frames.json", content=package).public_id


def _goals(living: Living, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two goals of the teacher: one shared with the neighbour, who opened it, and one shared with nobody."""
    owner, reader = (living.accounts[part].staff for part in ("teacher", "neighbour"))
    goals = Goals().register(patch)
    for name in ("full", "empty"):
        goals.add(name, owner, "Calling on quiet voices")
    goals.add("theirs", reader, "Exit tickets")
    with district_scope(owner.district_id):
        make_grant(owner, reader, "full", until=TODAY + timedelta(days=14))
        make_grant(owner, reader, "full", ended=MORNING, ended_because=Grant.Ended.OWNER)
        make_grant(reader, owner, "theirs", until=TODAY + timedelta(days=14))
        actor = actor_for(reader.account, TODAY)
        note_opening(by=actor, now=MORNING, found=goals.find(actor, "full"))
    return {"goal": ["goal", "full"], "chosen": reader.public_id}


def _visit(teacher: Any, now: datetime) -> Visit:
    """One visit that is booked, and one that is asked for; the second."""
    for accepted in (True, False):
        host = find(teacher, now, code="number-talks", text="")["ready"][0]
        offer, lesson = host.match.offer_public_id, host.slots[0].lesson
        asked = visits.ask_visit(by=teacher, now=now, offer_id=offer, lesson=lesson, message="Good morning.")
        if accepted:
            account = Account.objects.filter(staff=asked.host).first() or Account.objects.create_user(
                asked.host.email, None, district_id=asked.district_id, staff=asked.host, language="en"
            )
            visits.accept_visit(by=actor_for(account, TODAY), now=now, visit_id=asked.public_id)
    return asked


def _with_factors(account: Account) -> tuple[Account, int]:
    """Somebody with an app, recovery codes and a passkey; and the number of that."""
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(account)
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "My phone", "credential": {}})
    return account, key.pk


def _newcomers() -> dict[str, Account]:
    """A teacher with nothing and a central office, in a district without bells, rosters or offers."""
    with writing():
        district = District.objects.create(code="new", name="Quiet Hills", time_zone="America/Los_Angeles")
        with district_scope(district.pk):
            school = School.objects.create(district=district, source_id="S", name="Hill School", short_name="Hill")
            return {
                "newcomer": _person(district, "New", "Teacher", "teacher", school),
                "newcomer_central": _person(district, "New", "Office", "central", None),
            }


def _person(district: District, given: str, family: str, role: str, school: School | None) -> Account:
    person = Staff.objects.create(district=district, source_id=given + family, given=given, family=family)
    person.assignments.create(district=district, role=role, school=school, primary=True)
    return Account.objects.create_user(f"{family}@new.invalid".lower(), None, district=district, staff=person)


# --- The pages ---------------------------------------------------------------------------------------


def address_of(name: str, needs: str, things: dict[str, Any]) -> str:
    if needs.startswith("?"):
        return reverse(name) + needs
    if needs == "uid_and_key":
        return reverse(name, kwargs={"uidb36": "1", "key": "gone"})
    if needs == "key":
        return reverse(name, args=["gone"])
    given = things.get(needs, [])
    return reverse(name, args=given if isinstance(given, list) else [given])


FACTS = """() => ({
    h1: document.querySelectorAll('h1').length,
    title: document.title.replace('· Staffroom', '').trim(),
    lang: document.documentElement.lang,
    wide: [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
        && document.documentElement.scrollWidth > innerWidth).slice(0, 3).map(e => e.tagName + '.' + e.className),
})"""


def faults_of(page: Any, address: str) -> list[str]:
    """What is wrong with one page in its four renderings, each with its place."""
    status = page.goto(address).status
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    found = [] if status < 400 or address in REFUSED else [f"status {status}"]
    for size, room in SIZES.items():
        page.set_viewport_size(room)
        facts = page.evaluate(FACTS)
        if facts["h1"] != 1 or not facts["title"] or facts["lang"] != "en":
            found.append(f"{size}: {facts}")
        found += [f"{size}: reaches beyond the edge: {what}" for what in facts["wide"]]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            found += [f"{size} {theme}: {told}" for told in violations(page, colours=theme == "dark")]
    return [f"{address}: {fault}" for fault in found]


def wanted(place: Place) -> list[tuple[str, str]]:
    pages = [(role, address_of(name, needs, place.things)) for name, (role, needs) in PAGES.items()]
    return sorted([*pages, *OTHERS])


ROLES = sorted({role for role, _needs in PAGES.values()} | {role for role, _address in OTHERS})


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_this_role_has_a_fault(
    browser: Any, place: Place, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "MEDIA_ROOT", place.files)
    context = browser.new_context(
        viewport=SIZES["wide"], base_url=place.address, bypass_csp=True, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "language", "value": "en", "url": place.address}])
    if role in place.accounts:
        let_in(context, place.address, place.accounts[role])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda told: said.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    faults = [fault for who, address in wanted(place) if who == role for fault in faults_of(page, address)]
    faults += [told for told in said if not any(told.partition(": ")[0].endswith(each) for each in REFUSED)]
    context.close()
    assert not faults, "\n".join(faults)


# --- Pictures for the documentation ------------------------------------------------------------------
SHOWN = (
    ("find", "teacher", "/find/?practice=number-talks", "wide", "light"),
    ("today", "teacher", "/", "wide", "light"),
    ("grid", "principal", "/school/visits/", "wide", "light"),
    ("today-phone", "host_of_visit", "/", "phone", "dark"),
)


@pytest.mark.parametrize(("name", "role", "address", "size", "theme"), SHOWN)
def test_the_pictures_of_the_documentation(
    browser: Any, place: Place, tmp_path: Path, name: str, role: str, address: str, size: str, theme: str
) -> None:
    """Each fits into 250 KB. They are written into docs/images when STAFFROOM_SCREENSHOTS is 1."""
    context = browser.new_context(viewport=SIZES[size], base_url=place.address, color_scheme=theme)
    context.set_default_timeout(PATIENCE)
    let_in(context, place.address, place.accounts[role])
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    folder = PICTURES if os.environ.get("STAFFROOM_SCREENSHOTS") == "1" else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    context.close()
    assert 5_000 < (folder / f"{name}.png").stat().st_size < 250_000
