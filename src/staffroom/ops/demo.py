"""The demo district: a living one, from a seed. The same seed and day give the same district, ids included."""

import base64
import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models, transaction

from staffroom.core import synthetic
from staffroom.core.absences.reading import natural_key
from staffroom.core.practices_work import WORK_PRACTICES
from staffroom.core.synthetic.model import District as Made
from staffroom.core.synthetic.week import Timetable
from staffroom.expertise.models import Adoption, ClosedDoor, Need, Offer, OpenDoor, PartnerWish, Practice, Word
from staffroom.people.models import Account, Assignment, District, Ending, School, Section, Staff, Teaching, Term
from staffroom.spine.files.store import StoredFile, store
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.teams.models import (
    Concept,
    Fund,
    Lane,
    LaneConcept,
    MeetingMark,
    MeetingSlot,
    Membership,
    OwnGoal,
    Role,
    RoleCover,
    RoleHolding,
    RoleKind,
    Support,
    Team,
    TeamGoal,
)
from staffroom.teams.queries import planned_for, teams_on, whole
from staffroom.timetable.actions.meetings import rebuild_meetings
from staffroom.timetable.models import (
    Absence,
    AbsenceImport,
    AbsenceRules,
    Away,
    Bell,
    CalendarDay,
    ContractRule,
    DayChange,
    LearningSlot,
    TimeRules,
)
from staffroom.trust.models import Grant

from .demo_guests import seed_guests
from .demo_roles import role_rows
from .demo_spread import spread_rows
from .demo_teams import mark_rows, team_rows
from .demo_visits import cadence, seen_from_afar, visited
from .demo_walks import Around, write_walks
from .demo_words import CONTRACT, DRAFT, DRAFTED

DEMO_CODE = "demo"
BATCH = 1000
Row = TypeVar("Row", bound=models.Model)
By = Mapping[str, int]


def is_seeded() -> bool:
    """Whether the demo district is there. It is written in one transaction, so half of it is never there."""
    return District.objects.filter(code=DEMO_CODE).exists()


def cast_accounts() -> dict[str, Account]:
    """The named people of the sign-in page, by their part: teacher, host, principal, central ..."""
    with across_districts():
        found = Account.objects.filter(district__code=DEMO_CODE, email__endswith="@cast.invalid")
        return {account.email.split("@")[0]: account for account in found}


def seed(seed: int, today: date, size: synthetic.Size = "pomona") -> None:
    """Write the demo district, in one transaction."""
    made = synthetic.make_district(seed, size, today=today)
    with transaction.atomic(), writing():
        district = District.objects.create(code=DEMO_CODE, name=made.name, time_zone=made.time_zone, is_demo=True)
        with district_scope(district.pk):
            writer = Writer(made, district, seed)
            writer.write()
            rebuild_meetings(district_id=district.pk)
            seed_guests(made, district, seed)
            named = {part: writer.staff[source] for part, source in made.cast.items()}
            write_walks(writer.create, Around(named, made.today, writer.then))


class Writer:
    """Turns generated records into rows, slice by slice, keeping ids by source id."""

    def __init__(self, made: Made, district: District, seed: int) -> None:
        self.made, self.district = made, district
        self.seed = seed
        self.random = random.Random(f"ids-{seed}")  # noqa: S311 - ids of a demo must be the same each time
        noon = datetime.combine(made.today, time(12), tzinfo=ZoneInfo(made.time_zone))
        # The first two teachers of the sign-in page are colleagues who can visit each other.
        ahead = [made.cast[part] for part in ("teacher", "neighbour")]
        self.places = {one: place for place, one in enumerate(dict.fromkeys([*ahead, *made.cast.values()]))}
        self.then = noon - timedelta(days=40)

    def write(self) -> None:
        self.schools = self._by_source(School, self._schools())
        self.staff = self._by_source(Staff, self._people())
        self.sections = self._by_source(Section, self._sections())
        self.create(Term, self._terms())
        self.create(Assignment, self._assignments())
        self.create(Teaching, self._teachings())
        self.create(Bell, self._bells())
        self.create(CalendarDay, self._calendar())
        self._changed_day()
        self.create(Away, self._days_off())
        TimeRules.objects.create(district=self.district)
        self.create(ContractRule, CONTRACT)
        self._teams()
        self.create(LearningSlot, self._learning())
        self._expertise()
        self._accounts()
        self.note = visited(self)
        seen_from_afar(self)
        cadence(self)
        self._sharing()
        self._absences()
        self.create(Ending, self._endings())
        self._roles()
        self._rhythm()

    def _endings(self) -> Iterable[dict[str, Any]]:
        """Somebody whose last day the central office has set, a month ahead."""
        cast = set(self.made.cast.values())
        leaver = next(one.source_id for one in reversed(self.made.people) if one.source_id not in cast)
        office = self.staff[self.made.cast["central"]]
        day = self.made.today + timedelta(days=30)
        yield {"staff_id": self.staff[leaver], "last_day": day, "by_staff": office, "created": self.then}

    def _absences(self) -> None:
        """Two quarters of absences, as if brought from the absence system; counted, never shown by person."""
        away = synthetic.absences_of(self.made, self.seed)
        counts = {"days": len(away), "people": len({one.person for one in away})}
        (file,) = self.create(AbsenceImport, [self._absence_file(counts)])
        rows = self.create(Absence, self._days_away(away, file.pk))
        file.before = {"created": [row.pk for row in rows], "changed": [], "away": []}
        file.save(update_fields=["before"])
        AbsenceRules.objects.create(district=self.district, public_id=self._public_id())

    def _absence_file(self, counts: dict[str, int]) -> dict[str, Any]:
        return {
            "state": AbsenceImport.State.APPLIED, "file_name": "absences.csv", "created": self.then,
            "applied": self.then, "counts": {**counts, "new": counts["days"], "changed": 0, "away": 0},
        }  # fmt: skip

    def _days_away(self, away: list[synthetic.Absent], file: int) -> Iterable[dict[str, Any]]:
        for one in away:
            yield {
                "absence_import_id": file, "staff_id": self.staff[one.person], "school_id": self.schools[one.school],
                "date": one.date, "minutes": one.minutes, "category": one.category, "substitute": one.substitute,
                "key": natural_key(one.person, one.date, one.category),
            }  # fmt: skip

    def _learning(self) -> Iterable[dict[str, Any]]:
        """Wednesday afternoons by their ordinal, as the demo's contract has them, and a faculty meeting a month."""
        year = {"first": self.made.today - timedelta(days=60), "last": self.made.today + timedelta(days=200)}
        monthly = {"repeat": "monthly", "weekday": 2, **year}
        return [
            {
                "kind": "early_release", "purpose": "The principal and teachers look at the month", "ordinal": 1,
                "directs": "principal", "start": 930, "end": 970, **monthly,
            },
            {
                "kind": "early_release", "purpose": "Teams look at student work", "ordinal": 1, "start": 970,
                "end": 1000,
                **monthly,
            },
            {
                "kind": "early_release", "purpose": "One theme across all schools", "ordinal": 3, "directs": "district",
                "start": 930, "end": 975, **monthly,
            },
        ]  # fmt: skip

    def _public_id(self) -> str:
        return base64.urlsafe_b64encode(self.random.randbytes(9)).decode()

    def create(self, model: type[Row], rows: Iterable[dict[str, Any]]) -> list[Row]:
        made = [model(district=self.district, public_id=self._public_id(), **row) for row in rows]
        return list(model._default_manager.bulk_create(made, batch_size=BATCH))

    def _by_source(self, model: type[Row], rows: Iterable[dict[str, Any]]) -> By:
        return {row.source_id: row.pk for row in self.create(model, rows)}  # type: ignore[attr-defined]

    # --- People ---------------------------------------------------------------------------------------
    def _schools(self) -> Iterable[dict[str, Any]]:
        names = (
            "source_id", "name", "short_name", "level", "grades_low", "grades_high", "students",
            "english_learners", "iep", "low_income", "latitude", "longitude",
        )  # fmt: skip
        return ({name: getattr(school, name) for name in names} for school in self.made.schools)

    def _people(self) -> Iterable[dict[str, Any]]:
        names = ("source_id", "given", "family", "preferred", "email", "language")
        for person in self._cast_first(self.made.people):
            yield {name: getattr(person, name) for name in names} | {"identifier": person.source_id}

    def _cast_first(self, people: Iterable[Any]) -> list[Any]:
        return sorted(people, key=lambda one: self.places.get(one.source_id, len(self.places)))

    def _assignments(self) -> Iterable[dict[str, Any]]:
        seen: set[tuple[str, str, str]] = set()
        begun: set[str] = set()
        for one in sorted(self.made.assignments, key=lambda one: self.places.get(one.person, len(self.places))):
            if (one.person, one.school, one.role) in seen:
                continue
            primary = one.person not in begun
            begun.add(one.person)
            seen.add((one.person, one.school, one.role))
            yield {
                "staff_id": self.staff[one.person],
                "school_id": self.schools[one.school] if one.school else None,
                "role": one.role,
                "title": one.title,
                "subject": one.subject,
                "grades": ",".join(one.grades),
                "fte": one.fte,
                "begins": one.begins,
                "primary": primary,
            }

    def _terms(self) -> Iterable[dict[str, Any]]:
        year_it_ends = self.made.school_year.partition("-")[2]  # as rosters write it
        for one in self.made.terms:
            yield {
                "source_id": one.source_id, "title": one.title, "kind": one.kind, "starts": one.starts,
                "ends": one.ends, "school_year": year_it_ends,
            }  # fmt: skip

    def _sections(self) -> Iterable[dict[str, Any]]:
        names = (
            "source_id", "title", "kind", "course_title", "course_code", "subject", "periods", "room", "students",
            "language_program",
        )  # fmt: skip
        for one in self.made.sections:
            yield {name: getattr(one, name) for name in names} | {
                "school_id": self.schools[one.school],
                "grades": ",".join(one.grades),
                "terms": self.made.terms[0].source_id,
                "english_learners": one.english_learners / one.students if one.students else None,
                "iep": one.iep / one.students if one.students else None,
            }

    def _teachings(self) -> Iterable[dict[str, Any]]:
        for one in self.made.teachings:
            yield {
                "section_id": self.sections[one.section], "staff_id": self.staff[one.person], "primary": one.primary
            }  # fmt: skip

    # --- Time -----------------------------------------------------------------------------------------
    def _bells(self) -> Iterable[dict[str, Any]]:
        for one in self.made.bells:
            yield {
                "school_id": self.schools[one.school], "schedule": one.schedule, "day": one.day, "period": one.period,
                "start": _minutes(one.start), "end": _minutes(one.end), "kind": one.kind,
            }  # fmt: skip

    def _calendar(self) -> Iterable[dict[str, Any]]:
        for one in self.made.calendar:
            yield {
                "school_id": self.schools[one.school] if one.school else None, "date": one.date, "day": one.day,
                "schedule": one.schedule, "note": one.note,
            }  # fmt: skip

    def _changed_day(self) -> None:
        """A day that the principal of the sign-in page made special by hand: it can be undone."""
        principal = self.made.cast["principal"]
        school = next(a.school for a in self.made.assignments if a.person == principal and a.school)
        held = {one.date for one in self.made.calendar if one.school in ("", None, school)}
        days = (self.made.today + timedelta(days=n) for n in range(6, 90))
        day = next(one for one in days if one.weekday() < 5 and one not in held)
        about = {"school_id": self.schools[school], "date": day}
        note = "Vision screening in the library"
        self.create(CalendarDay, [{**about, "note": note}])
        made = {"after": ["", "", note], "by_staff": self.staff[principal], "created": self.then}
        self.create(DayChange, [{**about, **made}])

    def _days_off(self) -> Iterable[dict[str, Any]]:
        for one in self.made.days_off:
            yield {"staff_id": self.staff[one.person], "starts": one.date, "ends": one.date}

    # --- Teams ----------------------------------------------------------------------------------------
    def _teams(self) -> None:
        rows = team_rows(self.made, self.schools, self.staff, self.then)
        made = self.create(Team, rows.teams)
        ids = [row.pk for row in made]
        for model, listed in (
            (Membership, rows.memberships), (Support, rows.supports), (TeamGoal, rows.goals),
            (MeetingSlot, rows.slots), (OwnGoal, rows.own_goals),
        ):  # fmt: skip
            self.create(model, [row | {"team_id": ids[row.pop("team")]} for row in listed])

    def _roles(self) -> None:
        rows = role_rows(self.made, self.schools, self.staff, self.then)
        lanes, concepts = self.create(Lane, rows.lanes), self.create(Concept, rows.concepts)
        kinds = self.create(RoleKind, [row | {"lane": lanes[row["lane"]]} for row in rows.kinds])
        carried = (
            {
                "lane": lanes[row["lane"]], "concept": concepts[row["concept"]],
                "kind": kinds[row["kind"]] if row["kind"] is not None else None,
            }
            for row in rows.carried
        )  # fmt: skip
        self.create(LaneConcept, carried)
        funds = self.create(Fund, rows.funds)
        shaped = (
            row | {"kind": kinds[row["kind"]], "fund": funds[row["fund"]] if row["fund"] is not None else None}
            for row in rows.roles
        )
        roles = self.create(Role, shaped)
        for model, listed in ((RoleHolding, rows.holdings), (RoleCover, rows.covers)):
            self.create(model, [row | {"role": roles[row["role"]]} for row in listed])

    def _rhythm(self) -> None:
        """Three months of meetings at the schools of the cast, most of them held, of a few nobody has said."""
        day = self.made.today
        homes = {one.school for one in self.made.assignments if one.person in self.places and one.school}
        here = teams_on(day).filter(school__in=[self.schools[one] for one in homes]).order_by("pk")
        first, last = day - timedelta(weeks=13), day + timedelta(days=7)
        planned = planned_for(whole(here, day).values(), first, last)
        self.create(MeetingMark, mark_rows(planned, day))

    # --- Expertise ------------------------------------------------------------------------------------
    def _expertise(self) -> None:
        names = ("code", "name_en", "name_es", "subject", "family", "description_en", "description_es")
        listed = ({name: getattr(one, name) for name in names} for one in (*self.made.practices, *WORK_PRACTICES))
        self.practices = {row.code: row.pk for row in self.create(Practice, listed)}
        offers = self.create(Offer, self._offers())
        self._in_sections(offers)
        self.offers = {(row.staff_id, row.practice_id): row.pk for row in offers}
        self.needs = self.create(Need, self._needs())
        self.create(OpenDoor, self._doors())
        self.create(ClosedDoor, self._closed())
        self._spread()

    def _spread(self) -> None:
        """What colleagues said to the host and the teacher, who uses what they show, and a wish of this morning."""
        rows = spread_rows(self.made, self.staff, self.offers, self.then)
        self.create(Word, rows.words)
        self.create(Adoption, rows.adoptions)
        self.create(PartnerWish, rows.wishes)

    def _offers(self) -> Iterable[dict[str, Any]]:
        # One offer of the neighbour's is for colleagues of the school only.
        for_school = [one for one in self.made.offers if one.person == self.made.cast["neighbour"]][-1]
        for number, one in enumerate(self.made.offers):
            at = self.then + timedelta(hours=number % 900)
            yield {
                "staff_id": self.staff[one.person],
                "practice_id": self.practices[one.practice],
                "what_i_do": one.what_i_do,
                "language": one.language,
                "artefact_title": one.artefact_title,
                "artefact_file": self._artefact(one, at).public_id,
                "state": Offer.State.PUBLISHED,
                "audience": Offer.Audience.SCHOOL if one is for_school else Offer.Audience.DISTRICT,
                "created": at,
                "updated": at,
            }

    def _artefact(self, offer: Any, at: datetime) -> StoredFile:
        text = offer.artefact_text.encode()
        owner = self.staff[offer.person]
        name = f"{offer.practice}.txt"
        return store([text], name=name, district_id=self.district.pk, owner=owner, now=at)

    def _in_sections(self, offers: list[Offer]) -> None:
        through = Offer.sections.through
        links = [
            through(offer_id=row.pk, section_id=self.sections[section])
            for row, one in zip(offers, self.made.offers, strict=True)
            for section in one.sections
        ]
        through.objects.bulk_create(links, batch_size=BATCH)

    def _needs(self) -> Iterable[dict[str, Any]]:
        for one in self.made.needs:
            yield {
                "staff_id": self.staff[one.person], "practice_id": self.practices[one.practice], "note": one.note,
                "created": self.then,
            }  # fmt: skip

    def _doors(self) -> Iterable[dict[str, Any]]:
        week = Timetable.of(self.made)
        taken: set[tuple[str, date, str]] = set()
        for one in self.made.doors:
            lesson = next(
                (x for x in week.on(one.person, one.date) if x.period == one.period and x.section == one.section), None
            )
            offer = self.offers.get((self.staff[one.person], self.practices[one.practice]))
            key = (one.person, one.date, one.period)
            if lesson is None or offer is None or key in taken:
                continue
            taken.add(key)
            yield {
                "offer_id": offer, "staff_id": self.staff[one.person], "section_id": self.sections[one.section],
                "date": one.date, "period": one.period, "start": lesson.start, "end": lesson.end, "note": one.note,
            }  # fmt: skip

    def _closed(self) -> Iterable[dict[str, Any]]:
        for one in self.made.closed_doors:
            for number in range((one.last - one.first).days + 1):
                yield {"staff_id": self.staff[one.person], "date": one.first + timedelta(days=number)}

    # --- What the named people share --------------------------------------------------------------------
    def _sharing(self) -> None:
        """The teacher shares a need and a note, the host a draft: each with one named colleague, for a month."""
        teacher, neighbour, host, leader = (
            self.staff[self.made.cast[part]] for part in ("teacher", "neighbour", "host", "leader")
        )
        practice = next(code for code in DRAFTED if (host, self.practices[code]) not in self.offers)
        row = {"staff_id": host, "practice_id": self.practices[practice], "what_i_do": DRAFT, "state": "draft"}
        draft = self.create(Offer, [row | {"created": self.then, "updated": self.then}])[0]
        need = next((one for one in self.needs if one.staff_id == teacher), None)
        shared = [("draft", draft, host, teacher), ("note", self.note, teacher, leader)]
        shared.append(("need", need, teacher, neighbour))
        until = self.made.today + timedelta(days=30)
        given = {"begun": self.then, "until": until}
        rows = (
            given | {"record": record, "object_id": one.public_id, "owner_id": owner, "to_id": to}
            for record, one, owner, to in shared
            if one
        )
        self.create(Grant, rows)

    # --- Accounts -------------------------------------------------------------------------------------
    def _accounts(self) -> None:
        for part, source_id in self.made.cast.items():
            person = Staff.objects.get(pk=self.staff[source_id])
            account = Account(
                email=f"{part}@cast.invalid", district=self.district, staff=person, language=person.language or "en"
            )
            account.set_unusable_password()
            account.save()


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
