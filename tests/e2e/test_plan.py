"""The plan of a term in a browser: the office says what matters, looks, offers it; a teacher takes what is proposed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from staffroom.expertise.models import Practice
from staffroom.people.models import Staff
from staffroom.planning.models import PlanRun, Proposal
from staffroom.spine.scoping import across_districts
from staffroom.visits.models import Visit

from .living import MORNING, Living, account_of, let_in, seed_living

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def living(transactional_db: None, settings: Any, live_server: Any, set_clock: Callable[[datetime], None]) -> Living:
    settings.BASE_URL = live_server.url
    set_clock(MORNING)
    return seed_living()


def fits(page: Any) -> bool:
    """Nothing has to be pushed sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def names_and_needs() -> tuple[list[str], list[str]]:
    with across_districts():
        people = [str(one) for one in Staff.objects.filter(pk__in=Proposal.objects.values("visitor"))]
        return people, list(Practice.objects.values_list("name_en", flat=True))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "phone"])
def test_from_what_matters_to_a_visit_that_is_booked(
    open_page: Callable[..., Any], living: Living, live_server: Any, size: dict[str, int]
) -> None:
    page = open_page()
    page.set_viewport_size(size)
    let_in(page.context, live_server.url, living.accounts["central"])
    page.goto(f"{live_server.url}/plans/")
    page.get_by_role("link", name="Make a plan").first.click()
    page.get_by_text("Fairness first").click()
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("button", name="Offer it to people").wait_for()
    words = page.locator("main").inner_text()
    assert "all can be met but those of fewer" in words or "can be met without a substitute" in words
    assert fits(page)
    people, needs = names_and_needs()
    assert people
    assert not [name for name in (*people, *needs) if name in words], "the office reads counts, no names and no needs"
    page.get_by_role("button", name="Offer it to people").click()
    page.get_by_role("button", name="Take it back").wait_for()

    with across_districts():
        run = PlanRun.objects.get(state=PlanRun.State.OFFERED)
        one = Proposal.objects.filter(run=run).select_related("visitor", "offer__staff").order_by("date", "pk").first()
        visitor, host = account_of(str(one.visitor)), account_of(str(one.offer.staff))
    theirs = open_page()
    theirs.set_viewport_size(size)
    let_in(theirs.context, live_server.url, visitor)
    theirs.goto(f"{live_server.url}/")
    theirs.get_by_text("proposed to you").first.wait_for()
    theirs.goto(f"{live_server.url}/proposals/")
    assert fits(theirs)
    theirs.get_by_role("button", name="Ask for this visit").first.click()
    theirs.get_by_text("gets a mail").first.wait_for()
    with across_districts():
        asked = Visit.objects.get(visitor=one.visitor, state=Visit.State.ASKED)
    at_host = open_page()
    at_host.set_viewport_size(size)
    let_in(
        at_host.context, live_server.url, account_of(str(asked.host)) if asked.host_id != one.offer.staff_id else host
    )
    at_host.goto(f"{live_server.url}/visits/{asked.public_id}/")
    at_host.get_by_role("button", name="Yes").first.click()
    at_host.get_by_text("Booked").first.wait_for()
    with across_districts():
        asked.refresh_from_db()
        assert asked.state == Visit.State.ACCEPTED
