# ruff: noqa: E501
"""Leaving single changes out: what needs them follows, the result lists them, the next roster offers them again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from staffroom.people import actions
from staffroom.people.models import RosterImport, Section, Staff, Teaching
from staffroom.spine.access import Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope
from tests.factories.rosters import maple_roster
from tests.people.test_roster_actions import actor, apply, quiet, read, rows, undo

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        yield cast


def choose(by, found, *left_out, take=()):
    """Take the tick away from these changes (kind, source id), and give it back to those of ``take``."""
    changes = {(one.kind, one.source_id): one.public_id for one in found.changes.all()}
    shown = [changes[each] for each in (*left_out, *take)]
    return actions.choose_changes(
        by=actor(by), now=NOW, roster_import=found, shown=shown, taken=[changes[each] for each in take]
    )


def run(by, found, now=NOW):
    started = actions.start_apply(by=actor(by), now=now, roster_import=found, confirmed=True, queue=False)
    return actions.apply_roster(roster_import=started, by=by.pk, now=now, progress=quiet)


def left_out(found):
    return {(one.kind, one.source_id) for one in found.changes.filter(left_out=True)}


def test_a_newcomer_left_out_takes_lessons_and_role_along(maple):
    found = read(maple.dana, maple_roster())
    followed = choose(maple.dana, found, ("person", "new"))
    assert followed == len(left_out(found)) - 1 >= 2
    assert {kind for kind, _ in left_out(found)} == {"person", "assignment", "teaching"}
    assert RosterImport.objects.get().left_out == len(left_out(found))
    applied = run(maple.dana, found)
    assert applied.state == "applied"
    assert not Staff.objects.filter(source_id="new").exists()
    assert not Teaching.objects.filter(staff__source_id="new").exists()
    assert AuditEntry.objects.filter(kind="roster.chosen", actor=maple.dana.pk).count() == 1


def test_a_new_school_left_out_takes_its_sections_along(maple):
    roster = maple_roster()
    roster.schools = {**roster.schools, "east": "East Middle"}
    roster.classes = [*roster.classes, ("c-east", "Art", "east", (roster.people[0][0],))]
    found = read(maple.dana, roster)
    choose(maple.dana, found, ("org", "east"))
    assert ("section", "c-east") in left_out(found)
    assert run(maple.dana, found).state == "applied"
    assert not Section.objects.filter(source_id="c-east").exists()


def test_a_tick_given_back_brings_back_what_followed(maple):
    found = read(maple.dana, maple_roster())
    choose(maple.dana, found, ("person", "new"))
    choose(maple.dana, found, take=[("person", "new")])
    assert left_out(found) == set()
    assert RosterImport.objects.get().left_out == 0


def test_what_needs_something_left_out_cannot_be_taken_alone(maple):
    found = read(maple.dana, maple_roster())
    choose(maple.dana, found, ("person", "new"))
    teaching = next(one for one in left_out(found) if one[0] == "teaching")
    choose(maple.dana, found, take=[teaching])
    assert teaching in left_out(found)


def test_who_stays_keeps_role_and_lessons(maple):
    apply(maple.dana, maple_roster())
    smaller = maple_roster()
    smaller.people = [person for person in smaller.people if person[0] != "ben"]
    smaller.classes = [each for each in smaller.classes if "ben" not in each[3]]
    found = read(maple.dana, smaller, now=LATER)
    before = rows()
    choose(
        maple.dana, found, *[(one.kind, one.source_id) for one in found.changes.filter(kind__in=["person", "section"])]
    )
    run(maple.dana, found, LATER)
    assert rows() == before


def test_what_was_left_out_is_offered_again(maple):
    found = read(maple.dana, maple_roster())
    choose(maple.dana, found, ("person", "new"))
    wanted = left_out(found)
    run(maple.dana, found)
    again = read(maple.dana, maple_roster(), now=LATER)
    assert {(one.kind, one.source_id) for one in again.changes.all()} == wanted
    assert run(maple.dana, again, LATER).state == "applied"
    assert Staff.objects.filter(source_id="new", active=True).exists()


def test_an_undo_leaves_alone_what_was_left_out(maple):
    before = rows()
    found = read(maple.dana, maple_roster())
    choose(maple.dana, found, ("person", "new"))
    undo(maple.dana, run(maple.dana, found))
    assert rows() == before


def test_nothing_can_be_chosen_once_it_is_applied(maple):
    found = apply(maple.dana, maple_roster())
    with pytest.raises(Refused, match="cannot be applied"):
        choose(maple.dana, found, ("person", "new"))


def test_the_brake_stays(maple):
    apply(maple.dana, maple_roster())
    smaller = maple_roster()
    smaller.people = [person for person in smaller.people if person[0] not in ("ben", "gil")]
    found = read(maple.dana, smaller, now=LATER)
    assert found.state == "held"
    choose(maple.dana, found, *[(one.kind, one.source_id) for one in found.changes.filter(kind="person")])
    with pytest.raises(Refused, match="held"):
        actions.start_apply(by=actor(maple.dana), now=LATER, roster_import=found, queue=False)


# -- the page -----------------------------------------------------------------------------------------


def test_the_page_has_a_tick_for_every_change_and_keeps_the_choice(cast, as_, bring):
    found = bring(maple_roster())
    address = reverse("roster_import_changes", args=[found.public_id])
    page = as_(cast.dana).get(address).content.decode()
    with district_scope(cast.district.pk):
        changes = list(found.changes.all())
    assert page.count('name="take"') == page.count(" checked") == len(changes) > 2
    went = as_(cast.dana).post(
        reverse("roster_import_choose", args=[found.public_id]),
        {
            "shown": [changes[0].public_id, changes[1].public_id],
            "take": [changes[1].public_id],
            "op": "add",
            "page": "1",
        },
    )
    assert went["Location"] == f"{address}?op=add&page=1"
    page = as_(cast.dana).get(address).content.decode()
    with district_scope(cast.district.pk):
        left = found.changes.filter(left_out=True).count()
    assert page.count(" checked") == len(changes) - left
    assert "Left out" in page
    only = as_(cast.dana).get(address + "?op=left_out").content.decode()
    assert only.count('name="take"') == left >= 1
    assert "left out" in as_(cast.dana).get(reverse("roster_import", args=[found.public_id])).content.decode()


def test_choosing_is_for_those_who_bring_rosters(cast, as_, bring):
    found = bring(maple_roster())
    address = reverse("roster_import_choose", args=[found.public_id])
    assert as_(cast.dana).get(address).status_code == 405
    assert as_(cast.ana).post(address).status_code == 403
    assert as_(cast.cora).post(address).status_code == 404


def test_an_applied_roster_has_no_ticks_and_lists_what_was_left_out(cast, as_, bring):
    found = bring(maple_roster())
    with district_scope(cast.district.pk):
        choose(cast.dana, found, ("person", "new"))
        run(cast.dana, found)
    page = as_(cast.dana).get(reverse("roster_import", args=[found.public_id])).content.decode()
    assert "offers them again" in page
    only = (
        as_(cast.dana).get(reverse("roster_import_changes", args=[found.public_id]) + "?op=left_out").content.decode()
    )
    assert "Noor Salim" in only
    assert 'name="take"' not in only
