"""The page of one walk with its forms, drawn by several views."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import queries
from ..forms import JottingForm, PatternForm, ThanksForm


def walk_shown(request: HttpRequest, public_id: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; ``forms`` are those that were typed and have something wrong."""
    context = queries.walk_page(request.actor, public_id, request.now, search=request.GET.get("q", "")[:80])
    jotting = context["jotting"]
    context |= {
        "jotting_form": JottingForm(initial={"text": jotting.text if jotting else ""}),
        "pattern_form": PatternForm(walk=context["walk"]),
        "thanks_form": ThanksForm(hosts=context["to_thank"]),
        "wrong": next(iter(forms), ""),
        **forms,
    }
    response = render(request, "walks/walk.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
