"""WCAG 2.2 contrast of every pair of tokens that meet on a page, in both themes."""

import re
from itertools import product
from pathlib import Path

import pytest

import staffroom.ui

TOKENS = (Path(staffroom.ui.__file__).parent / "static" / "ui" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "paper-deep", "sheet", "raised")
TEXT = [
    *product(("ink", "ink-soft"), GROUNDS),
    *product(("green", "green-deep"), GROUNDS),
    *product(("clay-ink",), ("paper", "sheet", "clay-wash")),
    ("ink", "green-wash"), ("green-deep", "green-wash"), ("ink", "marigold-wash"), ("marigold-ink", "marigold-wash"),
    ("marigold-ink", "sheet"), ("ink", "clay-wash"), ("on-green", "green"), ("on-green", "green-deep"),
    ("on-marigold", "marigold"), *product(("heat-ink",), ("heat-1", "heat-2", "heat-3", "heat-4")),
    *product(("heat-ink-deep",), ("heat-5", "heat-6")),
]  # fmt: skip
CONTROLS = [
    *product(("line-strong", "green", "clay", "focus"), ("paper", "sheet")),
    ("green", "paper-deep"), ("focus", "paper-deep"), ("line-strong", "raised"),
]  # fmt: skip


def block(selector: str) -> dict[str, str]:
    """The colours that one block declares."""
    found = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", found[1]))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2 definition."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT, DARK = block(":root, [data-theme=light]"), block("[data-theme=dark]")


def test_the_formula_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reads(theme: dict[str, str]) -> None:
    poor = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_show(theme: dict[str, str]) -> None:
    poor = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in CONTROLS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


def test_auto_is_dark_at_night() -> None:
    assert block("[data-theme=auto]") == DARK
    assert DARK.keys() == LIGHT.keys()


def test_only_the_tokens_name_colours() -> None:
    folder = Path(staffroom.ui.__file__).parent / "static" / "ui"
    for name in ("base.css", "components.css", "weekgrid.css"):
        assert re.findall(r":[^;{]*#[0-9a-f]{3,8}\b", (folder / name).read_text(encoding="utf-8")) == [], name
