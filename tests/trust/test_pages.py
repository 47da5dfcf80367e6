"""The pages "Who can see this" and "My privacy", and the sentence."""

import re
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from staffroom.spine.access import Audience, Standing
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope
from staffroom.trust import actions, kinds, queries
from staffroom.trust.models import Grant
from tests.factories.people import make_assignment, make_staff, make_term
from tests.factories.sharing import FRIDAY, MONDAY, Goals, actor_of, make_evaluates, make_grant, share
from tests.factories.visits import NOW, Clock

PAGE, MINE = "/access/goal/one/", "/privacy/mine/"
TITLE = "Wait time"


def text_of(answer) -> str:
    """The words of the page, as they are read."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def said(person, goals, object_id="one") -> str:
    with district_scope(person.district_id):
        return queries.who_can_see(actor_of(person), goals.record, object_id)["sentence"]


# --- The sentence ----------------------------------------------------------------------------------
def test_the_sentence_of_what_nobody_else_sees(cast, goals):
    assert said(cast.ana, goals) == (
        "Only you. Your principal (today Paz Moreno) and the central office never see it: "
        "at most it is one of many in a count."
    )


def test_the_sentence_names_with_whom_it_is_shared(cast, goals):
    make_grant(cast.ana, cast.ben, "one")
    assert said(cast.ana, goals).startswith("Only you and Ben Ortiz, until October 9. Your principal")
    make_grant(cast.ana, cast.gil, "one", until=date(2027, 3, 3))
    assert said(cast.ana, goals).startswith(
        "Only you, Gil Haddad (until March 3, 2027) and Ben Ortiz (until October 9)."
    )


def test_the_sentence_counts_when_there_are_many(cast, goals, pia):
    for person in (cast.ben, cast.gil, cast.lou, pia):
        make_grant(cast.ana, person, "one")
    assert said(cast.ana, goals).startswith("Only you and 4 colleagues for a time.")


def test_the_sentence_says_never_where_the_matrix_says_nothing(cast, monkeypatch):
    goals = Goals(record="draft").register(monkeypatch)
    goals.add("one", cast.ana)
    never = "Your principal (today Paz Moreno), the central office and the IT staff never see it, not even as a count."
    assert said(cast.ana, goals) == f"Only you. {never}"


def test_the_sentence_names_who_is_recorded_as_evaluator_to_the_owner_only(cast, goals, team_leader):
    make_evaluates(team_leader, cast.ana)
    make_grant(cast.ana, cast.ben, "one")
    assert "Whoever evaluates you (today Tess Okafor), your principal and the central office" in said(cast.ana, goals)
    to_ben = said(cast.ben, goals)
    assert to_ben.startswith("Ana Reyes and you, until October 9; Ana Reyes alone decides who else sees it. Whoever")
    assert "Tess" not in to_ben and "Paz" not in to_ben


def test_a_reader_is_not_told_of_other_readers(cast, goals):
    make_grant(cast.ana, cast.ben, "one")
    make_grant(cast.ana, cast.gil, "one")
    assert "Gil" not in said(cast.ben, goals)


def test_the_sentence_of_two_people(cast, monkeypatch):
    goals = Goals(record="visit").register(monkeypatch)
    goals.add("one", cast.ana, others=(cast.ben.pk,))
    goals.add("unsaid", cast.ana, others=None)
    to_ana = said(cast.ana, goals)
    assert to_ana.startswith("Only you and Ben Ortiz. ")
    assert "Your principal (today Paz Moreno) and the central office never see it: at most" in to_ana
    assert said(cast.ben, goals).startswith(
        "Only Ana Reyes and you. Whoever evaluates Ana Reyes, their principal and the central office never see it"
    )
    assert said(cast.ana, goals, "unsaid").startswith("Only you and the other person of it, if there is one.")


def test_the_sentence_of_what_is_published(cast, monkeypatch):
    goals = Goals(record="offer").register(monkeypatch)
    goals.add("one", cast.ana, published=Audience.DISTRICT)
    everybody = "Every colleague of your district who can sign in, except people who only work for IT."
    assert said(cast.ana, goals) == f"{everybody} You published it."
    assert said(cast.paz, goals) == f"{everybody} Ana Reyes published it."
    goals.rows["one"]["published"] = Audience.SCHOOL
    assert said(cast.ana, goals).startswith("Every colleague of your school who can sign in")


def test_the_sentence_where_nobody_leads_the_school(cast, goals):
    goals.add("dana", cast.dana)
    assert said(cast.dana, goals, "dana").startswith("Only you. Whoever evaluates you, your principal and the central")


def test_the_sentence_in_spanish(cast, goals):
    make_grant(cast.ana, cast.ben, "one")
    with translation.override("es"):
        assert said(cast.ana, goals).startswith("Solo tú y Ben Ortiz, hasta el 9 de octubre.")


def test_a_line_for_each_record_of_a_list_in_the_same_number_of_queries(cast, scope, django_assert_num_queries):
    make_grant(cast.ana, cast.ben, "one")
    with django_assert_num_queries(5):
        lines = queries.readers_lines("goal", ["one", "two", "three"], MONDAY)
    assert lines == {"one": "Only you and Ben Ortiz, until October 9.", "two": "Only you.", "three": "Only you."}
    make_grant(cast.ana, cast.gil, "two")
    make_evaluates(cast.gil, cast.ana)
    make_grant(cast.ana, cast.lou, "three")
    with django_assert_num_queries(4):
        lines = queries.readers_lines("goal", ["one", "two", "three"], MONDAY)
    assert lines["two"] == "Only you."
    assert lines["three"] == "Only you and Lou Baptiste, until October 9."


# --- Who can see this ------------------------------------------------------------------------------
def test_the_owner_finds_everything_and_a_reader_the_sentence_only(cast, as_, goals):
    share(cast.ana, cast.ben, "one")
    mine, theirs = text_of(as_(cast.ana).get(PAGE)), text_of(as_(cast.ben).get(PAGE))
    for words in ("You share it with", "Take it back", "Who opened it", "Share it with one colleague"):
        assert words in mine and words not in theirs
    assert TITLE in mine and TITLE in theirs
    assert "decides who else sees it" in theirs


def test_for_anyone_else_it_is_what_does_not_exist(cast, as_, goals, pia, ned):
    def shown(person, address):
        answer = as_(person).get(address)
        assert answer.status_code == 404
        body = re.sub(r'((?:csrfmiddlewaretoken" value=|X-CSRFToken": )")\w+', r"\1", answer.content.decode())
        return body.replace(address, "…")

    for person in (cast.ben, cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou, pia, ned, cast.cleo):
        hidden = shown(person, PAGE)
        assert hidden == shown(person, "/access/goal/nothing/") == shown(person, "/access/no-such-kind/one/")
        assert TITLE not in hidden
        assert as_(person).post(PAGE, {"to": cast.ben.public_id, "length": "two_weeks"}).status_code == 404


def test_a_search_finds_by_any_part_of_a_name_and_says_why_not(cast, as_, goals, ned):
    found = text_of(as_(cast.ana).get(PAGE, {"q": "mor"}))
    assert "Paz Moreno" in found and "Evaluates you." in found and "Choose" not in found
    found = text_of(as_(cast.ana).get(PAGE, {"q": "hádd"}))
    assert "Gil Haddad" in found and "Choose Gil Haddad" in found
    assert "Nobody has a name like this" in text_of(as_(cast.ana).get(PAGE, {"q": "zzz"}))
    assert "Type two letters" in text_of(as_(cast.ana).get(PAGE, {"q": "g"}))


def test_with_whom_it_is_shared_already_cannot_be_chosen_again(cast, as_, goals):
    share(cast.ana, cast.ben, "one")
    found = text_of(as_(cast.ana).get(PAGE, {"q": "ben"}))
    assert "You share this with them already." in found and "Choose Ben" not in found
    answer = as_(cast.ana).post(PAGE, {"to": cast.ben.public_id, "length": "two_weeks"})
    assert answer.status_code == 409 and "You share this with Ben Ortiz already." in text_of(answer)


def test_with_htmx_only_the_list_comes_and_only_to_the_owner(cast, as_, goals):
    share(cast.ana, cast.ben, "one")
    fragment = as_(cast.ana).get(PAGE, {"q": "gil"}, headers={"HX-Request": "true"}).content.decode()
    assert "Gil Haddad" in fragment and "<h1" not in fragment
    page = as_(cast.ben).get(PAGE, {"q": "gil"}, headers={"HX-Request": "true"}).content.decode()
    assert "Gil Haddad" not in page


def test_a_search_costs_the_same_for_one_as_for_eight(
    cast, as_, goals, django_assert_num_queries, django_assert_max_num_queries
):
    client = as_(cast.ana)
    client.get(PAGE, {"q": "teresa"})
    make_assignment(make_staff(cast.district, "Teresa", "A0"), "teacher", cast.lincoln)
    with django_assert_max_num_queries(25) as one:
        client.get(PAGE, {"q": "teresa"})
    for number in range(12):
        make_assignment(make_staff(cast.district, "Teresa", f"A{number + 1}"), "teacher", cast.garfield)
    with django_assert_num_queries(len(one)):
        answer = client.get(PAGE, {"q": "teresa"})
    assert "8 colleagues fit (and 5 more: type more letters)" in text_of(answer)


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ({"length": "tomorrow"}, date(2026, 10, 6)),
        ({"length": "two_weeks"}, date(2026, 10, 19)),
        ({"length": "term"}, date(2026, 12, 18)),
        ({"length": "other", "day": "2026-11-02"}, date(2026, 11, 2)),
    ],
)
def test_shared_without_a_script_in_three_pages(cast, as_, goals, given, until):
    make_term(cast.district, "Fall", date(2026, 8, 12), date(2026, 12, 19), kind="term")
    client = as_(cast.ana)
    found = client.get(PAGE, {"q": "ben"}).content.decode()
    chosen = client.get(f"{PAGE}?to={re.search(r'[?]to=([^#]+)#share', found)[1]}")
    words = text_of(chosen)
    assert "Share it with Ben Ortiz" in words and "Until the end of the term, December 18" in words
    answer = client.post(PAGE, {"to": cast.ben.public_id} | given)
    assert answer.status_code == 302
    with district_scope(cast.district.pk):
        grant = Grant.objects.get()
    assert (grant.to_id, grant.until) == (cast.ben.pk, until)
    assert "gets a mail that does not say what it is" in text_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"length": ""}, 422, "This field is required"),
        ({"length": "other"}, 422, "Say the last day"),
        ({"length": "other", "day": "soon"}, 422, "Enter a valid date"),
        ({"length": "other", "day": "2029-01-01"}, 409, "within the next twelve months"),
        ({"length": "other", "day": "2026-10-01"}, 409, "within the next twelve months"),
        ({"length": "for_ever"}, 422, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_chosen_stays(cast, as_, goals, given, status, words):
    answer = as_(cast.ana).post(PAGE, {"to": cast.ben.public_id} | given)
    assert answer.status_code == status
    assert words in text_of(answer) and "Share with Ben Ortiz" in text_of(answer)
    with district_scope(cast.district.pk):
        assert not Grant.objects.exists()


def test_somebody_barred_is_refused_on_the_page_too(cast, as_, goals):
    chosen = text_of(as_(cast.ana).get(PAGE, {"to": cast.paz.public_id}))
    assert "This cannot be shared with Paz Moreno." in chosen and "Share with Paz" not in chosen
    answer = as_(cast.ana).post(PAGE, {"to": cast.paz.public_id, "length": "two_weeks"})
    assert answer.status_code == 409 and "Evaluates you." in text_of(answer)


def test_what_cannot_be_shared_has_a_sentence_and_no_form(cast, as_, monkeypatch):
    Goals(record="visit").register(monkeypatch).add("one", cast.ana, others=(cast.ben.pk,))
    shown = as_(cast.ana).get("/access/visit/one/").content.decode()
    assert "Only you and Ben Ortiz." in shown and 'name="q"' not in shown
    answer = as_(cast.ana).post("/access/visit/one/", {"to": cast.gil.public_id, "length": "tomorrow"})
    assert answer.status_code == 409


# --- Who opened it ---------------------------------------------------------------------------------
def opens(reader, object_id="one", on=MONDAY):
    with district_scope(reader.district_id):
        found = kinds.find(actor_of(reader, on), "goal", object_id)
        actions.note_opening(by=actor_of(reader, on), now=NOW, found=found)


def test_who_opened_it_is_told_to_the_owner_once_a_day_and_never_of_themselves(cast, as_, goals):
    make_grant(cast.ana, cast.ben, "one", until=FRIDAY)
    for day in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        opens(cast.ben, on=day)
        opens(cast.ana, on=day)
    entries = AuditEntry.objects.filter(kind="trust.opened")
    assert [(entry.actor, entry.subject, entry.facts["day"]) for entry in entries] == [
        (cast.ben.pk, cast.ana.pk, "2026-10-05"),
        (cast.ben.pk, cast.ana.pk, "2026-10-06"),
    ]
    shown = text_of(as_(cast.ana).get(PAGE))
    assert "Ben Ortiz Tuesday, October 6" in shown and "Ben Ortiz Monday, October 5" in shown
    assert "October 6" in text_of(as_(cast.ana).get(MINE))


def test_who_opened_it_is_told_to_nobody_else(cast, as_, goals):
    make_grant(cast.ana, cast.ben, "one")
    make_grant(cast.ana, cast.gil, "one")
    opens(cast.gil)
    for person in (cast.ben, cast.gil):
        assert "Monday, October 5" not in text_of(as_(person).get(PAGE))
    for person in (cast.ben, cast.gil, cast.paz, cast.dana, cast.ivo):
        assert "Monday, October 5" not in text_of(as_(person).get(MINE))
    with district_scope(cast.district.pk):
        assert queries.openings_of(actor_of(cast.gil), "goal", "one") == []


def test_an_owner_who_would_be_written_down_is_still_not_shown(cast, scope, goals):
    """Two guards: the owner's own opening is not written, and what is written of the owner is not shown."""
    make_grant(cast.ana, cast.ben, "one")
    ana = actor_of(cast.ana)
    found = kinds.find(ana, "goal", "one")
    pretended = kinds.Shared("goal", "one", cast.ana.pk, TITLE, "/", Standing(granted=True))
    assert found.standing.own
    actions.note_opening(by=ana, now=NOW, found=pretended)
    assert AuditEntry.objects.filter(kind="trust.opened").count() == 1
    assert queries.openings_of(ana, "goal", "one") == []


# --- My privacy ------------------------------------------------------------------------------------
def test_my_privacy_tells_what_there_is(cast, as_, goals):
    goals.add("bens", cast.ben, "Exit tickets")
    share(cast.ana, cast.ben, "one")
    make_grant(cast.ana, cast.gil, "one", ended=NOW, ended_because=Grant.Ended.OWNER)
    make_grant(cast.ben, cast.ana, "bens")
    opens(cast.ben)
    shown = text_of(as_(cast.ana).get(MINE))
    for words in (
        "Wait time Goal · with Ben Ortiz, until Friday, October 9",
        "Exit tickets Goal · by Ben Ortiz, until Friday, October 9",
        "Ben Ortiz · Wait time Monday, October 5",
        "Wait time · Gil Haddad You took it back",
        "Paz Moreno leads your school",
        "Because nothing else is recorded",
    ):
        assert words in shown


def test_my_privacy_when_there_is_nothing_says_what_belongs_there(cast, as_):
    shown = text_of(as_(cast.dana).get(MINE))
    for words in ("What you share with a colleague for a time is listed here", "What a colleague shares with you is"):
        assert words in shown
    assert "Nobody, as far as Staffroom knows" in shown and "No longer shared" not in shown


def test_a_recorded_evaluator_is_told_with_the_day(cast, as_, team_leader):
    make_evaluates(team_leader, cast.ana, date(2026, 9, 1))
    shown = text_of(as_(cast.ana).get(MINE))
    assert "Tess Okafor since" in shown and "2026" in shown and "leads your school" not in shown


def test_what_holds_no_longer_is_not_shown_to_its_reader(cast, as_, goals):
    """Not its title, not its owner, not that there was something."""
    share(cast.ana, cast.ben, "one")
    make_evaluates(cast.ben, cast.ana)
    shown = text_of(as_(cast.ben).get(MINE))
    assert TITLE not in shown and "Ana Reyes" not in shown
    mine = text_of(as_(cast.ana).get(MINE))
    assert "This colleague began to evaluate you" in mine and "with Ben Ortiz" not in mine


def test_a_record_that_is_gone_or_is_somebody_elses_now_shows_no_title(cast, as_, goals):
    make_grant(cast.ana, cast.ben, "gone")
    share(cast.ana, cast.ben, "one")
    goals.add("one", cast.gil, "Now it is Gil's")
    mine, theirs = text_of(as_(cast.ana).get(MINE)), text_of(as_(cast.ben).get(MINE))
    assert mine.count("A record that is no longer there with Ben Ortiz") + mine.count("no longer there Goal") == 2
    assert "Gil" not in mine and "Gil" not in theirs and "Goal" not in theirs


def test_taking_back_from_my_privacy_leads_back_there(cast, as_, goals):
    grant = share(cast.ana, cast.ben, "one")
    answer = as_(cast.ana).post(f"/sharing/{grant.public_id}/end/", {"from": "mine"})
    assert answer["Location"] == MINE
    grant = share(cast.ana, cast.ben, "one")
    answer = as_(cast.ana).post(f"/sharing/{grant.public_id}/end/", {"from": "record"})
    assert answer["Location"] == PAGE


def test_my_privacy_costs_the_same_for_three_as_for_one(
    cast, as_, goals, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(number: int) -> None:
        goals.add(f"mine{number}", cast.ana, f"Goal {number}")
        goals.add(f"theirs{number}", cast.ben, f"Goal of Ben {number}")
        make_grant(cast.ana, cast.ben, f"mine{number}")
        make_grant(cast.ana, cast.gil, f"mine{number}", ended=NOW, ended_because="owner")
        make_grant(cast.ben, cast.ana, f"theirs{number}")
        opens(cast.ben, f"mine{number}")

    fill(1)
    client = as_(cast.ana)
    with django_assert_max_num_queries(20) as one:
        client.get(MINE)
    fill(2)
    fill(3)
    with django_assert_num_queries(len(one)):
        shown = text_of(client.get(MINE))
    assert shown.count("Goal of Ben") == 3 and shown.count("Take it back") == 3


def test_a_kind_that_names_one_at_a_time_is_named_too(cast, scope, monkeypatch):
    goals = Goals().register(monkeypatch)
    goals.add("one", cast.ana)
    monkeypatch.setitem(kinds.KINDS, "goal", kinds.Kind("goal", "Goal", goals.find))
    named = kinds.name_all(actor_of(cast.ana), [("goal", "one"), ("goal", "gone"), ("nothing", "one")])
    assert {key: one.title for key, one in named.items()} == {("goal", "one"): TITLE}


def test_an_account_without_a_person_is_told_why(cast, as_):
    client, account = as_(cast.ana), cast.ana.account
    account.staff = None
    account.save()
    answer = client.get(MINE)
    assert answer.status_code == 403 and "belongs to no staff member" in text_of(answer)


def test_odd_words_in_the_address_break_nothing(cast, as_, goals):
    client = as_(cast.ana)
    for odd in ("🙂", "%", "\u202e", "x" * 5000, "'; --"):
        assert client.get(PAGE, {"q": odd, "to": odd}).status_code == 200
        assert client.post(PAGE, {"to": odd, "length": odd, "day": odd}).status_code == 422
        assert client.get(f"/access/goal/{odd.replace('%', '')[:80] or 'x'}/").status_code == 404


def test_the_line_that_other_pages_include(cast):
    given = {"record": "goal", "object_id": "one", "readers": "Only you.", "about": "wait time"}
    shown = render_to_string("trust/_who_sees_link.html", given)
    assert f'href="{PAGE}"' in shown and "Only you." in shown and "Who can see this" in shown


def test_the_account_menu_leads_to_my_privacy(cast, as_, set_clock: Clock):
    set_clock(NOW)
    for page in ("/people/", "/me/"):
        assert f'href="{MINE}"' in as_(cast.lou).get(page).content.decode()
