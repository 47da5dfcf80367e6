"""Every component in a real browser: accessible, within 360 px, quiet console, usable by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest

from .axe import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True
    settings.WHITENOISE_AUTOREFRESH = True


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
    page.get_by_role("button", name=theme.capitalize()).click()
    page.wait_for_timeout(300)
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == theme
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == {
        "light": "rgb(250, 246, 237)",
        "dark": "rgb(25, 24, 20)",
    }[theme]


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
    page.wait_for_timeout(500)
    page.reload()
    assert page.locator("#id_story").input_value() == "Four children explain."
    assert page.locator("#id_story-count").text_content() == "3 / 80"


def test_touch_targets_are_large_enough(open_page: Callable[..., Any]) -> None:
    page = open_page("phone")
    page.goto("/ui/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .bar a, .bar summary, .top a, .top button, .top summary, .form-control')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 40)
        .map(each => `${each.className} ${each.textContent.trim()} ${each.getBoundingClientRect().height}`)"""
    )
    assert small == []
