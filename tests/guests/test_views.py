"""The pages: for whom, what they say when empty, wrong methods; what somebody typed is shown again."""

import pytest

from staffroom.guests.models import GuestHour, NewLead
from staffroom.visits.models import Visit
from tests.factories.cast import Cast
from tests.factories.guests import Inviting, make_hour, make_new_lead, make_thanks
from tests.factories.visits import MONDAY, NEXT_WEEK, TUESDAY, Scene

pytestmark = pytest.mark.usefixtures("scope")


def test_the_page_of_guests_says_what_belongs_there_when_nothing_does(as_, cast: Cast):
    shown = as_(cast.lou).get("/guests/").content.decode()
    assert "You belong to no team of a school" in shown and "Do not ask me as a guest" in shown


def test_a_team_invites_from_its_page(as_, inviting: Inviting, cast: Cast):
    team = as_(cast.ana).get(f"/teams/{inviting.team.public_id}/").content.decode()
    address = f"/guests/invite/{inviting.team.public_id}/"
    assert address in team
    page = as_(cast.ana).get(address)
    assert "Gil Haddad" in page.content.decode() and "Say what for, then ask" in page.content.decode()
    given = {"guest": cast.gil.public_id, "meeting": f"{TUESDAY}/500", "about": "How you plan"}
    answer = as_(cast.ana).post(address, given)
    hour = GuestHour.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/guests/{hour.public_id}/"
    for who, status in ((cast.ana, 200), (cast.ben, 200), (cast.gil, 200), (cast.paz, 404), (cast.cleo, 404)):
        assert as_(who).get(f"/guests/{hour.public_id}/").status_code == status
    assert as_(cast.ana).get(f"/guests/{hour.public_id}/accept/").status_code == 405
    assert "comes as a guest" not in as_(cast.gil).get(f"/teams/{inviting.team.public_id}/").content.decode()


def test_what_was_typed_is_shown_again_with_the_reason(as_, inviting: Inviting, cast: Cast):
    address = f"/guests/invite/{inviting.team.public_id}/"
    given = {"guest": cast.ben.public_id, "meeting": f"{TUESDAY}/500", "about": "A line of mine"}
    answer = as_(cast.ana).post(address, given)
    assert answer.status_code == 422 and "A line of mine" in answer.content.decode()
    assert as_(cast.ana).post(address, given | {"meeting": "never"}).status_code == 404
    assert as_(cast.ana).post(address, given | {"guest": "nobody"}).status_code == 404


def test_the_guest_says_yes_or_proposes_in_one_tap(as_, inviting: Inviting, cast: Cast):
    hour = inviting.ask()
    page = as_(cast.gil).get(f"/guests/{hour.public_id}/").content.decode()
    assert "Yes, I come" in page and f"{NEXT_WEEK}/500" in page
    as_(cast.gil).post(f"/guests/{hour.public_id}/propose/", {"meeting": f"{NEXT_WEEK}/500"})
    as_(cast.ben).post(f"/guests/{hour.public_id}/accept/")
    hour.refresh_from_db()
    assert (hour.state, hour.date) == ("booked", NEXT_WEEK)
    assert "comes as a guest" in as_(cast.ana).get(f"/teams/{inviting.team.public_id}/").content.decode()


def test_thanks_are_on_the_page_of_the_guest_and_of_whoever_wrote_them(as_, inviting: Inviting, cast: Cast):
    hour = make_hour(inviting.scene, inviting.team, cast.gil, cast.ana, MONDAY.replace(day=1))
    make_thanks(hour, cast.ana, "You made us think.")
    seen = {who: "You made us think." in _page(as_, who, hour) for who in (cast.ana, cast.ben, cast.gil)}
    assert seen == {cast.ana: True, cast.ben: False, cast.gil: True}


def _page(as_, who, hour: GuestHour) -> str:
    return as_(who).get(f"/guests/{hour.public_id}/").content.decode()


def test_empty_thanks_are_asked_for_again(as_, inviting: Inviting, cast: Cast):
    hour = make_hour(inviting.scene, inviting.team, cast.gil, cast.ana, MONDAY.replace(day=1))
    assert as_(cast.ana).post(f"/guests/{hour.public_id}/thank/", {"text": ""}).status_code == 422


def test_somebody_says_do_not_ask_me_and_takes_it_back(as_, cast: Cast):
    as_(cast.gil).post("/guests/wish/", {"ask": "no"})
    assert "You are not asked as a guest." in as_(cast.gil).get("/guests/").content.decode()
    as_(cast.gil).post("/guests/wish/", {"ask": "yes"})
    assert "Do not ask me as a guest" in as_(cast.gil).get("/guests/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_and_three(
    as_, inviting: Inviting, cast: Cast, number: int, django_assert_max_num_queries
):
    for n in range(number):
        make_hour(inviting.scene, inviting.team, cast.gil, cast.ana, TUESDAY.replace(day=6 + n))
    client = as_(cast.ana)
    client.get("/guests/")
    with django_assert_max_num_queries(60) as counted:
        client.get("/guests/")
    _COUNTS.add(len(counted))
    assert len(_COUNTS) == 1


_COUNTS: set[int] = set()


# --- New leads ------------------------------------------------------------------------------------------


def test_a_new_lead_plans_and_asks_in_one_tap(as_, scene: Scene, inviting: Inviting, cast: Cast):
    make_new_lead(inviting.team, cast.ben)
    address = f"/new-team/{inviting.team.public_id}/"
    assert address in as_(cast.ben).get("/new-team/").content.decode()
    page = as_(cast.ben).get(address, {"weeks": "3", "a_week": "2"}).content.decode()
    assert "1 of 1 members" in page and "Ask for this visit" in page
    assert as_(cast.ben).get(address, {"weeks": "many"}).status_code == 200
    answer = as_(cast.ben).post(f"{address}ask/", {"weeks": "3", "a_week": "2", "message": "Hello"})
    assert answer.status_code == 302 and Visit.objects.get().message == "Hello"
    shown = as_(cast.ben).get(f"/visits/{Visit.objects.get().public_id}/").content.decode()
    assert "The class as it is" in shown
    assert as_(cast.ben).get("/visits/").status_code == 200
    assert as_(cast.ana).get("/").status_code == 200


def test_who_leads_nothing_new_is_told_what_stands_here(as_, cast: Cast):
    assert "not going to lead a new team" in as_(cast.gil).get("/new-team/").content.decode()
    assert "No new leads" in as_(cast.paz).get("/new-team/leads/").content.decode()


def test_the_principal_names_a_lead_from_the_page_of_the_team(as_, inviting: Inviting, cast: Cast):
    address = f"/new-team/{inviting.team.public_id}/lead/"
    assert "Gil" in as_(cast.paz).get(address, {"q": "Gil"}).content.decode()
    as_(cast.paz).post(address, {"staff": cast.gil.public_id})
    assert NewLead.objects.get().staff == cast.gil
    assert "0 of 2" in as_(cast.paz).get("/new-team/leads/").content.decode()
    as_(cast.paz).post(address, {"staff": cast.gil.public_id, "forget": "1"})
    assert not NewLead.objects.exists()


@pytest.mark.parametrize(("address", "statuses"), [
    ("/new-team/{team}/", (200, 403, 403, 404)),
    ("/new-team/leads/", (403, 403, 200, 403)),
    ("/new-team/{team}/lead/", (200, 403, 200, 404)),
])  # fmt: skip
def test_who_gets_in(as_, inviting: Inviting, cast: Cast, address: str, statuses: tuple[int, ...]):
    url = address.format(team=inviting.team.public_id)
    found = tuple(as_(who).get(url).status_code for who in (cast.ana, cast.ben, cast.paz, cast.cleo))
    assert found == statuses


def test_sentences_of_the_core_come_in_the_language_of_the_page(as_, inviting: Inviting, cast: Cast, settings):
    """Ana's account says English; she has switched this page to Spanish."""
    make_new_lead(inviting.team, cast.ana)
    browser, address = as_(cast.ana), f"/new-team/{inviting.team.public_id}/"
    assert "members" in browser.get(address).content.decode()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    shown = browser.get(address).content.decode().split("<main", 1)[1]
    assert "members:" not in shown and "integrantes" in shown
