"""``staffroom year``: the end of a school year, by the same actions as on the web."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from .base import json_option, require_ready_database, say_json, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.models import District


def right_now() -> datetime:
    """The moment; tests bring their own."""
    return datetime.now(UTC)


@click.group()
def year() -> None:
    """Close a school year that is over."""


@year.command("close")
@click.option("--district", "code", required=True, help="The district's code.")
@click.option("--year", "ends_in", type=click.IntRange(1900, 2200), help="The year in which it ends.")
@click.option("--yes", "--apply", "yes", is_flag=True, help="Close it. Without this it is only told what would end.")
@json_option
def close(code: str, ends_in: int | None, yes: bool, as_json: bool) -> None:
    """End the sections and terms of a school year that is over, and say what ends and what stays.

    Nothing is deleted; people, accounts, teams, offers, visits and notes are not touched. A year that is closed
    already stays as it is. Undo it on the web, before the next roster. Exit code 0: told or done; 1: refused.
    """
    set_up_django()
    require_ready_database()
    report = _closed(code, ends_in, yes)
    if as_json:
        say_json(report)
    else:
        click.echo("\n".join(_lines(report)))


def _closed(code: str, ends_in: int | None, yes: bool) -> dict[str, Any]:
    """Close the year, or only look; the report."""
    from staffroom.people import actions, queries
    from staffroom.spine.access import Actor, Refused
    from staffroom.spine.scoping import district_scope

    district = queries.district_of_code(code)
    if district is None:
        stop(f"There is no district with the code {code}.", "Its code stands in the address of its sign-in page.")
    now = right_now()
    by = Actor(0, None, district.pk, frozenset({"it"}), name="staffroom year", time_zone=district.time_zone)
    with district_scope(district.pk):
        try:
            report = _report(district, ends_in, now)
            if report["closed"] or not yes:
                return report
            actions.close_year(by=by, now=now, year=report["year"])
        except Refused as refused:
            stop(refused.sentence, refused.advice)
    return report | {"closed": True, "changed": sum(report["counts"].values())}


def _report(district: "District", ends_in: int | None, now: datetime) -> dict[str, Any]:
    from staffroom.people import queries

    found = queries.year_to_close(district, ends_in)
    report: dict[str, Any] = {"district": district.code, "year": found.year, "changed": 0}
    report["closed"] = found.closed is not None
    if found.closing is None:
        return report | {"counts": {}, "sentences": []}
    over = found.closing.year.over(now.astimezone(ZoneInfo(district.time_zone)).date())
    sentences = [str(each) for each in queries.closing_sentences(found.closing)]
    return report | {"over": over, "counts": found.closing.counts, "sentences": sentences}


def _lines(report: dict[str, Any]) -> list[str]:
    name = f"The school year that ends in {report['year']}"
    if report["changed"] or (report["closed"] and report["counts"]):
        return [f"{name} is closed.", *report["sentences"]]
    if report["closed"]:
        return [f"{name} is closed already. Nothing was changed."]
    if not report.get("over"):
        return [f"{name} still runs; it can be closed after its last day."]
    return [f"{name} is over. If you close it:", *report["sentences"], "Nothing was changed. Add --yes to close it."]
