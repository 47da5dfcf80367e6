"""What people of the demo district wrote, and what its contract says. All invented."""

from typing import Any

DRAFTED = ("exit-tickets", "wait-time", "peer-feedback", "word-study")
DRAFT = (
    "I am still trying this out. Three minutes at the door, one question, and I sort the answers on the way to lunch."
)
LINES = (
    (
        "visitor_id", "Nobody raised a hand, and everybody had an answer ready.", "Cards first, talk second.",
        "One question a day with cards, and I wait until the last card is up.",
    ),
    (
        "host_id", "Your question about the quiet table stayed with me.", "I will ask them before I tell them.",
        "I sit at the quiet table for the first five minutes.",
    ),
)  # fmt: skip
NEXT_STEP = "Cards on Mondays, and I look who answers last."
RECORDING = "https://videos.maple.example/number-talk"
CADENCE_SHARE = 3  # every third teacher has been in a colleague's room in one of the months before
CONTRACT: tuple[dict[str, Any], ...] = (
    {
        "kind": "prep_week", "clause": "Article 9.4", "limit": 90,
        "words": "at least 90 minutes of preparation in every week",
    },
    {
        "kind": "prep_week", "clause": "Article 9.5", "limit": 120, "levels": ["elementary"], "roles": ["teacher"],
        "words": "elementary teachers keep at least 120 minutes of preparation in every week",
    },
    {"kind": "plc_week", "clause": "Article 9.7", "limit": 1, "words": "not more than one PLC in any week"},
    {"kind": "meeting_length", "clause": "Article 10.1", "limit": 60, "words": "no meeting is longer than one hour"},
    {
        "kind": "release_pattern", "clause": "Article 10.3", "weekday": 2, "ordinal": 1, "words": "first Wednesdays",
        "parts": {"principal": 40, "team": 30, "union": 10},
    },
    {
        "kind": "release_pattern", "clause": "Article 10.3", "weekday": 2, "ordinal": 3, "words": "third Wednesdays",
        "parts": {"district": 45, "team": None},
    },
)  # fmt: skip
