"""What can be set and run is written down."""

import re
from pathlib import Path

import pytest

from staffroom.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "src" / "staffroom" / "settings.py").read_text()
OPERATING = (ROOT / "docs" / "operating.md").read_text()
EXAMPLE = (ROOT / "deploy" / "staffroom.env.example").read_text()
NAMES = sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS)))
ONLY_ELSEWHERE = {"DEBUG", "STAFFROOM_DEMO"}  # never in a deployment


def test_settings_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "BASE_URL"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_the_table(name):
    assert re.search(rf"^\| `{name}` \|", OPERATING, re.MULTILINE), f"docs/operating.md has no line for {name}"


@pytest.mark.parametrize("name", sorted(set(NAMES) - ONLY_ELSEWHERE))
def test_every_setting_of_a_deployment_is_in_the_example(name):
    assert re.search(rf"^#?{name}=", EXAMPLE, re.MULTILINE)


def test_the_example_invents_no_setting():
    given = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert given - set(NAMES) == {"HOST", "PORT"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_written_down(name):
    assert f"| `staffroom {name}` |" in OPERATING


def test_every_target_of_the_makefile_says_what_it_does():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test", "lint", "install", "assets", "messages"} <= made
    assert made - told <= {"install-dev"}
