"""A real browser: Debian's Chromium, wide and as a phone, light and dark.

``open_page(size, theme)`` gives a page; ``page`` is one of 1280 by 800, light. Each page collects what the console
and the content security policy complain of in ``page.complaints``, and the test fails on any at its end.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
MISSING = "Chromium is not there: sudo apt-get install chromium"
PATIENCE = 120_000  # ms for a page or a tap: a loaded machine is slow, and speed is the benchmarks' matter
#: What Chromium says of a slow machine, not of a page: a font that came long before the text was laid out.
OF_THE_MACHINE = ("was preloaded using link preload but not used within a few seconds",)


def _executable() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)
    return found


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """The live server finds static files where they lie, whatever was collected before."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    executable = _executable()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        started.close()


def _listen(page: Any, complaints: list[str]) -> None:
    def hear(said: Any) -> None:
        if said.type in {"error", "warning"} and not any(words in said.text for words in OF_THE_MACHINE):
            complaints.append(said.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """``open_page("phone", "dark", language="es", scripts=False)``; relative addresses lead to the live server."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(
        size: str = "wide", theme: str = "light", *, language: str = "en", axe: bool = False, scripts: bool = True
    ) -> Any:
        context = browser.new_context(
            viewport=SIZES[size], color_scheme=theme, base_url=live_server.url, bypass_csp=axe,
            has_touch=size == "phone", reduced_motion="reduce", java_script_enabled=scripts,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.complaints = complaints
        page.address = live_server.url
        _listen(page, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    return open_page()
