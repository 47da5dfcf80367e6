"""The whole life of a visit in a browser: search, ask, accept, feed, cancel, ask again, live video, debrief."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from staffroom.spine.scoping import across_districts
from staffroom.visits.models import Visit
from staffroom.visits.rules import instant

from .living import MORNING, TODAY, Living, account_of, let_in, seed_living

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = "https://meet.example/our-room"
STEP = "Ask once, then wait."


@pytest.fixture
def living(transactional_db: None, settings: Any, live_server: Any, set_clock: Callable[[datetime], None]) -> Living:
    settings.DEMO = True
    settings.BASE_URL = live_server.url
    set_clock(MORNING)
    return seed_living()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_visit_from_search_to_debrief_by_way_of_a_video(
    open_page: Callable[..., Any], living: Living, set_clock: Callable[[datetime], None], size: str
) -> None:
    teacher = open_page(size)
    let_in(teacher.context, teacher.address, living.accounts["teacher"])
    name, ask_page = _search(teacher)
    host = open_page(size)
    let_in(host.context, host.address, account_of(name))

    first = _ask(teacher, ask_page, "own")
    _accept(host, first)
    assert _in_feed(teacher, first)
    _cancel(teacher, first)
    assert not _in_feed(teacher, first)

    again = _ask(teacher, ask_page, "own")
    _accept(host, again)
    assert again.pk != first.pk and _in_feed(teacher, again)

    _consent_to_video(host, ask_page)
    video = _ask(teacher, ask_page, "video")
    _accept(host, video, link=LINK)
    _watch(teacher, video, set_clock)
    _debrief(teacher, host, video, set_clock)


def _fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _search(page: Any) -> tuple[str, str]:
    """Who has times for me, and the page to ask them on."""
    page.goto("/find/?practice=number-talks")
    found = page.locator("article.host", has=page.locator(".slot")).first
    address = str(found.locator(".slot").first.get_attribute("href")).split("?")[0]
    return str(found.locator("h2").inner_text()), address


def _ask(page: Any, address: str, way: str) -> Visit:
    """The last time of this way: far enough from what is booked."""
    page.goto(address)
    start = "" if way == "own" else f"{way}:"
    times = page.locator("input[name=lesson]")
    values = [times.nth(n).get_attribute("value") for n in range(times.count())]
    chosen = [value for value in values if (value.startswith(start) if start else ":" not in value)][-1]
    radio = page.locator(f"input[name=lesson][value='{chosen}']")
    closed = page.locator("details.way:not([open]) > summary")
    while closed.count():
        closed.first.click()
    _fits(page)
    radio.check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile(r"/visits/[^/]{6,}/$"))
    _fits(page)
    return _of(page.url.rstrip("/").rsplit("/", 1)[-1])


def _of(public_id: str) -> Visit:
    with across_districts():
        return Visit.objects.select_related("district", "visitor", "host").get(public_id=public_id, date__gte=TODAY)


def _accept(page: Any, visit: Visit, link: str = "") -> None:
    page.goto(f"/visits/{visit.public_id}/")
    if link:
        page.locator("#id_link").fill(link)
    _fits(page)
    page.locator("form[action$='/accept/'] button.btn-primary").click()
    page.locator(".pill-green").first.wait_for()


def _in_feed(page: Any, visit: Visit) -> bool:
    page.goto("/visits/")
    _fits(page)
    feed = page.request.get(page.locator("#feed-url").input_value())
    return f"UID:visit-{visit.public_id}" in feed.text().replace("\r\n ", "")


def _cancel(page: Any, visit: Visit) -> None:
    page.goto(f"/visits/{visit.public_id}/")
    page.locator("details.quiet-act > summary").click()
    page.locator("form[action$='/cancel/'] button").click()
    page.wait_for_url("**/visits/")
    page.goto(f"/visits/{visit.public_id}/")
    assert page.locator("[aria-labelledby=changes-head] li").count() == 1
    assert page.locator("[aria-labelledby=changes-head] a.btn-primary").count() == 1


def _consent_to_video(page: Any, ask_page: str) -> None:
    offer = ask_page.rstrip("/").rsplit("/", 1)[-1]
    page.goto(f"/offers/{offer}/")
    page.locator(f"a[href='/visits/from-afar/{offer}/']").click()
    page.locator("#id_live").check()
    _fits(page)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/visits/from-afar/**")
    assert page.locator("#id_live").is_checked()


def _back(page: Any, person: Any) -> None:
    """Signed in again: a session does not last until then."""
    let_in(page.context, page.address, account_of(str(person)))


def _watch(page: Any, visit: Visit, set_clock: Callable[[datetime], None]) -> None:
    """The link is there from five minutes before until the end, and then it is gone."""
    address, watch = f"/visits/{visit.public_id}/", f"a[href='{LINK}']"
    for minutes, number in ((-6, 0), (-4, 1), (visit.end - visit.start, 0)):
        set_clock(instant(visit, visit.start).astimezone(UTC) + timedelta(minutes=minutes))
        _back(page, visit.visitor)
        page.goto(address)
        assert page.locator(watch).count() == number, minutes
        _fits(page)


def _debrief(teacher: Any, host: Any, visit: Visit, set_clock: Callable[[datetime], None]) -> None:
    """Both write three lines; the visitor keeps a next step, which the host does not see and which comes back."""
    address = f"/visits/{visit.public_id}/"
    _back(host, visit.host)
    for page, saw in ((teacher, "They waited"), (host, "You asked about waiting")):
        page.goto(address)
        for field, words in (("saw", saw), ("take", "Cards"), ("tries", "One question")):
            page.locator(f"#id_{field}").fill(words)
        page.locator("form[action$='/note/'] button.btn-primary").click()
        page.locator("[aria-labelledby=note] article").first.wait_for()
    teacher.goto(address)
    assert teacher.locator("[aria-labelledby=note] .pill-green").count() == 1
    teacher.locator("#id_text").fill(STEP)
    teacher.locator("form[action$='/step/'] button").click()
    teacher.wait_for_url(f"**{address}")
    host.goto(address)
    assert STEP not in host.content()
    zone = ZoneInfo(visit.district.time_zone)
    set_clock(datetime(visit.date.year, visit.date.month, visit.date.day, 18, tzinfo=zone) + timedelta(weeks=6))
    _back(teacher, visit.visitor)
    teacher.goto("/")
    assert STEP in teacher.locator("[aria-labelledby=steps-head]").inner_text()
    _fits(teacher)
    teacher.locator("[aria-labelledby=steps-head] button.btn-primary").click()
    teacher.wait_for_url("**/")
    assert STEP not in teacher.content()
