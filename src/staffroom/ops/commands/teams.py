"""``staffroom teams release``: release time for each teacher, by school and by fund."""

from typing import TYPE_CHECKING, Any

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.models import District


@click.group()
def teams() -> None:
    """Teams and the roles that leaders hold."""


@teams.command()
@click.option("--district", "code", required=True, help="Code of the district.")
@json_option
def release(code: str, as_json: bool) -> None:
    """How release time is spread over schools and funds today.

    Exit code 0: here it is; 1: refused, with a sentence; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    found = _report(_district(code))
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


def _report(district: "District") -> dict[str, Any]:
    from staffroom.spine.scoping import district_scope
    from staffroom.teams.queries import release_report
    from staffroom.timetable.queries.together import today_here

    with district_scope(district.pk):
        found = release_report(today_here())
    if not found["by_school"]:
        stop(f"{district.name} has no teachers yet.", "Bring the roster with: staffroom roster import.")
    return {"district": {"code": district.code, "name": district.name}, **found}


def readable(found: dict[str, Any]) -> str:
    """The report as a person reads it."""
    average = found["minutes_per_teacher"]
    lines = [f"{found['district']['name']}, {found['day']}", ""]
    lines += [f"Release time a week for each teacher: {_minutes(average)}", *filter(None, [found["sentence"]]), ""]
    lines += ["By fund (hours a week)", *(f"  {one['fund'][:40]:<40}{one['hours']:>8g}" for one in found["by_fund"])]
    lines += ["", "By school" + " " * 33 + "teachers   hours   minutes for each   vacant hours"]
    return "\n".join([*lines, *(_line(one) for one in found["by_school"])])


def _minutes(value: float | None) -> str:
    return "-" if value is None else f"{value:g} minutes"


def _line(one: dict[str, Any]) -> str:
    each = "-" if one["minutes_per_teacher"] is None else f"{one['minutes_per_teacher']:g}"
    return f"  {one['name'][:38]:<38}{one['teachers']:>10}{one['hours']:>8g}{each:>19}{one['vacant_hours']:>15g}"
