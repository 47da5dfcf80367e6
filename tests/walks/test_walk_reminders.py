"""The day before a group visit: one mail to whoever walks or hosts, in their language, if they want one."""

from datetime import UTC, date, datetime, timedelta

from staffroom.spine.audit import AuditEntry
from staffroom.spine.jobs import REGISTRY
from staffroom.spine.outbox import Mail
from staffroom.visits.actions import set_reminding
from staffroom.walks import actions
from staffroom.walks.models import Walk
from tests.factories.people import saved
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW, TUESDAY, Clock
from tests.factories.walks import Walking, make_stop, make_walk, make_walker

AFTERNOON = datetime(2026, 10, 5, 22, 0, tzinfo=UTC)  # Monday, three in the afternoon
FRIDAY = datetime(2026, 10, 9, 22, 0, tzinfo=UTC)
QUESTION = "Who does the talking?"


def remind(walking: Walking, now: datetime = AFTERNOON) -> int:
    with walking.scene.scope():
        return actions.remind(district_id=walking.scene.cast.district.pk, now=now)


def reminders(to: object = None) -> list[Mail]:
    found = Mail.objects.filter(kind="walks/mails/reminder").order_by("pk")
    return list(found.filter(to_staff=to.pk) if to else found)


def booked(walking: Walking, day: date) -> Walk:
    """A walk that takes place, with its rows as they are."""
    walk = make_walk(walking.scene, walking.ben, day=day)
    for who in walking.walkers[:2]:
        make_walker(walk, who)
    for host, section in zip(walking.hosts[:3], walking.sections, strict=False):
        make_stop(walk, host, section)
    return walk


def test_everybody_who_said_yes_is_reminded_once_and_nobody_who_did_not(walking: Walking):
    walk = walking.booked(walkers=2, rooms=3)
    walking.invite(walk, walking.walkers[2])
    assert remind(walking, datetime(2026, 10, 6, 2, 0, tzinfo=UTC)) == 0, "seven in the evening"
    assert remind(walking) == 6
    certain = [walking.ben, *walking.walkers[:2], *(one.host for one in walking.stops(walk)[:3])]
    assert sorted(one.to_staff for one in reminders()) == sorted(one.pk for one in certain)
    assert remind(walking) == 0 and len(reminders()) == 6
    with walking.scene.scope():
        (entry,) = AuditEntry.objects.filter(kind="walk.reminded")
        assert entry.facts == {"count": 6} and entry.actor is None


def test_a_walker_reads_day_time_rooms_in_order_and_a_link_and_no_question(walking: Walking):
    walk = walking.booked(walkers=2, rooms=4)
    rooms = ["12", "", "14", "15"]
    for stop, room in zip(walking.stops(walk), rooms, strict=True):
        stop.section.room = room
        saved(stop.section)
    remind(walking)
    (mail,) = reminders(walking.walkers[0])
    assert mail.subject == "Reminder: group visit, Tuesday, October 6, 8:00 a.m.–8:41 a.m."
    unnamed = walking.stops(walk)[1].host
    order = [
        "8:00 a.m.–8:08 a.m. · Room 12",
        f"8:11 a.m.–8:19 a.m. · {unnamed}",
        "8:22 a.m.–8:30 a.m. · Room 14",
        "8:33 a.m.–8:41 a.m. · Room 15",
    ]
    for text in (mail.text, mail.html):
        places = [text.index(one) for one in order]
        assert places == sorted(places)
        assert f"/walks/{walk.public_id}/" in text and QUESTION not in text


def test_a_host_reads_when_the_group_is_in_their_room(walking: Walking):
    walk = walking.booked(walkers=2, rooms=4)
    remind(walking)
    own = walking.stops(walk)[1]
    (mail,) = reminders(own.host)
    assert "8:11 a.m.–8:19 a.m." in mail.subject and "A group comes into your room." in mail.text
    assert f"/walks/{walk.public_id}/" in mail.text and QUESTION not in mail.text + mail.html


def test_what_is_called_off_not_certain_or_far_brings_no_mail(walking: Walking):
    walk = walking.booked(walkers=2, rooms=3)
    booked(walking, TUESDAY + timedelta(days=1))
    walking.answer(walk, walking.walkers[0], yes=False)
    assert walking.again(walk).state == Walk.State.ASKED
    assert remind(walking) == 0
    walking.join(walk, walking.walkers[0])
    with walking.scene.scope():
        actions.cancel_walk(by=walking.scene.actor(walking.ben), now=NOW, walk_id=walk.public_id)
    assert remind(walking) == 0 and not reminders()


def test_who_gave_up_or_fell_out_gets_none(walking: Walking):
    walk = walking.booked(walkers=3, rooms=4)
    leaver, host = walking.walkers[0], walking.stops(walk)[0].host
    walking.answer(walk, leaver, yes=False)
    walking.answer(walk, host, yes=False)
    assert remind(walking) == 6
    assert not reminders(leaver) and not reminders(host)


def test_on_fridays_of_mondays_and_never_on_a_weekend(walking: Walking):
    booked(walking, MONDAY + timedelta(days=7))
    assert remind(walking, FRIDAY + timedelta(days=1)) == 0
    assert remind(walking, FRIDAY) == 6


def test_who_wants_no_reminder_gets_none(walking: Walking):
    walking.booked(walkers=2, rooms=3)
    with walking.scene.scope():
        set_reminding(by=walking.scene.actor(walking.ben), now=NOW, mail=False)
    assert remind(walking) == 5 and not reminders(walking.ben)


def test_it_comes_in_the_readers_language(walking: Walking):
    walking.booked(walkers=2, rooms=3)
    walking.ben.account.language = "es"
    walking.ben.account.save(update_fields=["language"])
    remind(walking)
    (mail,) = reminders(walking.ben)
    assert mail.language == "es" and mail.subject.startswith("Recordatorio")


def test_who_has_begun_to_evaluate_a_host_learns_nothing_of_the_rooms(walking: Walking):
    """A walker is about to fall out and gets none; a host still has to know when the group is in their own room."""
    walk = walking.booked(walkers=3, rooms=4)
    walker, (first, second, *_rest) = walking.walkers[0], walking.stops(walk)
    make_evaluates(walker, second.host, MONDAY)
    make_evaluates(first.host, second.host, MONDAY)
    assert remind(walking) == 7 and not reminders(walker)
    (mail,) = reminders(first.host)
    assert "8:00 a.m.–8:08 a.m." in mail.text and "Rooms, in order" not in mail.text + mail.html
    assert str(second.host) not in mail.text and f"/walks/{walk.public_id}/" not in mail.text


def test_the_job_of_each_hour_sends_it_once(walking: Walking, set_clock: Clock):
    walking.booked(walkers=2, rooms=3)
    set_clock(AFTERNOON)
    job = REGISTRY["walks.remind"]
    assert job.every == timedelta(hours=1)
    assert job.function(progress=None) == {"mails": 6}
    assert job.function(progress=None) == {"mails": 0}
