"""One device, two readers: what the first one typed and did not send is not there for the second."""

from typing import Any

import pytest

from tests.factories.visits import NOW, make_scene

from .living import let_in, wait_until_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Children name what they see, zqdraft"
DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('staffroom-draft:')).flat().join()"


def type_and_leave(page: Any) -> None:
    page.goto("/offers/new/")
    page.locator("textarea").first.fill(WORDS)
    wait_until_kept(page, WORDS)


def test_signing_out_forgets_what_was_typed(page: Any, set_clock: Any) -> None:
    set_clock(NOW)
    scene = make_scene()
    let_in(page.context, page.address, scene.cast.ana.account)
    type_and_leave(page)
    page.reload()
    assert page.locator("textarea").first.input_value() == WORDS
    assert "zqdraft" in page.evaluate(DRAFTS)
    page.goto("/account/logout/")
    page.locator("main form[data-forgets] button").click()
    page.wait_for_url("**/account/login/")
    assert page.evaluate(DRAFTS) == ""


def test_the_next_reader_finds_nothing_of_a_session_that_ended(page: Any, set_clock: Any) -> None:
    set_clock(NOW)
    scene = make_scene()
    let_in(page.context, page.address, scene.cast.ana.account)
    type_and_leave(page)
    page.context.clear_cookies()
    let_in(page.context, page.address, scene.cast.ben.account)
    page.goto("/offers/new/")
    assert page.evaluate(DRAFTS) == ""
    assert page.locator("textarea").first.input_value() == ""
