"""Something of every kind about one person, and a word of its own in every column that holds what somebody wrote.

``MAKERS`` knows a kind that the world does not bring along; a model that is declared to be about people and made by
nobody here fails ``tests/trust/test_export.py``.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from staffroom.expertise.models import HelpOffer
from staffroom.guests.models import GuestHour, GuestWish
from staffroom.people.models import DeviceSession, Ending, Invitation, PhoneKey, SignInCode, Staff
from staffroom.planning.models import PlanRun, Unmet
from staffroom.spine import audit
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import store
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.teams.models import CardTold, PersonalMark, PersonalSupport
from staffroom.timetable.models import Absence, Away
from staffroom.trust.actions import note_opening  # noqa: F401 - declares its kind
from staffroom.trust.models import Evaluates, Grant, Leaving
from staffroom.trust.queries.declared import declared_models
from staffroom.trust.queries.mydata import at
from staffroom.visits.models import (
    FromAfar,
    NextStep,
    Promise,
    ProposedTime,
    Reminding,
    SubstituteDesk,
    VisitChange,
    VisitNote,
)

from .expertise import (
    make_adoption,
    make_closed_door,
    make_hosting,
    make_need,
    make_offer,
    make_open_door,
    make_practice,
    make_wish,
    make_word,
)
from .guests import make_hour, make_new_lead
from .guests import make_thanks as make_guest_thanks
from .people import make_school, saved
from .planning import make_proposal
from .roles import make_cover as make_role_cover
from .roles import make_kind, make_role
from .teams import make_own_goal, make_part, make_personal_support, make_support, make_team
from .visits import NOW, TUESDAY, Scene, make_cover, make_visit
from .walks import make_jotting, make_pattern, make_stop, make_thanks, make_walk

Maker = Callable[[Scene, Staff, Staff], Any]


def token(person: Staff, label: str, key: Any, column: str) -> str:
    """The word of one person in one column of one row."""
    return f"tok-{person.given}-{label}-{key}-{column}".lower().replace("_", "-")


def _offer(scene: Scene, who: Staff, _other: Staff) -> Any:
    file = store([b"What " + who.given.encode() + b" shows"], name="chart.txt", district_id=who.district_id,
                 owner=who.pk, now=NOW)  # fmt: skip
    practice = make_practice(who.district, f"wait-{who.given}".lower())
    section = who.teachings.first().section
    return make_offer(who, practice, section, artefact_file=file.public_id, artefact_link="")


def _team(scene: Scene, who: Staff, other: Staff) -> Any:
    team = make_team(f"Team of {who.given}", scene.cast.lincoln, lead=who)
    return make_part(team, other)


def _visits(scene: Scene, who: Staff, other: Staff) -> Any:
    made = make_visit(scene, who, other, TUESDAY, offer=scene.offer)
    for author in (who, other):
        saved(VisitNote(district=who.district, visit=made, author=author, saw="x", take="x", updated=NOW))
    return saved(Promise(district=who.district, staff=who, key=f"{TUESDAY}/1/480/{who.pk}", visit=made, date=made.date))


def _log(scene: Scene, who: Staff, other: Staff) -> Any:
    return audit.record("trust.opened", district_id=who.district_id, at=NOW, actor=other.pk, subject=who.pk,
                        facts={"record": "need", "day": "2026-10-05"})  # fmt: skip


def _mail(scene: Scene, who: Staff, other: Staff) -> Any:
    given = {"kind": "visits/mails/asked", "to": who.email, "subject": "x", "text": "x", "html": "x", "state": "sent"}
    return saved(Mail(district_id=who.district_id, to_staff=who.pk, created=NOW, **given))


def _of_account(label: str, **fields: Any) -> Maker:
    return lambda scene, who, other: apps.get_model(label).objects.create(user=who.account, **fields)


def _confirmation(scene: Scene, who: Staff, other: Staff) -> Any:
    address = apps.get_model("account.EmailAddress").objects.get(user=who.account)
    return apps.get_model("account.EmailConfirmation").objects.create(email_address=address, key=f"secret{who.pk}")


def _social_token(scene: Scene, who: Staff, other: Staff) -> Any:
    found = apps.get_model("socialaccount.SocialAccount").objects.get(user=who.account)
    return apps.get_model("socialaccount.SocialToken").objects.create(account=found, token="secret")


def _invitation(scene: Scene, who: Staff, other: Staff) -> Any:
    given = {"email": who.email, "token_digest": f"digest-{who.pk}", "created": NOW, "expires": NOW + timedelta(days=9)}
    return saved(Invitation(district=who.district, staff=who, by_staff=scene.cast.dana.pk, **given))


def _code(scene: Scene, who: Staff, other: Staff) -> Any:
    given = {"way": "address", "email": "private@home.example", "created": NOW, "expires": NOW + timedelta(days=9)}
    return saved(SignInCode(district=who.district, staff=who, digest=f"digest-{who.pk}", **given))


def _help(scene: Scene, who: Staff, other: Staff) -> Any:
    practice = make_practice(who.district, f"help-{who.given}".lower())
    given = {"what_i_do": "x", "ask_me": "x", "state": "published", "created": NOW, "updated": NOW}
    return saved(HelpOffer(district=who.district, staff=who, practice=practice, audience="district", **given))


def _role(scene: Scene, who: Staff, other: Staff) -> Any:
    """A role of theirs, for which the other is asked, and one the other way round."""
    kind = make_kind(who.district, f"Coach {who.pk}")
    make_role_cover(make_role(kind, scene.cast.lincoln, who), other)
    return make_role_cover(make_role(kind, scene.cast.lincoln, other), who)


def _proposal(scene: Scene, who: Staff, other: Staff) -> Any:
    run = saved(PlanRun(district=who.district, first=TUESDAY - timedelta(days=1), weeks=1, created=NOW))
    return make_proposal(run, scene, who, TUESDAY)


def _unmet(scene: Scene, who: Staff, other: Staff) -> Any:
    run = saved(PlanRun(district=who.district, first=TUESDAY - timedelta(days=1), weeks=1, created=NOW))
    practice = make_practice(who.district, f"unmet-{who.pk}")
    return saved(Unmet(district=who.district, run=run, visitor=who, practice=practice, reason="no_common_time"))


def _guest_hour(scene: Scene, who: Staff, other: Staff) -> Any:
    """They are a guest whom the other asks, and the other way round."""
    team = make_team(f"Invites {who.pk} {other.pk} {GuestHour.objects.count()}", scene.cast.lincoln)
    make_hour(scene, team, other, who, TUESDAY + timedelta(days=7))
    return make_hour(scene, team, who, other, TUESDAY)


def _adoption(scene: Scene, who: Staff, other: Staff) -> Any:
    theirs = make_offer(other, make_practice(who.district, f"taken-up-{who.pk}"))
    return make_adoption(theirs, who)


def _walks(scene: Scene, who: Staff, other: Staff) -> Any:
    """A walk that they organise, and one of the other's that sees their room and thanks them for it."""
    mine, theirs = make_walk(scene, who), make_walk(scene, other)
    make_jotting(mine, who)
    make_pattern(mine, who)
    return make_thanks(make_stop(theirs, who, who.teachings.first().section), other)


MAKERS: dict[str, Maker] = {
    "people.Ending": lambda scene, who, other: saved(
        Ending(district=who.district, staff=who, last_day=date(2026, 12, 18), by_staff=scene.cast.dana.pk, created=NOW)
    ),
    "people.SignInCode": _code,
    "people.PhoneKey": lambda scene, who, other: saved(
        PhoneKey(account=who.account, number="secret", email=f"p{who.pk}@home.example")
    ),
    "expertise.HelpOffer": _help,
    "people.DeviceSession": lambda scene, who, other: saved(
        DeviceSession(account=who.account, device="Firefox", began=NOW, seen=NOW)
    ),
    "people.Invitation": _invitation,
    "expertise.Offer": _offer,
    "expertise.Need": lambda scene, who, other: make_need(who, scene.practice, note="x"),
    "expertise.Word": lambda scene, who, other: make_word(who.offers.first(), other),
    "expertise.Adoption": _adoption,
    "expertise.PartnerWish": lambda scene, who, other: make_wish(who, TUESDAY),
    "expertise.OpenDoor": lambda scene, who, other: make_open_door(
        who.offers.first(), who.teachings.first().section, TUESDAY + timedelta(days=1), note="x"
    ),
    "expertise.ClosedDoor": lambda scene, who, other: make_closed_door(who, date=TUESDAY),
    "expertise.Hosting": lambda scene, who, other: make_hosting(who, note="x"),
    "teams.Membership": _team,
    "teams.Support": lambda scene, who, other: make_support(who.memberships.first().team, who),
    "teams.OwnGoal": lambda scene, who, other: make_own_goal(who.memberships.first().team, who, text="x"),
    "teams.PersonalSupport": lambda scene, who, other: make_personal_support(who, other),
    "teams.PersonalMark": lambda scene, who, other: saved(
        PersonalMark(
            district=who.district, support=PersonalSupport.objects.filter(staff=who).latest("pk"),
            week=date(2026, 9, 28), held=True,
        )
    ),
    "teams.CardTold": lambda scene, who, other: saved(CardTold(district=who.district, staff=who, card={}, mailed=NOW)),
    "teams.RoleCover": _role,
    "planning.Proposal": _proposal,
    "planning.Unmet": _unmet,
    "guests.GuestHour": _guest_hour,
    "guests.GuestThanks": lambda scene, who, other: make_guest_thanks(_guest_hour(scene, who, other), other),
    "guests.GuestWish": lambda scene, who, other: saved(GuestWish(district=who.district, staff=who, ask=False)),
    "guests.NewLead": lambda scene, who, other: make_new_lead(make_team(f"New {who.pk}", scene.cast.lincoln), who),
    "walks.Walk": _walks,
    "timetable.Away": lambda scene, who, other: saved(
        Away(district=who.district, staff=who, starts=date(2026, 11, 2), ends=date(2026, 11, 3))
    ),
    "timetable.Absence": lambda scene, who, other: saved(
        Absence(
            district=who.district, staff=who, date=date(2026, 9, 14), minutes=420, category="training", key=f"k{who.pk}"
        )
    ),
    "visits.VisitNote": _visits,
    "visits.Cover": lambda scene, who, other: make_cover(
        make_visit(scene, other, who, TUESDAY + timedelta(days=8), offer=scene.offer), who
    ),
    "visits.FromAfar": lambda scene, who, other: saved(
        FromAfar(district=who.district, offer=who.offers.first(), staff=who, recording="https://x.io", consented=NOW)
    ),
    "visits.VisitChange": lambda scene, who, other: saved(
        VisitChange(district=who.district, visit=who.visits_made.first(), at=NOW, why="away", was_date=TUESDAY,
                    was_start=480, was_end=530)
    ),
    "visits.ProposedTime": lambda scene, who, other: saved(
        ProposedTime(district=who.district, visit=who.visits_made.first(), proposer=who, section=scene.cast.ana_section,
                     school=scene.cast.lincoln, date=TUESDAY, period="1", lesson="x", start=480, end=530, created=NOW)
    ),
    "visits.SubstituteDesk": lambda scene, who, other: saved(
        SubstituteDesk(district=who.district, school=make_school(who.district, f"Desk{who.pk} School"), staff=who)
    ),
    "visits.Reminding": lambda scene, who, other: saved(Reminding(district=who.district, staff=who, mail=False)),
    "visits.NextStep": lambda scene, who, other: saved(
        NextStep(district=who.district, visit=who.visits_made.first(), staff=who, text="x", due=TUESDAY)
    ),
    "trust.Grant": lambda scene, who, other: saved(
        Grant(district=who.district, owner=who, to=other, record="need", object_id=f"r{who.pk}", begun=NOW,
              until=date(2026, 12, 1))
    ),
    "trust.Leaving": lambda scene, who, other: saved(
        Leaving(district=who.district, staff=who, left_on=date(2026, 10, 2), created=NOW, expires=NOW, removed=NOW)
    ),
    "trust.Evaluates": lambda scene, who, other: saved(
        Evaluates(district=who.district, evaluated=who, evaluator=scene.cast.dana, begins=date(2026, 8, 1), created=NOW)
    ),
    "spine.AuditEntry": _log,
    "spine.Job": lambda scene, who, other: saved(
        Job(district_id=who.district_id, kind="visits.look_after", by=who.pk, created=NOW, state="done")
    ),
    "spine.Mail": _mail,
    "account.EmailAddress": lambda scene, who, other: apps.get_model("account.EmailAddress").objects.create(
        user=who.account, email=who.email, verified=True, primary=True
    ),
    "account.EmailConfirmation": _confirmation,
    "mfa.Authenticator": _of_account("mfa.Authenticator", type="totp", data={"secret": "secret"}),
    "usersessions.UserSession": lambda scene, who, other: apps.get_model("usersessions.UserSession").objects.create(
        user=who.account, ip="192.0.2.1", session_key=f"secret-session-{who.pk}", user_agent="Browser"
    ),
    "socialaccount.SocialAccount": lambda scene, who, other: apps.get_model("socialaccount.SocialAccount")
    .objects.create(user=who.account, provider="openid_connect", uid=f"id-{who.pk}"),
    "socialaccount.SocialToken": _social_token,
}  # fmt: skip


def make_everything(scene: Scene, who: Staff, other: Staff) -> None:
    """One of every kind about ``who``; ``other`` is the second person where there must be one."""
    with district_scope(who.district_id), writing():
        for label, make in MAKERS.items():
            if apps.is_installed(f"allauth.{label.split('.')[0]}") or label.split(".")[0] in (
                "people", "expertise", "teams", "timetable", "visits", "planning", "guests", "walks", "trust", "spine",
            ):  # fmt: skip
                make(scene, who, other)


def plant(district_id: int) -> dict[str, tuple[Staff, Any, str]]:
    """Put a token into each column of words: token -> who wrote it, the row, the column. Mails too."""
    planted = {}
    with across_districts(), writing():
        people = {one.pk: one for one in Staff.objects.filter(district_id=district_id)}
        for model, declared in declared_models():
            for row in model.objects.all() if declared.about and declared.words else ():
                for column in declared.words:
                    writers = {at(row, path) for path in declared.writers_of(column)}
                    writer = people.get(min((one for one in writers if one is not None), default=0))
                    if writer is not None:
                        word = token(writer, model._meta.label, row.pk, column)
                        model.objects.filter(pk=row.pk).update(**{column: word})
                        planted[word] = (writer, row, column)
    return planted


def facts_about(person: Staff) -> int:
    return AuditEntry.objects.filter(subject=person.pk, facts__isnull=False).count()
