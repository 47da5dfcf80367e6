"""The audit log as people read it: owners theirs, security theirs, and nothing that is not theirs."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import staffroom.expertise.actions  # declares its kinds
import staffroom.visits.actions  # noqa: F401 - as above
from staffroom.spine import audit
from staffroom.spine.audit import AuditEntry, broken_links
from tests.factories.people import make_staff
from tests.factories.visits import NOW

MINE, SECURITY = "/privacy/log/", "/security/log/"
CONTENT_ROOMS = ("expertise.", "visit.", "away.", "need", "note", "trust.shared", "trust.sharing", "trust.opened")


def note(cast, kind, *, actor=None, subject=None, at=NOW, district=None, **facts):
    district_id = (district or cast.district).pk
    given = {"actor": actor.pk if actor else None, "subject": subject.pk if subject else None}
    return audit.record(kind, district_id=district_id, at=at, facts=facts, **given)


def text(answer):
    return answer.content.decode()


# --- Mine --------------------------------------------------------------------------------------------
def test_i_read_what_was_done_with_my_records_and_nothing_of_others(cast, as_):
    note(cast, "trust.opened", actor=cast.ben, subject=cast.ana, record="need", day="2026-10-05")
    note(cast, "trust.shared", actor=cast.gil, subject=cast.gil, who="Gil Haddad")
    note(cast, "roster.applied", actor=cast.dana, file="maple.zip", changes=3)
    mine = text(as_(cast.ana).get(MINE))
    assert "A colleague with whom a record is shared opened it." in mine and "Ben Ortiz" in mine
    assert "Gil" not in mine and "maple.zip" not in mine and "Dana" not in mine
    theirs = text(as_(cast.ben).get(MINE))
    assert "opened it" not in theirs and "Ana" not in theirs


def test_who_did_it_is_named_or_you_or_the_system(cast, as_):
    note(cast, "account.preferences", actor=cast.ana, subject=cast.ana, who="Ana Reyes")
    note(cast, "account.claimed", subject=cast.ana)
    note(
        cast, "trust.evaluator_recorded", actor=cast.dana, subject=cast.ana, evaluator=cast.ben.pk, begins="2026-10-05"
    )
    gone = note(cast, "trust.opened", subject=cast.ana, record="need")
    AuditEntry.objects.filter(pk=gone.pk).update(actor=987654)
    page = text(as_(cast.ana).get(MINE))
    for words in ("You</td>", "The system</td>", "Dana Whitfield</td>", "Somebody who left</td>"):
        assert words in page
    assert "An evaluator was recorded: Ben Ortiz, from 2026-10-05 on." in page


def test_newest_first_in_my_own_time_and_by_kind(cast, as_):
    note(cast, "account.claimed", subject=cast.ana, at=NOW)
    note(cast, "trust.opened", actor=cast.ben, subject=cast.ana, at=NOW + timedelta(hours=3))
    client = as_(cast.ana)
    page = text(client.get(MINE)).split("<tbody>")[1]
    assert page.index("opened it") < page.index("An account was opened")
    assert "7 a.m." in page and "10 a.m." in page  # in California
    some = text(client.get(MINE, {"kind": "trust.opened"})).split("<tbody>")[1]
    assert "opened it" in some and "An account was opened" not in some
    unknown = text(client.get(MINE, {"kind": "roster.applied"}))
    assert unknown.count("<tr>") == text(client.get(MINE)).count("<tr>")


def test_forgotten_facts_leave_the_frame_of_a_sentence(cast, as_):
    note(cast, "account.preferences", actor=cast.ana, subject=cast.ana, who="Ana Reyes")
    audit.erase(cast.district.pk, cast.ana.pk, at=NOW, by=None)
    page = text(as_(cast.ana).get(MINE)).split("<tbody>")[1]
    assert "… changed language or look" in page


@pytest.mark.parametrize("address", [MINE, SECURITY])
def test_pages_and_their_cost(cast, as_, address):
    for number in range(3):
        note(cast, "account.claimed", actor=cast.dana, subject=cast.ana, at=NOW + timedelta(minutes=number))
    client = as_(cast.ana if address == MINE else cast.ivo)

    def cost():
        with CaptureQueriesContext(connection) as spent:
            answer = client.get(address)
        return len(spent), text(answer)

    cost()
    few, _page = cost()
    for number in range(60):
        person = make_staff(cast.district, f"New{number}", "Person", account=False)
        note(cast, "account.claimed", actor=person, subject=cast.ana, at=NOW)
    many, page = cost()
    assert many <= few + 1  # the count of pages
    assert "Page 1 of 2" in page
    assert client.get(address, {"page": "2"}).status_code == client.get(address, {"page": "x"}).status_code == 200


# --- Security ----------------------------------------------------------------------------------------
def test_security_events_have_neither_content_nor_who_reads_whom(cast, as_):
    note(cast, "trust.shared", actor=cast.ana, subject=cast.ana, who="Ana Reyes", record="need", to=cast.ben.pk)
    note(cast, "trust.opened", actor=cast.ben, subject=cast.ana, record="need")
    note(cast, "expertise.private_record", actor=cast.ana)
    note(cast, "visit.asked", actor=cast.ana)
    note(cast, "roster.applied", actor=cast.dana, file="maple.zip", changes=3)
    for address in (SECURITY, "/security/log.csv"):
        shown = text(as_(cast.ivo).get(address))
        assert "maple.zip" in shown and "Dana Whitfield" in shown
        for word in ("Ana Reyes", "Ben Ortiz", "shared a record", "private_record", "visit.asked", "opened it"):
            assert word not in shown, word


def test_no_kind_of_a_room_with_content_is_a_security_event():
    known = audit.security_kinds()
    assert {"account.claimed", "roster.applied", "trust.refused", "trust.evaluator_recorded"} <= set(known)
    assert [kind for kind in known if kind.startswith(CONTENT_ROOMS)] == []


@pytest.mark.parametrize("kind", ["trust.shared", "trust.opened", "visit.asked", "expertise.offer_published", "x' --"])
def test_a_private_kind_cannot_be_asked_for(cast, as_, kind):
    note(cast, "trust.shared", actor=cast.ana, subject=cast.ana, who="Ana Reyes")
    note(cast, "account.claimed", subject=cast.gil)
    page = text(as_(cast.dana).get(SECURITY, {"kind": kind}))
    assert "Ana Reyes" not in page and "Gil Haddad" in page


def test_filters_of_person_and_days(cast, as_):
    note(cast, "account.claimed", subject=cast.gil, at=NOW - timedelta(days=20))
    note(cast, "account.claimed", subject=cast.ben, at=NOW)
    client = as_(cast.dana)

    def told(**asked):
        return text(client.get(SECURITY, asked)).partition("<tbody>")[2]

    assert "Gil Haddad" in told() and "Ben Ortiz" in told()
    assert "Gil Haddad" not in told(days="7") and "Ben Ortiz" in told(days="7")
    assert "Gil Haddad" in told(days="99999999999") and "Gil Haddad" in told(days="-1")
    assert "Gil Haddad" in told(person="gil") and "Ben Ortiz" not in told(person="gil")
    assert "No such event" in text(client.get(SECURITY, {"person": "zzz"}))


def test_another_districts_events_do_not_exist(cast, as_):
    note(cast, "account.claimed", subject=cast.cleo, district=cast.other_district)
    assert "Cleo" not in text(as_(cast.dana).get(SECURITY))
    assert "Cleo" in text(as_(cast.cora).get(SECURITY))


@pytest.mark.parametrize("who", ["ana", "paz", "lou"])
@pytest.mark.parametrize("address", [SECURITY, "/security/log.csv"])
def test_security_is_for_central_office_and_it(cast, as_, who, address):
    answer = as_(getattr(cast, who)).get(address)
    assert (answer.status_code, "read by the central office and IT" in text(answer)) == (403, True)


def test_the_spreadsheet_of_events_runs_nothing(cast, as_):
    payloads = ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1")
    for payload in payloads:
        person = make_staff(cast.district, payload, "x", account=False)
        note(cast, "roster.uploaded", actor=person, who=payload, file="a.zip")
    answer = as_(cast.ivo).get("/security/log.csv", {"kind": "roster.uploaded"})
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert table[0] == ["When", "Kind", "What happened", "Who", "About"]
    assert len(table) == len(payloads) + 1
    cells = [cell for row in table for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_a_download_is_an_event_and_the_chain_holds(cast, as_):
    as_(cast.ivo).get("/security/log.csv")
    found = AuditEntry.objects.get(kind="files.taken")
    assert (found.actor, found.facts["what"]) == (cast.ivo.pk, "security-events")
    assert set(found.facts) == {"who", "what", "rows"}
    assert broken_links(cast.district.pk) == []
