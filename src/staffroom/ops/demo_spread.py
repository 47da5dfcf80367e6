"""What spreads in the demo district: words about offers, who uses what they show, a wish for a thought partner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from staffroom.core.synthetic.model import District as Made

SAW = (
    "Every table had an answer ready before a hand went up.",
    "The quiet ones spoke first, and you let the silence do it.",
)
THANKS = "Your chart hangs in my room now. The first ten minutes are calm since."
CAME = (
    ("I do it on Mondays and Thursdays. More of mine now say how they know, not only what they got.", "host"),
    ("I began with one group. They ask each other before they ask me.", "neighbour"),
    ("Still slow in my fourth period, but the drafts are longer.", "neighbour"),
)
WISH = "My groups fall apart after lunch. Ten minutes to think aloud?"


@dataclass(slots=True)
class SpreadRows:
    """Rows by model, without ids."""

    words: list[dict[str, Any]] = field(default_factory=list)
    adoptions: list[dict[str, Any]] = field(default_factory=list)
    wishes: list[dict[str, Any]] = field(default_factory=list)


def spread_rows(
    made: Made, staff: Mapping[str, int], offers: Mapping[tuple[int, int], int], then: datetime
) -> SpreadRows:
    """Words and adopters of the first offer of the host and of the teacher of the sign-in page."""
    rows = SpreadRows()
    cast = {part: staff[made.cast[part]] for part in ("teacher", "host", "neighbour", "leader")}
    others = [pk for pk in dict.fromkeys(owner for owner, _practice in offers) if pk not in cast.values()]
    first = {owner: offer for (owner, _practice), offer in reversed(offers.items())}
    of_host, of_teacher = first.get(cast["host"]), first.get(cast["teacher"])
    if of_host and len(others) >= 2:
        _chain(rows, of_host, cast, others, then)
        rows.words.append(_word(of_host, cast["host"], cast["leader"], "saw", SAW[0], "shown", then))
    if of_teacher:
        rows.words += [
            _word(of_teacher, cast["teacher"], cast["neighbour"], "saw", SAW[1], "shown", then),
            _word(of_teacher, cast["teacher"], cast["leader"], "thanks", THANKS, "waiting", then),
        ]
        rows.adoptions.append(_adoption(of_teacher, cast["neighbour"], cast["teacher"], CAME[1][0], "private", then))
    rows.wishes.append({"staff_id": cast["neighbour"], "date": made.today, "about": WISH, "created": then})
    return rows


def _chain(rows: SpreadRows, offer: int, cast: Mapping[str, int], others: list[int], then: datetime) -> None:
    """The neighbour learned it from the host, two colleagues from the neighbour."""
    learners = [cast["neighbour"], *others[:2]]
    for number, (learner, (came, source)) in enumerate(zip(learners, CAME, strict=True)):
        rows.adoptions.append(_adoption(offer, learner, cast[source], came, "shown", then + timedelta(days=number)))


def _word(offer: int, owner: int, author: int, kind: str, text: str, state: str, at: datetime) -> dict[str, Any]:
    answered = at if state != "waiting" else None
    return {
        "offer_id": offer, "owner_id": owner, "author_id": author, "kind": kind, "text": text, "state": state,
        "created": at, "answered": answered,
    }  # fmt: skip


def _adoption(offer: int, learner: int, teacher: int, came: str, state: str, at: datetime) -> dict[str, Any]:
    return {
        "offer_id": offer, "staff_id": learner, "learned_from_id": teacher, "what_came": came, "state": state,
        "created": at, "updated": at,
    }  # fmt: skip
