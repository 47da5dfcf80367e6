"""A bell file from upload to undo."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from staffroom.spine import audit
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.jobs import Job, Refusal
from staffroom.spine.scoping import WriteOutsideAction
from staffroom.timetable.actions import bells as acts
from staffroom.timetable.models import Bell, BellImport, CalendarDay, Meeting
from staffroom.timetable.queries import imports
from tests.factories.timetable import make_bells, make_calendar_day
from tests.timetable.conftest import actor

NOW = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
FILE = b"""school,schedule,day,period,start,end,kind
Lincoln,Regular,*,1,8:00,8:45,class
Lincoln,Regular,*,2,8:55,9:45,class
Lincoln,Regular,*,5,11:40,12:30,class
Lincoln,Early,*,1,8:00,8:30,class
"""
CALENDAR = b"school,date,day,schedule,note\n,2026-11-26,,none,Thanksgiving\nLincoln,2026-12-18,,Early,\n"


def stage(by, content=FILE, calendar=CALENDAR):
    return acts.stage_bells(
        by=by,
        now=NOW,
        file_name="bells.csv",
        content=content,
        calendar=calendar,
        calendar_name="calendar.csv" if calendar else "",
    )


def digest():
    """Everything that rings: bells and calendar row for row, meetings by what they say."""
    meetings = Meeting.objects.values_list("section", "school", "schedule", "day", "period", "start", "end")
    rows = [list(Bell.objects.order_by("pk").values()), list(CalendarDay.objects.order_by("pk").values())]
    return json.dumps([rows, sorted(meetings)], default=str)


def test_staging_says_what_would_change_and_changes_nothing(rung, maple, dana):
    before = digest()
    staged = stage(dana)
    assert staged.state == "ready"
    assert digest() == before
    (school,) = staged.summary["schools"]
    assert {name: school[name] for name in ("name", "added", "changed", "removed")} == {
        "name": "Lincoln Elementary",
        "added": 2,
        "changed": 1,
        "removed": 2,
    }
    # Ana's five meetings in period 1 move and get an early twin each day; Ben's period 2 stays.
    assert school["meetings"] == staged.summary["meetings"] == 10
    assert staged.summary["calendar"] == {"added": 2, "changed": 0, "removed": 0}


def test_sections_that_lose_their_period_are_named_before_anything_is_written(rung, maple, dana):
    staged = stage(dana, b"school,day,period,start,end\nLincoln,*,1,8:00,8:50\n", None)
    (trouble,) = staged.summary["troubles"]
    assert (trouble["kind"], trouble["facts"]["section"]) == ("no_period", "Grade 4 Reading")
    assert staged.summary["troubles_total"] == 1


def test_a_file_with_errors_is_refused_and_cannot_be_applied(rung, maple, dana):
    before = digest()
    staged = stage(dana, FILE + b"Nowhere,Regular,*,1,8:00,8:45,class\n")
    assert staged.state == "refused"
    assert staged.bells == []
    with pytest.raises(Refused) as refusal:
        acts.start_apply(by=dana, now=NOW, bell_import=staged)
    assert "errors" in refusal.value.sentence
    assert digest() == before


@pytest.mark.django_db(transaction=True)
def test_apply_and_undo_restore_every_row(rung, maple, dana):
    make_calendar_day(rung.district, NOW.date(), school=rung.lincoln, schedule="Rainy")
    make_bells(rung.lincoln, schedule="Rainy", periods=(("1", 480, 500),))
    make_calendar_day(rung.district, datetime(2026, 11, 26).date(), note="Holiday?")
    acts.rebuild_meetings(district_id=rung.district.pk)
    before = digest()
    staged = stage(dana)
    job = acts.start_apply(by=dana, now=NOW, bell_import=staged)
    assert Job.objects.get(pk=job.pk).state == "done", Job.objects.get(pk=job.pk).error
    staged.refresh_from_db()
    assert (staged.state, staged.job) == ("applied", job.public_id)
    assert set(Bell.objects.filter(school=rung.lincoln).values_list("schedule", "period")) == {
        ("Regular", "1"),
        ("Regular", "2"),
        ("Regular", "5"),
        ("Early", "1"),
    }
    assert CalendarDay.objects.get(school=None).schedule == "none"
    assert not CalendarDay.objects.filter(schedule="Rainy").exists(), "its schedule is gone"
    assert digest() != before
    acts.start_undo(by=dana, now=NOW, bell_import=staged)
    staged.refresh_from_db()
    assert staged.state == "undone"
    assert digest() == before
    kinds = list(audit.AuditEntry.objects.values_list("kind", flat=True))
    assert kinds == ["bells.staged", "bells.applied", "bells.undone"]
    assert audit.broken_links(rung.district.pk) == []


def test_applying_twice_does_it_once(rung, maple, dana):
    staged = stage(dana)
    first = acts.apply_bells(public_id=staged.public_id, now=NOW)
    done = digest()
    assert acts.apply_bells(public_id=staged.public_id, now=NOW) == {"state": "applied"}
    assert first["meetings"]["changed"] == 5
    assert digest() == done


def test_the_same_file_again_changes_nothing(rung, maple, dana):
    acts.apply_bells(public_id=stage(dana).public_id, now=NOW)
    again = stage(dana)
    (school,) = again.summary["schools"]
    assert (school["added"], school["changed"], school["removed"], school["meetings"]) == (0, 0, 0, 0)
    done = digest()
    acts.apply_bells(public_id=again.public_id, now=NOW)
    assert digest() == done


def test_other_schools_and_districts_are_not_touched(rung, maple, dana):
    def others():
        return list(Bell.objects.exclude(school=rung.lincoln).order_by("pk").values())

    before = others()
    acts.apply_bells(public_id=stage(dana).public_id, now=NOW)
    assert others() == before


def test_only_the_last_import_can_be_undone(rung, maple, dana):
    first, second = stage(dana), stage(dana, calendar=None)
    acts.apply_bells(public_id=first.public_id, now=NOW)
    acts.apply_bells(public_id=second.public_id, now=NOW.replace(hour=18))
    first.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        acts.start_undo(by=dana, now=NOW, bell_import=first)
    assert "applied after this one" in refusal.value.sentence
    acts.undo_bells(public_id=second.public_id, now=NOW)
    assert imports.last_applied(rung.district.pk).pk == first.pk


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_leaves_nothing_half_written_and_can_be_tried_again(rung, maple, dana, monkeypatch):
    staged, before = stage(dana), digest()

    def broken(**_fields):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(acts, "rebuild_meetings", broken)
        job = acts.start_apply(by=dana, now=NOW, bell_import=staged)
    assert Job.objects.get(pk=job.pk).state == "failed"
    assert digest() == before
    staged.refresh_from_db()
    acts.start_apply(by=dana, now=NOW, bell_import=staged)
    staged.refresh_from_db()
    assert staged.state == "applied"


def test_a_file_put_aside_is_not_applied(rung, maple, dana):
    staged = stage(dana)
    acts.discard_bells(by=dana, now=NOW, bell_import=staged)
    staged.refresh_from_db()
    assert staged.state == "discarded"
    with pytest.raises(Refused):
        acts.start_apply(by=dana, now=NOW, bell_import=staged)
    assert acts.apply_bells(public_id=staged.public_id, now=NOW) == {"state": "discarded"}


def test_teachers_and_principals_bring_no_bells(rung, maple, ana):
    for someone in (ana, actor(rung.paz, "principal")):
        with pytest.raises(Forbidden):
            stage(someone)
    assert not BellImport.objects.exists()


def test_bells_are_written_by_actions_only(rung, maple):
    with pytest.raises(WriteOutsideAction):
        Bell.objects.all().delete()


def test_an_undo_that_waited_too_long_leaves_the_later_file_alone(rung, maple, dana):
    """Two people: one presses undo, the other applies a new file before the worker comes to it."""
    first = stage(dana)
    acts.apply_bells(public_id=first.public_id, now=NOW)
    second = stage(dana, FILE.replace(b"8:45", b"8:40"))
    acts.apply_bells(public_id=second.public_id, now=NOW + timedelta(minutes=1))
    before = digest()
    with pytest.raises(Refusal, match="applied since"):
        acts.undo_bells(public_id=first.public_id, now=NOW)
    assert digest() == before
