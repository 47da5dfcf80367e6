"""The district in which the check asks: the demo district, with one of everything of Ana's, and people who stand to her
in every way that the matrix tells apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from staffroom.expertise.models import (
    Adoption,
    ClosedDoor,
    HelpOffer,
    Hosting,
    Need,
    Offer,
    OpenDoor,
    PartnerWish,
    Practice,
    PracticeFamily,
    TaxonomyFile,
    Word,
)
from staffroom.guests.models import GuestHour, GuestThanks, NewLead
from staffroom.people.actions.mapping import take_upload
from staffroom.people.models import (
    Account,
    Assignment,
    AssignmentRole,
    DeviceSession,
    District,
    Invitation,
    RosterImport,
    School,
    Section,
    SignInCode,
    Staff,
    Teaching,
)
from staffroom.people.queries import actor_for, digest_of
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.access import Audience
from staffroom.spine.files.store import StoredFile, store
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.teams.models import (
    Concept,
    Fund,
    Lane,
    Membership,
    OwnGoal,
    PersonalSupport,
    Role,
    RoleCover,
    RoleHolding,
    RoleKind,
    Team,
)
from staffroom.teams.queries import team_feed_token
from staffroom.timetable.models import (
    AbsenceImport,
    Away,
    BellImport,
    CalendarDay,
    ContractRule,
    DayChange,
    LearningSlot,
)
from staffroom.trust.actions import make_export
from staffroom.trust.models import Evaluates, EvaluatorFile, Grant, Leaving
from staffroom.visits.models import Cover, FromAfar, NextStep, ProposedTime, Visit, VisitNote
from staffroom.visits.queries import feed_token

from .. import demo
from .oracle import Facts, OfTeam, Person, Thing
from .world_walks import make_walks

LONG = timedelta(days=30)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class World:
    """People, what is Ana's, and a session for everybody."""

    district: District
    today: date
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def facts(self) -> Facts:
        """As the tables say it now."""
        return Facts.read(self.today)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Reading and writing in the district, outside of any request."""
        with district_scope(self.district.pk), writing():
            yield

    def signed_in_just_now(self) -> None:
        """A long look must not end with everybody asked to sign in again: every session that lives began now."""
        for client in self.clients.values():
            session = client.session
            if "began" in session:
                session["began"] = session["seen"] = timezone.now().timestamp()
                session.save()

    def staff(self, name: str) -> Staff:
        with across_districts():
            return Staff.objects.get(pk=self.people[name].staff)


def make_world(now: datetime, *, seeded: bool = False, size: str = "tiny", seed: int = 2026) -> World:
    """The demo district of this size, and everything in it that an address can name. Everything is invented."""
    if not seeded:
        demo.seed(seed, now.date(), size=size)  # type: ignore[arg-type]
    district = District.objects.get(code=demo.DEMO_CODE)
    world = World(district, now.astimezone(ZoneInfo(district.time_zone)).date())
    _People(world).make()
    with world.at_work():
        _Things(world, now).make()
    for name, person in world.people.items():
        world.clients[name] = _signed_in(person)
    # Whoever has left keeps the session they had.
    with writing(), across_districts():
        Staff.objects.filter(pk=world.people["left"].staff).update(active=False)
    return world


def _signed_in(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    if person.account:
        client.force_login(Account.objects.get(pk=person.account), backend=BACKEND)
    return client


class _People:
    """Ana, and everybody who tries. The cast of the demo's sign-in page plays the parts that it has."""

    def __init__(self, world: World) -> None:
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


class _Things:
    """One of everything that has an address, most of it Ana's."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now, self.district = world, now, world.district
        self.ana, self.ben = world.staff("owner"), world.staff("paired")
        self.section = Section.objects.filter(teachings__staff=self.ana, active=True).first()
        self.school = self.section.school

    def make(self) -> None:
        self._relations()
        self._expertise()
        self._visits()
        self._teams()
        self._house()
        theirs = Section.objects.filter(teachings__staff=self.ben, active=True, school=self.school).first()
        make_walks(self._keep, self.ana, self.ben, theirs or self.section, self.now)

    def _keep(
        self, name: str, record: str, row: object, *, key: str = "", owners: tuple[Staff, ...] = (), **more: object
    ) -> None:
        shown = getattr(row, "public_id", "")
        owned = frozenset(one.pk for one in owners)
        self.world.things[name] = Thing(
            name,
            record,
            owned,
            self.district.pk,
            key or shown,
            shown,
            **more,  # type: ignore[arg-type]
        )

    def _relations(self) -> None:
        day = self.world.today - timedelta(days=30)
        evaluator = self.world.staff("evaluator")
        self._keep("ana", "directory", self.ana, owners=(self.ana,))
        self._keep("evaluators_of_ana", "evaluates", self.ana, owners=(self.ana,))
        self._keep("account_of_ana", "account", self.ana, owners=(self.ana,))
        self.evaluates = Evaluates.objects.create(
            district=self.district, evaluator=evaluator, evaluated=self.ana, begins=day, created=self.now
        )

    def _share(self, record: str, object_id: str) -> None:
        """With whom Ana shares: one colleague now; three others whose grant ended, ran out, or is void since its
        holder evaluates her or leads her school."""
        more = {
            "shared with": {},
            "former coach": {"ended": self.now, "ended_because": "owner"},
            "lapsed": {"until": self.world.today - timedelta(days=1)},
            "evaluator": {},
            "assistant principal": {},
        }
        for name, other in more.items():
            given = {"begun": self.now - timedelta(days=9), "until": self.world.today + timedelta(days=9)} | other
            grant = Grant.objects.create(
                district=self.district,
                owner=self.ana,
                to=self.world.staff(name),
                record=record,
                object_id=object_id,
                **given,
            )
            if name == "shared with" and record == "need":
                self._keep("grant", "grant", grant, owners=(self.ana,))

    def _free_practices(self, number: int) -> list[Practice]:
        taken = Offer.objects.filter(staff=self.ana).values("practice_id")
        needed = Need.objects.filter(staff=self.ana).values("practice_id")
        free = Practice.objects.exclude(pk__in=taken).exclude(pk__in=needed).filter(active=True)
        return list(free.order_by("code")[:number])

    def _plans(self, practice: Practice) -> None:
        given = {"district": self.district, "first": self.world.today, "weeks": 2, "created": self.now}
        self._keep("plan", "visit_plan", PlanRun.objects.create(state="ready", **given))
        proposal = Proposal.objects.create(
            district=self.district, run=PlanRun.objects.create(state="offered", **given), visitor=self.ana,
            offer=self.offer, practice=practice, section=self.section, school=self.school,
            date=self.world.today + timedelta(days=3), lesson="check", start=600, end=640,
        )  # fmt: skip
        self._keep("proposal", "need", proposal, owners=(self.ana,))

    def _expertise(self) -> None:
        one, two, three, four, five = self._free_practices(5)
        self.practice = one
        self.offer = self._offer("offer", one, Offer.State.PUBLISHED, published=Audience.DISTRICT)
        self._offer("draft", two, Offer.State.DRAFT)
        self._offer("withdrawn", three, Offer.State.WITHDRAWN)
        self._offer("school_offer", four, Offer.State.PUBLISHED, published=Audience.SCHOOL)
        need = Need.objects.create(
            district=self.district, staff=self.ana, practice=five, note="words", created=self.now
        )
        self._keep("need", "need", need, owners=(self.ana,))
        self._keep("sharing_of_need", "need", need, key=f"need/{need.public_id}", owners=(self.ana,))
        self._share("need", need.public_id)
        self._keep("practice", "practice", one, key=one.code)
        # A family of this district's own: a starter family has the same code everywhere.
        family = PracticeFamily.objects.create(district=self.district, code="check-family", name_en="Check")
        self._keep("family", "practice", family, key=family.code)
        self._spread()
        door = OpenDoor.objects.create(
            district=self.district, offer=self.offer, staff=self.ana, section=self.section, note="words",
            date=self.world.today + timedelta(days=3), period="check", start=600, end=640,
        )  # fmt: skip
        self._keep("open_door", "open_door", door, owners=(self.ana,), published=Audience.DISTRICT)
        closed = ClosedDoor.objects.create(district=self.district, staff=self.ana, date=self.world.today)
        self._keep("closed_door", "closed_door", closed, owners=(self.ana,))
        self._plans(five)
        Hosting.objects.update_or_create(staff=self.ana, defaults={"district": self.district, "note": "words"})

    def _spread(self) -> None:
        """What Ben said about Ana's offer, what he took up from her, and her wish for a thought partner."""
        between = {"owners": (self.ana,), "partners": frozenset({self.ben.pk})}
        parts = (("host", self.ana.pk), ("visitor", self.ben.pk))
        for name, kind, state in (("word", "saw", "waiting"), ("word_shown", "thanks", "shown")):
            word = Word.objects.create(
                district=self.district, offer=self.offer, owner=self.ana, author=self.ben, kind=kind, text="words",
                state=state, created=self.now,
            )  # fmt: skip
            shown = {"published": Audience.DISTRICT} if state == "shown" else {}
            record = "endorsement" if shown else "endorsement_waiting"
            self._keep(name, record, word, **between, parts=parts, **shown)
        adoption = Adoption.objects.create(
            district=self.district, offer=self.offer, staff=self.ben, learned_from=self.ana, what_came="words",
            created=self.now, updated=self.now,
        )  # fmt: skip
        taught = frozenset({self.ana.pk})
        self._keep("adoption", "adoption_private", adoption, owners=(self.ben,), partners=taught)
        wish = PartnerWish.objects.create(
            district=self.district, staff=self.ana, date=self.world.today, about="words", created=self.now
        )
        self._keep("partner_wish", "partner_wish", wish, owners=(self.ana,))
        file = TaxonomyFile.objects.create(
            district=self.district, file_name="check.json", state="refused", counts={"findings": []}, created=self.now
        )
        self._keep("taxonomy_file", "taxonomy_file", file)

    def _offer(self, name: str, practice: Practice, state: str, published: Audience | None = None) -> Offer:
        stored = self._file(f"{name}.txt")
        more = {"audience": published.value} if published else {}
        offer = Offer.objects.create(
            district=self.district, staff=self.ana, practice=practice, what_i_do="words", artefact_title="words",
            artefact_file=stored.public_id, state=state, created=self.now, updated=self.now, **more,
            withdrawn_from=Offer.State.PUBLISHED if state == Offer.State.WITHDRAWN else "",
        )  # fmt: skip
        record = "offer" if published else "draft"
        self._keep(name, record, offer, owners=(self.ana,), published=published)
        key = f"{record}/{offer.public_id}"
        self._keep(f"sharing_of_{name}", record, offer, key=key, owners=(self.ana,), published=published)
        if not published:
            self._share("draft", offer.public_id)
        return offer

    def _file(self, name: str) -> StoredFile:
        return store([b"words"], name=name, district_id=self.district.pk, owner=self.ana.pk, now=self.now)

    def _visits(self) -> None:
        yesterday = self.world.today - timedelta(days=1)
        self._visit("asked", self.world.today + timedelta(days=5), Visit.State.ASKED)
        past = self._visit("booked", yesterday, Visit.State.ACCEPTED)
        note = VisitNote.objects.create(
            district=self.district, visit=past, author=self.ben, saw="words", take="words", updated=self.now,
            handed_over=self.now,
        )  # fmt: skip
        partners = frozenset({self.ben.pk})
        self._keep("note", "note", note, owners=(self.ana,), partners=partners)
        self._keep("sharing_of_note", "note", note, key=f"note/{note.public_id}", owners=(self.ana,), partners=partners)
        self._share("note", note.public_id)
        other = self._visit("past", yesterday - timedelta(days=1), Visit.State.ACCEPTED)
        draft = VisitNote.objects.create(
            district=self.district, visit=other, author=self.ben, saw="words", take="words", updated=self.now
        )
        self._keep("note_draft", "note_draft", draft, owners=(self.ben,))
        self._around(past)

    def _around(self, past: Visit) -> None:
        """Ana is asked to cover a class of Ben's; she keeps a next step after a visit, and a recording."""
        day = self.world.today + timedelta(days=5)
        asked = Visit.objects.get(public_id=self.world.things["asked"].object_id)
        cover = Cover.objects.create(
            district=self.district, visit=asked, staff=self.ana, visitor=self.ben, section=self.section,
            school=self.school, date=day, period="1", lesson="check", free="check", start=600, end=640,
            created=self.now,
        )  # fmt: skip
        ProposedTime.objects.create(
            district=self.district, visit=asked, proposer=self.ben, section=self.section, school=self.school, date=day,
            period="2", lesson="check", start=650, end=690, created=self.now,
        )  # fmt: skip
        # Whoever covers plays the part of the host in the routes.
        parts = (("host", self.ana.pk), ("visitor", self.ben.pk))
        self._keep("cover", "cover", cover, owners=(self.ana, self.ben), parts=parts)
        step = NextStep.objects.create(
            district=self.district, visit=past, staff=self.ana, text="words", due=self.world.today
        )
        self._keep("step", "own_learning", step, owners=(self.ana,))
        FromAfar.objects.create(
            district=self.district, offer=self.offer, staff=self.ana, recording="https://words.invalid/",
            consented=self.now,
        )  # fmt: skip

    def _visit(self, name: str, day: date, state: str) -> Visit:
        visit = Visit.objects.create(
            district=self.district, visitor=self.ben, host=self.ana, practice=self.practice, offer=self.offer,
            section=self.section, school=self.school, state=state, date=day, period="1", lesson="check", start=600,
            end=640, message="words", answer="words", created=self.now,
        )  # fmt: skip
        parts = (("host", self.ana.pk), ("visitor", self.ben.pk))
        self._keep(name, "visit", visit, owners=(self.ana, self.ben), parts=parts)
        return visit

    def _teams(self) -> None:
        """A team that Ana leads, with Ben in it; her own goal there, published; and Ben supports her besides."""
        day = self.world.today - timedelta(days=9)
        team = Team.objects.create(
            district=self.district, school=self.school, kind=Team.Kind.PLC, name="Check team", begins=day
        )
        for person, part in ((self.ana, "lead"), (self.ben, "member")):
            Membership.objects.create(district=self.district, team=team, staff=person, part=part, begins=day)
        around = OfTeam(self.school.pk, frozenset({self.ana.pk, self.ben.pk}))
        self._keep("team", "team", team, owners=(self.ana,), team=around)
        self._keep("team_feed", "team", team, key=team_feed_token(self.ana.account, team), team=around)
        self._keep("team_goal", "team_goal", team, owners=(self.ana, self.ben), team=around)
        OwnGoal.objects.create(
            district=self.district, team=team, staff=self.ana, text="words", state="published", updated=self.now
        )
        self._keep("own_goal", "own_goal", team, owners=(self.ana,), team=around, published=Audience.SCHOOL)
        support = PersonalSupport.objects.create(
            district=self.district, staff=self.ana, supporter=self.ben, how="coaching", begins=day
        )
        self._roles(day)
        self._guests(team)
        self._keep("own_support", "own_support", support, owners=(self.ana,), partners=frozenset({self.ben.pk}))

    def _guests(self, team: Team) -> None:
        """Ben asks Ana to a meeting as a guest, and thanked her for another; she is named as lead of the team."""
        given = {
            "district": self.district, "team": team, "guest": self.ana, "asked_by": self.ben, "school": self.school,
            "about": "words", "start": 600, "end": 640, "created": self.now,
        }  # fmt: skip
        hour = GuestHour.objects.create(**given, date=self.world.today + timedelta(days=4))
        over = GuestHour.objects.create(**given, date=self.world.today - timedelta(days=4), state="booked")
        thanks = GuestThanks.objects.create(
            district=self.district, hour=over, author=self.ben, text="words", written=self.now
        )
        NewLead.objects.create(district=self.district, team=team, staff=self.ana, created=self.now)
        around = OfTeam(self.school.pk, frozenset({self.ana.pk, self.ben.pk}))
        # Who is asked plays the part of the host in the routes.
        parts = (("host", self.ana.pk), ("visitor", self.ben.pk))
        self._keep("guest_hour", "guest", hour, owners=(self.ana, self.ben), team=around, parts=parts)
        self._keep("guest_thanks", "guest_thanks", thanks, owners=(self.ana,), partners=frozenset({self.ben.pk}))
        self._keep("new_team", "own_learning", team, owners=(self.ana,))

    def _roles(self, day: date) -> None:
        """A role at Ana's school that Ben holds; Ana is asked whether she could step in."""
        kind = RoleKind.objects.create(district=self.district, name="Check role", purpose="words")
        fund = Fund.objects.create(district=self.district, name="Check fund", budget=1, fte_cost=1)
        role = Role.objects.create(
            district=self.district, kind=kind, school=self.school, fund=fund, hours=1, begins=day
        )
        RoleHolding.objects.create(district=self.district, role=role, staff=self.ben, begins=day)
        cover = RoleCover.objects.create(district=self.district, role=role, staff=self.ana, asked=self.now)
        nobody = OfTeam(self.school.pk, frozenset())
        lane = Lane.objects.create(district=self.district, name="Check lane", outcome="words")
        concept = Concept.objects.create(district=self.district, name="Check concept")
        self._keep("lane", "fund", lane)
        self._keep("concept", "fund", concept)
        self._keep("role_kind", "fund", kind)
        self._keep("fund", "fund", fund)
        self._keep("leader_role", "role", role, team=nobody)
        self._keep("role_cover_asked", "role_cover_asked", cover, owners=(self.ana,), team=nobody)

    def _house(self) -> None:
        """What belongs to the house: files, jobs, mails, days away, the calendar's address."""
        away = Away.objects.create(
            district=self.district, staff=self.ana, starts=self.world.today, ends=self.world.today
        )
        self._keep("away", "away", away, owners=(self.ana,))
        dana = self.world.staff("central")
        roster = RosterImport.objects.create(
            district=self.district, file_name="check.zip", by_staff=dana.pk, created=self.now, state="ready"
        )
        self._keep("roster", "roster", roster)
        bells = BellImport.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now, state="ready"
        )
        self._keep("bells", "roster", bells)
        office = actor_for(Account.objects.select_related("district", "staff").get(staff=dana), self.world.today)
        table = b"Staff ID,First Name,Last Name,School\n1,Nia,Check,Check School\n"
        self._keep("tables", "roster", take_upload(by=office, now=self.now, uploads=[("check.csv", [table])]))
        absences = AbsenceImport.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now, state="ready"
        )
        self._keep("absence_file", "absence_file", absences)
        rule = ContractRule.objects.create(district=self.district, kind="plc_week", limit=1, words="one PLC a week")
        self._keep("contract_rule", "time", rule)
        slot = LearningSlot.objects.create(
            district=self.district, school=self.school, kind="collaboration", purpose="Teams look at writing",
            first=self.world.today, last=self.world.today, start=900, end=960,
        )  # fmt: skip
        self._keep("learning_slot", "learning_time", slot, school=self.school.pk)
        ahead = self.world.today + timedelta(days=7 - self.world.today.weekday())  # a Monday: it can be changed
        special = CalendarDay.objects.create(district=self.district, school=self.school, date=ahead, note="Late bus")
        self._keep("special_day", "special_day", special, school=self.school.pk)
        change = DayChange.objects.create(
            district=self.district, school=self.school, date=ahead, after=["", "", "Late bus"], created=self.now
        )
        self._keep("day_change", "special_day", change, school=self.school.pk)
        self._keep("school", "time", self.school)
        job = Job.objects.create(district_id=self.district.pk, kind="people.read_roster", by=dana.pk, created=self.now)
        self._keep("job", "machine", job, owners=(dana,))
        mail = Mail.objects.create(
            district_id=self.district.pk, kind="visits/mails/asked", to="ana@check.invalid", to_staff=self.ana.pk,
            subject="words", text="words", html="words", created=self.now,
        )  # fmt: skip
        self._keep("mail", "mail", mail, owners=(self.ana,))
        file = EvaluatorFile.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now
        )
        self._keep("evaluator_file", "roster", file)
        self._keep("evaluates", "evaluates", self.evaluates, owners=(self.ana,))
        ana = actor_for(Account.objects.select_related("district", "staff").get(staff=self.ana), self.world.today)
        self._keep("my_data", "my_data", make_export(by=ana, now=self.now), owners=(self.ana,))
        link = "check-this-link"
        invitation = Invitation.objects.create(
            district=self.district, given="Nia", family="Check", role="teacher", school=self.school,
            ends=self.world.today,
            token_digest=digest_of(link), by_staff=dana.pk, created=self.now, expires=self.now + timedelta(days=9),
        )  # fmt: skip
        self._keep("invitation", "invitation", invitation)
        self._keep("invitation_link", "invitation", invitation, key=link)
        self._codes()
        self._leaving()
        account = Account.objects.get(pk=self.world.people["owner"].account)
        device = DeviceSession.objects.create(account=account, device="Firefox", began=self.now, seen=self.now)
        self._keep("device", "signing_in", device, owners=(self.ana,))
        self.world.things["no_key"] = Thing("no_key", "signing_in", frozenset(), self.district.pk, "987654")
        self.world.things["feed"] = Thing(
            "feed", "visit", frozenset({self.ana.pk}), self.district.pk, feed_token(account)
        )

    def _codes(self) -> None:
        """A code on paper and a link of somebody without a desk, and what Ana says she is good at."""
        driver = self.world.staff("classified")
        given = {"district": self.district, "staff": driver, "created": self.now, "expires": self.now + LONG}
        code = SignInCode.objects.create(way="paper", digest="check", **given)
        self._keep("code_on_paper", "sign_in_code", code, owners=(driver,))
        link = "check-sign-in-link"
        row = SignInCode.objects.create(way="link", digest=digest_of(link), email="private@check.invalid", **given)
        self._keep("sign_in_link", "sign_in_code", row, key=link)
        for name, state, published in (("help", "published", Audience.DISTRICT), ("help_draft", "draft", None)):
            practice = self.practice if published else self._free_practices(6)[-1]
            row = HelpOffer.objects.create(
                district=self.district, staff=self.ana, practice=practice, what_i_do="words", ask_me="words",
                state=state, audience="district", created=self.now, updated=self.now,
            )  # fmt: skip
            self._keep(name, "offer" if published else "draft", row, owners=(self.ana,), published=published)

    def _leaving(self) -> None:
        """The copy of somebody who has left, behind a link."""
        left, link = self.world.staff("left"), "check-leaving-link"
        file = store([b"words"], name="copy.txt", district_id=self.district.pk, owner=left.pk, now=self.now)
        row = Leaving.objects.create(
            district=self.district, staff=left, left_on=self.world.today, created=self.now,
            expires=self.now + LONG, file=file.public_id, token_digest=digest_of(link),
        )  # fmt: skip
        self._keep("leaving", "leaving", row, owners=(left,))
        self._keep("leaving_link", "leaving", row, owners=(left,), key=link)
