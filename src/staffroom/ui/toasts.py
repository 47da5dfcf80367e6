"""Say something after a redirect, with a way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

KINDS = {"done": messages.SUCCESS, "attention": messages.WARNING}


def say(request: HttpRequest, sentence: Any, *, undo: str = "", kind: str = "done") -> None:
    """Show ``sentence`` on the next page. ``undo`` is an address that takes a POST; ``kind`` is done or attention."""
    messages.add_message(request, KINDS[kind], sentence, extra_tags=undo)
