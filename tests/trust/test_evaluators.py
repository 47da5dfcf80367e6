"""Who evaluates whom: recorded, ended, carried out on its day, told; and who may do and see that."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.people.models import Staff
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.jobs import start_due
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.trust import actions, queries
from staffroom.trust.models import Evaluates, Grant
from tests.factories.people import make_assignment, make_staff
from tests.factories.trust import make_evaluates, make_grant
from tests.factories.visits import NOW

from .evaluating import TODAY, actor, carry_out, live_grants, record, rows

TOMORROW = TODAY + timedelta(days=1)
ROOM = "/evaluators/"


@pytest.fixture
def scope(cast):
    with district_scope(cast.district.pk):
        yield


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Jobs that wait for the end of the transaction run when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def mails(person):
    return list(Mail.objects.filter(kind="trust/mails/evaluators_changed", to_staff=person.pk).order_by("pk"))


def text(answer):
    return answer.content.decode()


# --- Who counts --------------------------------------------------------------------------------------
def test_without_a_record_every_administrator_of_the_school_counts(cast, scope):
    deputy = make_staff(cast.district, "Noa", "Silva")
    make_assignment(deputy, "assistant_principal", cast.lincoln)
    assert queries.evaluators_of(cast.ana.pk, TODAY) == {cast.paz.pk, deputy.pk}
    assert queries.evaluators_of(cast.gil.pk, TODAY) == set()
    assert queries.administrators_of_all(TODAY)[cast.ana.pk] == {cast.paz.pk, deputy.pk}
    assert queries.administrators_of_all(TODAY)[cast.paz.pk] == {deputy.pk}


def test_who_evaluates_me_says_since_when_and_how_it_is_known(cast, scope):
    (default,) = queries.my_evaluators(actor(cast.ana))
    assert (default.person, default.source, default.begins) == (cast.paz, "derived", None)
    record(cast.dana, cast.ben, cast.ana)
    (recorded,) = queries.my_evaluators(actor(cast.ana))
    assert (recorded.person, recorded.source, recorded.begins) == (cast.ben, "by_hand", TODAY)
    assert queries.my_evaluators(actor(cast.gil)) == []


def test_how_it_stands(cast, scope):
    stands = queries.how_it_stands(TODAY)
    assert (stands.people, stands.recorded, stands.default, stands.nobody) == (7, 0, 3, 4)
    record(cast.dana, cast.dana, cast.paz)
    record(cast.dana, cast.ben, cast.ana)
    stands = queries.how_it_stands(TODAY)
    assert (stands.recorded, stands.default, stands.nobody) == (2, 2, 3)


# --- What follows ------------------------------------------------------------------------------------
def test_when_it_begins_what_the_two_share_by_name_ends(cast):
    make_grant(cast.ana, cast.ben)
    make_grant(cast.ana, cast.gil, object_id="n2")
    make_grant(cast.ben, cast.ana)
    record(cast.dana, cast.ben, cast.ana)
    assert sorted(live_grants(cast.district.pk)) == [("Ana Reyes", "Gil Haddad"), ("Ben Ortiz", "Ana Reyes")]
    with district_scope(cast.district.pk):
        assert Grant.objects.get(owner=cast.ana, to=cast.ben).ended_because == Grant.Ended.EVALUATES


def test_what_was_recorded_ahead_is_carried_out_on_its_day_once(cast, committed, set_clock):
    make_grant(cast.ana, cast.ben)
    record(cast.dana, cast.ben, cast.ana, begins=TOMORROW)
    assert live_grants(cast.district.pk) == [("Ana Reyes", "Ben Ortiz")]
    assert carry_out(cast.ana, TODAY) == 0
    set_clock(NOW + timedelta(days=1))
    with committed():
        started = start_due(NOW + timedelta(days=1))
    assert "trust.carry_out_evaluators" in started
    assert live_grants(cast.district.pk) == []
    assert len(mails(cast.ana)) == 1
    assert carry_out(cast.ana, TOMORROW) == 0
    assert len(mails(cast.ana)) == 1


def test_a_day_that_was_missed_is_made_up_for(cast):
    make_grant(cast.ana, cast.ben)
    record(cast.dana, cast.ben, cast.ana, begins=TOMORROW)
    assert carry_out(cast.ana, TODAY + timedelta(days=9)) == 1
    assert live_grants(cast.district.pk) == []


def test_people_are_told_who_evaluates_them(cast, committed):
    with committed():
        held = record(cast.dana, cast.ben, cast.ana)
    (mail,) = mails(cast.ana)
    told = "From today Ben Ortiz evaluates you, as your district's office recorded."
    assert told in mail.text and "What you share with Ben Ortiz by name has ended." in mail.text
    assert "From today Paz Moreno no longer evaluates you." in mail.text
    assert "Ben" not in mail.subject
    with committed(), district_scope(cast.district.pk):
        actions.end_relation(by=actor(cast.dana), now=NOW, public_id=held.public_id)
    assert "From today Ben Ortiz no longer evaluates you." in mails(cast.ana)[-1].text
    assert "From today Paz Moreno evaluates you" in mails(cast.ana)[-1].text
    assert mails(cast.ben) == []


def test_recording_whom_the_default_names_already_tells_nobody(cast, committed):
    with committed():
        record(cast.dana, cast.paz, cast.ana)
    assert mails(cast.ana) == []


def test_the_mail_is_in_the_language_of_its_reader(cast, committed):
    cast.ana.account.language = "es"
    cast.ana.account.save()
    with committed():
        record(cast.dana, cast.ben, cast.ana)
    assert "Desde hoy te evalúa Ben Ortiz" in mails(cast.ana)[0].text


def test_who_left_is_not_written_to(cast, committed):
    held = record(cast.dana, cast.ben, cast.ana, begins=TOMORROW)
    with across_districts(), writing():
        Staff.objects.filter(pk=cast.ana.pk).update(active=False)
    with committed():
        carry_out(cast.ben, TOMORROW)
    assert mails(cast.ana) == []
    with across_districts():
        assert Evaluates.objects.get(pk=held.pk).begun_at is not None


def test_what_is_put_off_begins_again_on_its_new_day(cast, committed):
    """A file may move a relation that holds to a later day: until then it does not hold."""
    held = record(cast.dana, cast.ben, cast.ana)
    with across_districts(), writing():
        Evaluates.objects.filter(pk=held.pk).update(begins=TODAY + timedelta(days=5))
    assert carry_out(cast.ana, TODAY) == 1
    assert carry_out(cast.ana, TODAY) == 0
    make_grant(cast.ana, cast.ben)
    assert carry_out(cast.ana, TODAY + timedelta(days=5)) == 1
    assert live_grants(cast.district.pk) == []


def test_another_district_is_not_touched(cast):
    make_evaluates(cast.cora, cast.cleo, TODAY)
    make_grant(cast.cleo, cast.cora)
    record(cast.dana, cast.ben, cast.ana)
    assert live_grants(cast.other_district.pk) == [("Cleo Nguyen", "Cora Lindqvist")]


# --- By hand -----------------------------------------------------------------------------------------
def test_an_act_is_in_the_audit_for_the_person_it_is_about(cast):
    held = record(cast.dana, cast.ben, cast.ana)
    with district_scope(cast.district.pk):
        actions.end_relation(by=actor(cast.dana), now=NOW, public_id=held.public_id)
        actions.end_relation(by=actor(cast.dana), now=NOW, public_id=held.public_id)
    found = AuditEntry.objects.filter(kind__startswith="trust.evaluator").order_by("position")
    assert [(one.kind, one.actor, one.subject, one.facts["evaluator"]) for one in found] == [
        ("trust.evaluator_recorded", cast.dana.pk, cast.ana.pk, cast.ben.pk),
        ("trust.evaluator_ended", cast.dana.pk, cast.ana.pk, cast.ben.pk),
    ]
    assert rows(cast.district.pk) == [("Ben Ortiz", "Ana Reyes", TODAY, TODAY)]


def test_what_has_not_begun_is_ended_before_it_holds(cast):
    held = record(cast.dana, cast.ben, cast.ana, begins=TOMORROW)
    with district_scope(cast.district.pk):
        actions.end_relation(by=actor(cast.dana), now=NOW, public_id=held.public_id)
    assert rows(cast.district.pk) == [("Ben Ortiz", "Ana Reyes", TOMORROW, TOMORROW)]
    assert carry_out(cast.ana, TOMORROW) == 0


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("ana.reyes@maple.example", "Nobody evaluates themselves."),
        ("cleo.nguyen@cedar.example", "Nobody who works in the district now is known as"),
        ("nobody at all", "Nobody who works in the district now is known as"),
        ("Ortiz", "More than one person is known as"),
    ],
)
def test_who_is_meant_must_be_plain(cast, as_, written, sentence):
    make_staff(cast.district, "Bea", "Ortiz")
    answer = as_(cast.dana).post(f"{ROOM}people/{cast.ana.public_id}/", {"evaluator": written, "begins": str(TODAY)})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert rows(cast.district.pk) == []


def test_the_same_two_for_the_same_days_is_refused(cast):
    record(cast.dana, cast.ben, cast.ana)
    for begins, ends in ((TODAY, None), (TOMORROW, None), (TODAY - timedelta(days=9), TOMORROW)):
        with pytest.raises(Refused, match="recorded for these days already"):
            record(cast.dana, cast.ben, cast.ana, begins, ends)
    record(cast.dana, cast.ben, cast.ana, TODAY - timedelta(days=9), TODAY - timedelta(days=5))
    assert len(rows(cast.district.pk)) == 2


def test_the_page_of_a_person_records_and_ends(cast, as_):
    page = f"{ROOM}people/{cast.ana.public_id}/"
    client = as_(cast.dana)
    assert "Paz Moreno" in text(client.get(page)) and "Leads the school" in text(client.get(page))
    typed = {"evaluator": "Ben Ortiz", "begins": str(TODAY), "last": str(TODAY + timedelta(days=3))}
    assert client.post(page, typed).status_code == 302
    assert rows(cast.district.pk) == [("Ben Ortiz", "Ana Reyes", TODAY, TODAY + timedelta(days=4))]
    wrong = client.post(page, typed | {"last": str(TODAY - timedelta(days=1))})
    assert (wrong.status_code, "The last day is before the first." in text(wrong)) == (422, True)
    with district_scope(cast.district.pk):
        held = Evaluates.objects.get()
    assert client.post(f"{ROOM}{held.public_id}/end/").status_code == 302
    assert rows(cast.district.pk)[0][3] == TODAY


# --- Who may -----------------------------------------------------------------------------------------
def test_a_principal_reads_about_the_own_school_and_changes_nothing(cast, as_):
    held = record(cast.dana, cast.dana, cast.gil)
    record(cast.dana, cast.ben, cast.ana)
    page = text(as_(cast.paz).get(ROOM))
    assert "Ana Reyes" in page and "Ben Ortiz" in page and "Lou Baptiste" in page
    assert "Gil Haddad" not in page and "How it stands" not in page and "Bring a file" not in page
    assert "Gil" not in text(as_(cast.paz).get(ROOM, {"q": "gil"})).split("<main")[1].split('value="gil"')[1]
    assert as_(cast.paz).post(f"{ROOM}{held.public_id}/end/").status_code == 403
    assert as_(cast.paz).get(f"{ROOM}people/{cast.ana.public_id}/").status_code == 403


def test_central_office_and_it_see_everybody_and_search(cast, as_):
    for person in (cast.dana, cast.ivo):
        page = text(as_(person).get(ROOM))
        assert "Gil Haddad" in page and "How it stands" in page and "Cleo" not in page
    found = text(as_(cast.dana).get(ROOM, {"q": "hadd"}))
    assert "Gil Haddad" in found and "Lou Baptiste" not in found
    assert "Nobody found" in text(as_(cast.dana).get(ROOM, {"q": "zzz"}))


@pytest.mark.parametrize("who", ["ana", "ben", "gil", "lou"])
def test_others_are_told_who_keeps_it(cast, as_, who):
    answer = as_(getattr(cast, who)).get(ROOM)
    assert answer.status_code == 403
    assert "recorded by the central office" in text(answer)


def test_the_actions_ask_too(cast):
    held = record(cast.dana, cast.ben, cast.ana)
    for person in (cast.paz, cast.ana, cast.ben):
        with district_scope(cast.district.pk), pytest.raises(Forbidden):
            actions.end_relation(by=actor(person), now=NOW, public_id=held.public_id)
        with pytest.raises(Forbidden):
            record(person, cast.gil, cast.ana)
        with district_scope(cast.district.pk), pytest.raises(Forbidden):
            actions.stage_file(by=actor(person), now=NOW, file_name="a.csv", content=b"", whole=False)


def test_queries_do_not_grow_with_people(cast, as_):
    client = as_(cast.dana)

    def cost():
        with CaptureQueriesContext(connection) as spent:
            assert client.get(ROOM).status_code == 200
        return len(spent)

    cost()
    few = cost()
    for number in range(3):
        person = make_staff(cast.district, f"New{number}", "Person", account=False)
        make_assignment(person, "teacher", cast.garfield)
        make_evaluates(cast.ben, person, date(2026, 8, 1))
    assert cost() == few
