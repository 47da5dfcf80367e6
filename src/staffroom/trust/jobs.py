"""Nightly work of trust."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from staffroom.spine.jobs import Progress, job

from . import actions
from .queries.keeping import RETENTION


@job(RETENTION, retries=1, every=timedelta(days=1))
def retention(*, progress: Progress) -> dict[str, Any]:
    """Remove what is over, in every district. Again: nothing is left to do."""
    return actions.run_retention(now=timezone.now(), tell=lambda step: progress(0, 0, step)).as_dict()
