"""``staffroom visits slots``: when one person could visit another, and why not at other times."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from . import visit_plans
from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.models import Staff

SHOWN_REASONS = 6


@click.group()
def visits() -> None:
    """Visits: when somebody could visit a colleague and why not, and the plan of a whole term."""


for command in visit_plans.COMMANDS:
    visits.add_command(command)


@visits.command()
@click.option("--visitor", required=True, help="Source id, public id or e-mail address of who wants to go.")
@click.option("--host", required=True, help="The same, of who teaches.")
@click.option("--practice", default="", help="Code of a practice the host offers; without it any lesson counts.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First date looked at; today if not given.")
@click.option("--weeks", type=click.IntRange(1, 40), default=3, show_default=True, help="How many weeks.")
@click.option("--district", "code", default="", help="Code of the district, when an id is known in several.")
@json_option
def slots(visitor: str, host: str, practice: str, first: datetime | None, weeks: int, code: str, as_json: bool) -> None:
    """List the lawful slots for one visitor and one host; for every other lesson the reasons.

    Exit code 0: there is an answer, even without a slot; 1: refused, with a sentence; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    going, teaching = _pair(visitor, host, code)
    found = _answer(going, teaching, practice, first, weeks)
    if as_json:
        say_json(found)
    else:
        click.echo(readable(found))


def _answer(visitor: "Staff", host: "Staff", practice: str, first: datetime | None, weeks: int) -> dict[str, Any]:
    from django.utils import timezone

    from staffroom.spine.access import Refused
    from staffroom.spine.scoping import district_scope
    from staffroom.visits.queries import slots_between

    day = first.date() if first else None
    try:
        with district_scope(visitor.district_id):
            return slots_between(visitor, host, timezone.now(), practice=practice, first=day, weeks=weeks)
    except Refused as refusal:
        stop(refusal.sentence, refusal.advice)


def _pair(visitor: str, host: str, code: str) -> tuple["Staff", "Staff"]:
    """The two people, of one district. Ends the command when one is unknown or it is not clear who is meant."""
    _known_district(code)
    visitors, hosts = _known_as(visitor, code), _known_as(host, code)
    for what, found in ((visitor, visitors), (host, hosts)):
        if not found:
            stop(f"Nobody on the staff list is known as {what}.", "Give a source id, a public id or an e-mail address.")
    pairs = [(one, other) for one in visitors for other in hosts if one.district_id == other.district_id]
    codes = sorted({one.district.code for one, _other in pairs})
    if len(pairs) > 1 and len(codes) == 1:
        ids = ", ".join(sorted({one.source_id for pair in pairs for one in pair}))
        stop(f"Several people are known by these names: {ids}.", "Give source ids or public ids instead.")
    if len(codes) > 1:
        stop(
            f"{visitor} and {host} are known in several places: {', '.join(codes)}.", "Say which with --district CODE."
        )
    if not pairs:
        stop(f"{visitor} and {host} do not work in the same district.", "Visits stay within one district.")
    return pairs[0]


def _known_district(code: str) -> None:
    from staffroom.people.queries import district_codes, district_of_code

    if code and district_of_code(code) is None:
        known = ", ".join(district_codes()) or "none yet"
        stop(f"There is no district with the code {code}.", f"Known: {known}.")


def _known_as(name: str, code: str) -> "list[Staff]":
    from staffroom.people.queries import staff_known_as

    return staff_known_as(name, code)


def readable(found: dict[str, Any]) -> str:
    """The answer as a person reads it."""
    weeks = "1 week" if found["weeks"] == 1 else f"{found['weeks']} weeks"
    lines = [f"{found['visitor']['name']} visits {found['host']['name']}: {weeks} from {found['from']}", ""]
    if found["slots"]:
        lines += [_row("date", "day", "watch", "period", "leave", "back", "own periods", "class")]
        lines += [_slot_row(slot) for slot in found["slots"]]
    else:
        lines += ["No lesson can be visited in these weeks."]
    if found["reasons"]:
        lines += ["", "Why not at other times (lessons, rule, an example)"]
        lines += [f"{one['count']:>5}  {one['rule']}: {one['sentence']}" for one in found["reasons"][:SHOWN_REASONS]]
    return "\n".join(lines)


def _slot_row(slot: dict[str, Any]) -> str:
    watch, own = f"{slot['start']}-{slot['end']}", ", ".join(slot["own_periods"])
    door = " (open door)" if slot["open_door"] else ""
    day, title = slot["weekday"][:3], slot["section"] + door
    return _row(slot["date"], day, watch, slot["period"], slot["leave_at"], slot["back_at"], own, title)


def _row(*cells: str) -> str:
    widths = (10, 3, 11, 8, 5, 5, 14, 0)
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
