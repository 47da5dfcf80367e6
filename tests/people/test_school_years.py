"""Closing a school year: once, whole or not at all, undone by what it is kept as."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from staffroom.ops.commands.year import year as command
from staffroom.people import actions, queries
from staffroom.people.models import ClosedYear, RosterImport, Section, Staff, Teaching, Term
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope, writing
from tests.factories.people import make_term
from tests.factories.rosters import maple_roster
from tests.people.test_roster_actions import actor, apply, quiet, read, rows, undo

SUMMER = datetime(2027, 7, 1, 17, 0, tzinfo=UTC)
AUGUST = datetime(2027, 8, 10, 17, 0, tzinfo=UTC)


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        apply(cast.dana, maple_roster())
        yield cast


def close(by, now=SUMMER, **more):
    return actions.close_year(by=actor(by), now=now, year=2027, **more)


def kept_as(closed):
    return RosterImport.objects.get(public_id=closed.closing)


def living():
    return tuple(table.objects.filter(active=True).count() for table in (Term, Section, Teaching, Staff))


def test_sections_and_terms_end_and_people_stay(maple):
    before = living()
    closed = close(maple.dana)
    assert living() == (0, 0, 0, before[3])
    assert kept_as(closed).summary == {
        "term": {"leave": before[0]}, "section": {"leave": before[1]}, "teaching": {"leave": before[2]},
    }  # fmt: skip
    entry = AuditEntry.objects.filter(kind="year.closed").get()
    assert entry.facts["year"] == "2026–27"


def test_a_second_closing_changes_nothing(maple):
    first = close(maple.dana)
    before, entries = rows(), AuditEntry.objects.count()
    assert close(maple.dana, now=AUGUST).pk == first.pk
    assert rows() == before
    assert AuditEntry.objects.count() == entries
    assert ClosedYear.objects.count() == RosterImport.objects.filter(format="year").count() == 1


def test_undoing_puts_every_column_back_and_lets_it_be_closed_again(maple):
    before = rows()
    closed = close(maple.dana)
    undo(maple.dana, kept_as(closed), now=AUGUST)
    assert rows() == before
    assert not ClosedYear.objects.exists()
    assert close(maple.dana, now=AUGUST).closed == AUGUST


def test_a_closing_that_is_killed_leaves_nothing_and_a_rerun_makes_it_whole(maple, monkeypatch):
    before, imports = rows(), RosterImport.objects.count()

    def killed(*_facts):
        assert rows() != before  # everything is written, nothing is kept yet
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("staffroom.people.actions.years.rebuild_meetings", killed)
        close(maple.dana)
    assert rows() == before
    assert RosterImport.objects.count() == imports
    assert not ClosedYear.objects.exists()
    close(maple.dana)
    digest = queries.roster_digest(maple.district.pk)
    undo(maple.dana, kept_as(ClosedYear.objects.get()), now=AUGUST)
    close(maple.dana, now=AUGUST)
    assert queries.roster_digest(maple.district.pk) == digest


def test_the_roster_of_the_closed_year_does_not_bring_it_back(maple):
    close(maple.dana)
    digest = queries.roster_digest(maple.district.pk)
    again = read(maple.dana, maple_roster(), now=AUGUST)
    assert again.summary == {}
    assert any("school year that is closed" in one["message"] for one in again.problems)
    assert queries.roster_digest(maple.district.pk) == digest


def test_after_the_undo_the_roster_is_what_it_was(maple):
    closed = close(maple.dana)
    undo(maple.dana, kept_as(closed), now=AUGUST)
    assert read(maple.dana, maple_roster(), now=AUGUST).summary == {}


def test_a_running_year_an_unknown_year_and_a_roster_at_work_are_refused(maple):
    with pytest.raises(Refused, match="still runs"):
        close(maple.dana, now=datetime(2027, 5, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="No term"):
        actions.close_year(by=actor(maple.dana), now=SUMMER, year=2031)
    with writing():
        RosterImport.objects.update(state="applying")
    with pytest.raises(Refused, match="at work"):
        close(maple.dana)


def test_the_last_day_is_the_districts_own(maple):
    midnight = datetime(2027, 6, 5, 3, 0, tzinfo=UTC)  # still the evening before in California
    with pytest.raises(Refused, match="still runs"):
        close(maple.dana, now=midnight)
    close(maple.dana, now=datetime(2027, 6, 5, 8, 0, tzinfo=UTC))


def test_only_those_who_bring_rosters_close_a_year(maple):
    for person in (maple.ana, maple.paz, maple.lou):
        with pytest.raises(Forbidden):
            close(person)
    close(maple.ivo)


def test_another_district_keeps_its_year(maple):
    with district_scope(maple.cleo.district_id):
        make_term(
            maple.cleo.district, "2026-27", date(2026, 8, 12), date(2027, 6, 5), school_year="2027", source_id="theirs"
        )
    close(maple.dana)
    with district_scope(maple.cleo.district_id):
        assert Term.objects.filter(active=True).exists()
        assert queries.closed_year(2027) is None


def test_days_and_limits_of_a_closed_year_are_still_known(maple):
    before = set(queries.known_terms())
    close(maple.dana)
    assert set(queries.known_terms()) == before != set()


def test_the_page_tells_what_would_end_and_closes(maple, as_, set_clock):
    client = as_(maple.dana)
    page = client.get("/rosters/years/").content.decode()
    assert "2026–27" in page
    assert "It runs until" in page
    set_clock(SUMMER)
    client = as_(maple.dana)
    page = client.get("/rosters/years/").content.decode()
    assert "sections end, and with them who teaches them." in page
    assert "people stay, with their accounts, roles and teams." in page
    assert living()[1] > 0
    answer = client.post("/rosters/years/", {"year": "2027"}, follow=True).content.decode()
    assert "is closed" in answer
    assert living()[1] == 0
    kept = client.get(f"/rosters/{ClosedYear.objects.get().closing}/").content.decode()
    assert "Undo the closing" in kept
    assert "What was recognised" not in kept


def test_colleagues_do_not_see_the_page(cast, as_):
    assert as_(cast.dana).get("/rosters/years/").status_code == 200
    for person in (cast.ana, cast.paz, cast.lou, cast.gil):
        assert as_(person).get("/rosters/years/").status_code == 403
        assert as_(person).post("/rosters/years/", {"year": "2027"}).status_code == 403
    assert as_(cast.dana).put("/rosters/years/").status_code == 405
    for odd in ("abcd", "27", "", "20277"):
        assert as_(cast.dana).post("/rosters/years/", {"year": odd}).status_code == 400


def run(maple, *options):
    return CliRunner().invoke(command, ["close", "--district", maple.district.code, *options])


def test_the_command_looks_first_and_closes_when_told(maple, monkeypatch):
    before = rows()
    told = run(maple, "--json")
    found = json.loads(told.stdout)
    assert (found["year"], found["closed"], found["changed"]) == (2027, False, 0)
    assert rows() == before
    monkeypatch.setattr("staffroom.ops.commands.year.right_now", lambda: SUMMER)
    looked = json.loads(run(maple, "--json").stdout)
    assert looked["over"]
    assert rows() == before
    done = json.loads(run(maple, "--json", "--yes").stdout)
    assert done["closed"]
    assert done["changed"] == sum(looked["counts"].values()) > 0
    again = json.loads(run(maple, "--json", "--yes").stdout)
    assert (again["closed"], again["changed"]) == (True, 0)
    assert "closed already" in run(maple, "--year", "2027", "--yes").stdout


def test_the_command_refuses_with_a_sentence(maple):
    assert run(maple, "--yes").exit_code == 1
    assert "still runs" in run(maple, "--yes").stderr
    assert "No term" in run(maple, "--year", "2040").stderr
    nobody = CliRunner().invoke(command, ["close", "--district", "nowhere"])
    assert nobody.exit_code == 1
    assert "no district" in nobody.stderr


def test_progress_is_told_to_whoever_watches(maple):
    steps = []
    close(maple.dana, progress=lambda done, total, step: steps.append(step))
    assert len(steps) > 0
    assert quiet(0, 0) is None
