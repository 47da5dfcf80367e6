# ruff: noqa: E501
"""Lists of changes as a district brings them: one end state, nothing erased, what misses something waits."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from staffroom.people import actions, queries
from staffroom.people.models import Assignment, ImportSources, RosterImport, Section, SourceRow, Staff, Teaching, Term
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope, writing
from tests.core.roster.test_deltas import ALWAYS, cut, dated, history, last_words, package, user
from tests.factories.rosters import maple_roster, zipped
from tests.people.test_roster_actions import maple, rows  # noqa: F401 - a fixture

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)


def quiet(done: int, total: int, step: str = "") -> None:
    """Progress that nobody watches."""


def actor(by):
    """The command line: these rosters hold nobody of the cast, who would lose the right to bring the next."""
    return Actor(0, None, by.district_id, frozenset({"it"}), name="command")


def undo(by, applied, now):
    started = actions.start_undo(by=actor(by), now=now, roster_import=applied, queue=False)
    return actions.undo_roster(roster_import=started, by=None, now=now, progress=quiet)


def bring(by, files, now=NOW):
    staged = actions.stage_roster(by=actor(by), now=now, uploads=[("roster.zip", [zipped(files)])], queue=False)
    found = actions.read_roster(roster_import=staged, now=now, progress=quiet)
    assert found.state in ("ready", "held"), found.problems
    started = actions.start_apply(by=actor(by), now=now, roster_import=found, confirmed=True, queue=False)
    return actions.apply_roster(roster_import=started, by=None, now=now, progress=quiet)


def bring_all(by, packages, begin):
    return [bring(by, files, begin + timedelta(minutes=at)) for at, files in enumerate(packages, 1)]


def undo_all(by, applied, begin):
    for at, one in enumerate(reversed(applied)):
        undo(by, one, begin + timedelta(hours=2, minutes=at))


def digest(by):
    return queries.roster_digest(by.district_id)


def sources():
    return sorted(
        map(repr, SourceRow.objects.order_by().values_list("kind", "key", "modified", "gone", "whole", "cells"))
    )


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_digest_of_the_whole_truth(maple, seed):  # noqa: F811
    some = random.Random(seed)
    changes = history(some, 25, places=False)
    whole = package("1.2", [*ALWAYS, *last_words(changes)], "bulk")
    first = bring(maple.dana, whole)
    wanted = digest(maple.dana)
    undo(maple.dana, first, NOW + timedelta(minutes=1))
    bring(maple.dana, package("1.2", ALWAYS, "bulk"), NOW + timedelta(minutes=2))
    for at, files in enumerate(cut(changes, some)):
        bring(maple.dana, files, NOW + timedelta(minutes=3 + at))
    assert digest(maple.dana) == wanted


def test_two_orders_leave_the_same_memory(maple):  # noqa: F811
    some = random.Random(7)
    changes = history(some, 30)
    ends = []
    for at in range(2):
        applied = bring_all(
            maple.dana, [package("1.2", dated(ALWAYS), "delta"), *cut(changes, some)], NOW + timedelta(days=at)
        )
        ends.append((digest(maple.dana), sources()))
        undo_all(maple.dana, applied, NOW + timedelta(days=at))
        assert SourceRow.objects.count() == 0, at
    assert ends[0] == ends[1]


def test_import_undo_import_gives_the_same_digests(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    before = (digest(maple.dana), sources(), rows())
    change = package("1.2", [user("u0", "Pax", "2026-09-01T10:00:00Z")])
    first = bring(maple.dana, change, NOW + timedelta(minutes=1))
    after = (digest(maple.dana), sources())
    undo(maple.dana, first, NOW + timedelta(minutes=2))
    assert (digest(maple.dana), sources(), rows()) == before
    bring(maple.dana, change, NOW + timedelta(minutes=3))
    assert (digest(maple.dana), sources()) == after != before[:2]


def test_a_tombstone_ends_and_erases_nothing(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    held = Staff.objects.get(source_id="u0")
    gone = [
        (file, {**row, "status": "tobedeleted"})
        for file, row in dated(ALWAYS, 5)
        if file in ("users.csv", "classes.csv")
    ]
    bring(maple.dana, package("1.2", gone), NOW + timedelta(minutes=1))
    held.refresh_from_db()
    assert (held.active, str(held)) == (False, "Paz Levy")
    assert not Section.objects.get(source_id="c0").active
    assert [(one.active, one.staff_id) for one in Teaching.objects.filter(staff=held)] == [(False, held.pk)]
    assert [one.active for one in Assignment.objects.filter(staff=held)] == [False]
    assert not SourceRow.objects.filter(gone=True).exclude(cells=None).exists()


def test_changes_upon_what_was_held_before_any_memory(maple):  # noqa: F811
    """The cast is held without a word of any source: one changed person leaves the others as they are."""
    with writing():
        Term.objects.update(school_year="2027")
    before = rows()
    assert SourceRow.objects.count() == 0
    ana = Staff.objects.get(pk=maple.ana.pk)
    change = user(ana.source_id, "Anita", "2026-09-01T10:00:00Z")[1] | {"familyName": ana.family, "email": ana.email,
                                                                        "identifier": ana.identifier}  # fmt: skip
    applied = bring(maple.dana, package("1.2", [("users.csv", change)]))
    assert applied.summary == {"person": {"change": 1}}
    assert Staff.objects.get(pk=maple.ana.pk).given == "Anita"
    undo(maple.dana, applied, NOW + timedelta(minutes=1))
    assert rows() == before
    assert SourceRow.objects.count() == 0


def test_a_source_takes_over_the_roles_that_were_held_before(maple):  # noqa: F811
    with writing():
        Term.objects.update(school_year="2027")
    ana = Staff.objects.get(pk=maple.ana.pk)
    school = ana.assignments.get(active=True).school
    role = {"sourcedId": "r77", "userSourcedId": ana.source_id, "roleType": "primary", "role": "teacher",
            "orgSourcedId": school.source_id}  # fmt: skip
    same = bring(maple.dana, package("1.2", dated([("roles.csv", role)])))
    assert same.summary == {}
    gone = [("roles.csv", {**row, "status": "tobedeleted"}) for _, row in dated([("roles.csv", role)], 9)]
    later = bring(maple.dana, package("1.2", gone), NOW + timedelta(minutes=1))
    assert later.summary["assignment"] == {"leave": 1}


def test_what_waits_is_kept_and_taken_up(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    seat = ("enrollments.csv", {"sourcedId": "e9", "classSourcedId": "c9", "userSourcedId": "u0", "role": "teacher"})
    section = ("classes.csv", {"sourcedId": "c9", "title": "Art", "classType": "scheduled", "courseSourcedId": "k0",
                               "schoolSourcedId": "s1", "termSourcedIds": "y"})  # fmt: skip
    waiting = bring(maple.dana, package("1.2", dated([seat])), NOW + timedelta(minutes=1))
    assert (waiting.summary, waiting.waiting) == ({}, 1)
    assert waiting.parked[0]["message"] == "The class c9 is not known yet; the row waits for it."
    taken = bring(maple.dana, package("1.2", dated([section])), NOW + timedelta(minutes=2))
    assert taken.waiting == 0
    assert taken.summary == {"section": {"add": 1}, "teaching": {"add": 1}}


def test_the_row_of_a_newcomer_is_found_in_the_earlier_file(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    noted = bring(
        maple.dana, package("1.2", [user("u9", "Zanzibara", "2026-09-01T10:00:00Z")]), NOW + timedelta(minutes=1)
    )
    assert SourceRow.objects.get(held_in=noted.public_id).cells is None
    assert "Zanzibara" not in repr(list(ImportSources.objects.values_list("rows", flat=True)))
    role = {"sourcedId": "r9", "userSourcedId": "u9", "roleType": "primary", "role": "teacher", "orgSourcedId": "s1"}
    bring(maple.dana, package("1.2", dated([("roles.csv", role)])), NOW + timedelta(minutes=2))
    assert Staff.objects.get(source_id="u9").given == "Zanzibara"


def test_a_refused_file_leaves_no_memory(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    before = (digest(maple.dana), sources(), rows())
    files = package("1.2", dated([("academicSessions.csv", {"sourcedId": "t9", "title": "T", "type": "term",
                                                            "startDate": "2026-02-30", "endDate": "2026-03-01"})]))  # fmt: skip
    staged = actions.stage_roster(by=actor(maple.dana), now=NOW, uploads=[("x.zip", [zipped(files)])], queue=False)
    assert actions.read_roster(roster_import=staged, now=NOW, progress=quiet).state == "refused"
    assert (digest(maple.dana), sources(), rows()) == before
    assert not ImportSources.objects.filter(roster_import=staged).exists()


def test_memory_is_of_one_district(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    with district_scope(maple.other_district.pk):
        assert SourceRow.objects.count() == 0
        assert RosterImport.objects.count() == 0


def test_the_same_whole_truth_twice_remembers_nothing_new(maple):  # noqa: F811
    bring(maple.dana, package("1.2", ALWAYS, "bulk"))
    again = bring(maple.dana, package("1.2", ALWAYS, "bulk"), NOW + timedelta(minutes=1))
    assert again.summary == {}
    assert not ImportSources.objects.filter(roster_import=again).exists()


def test_what_a_whole_truth_is_silent_about_is_not_emptied_by_a_later_change(maple):  # noqa: F811
    """Rooms came by another file; the export has none, in any row; then one class changes its title."""
    files = maple_roster().files()
    bring(maple.dana, files)
    with writing():
        Section.objects.update(room="Room 9")
    bring(
        maple.dana, {**files, "classes.csv": files["classes.csv"].replace(b",12,", b",,")}, NOW + timedelta(minutes=1)
    )
    assert set(Section.objects.filter(active=True).values_list("room", flat=True)) == {"Room 9"}
    ana = Staff.objects.get(pk=maple.ana.pk)
    change = {"sourcedId": ana.source_id, "status": "active", "dateLastModified": "2026-09-01T10:00:00Z", "role": "teacher",
              "orgSourcedIds": "lincoln", "enabledUser": "true", "givenName": "Anita", "familyName": ana.family}  # fmt: skip
    bring(maple.dana, package("1.1", [("users.csv", change)]), NOW + timedelta(minutes=2))
    assert set(Section.objects.filter(active=True).values_list("room", flat=True)) == {"Room 9"}
