"""Examples for the catalogue: every component, invented people."""

from typing import Any


def everything() -> dict[str, Any]:
    return {}
