"""A group visit in a browser: one form, one tap; hosts and a colleague say yes; a pattern that the school reads."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from staffroom.ops.demo_walks import FOCUS
from staffroom.people.models import School
from staffroom.spine.scoping import across_districts
from staffroom.walks.models import Walk, WalkStop

from .living import MORNING, TODAY, Living, account_of, let_in, seed_living

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture
def living(transactional_db: None, settings: Any, live_server: Any, set_clock: Callable[[datetime], None]) -> Living:
    settings.BASE_URL = live_server.url
    set_clock(MORNING)
    return seed_living()


def fits(page: Any) -> bool:
    """Nothing has to be pushed sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def as_somebody(open_page: Callable[..., Any], address: str, account: Any, size: dict[str, int]) -> Any:
    page = open_page()
    page.set_viewport_size(size)
    let_in(page.context, address, account)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_from_a_question_to_a_walk_that_takes_place(
    open_page: Callable[..., Any], living: Living, live_server: Any, size: str
) -> None:
    room = SIZES[size]
    page = as_somebody(open_page, live_server.url, living.accounts["teacher"], room)
    page.goto(f"{live_server.url}/walks/")
    page.get_by_role("link", name="Plan a group visit").first.click()
    page.get_by_label("Your question").fill("Who answers after a silence?")
    monday = TODAY - timedelta(days=TODAY.weekday()) + timedelta(days=7)
    page.get_by_label("Week").select_option(monday.isoformat())
    page.get_by_role("button", name="Look for times").click()
    page.get_by_role("button", name="Ask the hosts").first.wait_for()
    assert fits(page)
    page.get_by_role("button", name="Ask the hosts").first.click()
    page.get_by_text("Rooms, in order").wait_for()
    assert fits(page)
    with across_districts():
        walk = Walk.objects.get(focus="Who answers after a silence?")
        hosts = [str(one.host) for one in WalkStop.objects.filter(walk=walk).select_related("host")][:3]
        walk_page = f"{live_server.url}/walks/{walk.public_id}/"
    for _number in (1, 2):
        page.locator("form[action$='/invite/'] button").first.click()
        page.get_by_text("is asked by mail").first.wait_for()
    with across_districts():
        invited = [str(one.staff) for one in walk.walkers.filter(state="asked").select_related("staff")]
    assert len(invited) == 2
    for name in (*invited, *hosts):
        theirs = as_somebody(open_page, live_server.url, account_of(name), room)
        theirs.goto(walk_page)
        assert fits(theirs)
        theirs.locator("form[action$='/answer/'] button[name=yes]").click()
        theirs.get_by_text("You said yes").wait_for()
    page.goto(walk_page)
    page.get_by_text("Takes place", exact=True).wait_for()
    with across_districts():
        walk.refresh_from_db()
        assert walk.state == Walk.State.BOOKED


@pytest.mark.parametrize("size", SIZES)
def test_the_school_reads_what_no_host_holds_back(
    open_page: Callable[..., Any], living: Living, live_server: Any, size: str
) -> None:
    """The teacher, whose room was seen, holds a pattern back; the principal reads the others."""
    with across_districts():
        walk = Walk.objects.get(focus=FOCUS)
        school = School.objects.get(pk=walk.school_id).public_id
        lines = list(walk.patterns.order_by("pk").values_list("text", flat=True))
    host = as_somebody(open_page, live_server.url, living.accounts["teacher"], SIZES[size])
    host.goto(f"{live_server.url}/walks/{walk.public_id}/")
    assert fits(host)
    host.get_by_role("button", name="This points to one person").first.click()
    host.get_by_text("Held back: shown no further").first.wait_for()
    principal = as_somebody(open_page, live_server.url, living.accounts["principal"], SIZES[size])
    principal.goto(f"{live_server.url}/walks/school/{school}/")
    words = principal.locator("main").inner_text()
    assert [line for line in lines if line in words] == lines[1:]
    assert fits(principal)
