"""One of every record that has an address, for tests that walk over all addresses.

Ana's offer with a file is published, her second one is a draft, a third is withdrawn. Ben has asked to see her on
Tuesday and is booked for Wednesday. Pia leads the other school; Ned belongs to the district and holds no role.
Ana shares a need and a draft with Ben; a third offer is for her school only. Of two visits that are over, Ben handed
his note about the first to Ana, who shares it with Gil, and keeps a draft about the second.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from staffroom.expertise.models import (
    Adoption,
    ClosedDoor,
    HelpOffer,
    Need,
    Offer,
    OpenDoor,
    PartnerWish,
    TaxonomyFile,
    Word,
)
from staffroom.guests.models import GuestHour, GuestThanks
from staffroom.people.actions.mapping import take_upload
from staffroom.people.models import DeviceSession, Invitation, MappedUpload, RosterImport, SignInCode, Staff
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile, store
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope
from staffroom.teams.models import Concept, Fund, Lane, PersonalSupport, Role, RoleCover, RoleKind, Team
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
from staffroom.visits.models import Cover, NextStep, Visit, VisitNote
from staffroom.visits.queries import feed_token
from staffroom.walks.models import Pattern, Walk

from .cast import Cast
from .expertise import (
    make_adoption,
    make_closed_door,
    make_help,
    make_need,
    make_offer,
    make_open_door,
    make_practice,
    make_wish,
    make_word,
)
from .grants import make_grant
from .guests import make_hour
from .guests import make_thanks as make_guest_thanks
from .people import make_assignment, make_code, make_invitation, make_link, make_staff, saved
from .planning import make_proposal
from .roles import make_cover as make_role_cover
from .roles import make_fund, make_kind, make_role
from .sharing import make_grant as make_goal_grant
from .teams import make_own_goal, make_personal_support, make_team
from .timetable import make_calendar_day, make_contract_rule, make_learning_slot
from .trust import make_evaluates, make_evaluator_file, make_leaving
from .visits import MONDAY, NOW, TUESDAY, WEDNESDAY, Scene, make_cover, make_note, make_scene, make_visit
from .walks import make_jotting, make_pattern, make_stop, make_thanks, make_walk

CANARY = "canary-7f3a"


@dataclass(frozen=True, slots=True)
class World:
    """The scene, and one of every record."""

    scene: Scene
    pia: Staff
    ned: Staff
    draft: Offer
    withdrawn: Offer
    need: Need
    shared_need: Need
    shared_draft: Offer
    school_offer: Offer
    past: Visit
    note: VisitNote
    note_draft: VisitNote
    open_door: OpenDoor
    closed_door: ClosedDoor
    asked: Visit
    booked: Visit
    cover: Cover
    step: NextStep
    away: Away
    roster: RosterImport
    bells: BellImport
    tables: MappedUpload
    absence_file: AbsenceImport
    job: Job
    mail: Mail
    feed: str
    grant: Grant
    evaluates: Evaluates
    evaluator_file: EvaluatorFile
    export: StoredFile
    invitation: Invitation
    token: str
    device: DeviceSession
    team: Team
    team_feed: str
    own_support: PersonalSupport
    role_kind: RoleKind
    lane: Lane
    concept: Concept
    fund: Fund
    leader_role: Role
    role_cover: RoleCover
    code: SignInCode
    link: str
    help: HelpOffer
    word: Word
    word_shown: Word
    adoption: Adoption
    wish: PartnerWish
    taxonomy_file: TaxonomyFile
    help_draft: HelpOffer
    contract_rule: ContractRule
    leaving: Leaving
    leaving_link: str
    learning_slot: LearningSlot
    special_day: CalendarDay
    day_change: DayChange
    plan: PlanRun
    proposal: Proposal
    guest_hour: GuestHour
    guest_thanks: GuestThanks
    walk: Walk
    walk_open: Walk
    walk_pattern: Pattern
    walk_pattern_draft: Pattern

    def people(self) -> dict[str, Staff | None]:
        """Everybody who may try an address, by what they are to Ana; None is a stranger without a session."""
        cast = self.scene.cast
        return {
            "owner": cast.ana,
            "colleague": cast.ben,
            "other school": cast.gil,
            "principal": cast.paz,
            "other principal": self.pia,
            "central": cast.dana,
            "it": cast.ivo,
            "classified": cast.lou,
            "no role": self.ned,
            "other district": cast.cleo,
            "other central": cast.cora,
            "stranger": None,
        }


def _shared(scene: Scene) -> dict[str, Any]:
    """What Ana shares with one colleague, and with her school."""
    cast, district = scene.cast, scene.cast.district
    with district_scope(district.pk):
        plan = store([CANARY.encode()], name="plan.txt", district_id=district.pk, owner=cast.ana.pk, now=NOW)
    need = make_need(cast.ana, make_practice(district, "peer-feedback"), note=f"{CANARY} need")
    draft = make_offer(cast.ana, need.practice, state="draft", what_i_do=CANARY, artefact_file=plan.public_id)
    school = make_offer(cast.ana, make_practice(district, "group-work"), cast.ana_section, audience="school")
    past = [make_visit(scene, cast.ben, cast.ana, MONDAY - timedelta(days=days)) for days in (3, 4)]
    note = make_note(past[0], cast.ben, saw=f"{CANARY} note")
    make_grant(need, cast.ben, "need")
    make_grant(draft, cast.ben, "draft")
    make_grant(note, cast.gil, "note", owner=cast.ana)
    drafted = make_note(past[1], cast.ben, handed_over=None, saw=f"{CANARY} draft")
    return {
        "shared_need": need,
        "shared_draft": draft,
        "school_offer": school,
        "past": past[0],
        "note": note,
        "note_draft": drafted,
    }


def _export(scene: Scene) -> StoredFile:
    """Ana's copy of her data, before the canary is anywhere: it is hers to read, and a file."""
    with scene.scope():
        return make_export(by=scene.actor(scene.cast.ana), now=NOW)


def _tables(cast: Cast) -> MappedUpload:
    """A staff list whose columns somebody is looking at."""
    by = Actor(cast.dana.account.pk, cast.dana.pk, cast.district.pk, frozenset({"central"}), name="Dana")
    table = b"Staff ID,First Name,Last Name,School\n901,Nia,Olsen,Lincoln Elementary\n"
    with district_scope(cast.district.pk):
        return take_upload(by=by, now=NOW, uploads=[("staff.csv", [table])])


def _leaving(scene: Scene) -> Leaving:
    """Lex has left, and a copy waits behind a link."""
    lex = make_staff(scene.cast.district, "Lex", "Marsh", active=False, left_on=date(2026, 9, 1))
    with scene.scope():
        made = store([b"words"], name="words.txt", district_id=lex.district_id, owner=lex.pk, now=NOW)
    return make_leaving(lex, "take-it-along", file=made.public_id)


def _roles(cast: Cast) -> dict[str, Any]:
    """A role at Lincoln that Ben holds; Ana is asked whether she could step in."""
    kind, fund = make_kind(cast.district), make_fund(cast.district)
    role = make_role(kind, cast.lincoln, cast.ben, fund=fund)
    lane = saved(Lane(district=cast.district, name="Coaching", outcome="Every student explains."))
    concept = saved(Concept(district=cast.district, name="Number talks"))
    return {
        "lane": lane,
        "concept": concept,
        "role_kind": kind,
        "fund": fund,
        "leader_role": role,
        "role_cover": make_role_cover(role, cast.ana),
    }


def _link(person: Staff) -> str:
    make_link(person, "come-in-here")
    return "come-in-here"


def _plans(scene: Scene) -> dict[str, Any]:
    """A plan that is ready, and another that is offered, in which something is proposed to Ana."""
    district = scene.cast.district
    given = {"district": district, "first": MONDAY + timedelta(days=7), "weeks": 2, "created": NOW}
    ready, offered = saved(PlanRun(state="ready", **given)), saved(PlanRun(state="offered", **given))
    practice = make_practice(district, "closing-circles")
    offer = make_offer(scene.cast.gil, practice)
    make_need(scene.cast.ana, practice)
    proposal = make_proposal(offered, scene, scene.cast.ana, WEDNESDAY, offer=offer, practice=practice)
    return {"plan": ready, "proposal": proposal}


def _guests(scene: Scene, team: Team) -> dict[str, Any]:
    """Ana asks Gil to a meeting of her team; another guest hour is over, and she thanked for it."""
    cast = scene.cast
    asked = make_hour(scene, team, cast.gil, cast.ana, TUESDAY, state="asked", decided=None)
    over = make_hour(scene, team, cast.gil, cast.ana, MONDAY - timedelta(days=6))
    return {"guest_hour": asked, "guest_thanks": make_guest_thanks(over, cast.ana)}


def _walks(scene: Scene) -> dict[str, Any]:
    """A walk of last week that Ana organised through Ben's room, with a line that is released and one that is not; and
    one ahead of Ana's that has open places."""
    cast = scene.cast
    over = make_walk(scene, cast.ana, MONDAY - timedelta(days=3), focus=f"{CANARY} question")
    stop = make_stop(over, cast.ben, cast.ben_section)
    make_jotting(over, cast.ana, f"{CANARY} jotting")
    make_thanks(stop, cast.ana, f"{CANARY} thanks")
    released = make_pattern(over, cast.ana, released=NOW, text=f"{CANARY} pattern")
    draft = make_pattern(over, cast.ana, text=f"{CANARY} line")
    ahead = make_walk(scene, cast.ana, WEDNESDAY + timedelta(days=1), state=Walk.State.ASKED, open_places=True)
    return {"walk": over, "walk_open": ahead, "walk_pattern": released, "walk_pattern_draft": draft}


def make_world() -> World:
    """Everything, with a canary word in whatever only its owner may read."""
    scene = make_scene()
    cast, district = scene.cast, scene.cast.district
    pia = make_staff(district, "Pia", "Duarte")
    make_assignment(pia, "principal", cast.garfield)
    with district_scope(district.pk):
        stored = store([b"Anchor chart"], name="chart.txt", district_id=district.pk, owner=cast.ana.pk, now=NOW)
        scene.offer.artefact_file = stored.public_id
        saved(scene.offer)
    drafted, taken_back = make_practice(district, "wait-time"), make_practice(district, "exit-tickets")
    words = {"what_i_do": f"{CANARY} private words", "artefact_title": CANARY}
    roster = RosterImport(district=district, file_name="maple.zip", stored_file="", by_staff=cast.dana.pk, created=NOW)
    roster.state = RosterImport.State.READY
    bells = BellImport(district=district, file_name="bells.csv", by_staff=cast.dana.pk, created=NOW)
    bells.state = BellImport.State.READY
    job = Job(district_id=district.pk, kind="people.read_roster", by=cast.dana.pk, created=NOW)
    mail = Mail(district_id=district.pk, kind="visits/mails/asked", to=cast.ana.email, to_staff=cast.ana.pk)
    mail.subject, mail.text, mail.html, mail.created = f"Mail {CANARY}", CANARY, f"<p>{CANARY}</p>", NOW
    team = make_team("Grade 3 team", cast.lincoln, lead=cast.ana, members=[cast.ben])
    make_own_goal(team, cast.ana, text=f"{CANARY} own goal", state="draft")
    asked = make_visit(scene, cast.ben, cast.ana, TUESDAY, state=Visit.State.ASKED, message=f"{CANARY} message")
    return World(
        **_shared(scene),
        **_plans(scene),
        **_guests(scene, team),
        **_walks(scene),
        team=team,
        team_feed=team_feed_token(cast.ana.account, team),
        **_roles(cast),
        own_support=make_personal_support(cast.ana, cast.ben),
        scene=scene,
        pia=pia,
        ned=make_staff(district, "Ned", "Olsen"),
        draft=make_offer(cast.ana, drafted, state="draft", **words),
        withdrawn=make_offer(cast.ana, taken_back, state="withdrawn", withdrawn_from="published", **words),
        need=make_need(cast.ana, scene.practice, note=f"{CANARY} note"),
        open_door=make_open_door(scene.offer, cast.ana_section, WEDNESDAY),
        closed_door=make_closed_door(cast.ana, date=WEDNESDAY + timedelta(days=30)),
        asked=asked,
        cover=make_cover(asked, cast.ana),
        step=saved(NextStep(district=district, visit=asked, staff=cast.ana, text=f"{CANARY} step", due=NOW.date())),
        booked=make_visit(scene, cast.ben, cast.ana, WEDNESDAY, answer=f"{CANARY} answer"),
        away=saved(Away(district=district, staff=cast.ana, starts=date(2026, 11, 2), ends=date(2026, 11, 3))),
        tables=_tables(cast),
        absence_file=saved(AbsenceImport(district=district, file_name="a.csv", by_staff=cast.dana.pk, created=NOW)),
        roster=saved(roster),
        bells=saved(bells),
        job=saved(job),
        mail=saved(mail),
        feed=feed_token(cast.ana.account),
        grant=make_goal_grant(cast.ana, cast.ben, "quiet-voices"),
        evaluates=make_evaluates(cast.paz, cast.ana, NOW.date()),
        evaluator_file=make_evaluator_file(cast.dana, "evaluator_id,evaluated_id\n"),
        export=_export(scene),
        invitation=make_invitation(make_staff(district, "Nia", "Okoye", account=False), "open-this-door"),
        token="open-this-door",
        learning_slot=make_learning_slot(district, TUESDAY, school=cast.lincoln),
        special_day=make_calendar_day(district, WEDNESDAY, school=cast.lincoln, note="Late bus"),
        day_change=saved(
            DayChange(district=district, school=cast.lincoln, date=WEDNESDAY, after=["", "", "Late bus"], created=NOW)
        ),
        contract_rule=make_contract_rule(district, "plc_week", 1),
        device=saved(DeviceSession(account=cast.ana.account, device="Firefox · Windows", began=NOW, seen=NOW)),
        leaving=_leaving(scene),
        leaving_link="take-it-along",
        code=make_code(cast.lou),
        link=_link(cast.lou),
        help=make_help(cast.ana, scene.practice),
        word=make_word(scene.offer, cast.ben, text=f"{CANARY} word"),
        word_shown=make_word(scene.offer, cast.ben, kind="thanks", state="shown"),
        adoption=make_adoption(scene.offer, cast.ben, what_came=f"{CANARY} adoption"),
        wish=make_wish(cast.ana, NOW.date(), about="Something to think through."),
        taxonomy_file=saved(
            TaxonomyFile(district=district, file_name="x.json", state="refused", created=NOW, counts={"findings": []})
        ),
        help_draft=make_help(cast.ana, drafted, state="draft", what_i_do=f"{CANARY} help"),
    )
