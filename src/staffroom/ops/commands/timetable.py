"""``staffroom timetable report``: who can see whom, common time, singletons, and what one change would give."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.models import District, School

SHOWN = 12


@click.group()
def timetable() -> None:
    """Timetables: what the bells and classes of a district allow."""


@timetable.command()
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--school", "school_id", default="", help="Source id or public id of one school.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The week of this date; else an ordinary week.")
@json_option
def report(code: str, school_id: str, day: datetime | None, as_json: bool) -> None:
    """Analyse one week of a district, or of one of its schools.

    Exit code 0: here it is; 1: refused, with a sentence; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    found = _report(_district(code), school_id, day)
    if as_json:
        say_json(found)
    else:
        click.echo(readable(found))


def _district(code: str) -> "District":
    from staffroom.people.queries import district_codes, district_of_code

    found = district_of_code(code)
    if found is None:
        known = ", ".join(district_codes()) or "none yet"
        stop(f"There is no district with the code {code}.", f"Known: {known}.")
    return found


def _report(district: "District", school_id: str, day: datetime | None) -> dict[str, Any]:
    from staffroom.spine.editions import Memory
    from staffroom.spine.scoping import district_scope
    from staffroom.timetable.queries.analysis import analysed
    from staffroom.timetable.queries.report import report as whole
    from staffroom.timetable.queries.together import today_here

    with district_scope(district.pk):
        school = _school(district, school_id) if school_id else None
        found = analysed(Memory(), day.date() if day else today_here(), exact=day is not None)
        if not found.has_bells:
            stop(f"{district.name} has no bells yet.", "Bring them with: staffroom bells import FILE.")
        if not found.tables.teachers:
            stop(f"{district.name} has no roster with classes yet.", "Bring it with: staffroom roster import.")
        if not found.sights_of(frozenset({str(school.pk)}) if school else None):
            where = school.name if school else district.name
            first, last = found.days.dates[0], found.days.dates[-1]
            stop(
                f"Nobody teaches at {where} from {first} to {last}.", "Give another --date, or check bells and roster."
            )
        return whole(found, district, school)


def _school(district: "District", name: str) -> "School":
    from staffroom.timetable.queries.pages import school_known_as

    found = school_known_as(name)
    if found is None:
        stop(f"{district.name} has no school {name}.", "Give its source id, public id or whole name.")
    return found


def readable(found: dict[str, Any]) -> str:
    """The report as a person reads it."""
    where = (found["school"] or found["district"])["name"]
    lines = [f"{where}, week of {found['week'][0]}", "", *found["sentences"], ""]
    lines += ["What one change would give", *found["one_change"]["sentences"], ""]
    lines += ["Who can see a relevant colleague", _row("", "teachers", "can", "pairs", "need a substitute")]
    lines += [_share_row(one["school"], one) for one in found["by_school"]]
    lines += ["", *(_share_row(one["name"], one) for one in found["by_subject"]), ""]
    lines += ["Free minutes a week (least, middle, most)"]
    lines += [_free_row(one) for one in found["free_time"]]
    lines += ["", f"Groups without a common 45 minutes: {_without(found)} of {len(found['common_time'])}"]
    lines += [f"  {one['school']}, {one['group']}: {one['one_move'] or one['reason']}" for one in _never(found)[:SHOWN]]
    lines += ["", f"Only one of a subject or grade at their school: {len(found['singletons'])}"]
    lines += [_single_row(one) for one in found["singletons"][:SHOWN]]
    if len(found["singletons"]) > SHOWN:
        lines += ["  ... all of them with --json"]
    return "\n".join(lines)


def _never(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in found["common_time"] if not one["slots"]]


def _without(found: dict[str, Any]) -> int:
    return len(_never(found))


def _share_row(name: str, one: dict[str, Any]) -> str:
    return _row(name, one["teachers"], one["reached"], one["relevant_pairs"], one["need_substitute"])


def _row(name: str, *cells: object) -> str:
    return f"  {name[:40]:<40}" + "".join(f"{cell:>10}" for cell in cells[:-1]) + f"{cells[-1]:>19}"


def _free_row(one: dict[str, Any]) -> str:
    minutes = one["minutes"]
    text = f"  {one['school'][:40]:<40}{minutes['least']:>6}{minutes['median']:>6}{minutes['most']:>6}"
    return text + (f"   below the contract's {one['contract']}: {one['below_contract']}" if one["contract"] else "")


def _single_row(one: dict[str, Any]) -> str:
    near = ", ".join(f"{mate['name']} ({mate['school']}, {mate['travel']} min)" for mate in one["nearest"])
    return f"  {one['name']}, {one['group']}, {one['school']}: {near or 'nobody elsewhere shares free time'}"
