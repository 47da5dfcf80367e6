"""Asks axe-core whether a page keeps WCAG 2.2 A and AA, and says in words where it does not."""

import os
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "build" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what light and dark can differ in
RUN = "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})"


def _told(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {node['target']}: {node['failureSummary'].splitlines()[-1].strip()}" for node in violation["nodes"]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n{places}"


def violations(page: Any, *, colours: bool = False) -> list[str]:
    """What axe finds on the page as it is now; each with its places. ``colours``: only what depends on them."""
    if not AXE.exists():
        reason = "axe-core is not there: run `make assets`."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=str(AXE))
    only = {"type": "rule", "values": COLOURS} if colours else {"type": "tag", "values": TAGS}
    return [_told(violation) for violation in page.evaluate(RUN, only)["violations"]]


def assert_accessible(page: Any) -> None:
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
