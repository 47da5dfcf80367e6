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
from staffroom.people.actions.mapping import take_upload
from staffroom.people.models import (
    Account,
    DeviceSession,
    District,
    Invitation,
    RosterImport,
    Section,
    SignInCode,
    Staff,
)
from staffroom.people.queries import actor_for, digest_of
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.access import Audience
from staffroom.spine.files.store import StoredFile, store
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope, writing
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
from .oracle import Facts, Person, Thing
from .world_people import make_people
from .world_teams import make_teams
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
    make_people(world)
    with world.at_work():
        Things(world, now).make()
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


class Things:
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
        make_teams(self)
        self._house()
        theirs = Section.objects.filter(teachings__staff=self.ben, active=True, school=self.school).first()
        make_walks(self.keep, self.ana, self.ben, theirs or self.section, self.now)

    def keep(
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
        self.keep("ana", "directory", self.ana, owners=(self.ana,))
        self.keep("evaluators_of_ana", "evaluates", self.ana, owners=(self.ana,))
        self.keep("account_of_ana", "account", self.ana, owners=(self.ana,))
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
                self.keep("grant", "grant", grant, owners=(self.ana,))

    def _free_practices(self, number: int) -> list[Practice]:
        taken = Offer.objects.filter(staff=self.ana).values("practice_id")
        needed = Need.objects.filter(staff=self.ana).values("practice_id")
        free = Practice.objects.exclude(pk__in=taken).exclude(pk__in=needed).filter(active=True)
        return list(free.order_by("code")[:number])

    def _plans(self, practice: Practice) -> None:
        given = {"district": self.district, "first": self.world.today, "weeks": 2, "created": self.now}
        self.keep("plan", "visit_plan", PlanRun.objects.create(state="ready", **given))
        proposal = Proposal.objects.create(
            district=self.district, run=PlanRun.objects.create(state="offered", **given), visitor=self.ana,
            offer=self.offer, practice=practice, section=self.section, school=self.school,
            date=self.world.today + timedelta(days=3), lesson="check", start=600, end=640,
        )  # fmt: skip
        self.keep("proposal", "need", proposal, owners=(self.ana,))

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
        self.keep("need", "need", need, owners=(self.ana,))
        self.keep("sharing_of_need", "need", need, key=f"need/{need.public_id}", owners=(self.ana,))
        self._share("need", need.public_id)
        self.keep("practice", "practice", one, key=one.code)
        # A family of this district's own: a starter family has the same code everywhere.
        family = PracticeFamily.objects.create(district=self.district, code="check-family", name_en="Check")
        self.keep("family", "practice", family, key=family.code)
        self._spread()
        door = OpenDoor.objects.create(
            district=self.district, offer=self.offer, staff=self.ana, section=self.section, note="words",
            date=self.world.today + timedelta(days=3), period="check", start=600, end=640,
        )  # fmt: skip
        self.keep("open_door", "open_door", door, owners=(self.ana,), published=Audience.DISTRICT)
        closed = ClosedDoor.objects.create(district=self.district, staff=self.ana, date=self.world.today)
        self.keep("closed_door", "closed_door", closed, owners=(self.ana,))
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
            self.keep(name, record, word, **between, parts=parts, **shown)
        adoption = Adoption.objects.create(
            district=self.district, offer=self.offer, staff=self.ben, learned_from=self.ana, what_came="words",
            created=self.now, updated=self.now,
        )  # fmt: skip
        taught = frozenset({self.ana.pk})
        self.keep("adoption", "adoption_private", adoption, owners=(self.ben,), partners=taught)
        wish = PartnerWish.objects.create(
            district=self.district, staff=self.ana, date=self.world.today, about="words", created=self.now
        )
        self.keep("partner_wish", "partner_wish", wish, owners=(self.ana,))
        file = TaxonomyFile.objects.create(
            district=self.district, file_name="check.json", state="refused", counts={"findings": []}, created=self.now
        )
        self.keep("taxonomy_file", "taxonomy_file", file)

    def _offer(self, name: str, practice: Practice, state: str, published: Audience | None = None) -> Offer:
        stored = self._file(f"{name}.txt")
        more = {"audience": published.value} if published else {}
        offer = Offer.objects.create(
            district=self.district, staff=self.ana, practice=practice, what_i_do="words", artefact_title="words",
            artefact_file=stored.public_id, state=state, created=self.now, updated=self.now, **more,
            withdrawn_from=Offer.State.PUBLISHED if state == Offer.State.WITHDRAWN else "",
        )  # fmt: skip
        record = "offer" if published else "draft"
        self.keep(name, record, offer, owners=(self.ana,), published=published)
        key = f"{record}/{offer.public_id}"
        self.keep(f"sharing_of_{name}", record, offer, key=key, owners=(self.ana,), published=published)
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
        self.keep("note", "note", note, owners=(self.ana,), partners=partners)
        self.keep("sharing_of_note", "note", note, key=f"note/{note.public_id}", owners=(self.ana,), partners=partners)
        self._share("note", note.public_id)
        other = self._visit("past", yesterday - timedelta(days=1), Visit.State.ACCEPTED)
        draft = VisitNote.objects.create(
            district=self.district, visit=other, author=self.ben, saw="words", take="words", updated=self.now
        )
        self.keep("note_draft", "note_draft", draft, owners=(self.ben,))
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
        self.keep("cover", "cover", cover, owners=(self.ana, self.ben), parts=parts)
        step = NextStep.objects.create(
            district=self.district, visit=past, staff=self.ana, text="words", due=self.world.today
        )
        self.keep("step", "own_learning", step, owners=(self.ana,))
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
        self.keep(name, "visit", visit, owners=(self.ana, self.ben), parts=parts)
        return visit

    def _house(self) -> None:
        """What belongs to the house: files, jobs, mails, days away, the calendar's address."""
        away = Away.objects.create(
            district=self.district, staff=self.ana, starts=self.world.today, ends=self.world.today
        )
        self.keep("away", "away", away, owners=(self.ana,))
        dana = self.world.staff("central")
        roster = RosterImport.objects.create(
            district=self.district, file_name="check.zip", by_staff=dana.pk, created=self.now, state="ready"
        )
        self.keep("roster", "roster", roster)
        bells = BellImport.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now, state="ready"
        )
        self.keep("bells", "roster", bells)
        office = actor_for(Account.objects.select_related("district", "staff").get(staff=dana), self.world.today)
        table = b"Staff ID,First Name,Last Name,School\n1,Nia,Check,Check School\n"
        self.keep("tables", "roster", take_upload(by=office, now=self.now, uploads=[("check.csv", [table])]))
        absences = AbsenceImport.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now, state="ready"
        )
        self.keep("absence_file", "absence_file", absences)
        rule = ContractRule.objects.create(district=self.district, kind="plc_week", limit=1, words="one PLC a week")
        self.keep("contract_rule", "time", rule)
        slot = LearningSlot.objects.create(
            district=self.district, school=self.school, kind="collaboration", purpose="Teams look at writing",
            first=self.world.today, last=self.world.today, start=900, end=960,
        )  # fmt: skip
        self.keep("learning_slot", "learning_time", slot, school=self.school.pk)
        ahead = self.world.today + timedelta(days=7 - self.world.today.weekday())  # a Monday: it can be changed
        special = CalendarDay.objects.create(district=self.district, school=self.school, date=ahead, note="Late bus")
        self.keep("special_day", "special_day", special, school=self.school.pk)
        change = DayChange.objects.create(
            district=self.district, school=self.school, date=ahead, after=["", "", "Late bus"], created=self.now
        )
        self.keep("day_change", "special_day", change, school=self.school.pk)
        self.keep("school", "time", self.school)
        job = Job.objects.create(district_id=self.district.pk, kind="people.read_roster", by=dana.pk, created=self.now)
        self.keep("job", "machine", job, owners=(dana,))
        mail = Mail.objects.create(
            district_id=self.district.pk, kind="visits/mails/asked", to="ana@check.invalid", to_staff=self.ana.pk,
            subject="words", text="words", html="words", created=self.now,
        )  # fmt: skip
        self.keep("mail", "mail", mail, owners=(self.ana,))
        file = EvaluatorFile.objects.create(
            district=self.district, file_name="check.csv", by_staff=dana.pk, created=self.now
        )
        self.keep("evaluator_file", "roster", file)
        self.keep("evaluates", "evaluates", self.evaluates, owners=(self.ana,))
        ana = actor_for(Account.objects.select_related("district", "staff").get(staff=self.ana), self.world.today)
        self.keep("my_data", "my_data", make_export(by=ana, now=self.now), owners=(self.ana,))
        link = "check-this-link"
        invitation = Invitation.objects.create(
            district=self.district, given="Nia", family="Check", role="teacher", school=self.school,
            ends=self.world.today,
            token_digest=digest_of(link), by_staff=dana.pk, created=self.now, expires=self.now + timedelta(days=9),
        )  # fmt: skip
        self.keep("invitation", "invitation", invitation)
        self.keep("invitation_link", "invitation", invitation, key=link)
        self._codes()
        self._leaving()
        account = Account.objects.get(pk=self.world.people["owner"].account)
        device = DeviceSession.objects.create(account=account, device="Firefox", began=self.now, seen=self.now)
        self.keep("device", "signing_in", device, owners=(self.ana,))
        self.world.things["no_key"] = Thing("no_key", "signing_in", frozenset(), self.district.pk, "987654")
        self.world.things["feed"] = Thing(
            "feed", "visit", frozenset({self.ana.pk}), self.district.pk, feed_token(account)
        )

    def _codes(self) -> None:
        """A code on paper and a link of somebody without a desk, and what Ana says she is good at."""
        driver = self.world.staff("classified")
        given = {"district": self.district, "staff": driver, "created": self.now, "expires": self.now + LONG}
        code = SignInCode.objects.create(way="paper", digest="check", **given)
        self.keep("code_on_paper", "sign_in_code", code, owners=(driver,))
        link = "check-sign-in-link"
        row = SignInCode.objects.create(way="link", digest=digest_of(link), email="private@check.invalid", **given)
        self.keep("sign_in_link", "sign_in_code", row, key=link)
        for name, state, published in (("help", "published", Audience.DISTRICT), ("help_draft", "draft", None)):
            practice = self.practice if published else self._free_practices(6)[-1]
            row = HelpOffer.objects.create(
                district=self.district, staff=self.ana, practice=practice, what_i_do="words", ask_me="words",
                state=state, audience="district", created=self.now, updated=self.now,
            )  # fmt: skip
            self.keep(name, "offer" if published else "draft", row, owners=(self.ana,), published=published)

    def _leaving(self) -> None:
        """The copy of somebody who has left, behind a link."""
        left, link = self.world.staff("left"), "check-leaving-link"
        file = store([b"words"], name="copy.txt", district_id=self.district.pk, owner=left.pk, now=self.now)
        row = Leaving.objects.create(
            district=self.district, staff=left, left_on=self.world.today, created=self.now,
            expires=self.now + LONG, file=file.public_id, token_digest=digest_of(link),
        )  # fmt: skip
        self.keep("leaving", "leaving", row, owners=(left,))
        self.keep("leaving_link", "leaving", row, owners=(left,), key=link)
