"""On the way and afterwards: jottings stay with their writer, patterns are the school's, hosts read them first."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.walks import actions, queries, rules
from staffroom.walks.models import Jotting, Pattern, Thanks
from staffroom.walks.queries.walks import school_patterns
from tests.factories.trust import make_evaluates
from tests.factories.visits import MONDAY, NOW
from tests.factories.walks import AFTER, DURING, SCHOOL_READS, Walking, make_pattern, make_stop, make_walk


def jot(walking: Walking, walk, who, text: str, now=DURING):
    with walking.scene.scope():
        return actions.jot_down(by=walking.scene.actor(who), now=now, walk_id=walk.public_id, text=text)


def hold(walking: Walking, pattern: Pattern, who, act=actions.hold_back_pattern):
    with walking.scene.scope():
        return act(by=walking.scene.actor(who), now=AFTER, public_id=pattern.public_id)


def test_jottings_are_the_walkers_own(walking: Walking):
    walk = walking.booked()
    jot(walking, walk, walking.ben, "Four pairs compared two ways.")
    jot(walking, walk, walking.ben, "Five pairs.")
    with walking.scene.scope():
        assert Jotting.objects.get().text == "Five pairs."
        for who in (*walking.walkers[:2], *walking.hosts):
            page = queries.walk_page(walking.scene.actor(who), walk.public_id, AFTER)
            assert page["jotting"] is None
        assert queries.walk_page(walking.scene.actor(walking.ben), walk.public_id, AFTER)["jotting"].text
    assert jot(walking, walk, walking.ben, "  ") is None
    with walking.scene.scope():
        assert not Jotting.objects.exists()


def test_nobody_jots_before_it_begins_and_no_host_ever(walking: Walking):
    walk = walking.booked()
    with pytest.raises(Refused, match="not begun"):
        jot(walking, walk, walking.ben, "x", now=NOW)
    with pytest.raises(Forbidden):
        jot(walking, walk, walking.hosts[0], "x")
    with pytest.raises(Refused, match="name of a host"):
        jot(walking, walk, walking.ben, "Reyes waited long.")


def test_a_walk_that_does_not_take_place_is_not_written_about(walking: Walking):
    walk = walking.start()
    with pytest.raises(Refused, match="does not take place"):
        walking.write(walk, walking.ben)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"rooms": 2}, "fewer than three rooms"),
        ({"rooms": 5}, "You saw 4 rooms"),
        ({"text": "In Réyes’ room they talked."}, "name of a host"),
        ({"text": "ana asked and waited."}, "name of a host"),
        ({"step": "predict"}, "one of the steps"),
    ],
)
def test_a_pattern_is_about_the_school(walking: Walking, changes: dict, why: str):
    walk = walking.booked()
    with pytest.raises(Refused, match=why):
        walking.write(walk, walking.ben, **changes)
    with walking.scene.scope():
        assert not Pattern.objects.exists()


def test_a_pattern_is_the_groups_until_it_is_released(walking: Walking):
    walk = walking.booked()
    pattern = walking.write(walk, walking.ben)
    with walking.scene.scope():

        def lines(who) -> list[Pattern]:
            return queries.walk_page(walking.scene.actor(who), walk.public_id, AFTER)["patterns"]

        assert lines(walking.walkers[0]) == [pattern] and lines(walking.hosts[0]) == []
        with pytest.raises(Http404):
            queries.pattern_for(walking.scene.actor(walking.hosts[0]), pattern.public_id)
        with pytest.raises(Forbidden):
            actions.remove_pattern(by=walking.scene.actor(walking.walkers[0]), now=AFTER, public_id=pattern.public_id)
        actions.remove_pattern(by=walking.scene.actor(walking.ben), now=AFTER, public_id=pattern.public_id)
        assert not Pattern.objects.exists()


def test_hosts_read_first_then_the_school_and_nobody_elsewhere(walking: Walking):
    walk, pattern = walking.released()
    cast = walking.scene.cast
    with walking.scene.scope():
        told = {one.to_staff for one in Mail.objects.filter(kind="walks/mails/released")}
        assert told == {one.pk for one in walking.hosts}
        host = queries.walk_page(walking.scene.actor(walking.hosts[0]), walk.public_id, AFTER)
        assert host["patterns"] == [pattern]

        def school(who, now) -> int:
            page = queries.school_page(walking.scene.actor(who), cast.lincoln.public_id, now)
            return sum(len(lines) for _walk, lines in page["walks"])

        almost = AFTER + timedelta(days=2) - timedelta(minutes=1)
        for who in (cast.paz, cast.lou, walking.walkers[2]):
            assert (school(who, almost), school(who, SCHOOL_READS)) == (0, 1)
        for who in (cast.gil, cast.dana, cast.ivo):
            with pytest.raises(Http404):
                school(who, SCHOOL_READS)


def test_any_host_can_hold_a_pattern_back_and_nobody_is_told_who(walking: Walking):
    walk, pattern = walking.released()
    with pytest.raises(Forbidden):
        hold(walking, pattern, walking.ben)
    held = hold(walking, pattern, walking.hosts[1])
    with walking.scene.scope():
        assert school_patterns(walk.school, SCHOOL_READS) == []
        assert not rules.shown_to_school(held, SCHOOL_READS)
        assert AuditEntry.objects.get(kind="walk.held_back").actor is None
    hold(walking, pattern, walking.hosts[1], actions.show_again_pattern)
    with walking.scene.scope():
        assert len(school_patterns(walk.school, SCHOOL_READS)) == 1


def test_only_whoever_held_a_pattern_back_takes_that_back(walking: Walking):
    walk, pattern = walking.released()
    second, third = walking.hosts[1:3]

    def shown() -> int:
        with walking.scene.scope():
            return len(school_patterns(walk.school, SCHOOL_READS))

    hold(walking, pattern, second)
    with pytest.raises(Forbidden, match="Only whoever held this back"):
        hold(walking, pattern, third, actions.show_again_pattern)
    held = hold(walking, pattern, third)
    assert held.held_back == AFTER and hold(walking, pattern, third).holders == held.holders
    assert not any(str(host.pk) == mark for host in (second, third) for mark in held.holders)
    hold(walking, pattern, second, actions.show_again_pattern)
    assert shown() == 0
    hold(walking, pattern, third, actions.show_again_pattern)
    assert shown() == 1


def test_only_whoever_held_a_pattern_back_has_the_button(walking: Walking, as_, set_clock):
    walk, pattern = walking.released()
    hold(walking, pattern, walking.hosts[1])
    set_clock(AFTER)
    address = reverse("walk", args=[walk.public_id])
    mine, others = (as_(host).get(address).content.decode() for host in walking.hosts[1:3])
    for page in (mine, others):
        assert "Held back: shown no further" in page
    assert ("It may be shown" in mine, "It may be shown" in others) == (True, False)
    assert ("hold it back" in mine, "hold it back" in others) == (False, True)


def test_what_is_released_stays_as_it_is(walking: Walking):
    walk, pattern = walking.released()
    with pytest.raises(Refused, match="released"):
        walking.write(walk, walking.ben)
    with walking.scene.scope():
        by = walking.scene.actor(walking.ben)
        with pytest.raises(Refused, match="released"):
            actions.release_patterns(by=by, now=AFTER, walk_id=walk.public_id)
        with pytest.raises(Refused, match="released"):
            actions.remove_pattern(by=by, now=AFTER, public_id=pattern.public_id)


def test_only_the_organiser_releases_and_not_before_the_end(walking: Walking):
    walk = walking.booked()
    walking.write(walk, walking.ben)
    with walking.scene.scope():
        for who, now, error in ((walking.walkers[0], AFTER, Forbidden), (walking.ben, DURING, Refused)):
            with pytest.raises(error):
                actions.release_patterns(by=walking.scene.actor(who), now=now, walk_id=walk.public_id)


def test_after_fewer_than_three_rooms_nothing_is_given_out(walking: Walking):
    scene = walking.scene
    walk = make_walk(scene, walking.ben, MONDAY - timedelta(days=3))
    for host, section in list(zip(walking.hosts, walking.sections, strict=True))[:2]:
        make_stop(walk, host, section)
    make_pattern(walk, walking.ben, rooms=2)
    with pytest.raises(Refused, match="You saw 2 rooms"):
        walking.write(walk, walking.ben, now=NOW)
    with scene.scope(), pytest.raises(Refused, match="Fewer than three"):
        actions.release_patterns(by=scene.actor(walking.ben), now=NOW, walk_id=walk.public_id)


def test_thanks_go_to_the_host_alone_and_within_a_week(walking: Walking):
    walk = walking.booked()
    host = walking.hosts[0]

    def thank(who, now=AFTER, text="I take the silence with me."):
        with walking.scene.scope():
            return actions.say_thanks(
                by=walking.scene.actor(who), now=now, walk_id=walk.public_id, host=host.public_id, text=text
            )

    thank(walking.ben)
    thank(walking.ben, text="And the charts.")
    with walking.scene.scope():
        assert Thanks.objects.get().text == "And the charts."
        assert Mail.objects.filter(kind="walks/mails/thanks", to_staff=host.pk).count() == 1
        assert "charts" not in Mail.objects.get(kind="walks/mails/thanks").text
        for who in (walking.hosts[1], walking.walkers[0], walking.ben):
            assert queries.walk_page(walking.scene.actor(who), walk.public_id, AFTER)["thanks"] == []
        assert len(queries.walk_page(walking.scene.actor(host), walk.public_id, AFTER)["thanks"]) == 1
    with pytest.raises(Refused, match="within a week"):
        thank(walking.walkers[0], now=AFTER + timedelta(days=8))
    with pytest.raises(Forbidden):
        thank(walking.hosts[1])


def test_nothing_written_is_kept_between_a_person_and_whoever_evaluates_them(walking: Walking):
    """The host evaluates the walker: the walk is possible, thanks are said aloud."""
    walk = walking.booked()
    make_evaluates(walking.hosts[0], walking.ben, MONDAY - timedelta(days=9))
    with walking.scene.scope(), pytest.raises(Refused, match="evaluates"):
        actions.say_thanks(
            by=walking.scene.actor(walking.ben), now=AFTER, walk_id=walk.public_id, host=walking.hosts[0].public_id,
            text="x",
        )  # fmt: skip


def test_rounds_have_four_steps(walking: Walking):
    walk = make_walk(walking.scene, walking.ben, MONDAY - timedelta(days=3), kind="rounds")
    for host, section in zip(walking.hosts, walking.sections, strict=True):
        make_stop(walk, host, section)
    with walking.scene.scope():
        steps = [name for name, _label, _lines in queries.walk_page(
            walking.scene.actor(walking.ben), walk.public_id, NOW
        )["steps"]]  # fmt: skip
    assert steps == ["describe", "patterns", "predict", "next"]
    assert rules.least(walk) == (4, 3)
