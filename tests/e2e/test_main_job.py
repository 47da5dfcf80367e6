"""The main job, as the people of a district do it in a browser: bring the data, offer, find, ask, accept, note."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from staffroom.spine.jobs import Job, run
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts
from staffroom.timetable.models import Bell
from staffroom.visits.models import Visit

from .living import MORNING, TODAY, Living, account_of, bells, let_in, mutated_roster, seed_living, wait_until_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRETS = {
    "need": "Three of mine never speak, zqneed",
    "message": "I would like to see how you begin, zqmessage",
    "answer": "Come in by the garden door, zqanswer",
    "visitor_saw": "They waited eleven seconds, zqvisitor",
    "host_take": "I will ask fewer questions, zqhost",
}
WORDS = {
    "en": {"today": "Today", "only_you": "Only you", "booked": "Booked", "why": "Why not at other times"},
    "es": {"today": "Hoy", "only_you": "Solo tú", "booked": "Reservada", "why": "Por qué no a otras horas"},
}
both_languages = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture
def living(transactional_db: None, settings: Any, live_server: Any, set_clock: Callable[[datetime], None]) -> Living:
    """The seeded district on a Tuesday morning, as a demo."""
    settings.DEMO = True
    settings.BASE_URL = live_server.url
    set_clock(MORNING)
    return seed_living()


@pytest.fixture
def by_hand(settings: Any) -> Iterator[Callable[[], None]]:
    """Jobs wait in their queue until the test calls this: then all that wait are done."""
    settings.JOBS_INLINE = "never"

    def work() -> None:
        for number in Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True):
            run(number)

    yield work


def signed_in_by_hand(page: Any, name: str) -> Any:
    """Through the sign-in page of the demo, by the button of this person."""
    page.goto("/")
    page.locator("form[action$='/demo/sign-in/'] button", has_text=name).click()
    page.wait_for_url("**/")
    return page


def main_words(page: Any, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()


# --- The central office ------------------------------------------------------------------------------


@both_languages
def test_the_central_office_brings_a_roster_and_takes_it_back(
    open_page: Callable[..., Any], living: Living, by_hand: Callable[[], None], language: str
) -> None:
    page = signed_in_by_hand(open_page(language=language), str(living.accounts["central"].staff))
    page.goto("/rosters/new/")
    page.locator("input[type=file]").set_input_files(
        {"name": "october.zip", "mimeType": "application/zip", "buffer": mutated_roster(living.made)}
    )
    page.locator("main form button[type=submit]").click()
    page.locator(".job progress").wait_for()
    by_hand()
    page.locator(".job a.btn-primary").click()
    recognised = page.locator("[aria-labelledby=recognised]")
    assert "OneRoster 1.2" in recognised.inner_text()
    assert "P-nobody" in page.locator("[aria-labelledby=problems] table").inner_text()
    assert page.locator("[aria-labelledby=changes] a").count() > 2
    page.locator("form[action$='/apply/'] button").click()
    page.locator(".job progress").wait_for()
    by_hand()
    page.locator(".job a.btn-primary").click()
    page.locator("form[action$='/undo/'] button").wait_for()
    page.locator("form[action$='/undo/'] button").click()
    by_hand()
    page.locator(".job a.btn-primary").click()
    assert re.search("Undone|Deshech", page.locator(".lead").inner_text())
    assert page.locator("form[action$='/undo/']").count() == 0


@both_languages
def test_the_central_office_brings_bells_and_takes_them_back(
    open_page: Callable[..., Any], living: Living, by_hand: Callable[[], None], language: str
) -> None:
    page = open_page(language=language)
    let_in(page.context, page.address, living.accounts["central"])
    before = _bell_times()
    for broken in (True, False):
        page.goto("/bells/new/")
        page.locator("#id_bells").set_input_files(
            {"name": "bells.csv", "mimeType": "text/csv", "buffer": bells(living.made, broken=broken)}
        )
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(re.compile(r"/bells/[^/]{6,}/$"))
        assert page.locator("[aria-labelledby=errors-title]").count() == (1 if broken else 0)
        if broken:
            assert "25:99" in page.locator("[aria-labelledby=errors-title]").inner_text()
            assert page.locator("form[action$='/apply/']").count() == 0
    assert page.locator("[aria-labelledby=changes-title] tbody tr").count() == len(living.made.schools)
    page.locator("form[action$='/apply/'] button").click()
    page.locator(".job progress").wait_for()
    by_hand()
    page.locator(".job a.btn-primary").click()
    assert _bell_times() != before
    page.locator("form[action$='/undo/'] button").click()
    by_hand()
    page.locator(".job a.btn-primary").click()
    assert _bell_times() == before
    assert page.locator("form[action$='/apply/'], form[action$='/undo/']").count() == 0


def _bell_times() -> list[tuple[Any, ...]]:
    with across_districts():
        return sorted(Bell.objects.values_list("school_id", "schedule", "day", "period", "start", "end"))


# --- A teacher, a host, and their principal ----------------------------------------------------------


@both_languages
def test_a_teacher_offers_and_opens_a_door(open_page: Callable[..., Any], living: Living, language: str) -> None:
    page = signed_in_by_hand(open_page(language=language), str(living.accounts["teacher"].staff))
    assert page.locator("nav.rail [aria-current=page]").inner_text() == WORDS[language]["today"]
    _write_need(page, language)
    page.goto("/offers/new/")
    page.locator("#practice-lookup-text").press_sequentially("number talk")
    page.locator("#id_practice option[value=number-talks][data-say]").wait_for(state="attached")
    page.locator("#id_what_i_do").fill("We think quietly, show thumbs, and three students explain their way.")
    page.locator("#id_artefact_title").fill("The question of today")
    page.locator("#id_artefact_link").fill("https://example.org/question")
    page.locator("main .form-actions button:not([name])").click()
    page.wait_for_url("**/offers/")
    page.locator("article", has=page.locator(".pill-attention")).locator("a[href$='/publish/']").click()
    page.locator("input[name=audience]").nth(1).wait_for()
    assert page.locator("input[name=audience]").count() == 2
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/offers/[^/]{6,}/$"))
    page.locator("a[href*='/doors/open/']").click()
    page.locator("#id_lesson").select_option(index=1)
    page.locator("#id_note").fill("We begin at once.")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/doors/")
    assert page.locator("[aria-labelledby=mine-title] li").count() == 1


def _write_need(page: Any, language: str) -> None:
    page.goto("/needs/")
    page.locator("#id_practice").select_option("wait-time")
    page.locator("#id_note").fill(SECRETS["need"])
    page.locator("main form.card button.btn-primary").click()
    page.locator(".need-line", has_text=SECRETS["need"]).wait_for()
    assert WORDS[language]["only_you"] in page.locator("main").inner_text()


@both_languages
def test_a_visit_from_search_to_the_two_lines(
    open_page: Callable[..., Any], living: Living, set_clock: Callable[[datetime], None], language: str
) -> None:
    principal = open_page(language=language)
    let_in(principal.context, principal.address, living.accounts["principal"])
    weeks = ["/school/visits/", "/school/visits/?week=2026-10-12", "/school/visits/?week=2026-10-19"]
    counted = [main_words(principal, week) for week in weeks]

    teacher = signed_in_by_hand(open_page(language=language), str(living.accounts["teacher"].staff))
    _write_need(teacher, language)
    host_name = _find_a_host(teacher, language)
    _ask(teacher)
    visit = _only_visit()

    host = open_page("phone", language=language)
    let_in(host.context, host.address, account_of(host_name))
    _accept(host)
    visit = _only_visit()
    assert visit.state == Visit.State.ACCEPTED
    _in_both_calendars(teacher, host, visit, open_page)
    assert [main_words(principal, week) for week in weeks] == counted

    set_clock(_morning_after(visit))
    _write_lines(teacher, saw=SECRETS["visitor_saw"])
    _write_lines(host, take=SECRETS["host_take"])
    teacher.reload()
    for page in (teacher, host):
        shown = page.locator("[aria-labelledby=note]").inner_text()
        assert SECRETS["visitor_saw"] in shown and SECRETS["host_take"] in shown
    _the_principal_sees_nothing_of_it(principal, living, visit, weeks)


def _find_a_host(page: Any, language: str) -> str:
    """Type, follow the found practice, read the hosts; the name of the first with times."""
    page.goto("/find/")
    page.locator("#find-q").press_sequentially("number talk")
    page.locator("#find-results a[href*='practice=number-talks']").click()
    page.wait_for_url("**/find/?practice=number-talks")
    first = page.locator("article.host").first
    assert first.locator(".slot").count() >= 1
    first.locator("details > summary").click()
    assert WORDS[language]["why"] in first.locator("details > summary").inner_text()
    assert first.locator("details li").count() >= 1
    return str(first.locator("h2").inner_text())


def _ask(page: Any) -> None:
    page.locator("article.host").first.locator(".slot").first.click()
    page.wait_for_url("**/visits/ask/**")
    assert page.locator("input[name=lesson]:checked").count() == 1
    page.locator("#id_message").fill(SECRETS["message"])
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/visits/[^/]{6,}/$"))


def _accept(page: Any) -> None:
    """On the phone: today says what waits, one press leads there, one press says yes."""
    page.goto("/")
    waiting = page.locator("[aria-labelledby=waiting-head] .card-row")
    assert waiting.count() == 1
    waiting.locator("a").click()
    assert SECRETS["message"] in page.locator("main").inner_text()
    page.locator("#id_answer").fill(SECRETS["answer"])
    page.locator("form[action$='/accept/'] button.btn-primary").click()
    page.locator(".pill-green").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _only_visit() -> Visit:
    with across_districts():
        ahead = Visit.objects.filter(date__gte=TODAY)  # the demo district begins with one that is over
        return ahead.select_related("visitor", "host", "school", "district").get()


def _in_both_calendars(teacher: Any, host: Any, visit: Visit, open_page: Callable[..., Any]) -> None:
    stranger = open_page()
    for page in (teacher, host):
        page.goto("/visits/")
        feed = stranger.request.get(page.locator("#feed-url").input_value())
        text = feed.text().replace("\r\n ", "")
        assert feed.status == 200 and text.count(f"UID:visit-{visit.public_id}") == 1
        assert f"{visit.date:%Y%m%d}" in text
    with across_districts():
        invited = {mail.to_staff for mail in Mail.objects.filter(calendar__contains="METHOD:REQUEST")}
    assert invited == {visit.visitor_id, visit.host_id}
    teacher.goto("/outbox/")
    teacher.locator("main td a").first.click()
    teacher.locator("#invitation").wait_for()


def _morning_after(visit: Visit) -> datetime:
    day = visit.date + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(visit.district.time_zone)).astimezone(UTC)


def _write_lines(page: Any, *, saw: str = "", take: str = "") -> None:
    page.goto("/")
    page.locator("[aria-labelledby=waiting-head] a[href$='#note']").click()
    page.locator("#id_saw").fill(saw)
    page.locator("#id_take").fill(take)
    page.locator("form[action$='/note/'] button.btn-primary").click()
    page.locator("[aria-labelledby=note] article").first.wait_for()


def _the_principal_sees_nothing_of_it(page: Any, living: Living, visit: Visit, weeks: list[str]) -> None:
    """Counts, yes; nobody's need, request, visit or words, whatever page is opened."""
    visitor, host = str(visit.visitor), str(visit.host)
    card = f"/people/{visit.visitor.public_id}/"
    search = f"/people/?q={visit.visitor.family}"
    for address in ("/", card, search, *weeks, "/doors/", "/practices/number-talks/", "/week/"):
        shown = main_words(page, address)
        assert not [secret for secret in SECRETS.values() if secret in page.content()], address
        assert visit.public_id not in page.content(), address
        assert not (visitor in shown and host in shown), address
    page.goto(weeks[0])
    assert re.search(r"\d", page.locator(".week-grid, [data-week-grid]").first.inner_text())
    assert page.goto(f"/visits/{visit.public_id}/").status in {403, 404}
    page.complaints.clear()  # the browser tells of the refusal that we asked for


# --- A device that several people use ----------------------------------------------------------------


def test_what_was_typed_goes_with_signing_out_and_is_not_the_next_readers(
    open_page: Callable[..., Any], living: Living
) -> None:
    page = open_page()

    def typed_by(part: str) -> None:
        let_in(page.context, page.address, living.accounts[part])
        page.goto("/offers/new/")
        page.locator("#id_what_i_do").fill(f"Words of the {part}")
        wait_until_kept(page, f"Words of the {part}")

    def all_kept() -> str:
        return str(page.evaluate("JSON.stringify(Object.entries(localStorage))"))

    typed_by("teacher")
    page.reload()
    assert page.locator("#id_what_i_do").input_value() == "Words of the teacher"
    let_in(page.context, page.address, living.accounts["neighbour"])
    page.goto("/offers/new/")
    assert page.locator("#id_what_i_do").input_value() == "" and "Words of" not in all_kept()
    typed_by("neighbour")
    page.goto("/account/logout/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/account/login/**")
    assert "Words of" not in all_kept()


# --- Without scripts ---------------------------------------------------------------------------------


def test_search_ask_and_accept_without_scripts(open_page: Callable[..., Any], living: Living) -> None:
    teacher = signed_in_by_hand(open_page(scripts=False), str(living.accounts["teacher"].staff))
    teacher.goto("/find/")
    teacher.locator("#find-q").fill("number talk")
    teacher.locator("form.search button").click()
    teacher.locator("#find-results a[href*='practice=number-talks']").first.click()
    host_name = teacher.locator("article.host h2").first.inner_text()
    _ask(teacher)
    host = open_page("phone", scripts=False)
    let_in(host.context, host.address, account_of(host_name))
    _accept(host)
    assert _only_visit().state == Visit.State.ACCEPTED
