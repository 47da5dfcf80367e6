"""Making a plan takes longer than a page."""

from typing import Any

from django.utils import timezone

from staffroom.spine.jobs import Progress, job

from . import actions, queries


@job(actions.MAKE, retries=0)
def make(*, progress: Progress, run: str) -> dict[str, Any]:
    """Make one plan. When it fails the plan says so and nothing else has changed."""
    row = queries.run_to_make(run)
    try:
        return actions.make_plan(run=row, now=timezone.now(), progress=progress)
    except Exception:
        actions.plan_failed(run=row, now=timezone.now())
        raise
