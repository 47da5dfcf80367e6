"""Every component in a real browser: accessible, within 360 px, quiet console, usable by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest

from .axe import assert_accessible
from .living import wait_until_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_violations(open_page: Callable[..., Any], size: str, theme: str) -> None:
    page = open_page(size, theme, axe=True)
    page.goto("/ui/")
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_beats_the_device(open_page: Callable[..., Any], theme: str) -> None:
    page = open_page("wide", "dark" if theme == "light" else "light")
    page.goto("/ui/")
    page.locator(".menu > summary").click()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=theme.capitalize()).click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == theme
    assert (
        page.evaluate("getComputedStyle(document.body).backgroundColor")
        == {
            "light": "rgb(250, 246, 237)",
            "dark": "rgb(25, 24, 20)",
        }[theme]
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_no_sideways_scroll_and_a_quiet_console(open_page: Callable[..., Any], size: str, language: str) -> None:
    page = open_page(size, language=language)
    page.goto("/ui/", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("lang") == language
    assert page.complaints == []


def test_arrow_keys_walk_the_week(page: Any) -> None:
    page.goto("/ui/")
    grid = page.locator("[data-week-grid]").first
    assert grid.locator("[data-week-cell][tabindex='0']").count() == 1
    grid.locator("[data-week-cell][tabindex='0']").focus()
    before = page.evaluate("document.activeElement.closest('.week-day').className")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('.week-day').className") != before
    assert grid.locator("[data-week-cell][tabindex='0']").count() == 1


def test_a_phone_shows_one_day_at_a_time(open_page: Callable[..., Any]) -> None:
    page = open_page("phone")
    page.goto("/ui/")
    grid = page.locator("[data-week-grid]").first
    assert grid.locator(".week-day:visible").count() == 1
    grid.locator(".week-tab").nth(4).click()
    assert grid.locator(".day-5").is_visible()
    assert grid.locator(".week-day:visible").count() == 1


def test_typed_text_survives_leaving_the_page(page: Any) -> None:
    page.goto("/ui/")
    page.locator("#id_story").fill("Four children explain.")
    wait_until_kept(page, "Four children explain.")
    page.reload()
    assert page.locator("#id_story").input_value() == "Four children explain."
    assert page.locator("#id_story-count").text_content() == "3 / 80"


def test_touch_targets_are_large_enough(open_page: Callable[..., Any]) -> None:
    page = open_page("phone")
    page.goto("/ui/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .bar a, .bar summary, .top a, .top summary, .form-control')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 40)
        .map(each => `${each.className} ${each.textContent.trim()} ${each.getBoundingClientRect().height}`)"""
    )
    assert small == []


WATCH = """address => {
    const watched = document.createElement('div');
    watched.dataset.poll = address;
    watched.dataset.pollEvery = '0.05';
    document.querySelector('main').append(watched);
    document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: watched}}));
}"""


def test_a_watched_job_whose_session_ended_leads_to_sign_in(page: Any) -> None:
    page.route("**/progress/", lambda route: route.fulfill(status=401))
    page.goto("/ui/")
    page.evaluate(WATCH, "/progress/")
    page.wait_for_url("**/account/login/?next=%2Fui%2F")
    page.complaints.clear()  # the browser tells the 401 we made


def test_a_watched_job_is_shown_until_it_ends(page: Any) -> None:
    answers = iter(["<p data-poll='/progress/' data-poll-every='0.05'>half</p>", "<p id='ended'>All there.</p>"])
    page.route("**/progress/", lambda route: route.fulfill(body=next(answers), content_type="text/html"))
    page.goto("/ui/")
    page.evaluate(WATCH, "/progress/")
    page.locator("#ended").wait_for()
    page.locator("[data-announce]", has_text="All there.").wait_for(state="attached")


def test_slash_leads_to_search_and_can_be_switched_off(page: Any) -> None:
    page.goto("/ui/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=search id=find>')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.evaluate("localStorage.setItem('staffroom-shortcuts', 'off'); document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "find"
