"""A guest for a team, and a new lead's visits, in a browser: found, asked, answered, cancelled; wide and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from staffroom.guests.models import GuestHour, NewLead
from staffroom.spine.scoping import across_districts
from staffroom.visits.models import Visit

from .living import MORNING, Living, account_of, let_in, seed_living

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABOUT = "How you begin a number talk"


@pytest.fixture
def living(transactional_db: None, settings: Any, live_server: Any, set_clock: Callable[[Any], None]) -> Living:
    settings.DEMO = True
    settings.BASE_URL = live_server.url
    set_clock(MORNING)
    return seed_living()


def _fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_team_finds_asks_and_gets_its_guest_and_a_new_lead_asks_the_team(
    open_page: Callable[..., Any], living: Living, size: str
) -> None:
    teacher = open_page(size)
    let_in(teacher.context, teacher.address, living.accounts["teacher"])
    hour = _ask_a_guest(teacher)
    guest = open_page(size)
    let_in(guest.context, guest.address, account_of(str(hour.guest)))
    _say_yes(guest, hour)
    _cancel(teacher, hour)
    _ask_the_team(teacher)


def _ask_a_guest(page: Any) -> GuestHour:
    page.goto("/guests/")
    _fits(page)
    page.locator("a[href^='/guests/invite/']").first.click()
    assert page.locator("form[method=post] button.btn-primary").count() == 0  # first say what for
    page.fill("#about", ABOUT)
    page.locator("main form[method=get] button").first.click()
    _fits(page)
    page.locator("main ul.cards form[method=post] button").first.click()
    page.wait_for_url("**/guests/*/")
    _fits(page)
    with across_districts():
        return GuestHour.objects.select_related("guest").get(about=ABOUT)


def _state(hour: GuestHour) -> str:
    with across_districts():
        return str(GuestHour.objects.values_list("state", flat=True).get(pk=hour.pk))


def _say_yes(page: Any, hour: GuestHour) -> None:
    page.goto("/")
    assert page.get_by_text("asks you to be its guest").count() >= 1
    page.goto(f"/guests/{hour.public_id}/")
    _fits(page)
    page.locator("form[action$='/accept/'] button").click()
    page.wait_for_url("**/guests/*/")
    assert _state(hour) == "booked"


def _cancel(page: Any, hour: GuestHour) -> None:
    page.goto(f"/guests/{hour.public_id}/")
    page.locator("details.quiet-act summary").click()
    page.locator("form[action$='/cancel/'] button").click()
    page.wait_for_url("**/guests/")
    assert _state(hour) == "cancelled"


def _ask_the_team(page: Any) -> None:
    page.goto("/new-team/")
    page.locator("a.btn[href^='/new-team/']").first.click()
    _fits(page)
    page.locator("form[action$='/ask/'] button").click()
    page.wait_for_url("**/new-team/*/")
    _fits(page)
    with across_districts():
        lead = NewLead.objects.get().staff_id
        assert Visit.objects.filter(purpose="team", visitor_id=lead, state="asked").exists()
