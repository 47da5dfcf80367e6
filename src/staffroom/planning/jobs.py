"""Making a plan takes longer than a page; a large district is one job a block, on as many workers as there are."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from staffroom.spine.jobs import Progress, job

from . import actions, queries


@job(actions.MAKE, retries=0)
def make(*, progress: Progress, run: str) -> dict[str, Any]:
    """Make one plan, or start its blocks. When it fails the plan says so and nothing else has changed."""
    return _or_failed(run, lambda row: actions.make_plan(run=row, now=timezone.now(), progress=progress))


@job(actions.BLOCK, retries=0)
def block(*, progress: Progress, run: str, number: int) -> dict[str, Any]:
    """Plan one block."""
    return _or_failed(
        run, lambda row: actions.make_block(run=row, number=number, now=timezone.now(), progress=progress)
    )


@job(actions.JOIN, retries=0)
def join(*, progress: Progress, run: str) -> dict[str, Any]:
    """Join the blocks to one plan."""
    return _or_failed(run, lambda row: actions.join_blocks(run=row, now=timezone.now(), progress=progress))


def _or_failed(run: str, act: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    row = queries.run_to_make(run)
    try:
        return act(row)
    except Exception:
        actions.plan_failed(run=row, now=timezone.now())
        raise
