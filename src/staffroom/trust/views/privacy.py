"""The privacy page: the matrix in words, what is promised, what is not. Open to everybody, so it names no district."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from ..matrix_words import COLUMN_NAMES, LEGEND, LETTER_WORDS, rows
from ..promises import promises

# The table of how long things are kept comes with the own-data pages; until it does there is nothing to show.
RETENTION = ["trust/_retention.html", "people/_nothing.html"]


def privacy_facts(language: str) -> dict[str, Any]:
    """Everything that the page and docs/privacy.md print, in the language that is active."""
    told = promises()
    return {
        "columns": [str(name) for name in COLUMN_NAMES.values()],
        "legend": [(LETTER_WORDS[letter], sentence) for letter, sentence in LEGEND.items()],
        "built": rows(language, built=True),
        "later": rows(language, built=False),
        "relations": [(one.name(language), one.text(language)) for one in told.relations],
        "invariants": [one.name(language) for one in told.invariants],
        "limits": [one.name(language) for one in told.limits],
        "promises": [(one.said.name(language), one) for one in told.promises],
    }


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, what is promised, and which test keeps each promise."""
    facts = privacy_facts(get_language() or "en")
    return render(request, "trust/privacy.html", facts | {"retention": RETENTION})
