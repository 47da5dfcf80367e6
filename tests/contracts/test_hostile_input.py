"""Whatever stands in an address, a form or a cookie: a page, or a refusal in plain words; never a broken page."""

import time
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffroom.expertise.models import Offer
from staffroom.timetable.forms import TimeRulesForm
from tests.factories.cast import client_of
from tests.factories.visits import NOW
from tests.factories.world import World, make_world

NUL = "\0"
FAR = ["0001-01-01", "0001-01-08", "9999-12-31", "9999-12-27", "2026-02-30", "-1", "NaN", "١٩٩٩-٠١-٠١"]
HUGE = ["0", "-1", "9" * 30, "9" * 5000, "1e9", "²", "🙂"]
RIGHT_TO_LEFT = "\u202eexe.txt 🙂 \"'<b>&amp; مرحبا"
QUERIES = ["q", "text", "practice", "school", "subject", "role", "page", "week", "on", "at", "kind", "op", "lesson"]
LISTS = [
    *("/", "/find/", "/visits/", "/people/", "/practices/", "/practices/search/", "/doors/", "/doors/open/", "/week/"),
    *("/offers/new/", "/needs/", "/outbox/", "/privacy/mine/", "/api/v1/offers", "/api/v1/me/visits"),
]
OFFICE = ["/rosters/", "/bells/", "/school/visits/", "/time/", "/time/together/", "/health/"]


@pytest.fixture
def world(db, set_clock) -> World:
    set_clock(NOW)
    return make_world()


def browser(person) -> Client:
    client = client_of(person)
    client.raise_request_exception = False
    return client


def pages(world: World) -> list[tuple[Client, str]]:
    """Every list, as a teacher or as the central office."""
    teacher, office = browser(world.scene.cast.ben), browser(world.scene.cast.dana)
    changes = reverse("roster_import_changes", args=[world.roster.public_id])
    ask = reverse("ask_visit", args=[world.scene.offer.public_id])
    return [(teacher, one) for one in [*LISTS, ask]] + [(office, one) for one in [*OFFICE, changes]]


def broken(world: World, values: list[str]) -> list[tuple[str, str, str]]:
    found = []
    for client, page in pages(world):
        for value in values:
            answer = client.get(page, dict.fromkeys(QUERIES, value))
            one_by_one = [client.get(page, {name: value}) for name in QUERIES] if answer.status_code >= 400 else []
            bad = [name for name, one in zip(QUERIES, one_by_one, strict=False) if one.status_code >= 500]
            if bad or answer.status_code >= 500:
                found.append((page, value[:12], ",".join(bad)))
    return found


def test_far_dates_and_wrong_ones(world):
    assert broken(world, FAR) == []


def test_numbers_nobody_means(world):
    assert broken(world, HUGE) == []


def test_odd_letters(world):
    assert broken(world, [RIGHT_TO_LEFT, "%", "_", "\\", "'; --", "\ud800".encode("utf-8", "replace").decode()]) == []


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", ["-1", "0", "9" * 30, "9223372036854775807", "9223372036854775808", "x"])
def test_windows_of_the_api(world, name, value):
    for page in ("/api/v1/offers", "/api/v1/schools", "/api/v1/practices", "/api/v1/me/visits"):
        assert browser(world.scene.cast.ben).get(page, {name: value}).status_code in (200, 422)


def test_a_nul_in_a_query_is_refused_in_words(world):
    for client, page in pages(world):
        answer = client.get(page, {"q": f"a{NUL}b", "practice": NUL, "school": NUL, "text": NUL})
        assert answer.status_code == 400, page
        assert "character" in answer.content.decode()


def test_a_nul_in_an_address_is_refused(world):
    client = browser(world.scene.cast.ben)
    for room in ("visits", "offers", "people", "jobs", "outbox", "rosters", "bells", "api/v1/offers", "calendar"):
        end = ".ics" if room == "calendar" else "" if room.startswith("api") else "/"
        assert client.get(f"/{room}/%00{end}").status_code == 400, room


def test_a_nul_in_a_form_is_refused(world):
    cast = world.scene.cast
    client = browser(cast.ana)
    forms = {
        "/account/login/": {"login": NUL, "password": NUL},
        "/account/login/code/": {"email": f"a{NUL}@b.example"},
        "/needs/": {"practice": NUL, "note": NUL},
        "/doors/open/": {"offer": NUL, "lesson": NUL, "seats": "1"},
        "/hosting/closed/": {"day": NUL},
        "/week/away/": {"starts": NUL},
        "/me/": {"language": NUL, "theme": NUL},
        f"/visits/{world.asked.public_id}/accept/": {"answer": NUL},
        f"/visits/{world.booked.public_id}/note/": {"saw": NUL},
        "/offers/new/": {"practice": "number-talks", "what_i_do": NUL, "sections": NUL},
        "/demo/sign-in/": {"person": NUL},
        "/language/": {"language": NUL, "next": NUL},
        "/theme/": {"theme": "dark", "next": f"/{NUL}"},
    }
    for address, given in forms.items():
        assert client.post(address, given).status_code == 400, address
    world.asked.refresh_from_db()
    assert world.asked.state == "asked"


def test_a_nul_in_a_cookie_is_refused(world):
    client = Client(raise_request_exception=False)
    client.cookies.load('staffroom="aaaaaaaa\\000aaaaaaaa"')
    assert client.get("/").status_code in (302, 400)


def test_a_long_search_ends_soon(world):
    client, text = browser(world.scene.cast.ben), "charla numerica " * 4000
    for page, name in (("/find/", "q"), ("/practices/", "text"), ("/practices/search/", "text"), ("/people/", "q")):
        began = time.process_time()
        assert client.get(page, {name: text}).status_code == 200
        assert time.process_time() - began < 2, page


@pytest.mark.parametrize("starts", ["0001-01-01", "9999-12-31"])
def test_days_away_at_the_ends_of_time(world, starts):
    client = browser(world.scene.cast.ana)
    client.post("/week/away/", {"starts": starts, "ends": starts})
    for page in ("/", "/week/", "/week/away/", f"/week/?on={starts}", "/doors/open/"):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_closed_doors_at_the_ends_of_time(world, on):
    client = browser(world.scene.cast.ana)
    client.post("/hosting/closed/", {"on": on})
    for page in ("/hosting/", "/doors/open/"):
        assert client.get(page).status_code == 200, page
    ask = reverse("ask_visit", args=[world.scene.offer.public_id])
    assert browser(world.scene.cast.gil).get(ask).status_code == 200


@pytest.mark.parametrize("value", ["-5", "9" * 12, "1.5", "", "🙂", "0"])
def test_time_rules_take_sensible_numbers_only(world, value):
    client = browser(world.scene.cast.dana)
    assert client.post("/time-rules/", dict.fromkeys(TimeRulesForm.LIMITS, value)).status_code == 422


def offers_of_ben(world: World) -> list[Offer]:
    with world.scene.scope():
        return list(Offer.objects.filter(staff=world.scene.cast.ben))


LONG = "a" * 300 + ".txt"
NAMES = [LONG, "../../etc/passwd.txt", "chart\u202etxt.exe.txt", "c:\\x\\y.txt", "Plan 🙂 \"é'.txt", ".txt"]


@pytest.mark.parametrize("name", NAMES)
def test_file_names(world, name):
    client = browser(world.scene.cast.ben)
    given = {"practice": "number-talks", "what_i_do": "We talk.", "artefact_file": SimpleUploadedFile(name, b"words")}
    answer = client.post("/offers/new/", given)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        offer = offers_of_ben(world)[0]
        served = client.get(reverse("offer_file", args=[offer.public_id]))
        told = served["Content-Disposition"]
        assert served.status_code == 200 and told.startswith("attachment")
        assert "/" not in told and "\\" not in told and "\u202e" not in told and quote("\u202e") not in told


BAD_FILES = {
    "page.txt": b"<!DOCTYPE html><script>alert(1)</script>",
    "drawing.txt": b"\xef\xbb\xbf <svg onload=alert(1)>",
    "drawing.svg": b"<svg/>",
    "page.html": b"plain words",
    "program.pdf": b"MZ\x90\x00",
    "book.txt": b"PK\x03\x04 zipped",
    "picture.png": b"%PDF-1.7",
    "empty.txt": b"",
    "blank.txt": b"  \n ",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_files_that_are_not_what_they_say(world, name):
    client = browser(world.scene.cast.ben)
    given = {"practice": "number-talks", "what_i_do": "We talk."}
    answer = client.post("/offers/new/", given | {"artefact_file": SimpleUploadedFile(name, BAD_FILES[name])})
    assert answer.status_code == 422
    assert offers_of_ben(world) == []


BELLS = {
    "utf-16": "school,schedule,day,period,start,end,kind\nLincoln,Regular,*,1,8:00,8:50,class\n".encode("utf-16"),
    "latin-1": "school,schedule,day,period,start,end,kind\nJosé,Regular,*,1,8:00,8:50,class\n".encode("latin-1"),
    "nul": b"school,schedule\0,day,period,start,end,kind\n",
    "carriage returns": b"school,schedule,day,period,start,end,kind\rLincoln,Regular,*,1,8:00,8:50,class\r",
    "unclosed quote": b'school,schedule,day,period,start,end,kind\n"Lincoln,Regular,*,1,8:00,8:50,class\n',
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "long field": b"school,schedule,day,period,start,end,kind\n" + b"x" * 200_000 + b",Regular,*,1,8:00,8:50,class\n",
    "midnight": b"school,schedule,day,period,start,end,kind\nLincoln Elementary,Regular,*,1,23:00,24:00,class\n",
    "other digits": "school,schedule,day,period,start,end,kind\nLincoln Elementary,R,*,1,٨:٠٠,²:50,class\n".encode(),
}


@pytest.mark.parametrize("kind", BELLS)
def test_bell_files(world, kind):
    client = browser(world.scene.cast.dana)
    answer = client.post("/bells/new/", {"bells": SimpleUploadedFile("=cmd|'bells.csv", BELLS[kind])})
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert client.get(answer["Location"]).status_code == 200
        applied = client.post(f"{answer['Location']}apply/")
        assert applied.status_code in (302, 409)
    for person, page in ((world.scene.cast.ana, "/week/"), (world.scene.cast.ben, "/"), (world.scene.cast.paz, "/")):
        assert browser(person).get(page).status_code == 200
    assert browser(world.scene.cast.ben).get(f"/visits/{world.booked.public_id}/").status_code == 200


def test_more_files_than_a_page_takes_are_refused_in_words(world):
    client = browser(world.scene.cast.dana)
    files = [SimpleUploadedFile(f"{number}.csv", b"a,b\n") for number in range(101)]
    answer = client.post("/rosters/new/", {"files": files})
    assert answer.status_code == 400
    assert "up to 100 files" in answer.content.decode() and "hasta 100 archivos" in answer.content.decode()


def test_a_hundred_files_at_once_are_taken(world):
    """A roster is a dozen files: the limit that refuses a hundred and one must not refuse those."""
    client = browser(world.scene.cast.dana)
    files = [SimpleUploadedFile(f"{number}.csv", b"a,b\n") for number in range(100)]
    assert client.post("/rosters/new/", {"files": files}).status_code == 302


def test_more_text_than_a_page_takes_is_refused_in_words(world):
    answer = browser(world.scene.cast.ben).post("/needs/", {"note": "x" * 6_000_000})
    assert answer.status_code == 400
    assert "5 MB of typed text" in answer.content.decode()
