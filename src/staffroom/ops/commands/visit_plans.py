"""``staffroom visits plan``, ``check``, ``replan`` and ``generate``: files in, files out, no database.

Exit code 0: done; 1: refused with a sentence, or a plan that breaks a rule; 2: wrong usage.
"""

import json
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import json_option, say_json, stop

if TYPE_CHECKING:
    from staffroom.core.visits.plan import Term
    from staffroom.core.visits.plan.solve import Plan

MOST_BYTES = 2_000_000_000
MOST_TIMETABLE = 50_000_000
# Above so many people one program for all takes minutes and gigabytes; blocks take seconds each.
IN_ONE_PIECE = 6000
Existing = click.Path(exists=True, dir_okay=False, path_type=Path)
out_option = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the plan.")


@click.command()
@click.argument("instance", type=Existing)
@out_option
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same plan.")
@click.option("--effort", type=click.Choice(["preview", "usual", "thorough"]), default="usual", show_default=True)
@click.option("--seconds", type=click.FloatRange(0), help="Stop improving after so many seconds (of each block).")
@click.option("--fairness", type=click.Choice(["reach", "balanced", "fair"]), default="reach", show_default=True,
              help="What the worst served school counts beside the value.")  # fmt: skip
@click.option("--keep", type=Existing, help="A plan whose visits stay as they are.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes for blocks.")
@click.option("--block-schools", type=click.IntRange(1), help="Schools a block; large districts are cut by 40.")
@json_option
def plan(
    instance: Path, out: Path | None, seed: int, effort: str, seconds: float | None, fairness: str, keep: Path | None,
    workers: int, block_schools: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Plan the visits of a term: INSTANCE is a staffroom-visits/1 file, the plan a staffroom-plan/1."""
    raw, term = _instance(instance)
    kept = _kept(raw, keep)
    if block_schools or term.people > IN_ONE_PIECE:
        if kept or fairness != "reach":
            stop("Blocks keep no visits and know no fairness.", "Leave out --keep and --fairness, or --block-schools.")
        found, unmet = _in_blocks(term, block_schools or 40, seed, effort, seconds, workers)
    else:
        found, unmet = _in_one(term, seed=seed, effort=effort, seconds=seconds, fairness=fairness, keep=kept)
    from staffroom.core.visits.plan.solve import plan_as_json

    written = plan_as_json(found, unmet)
    if out:
        _write(out, written)
    told = _summary(term, written)
    if as_json:
        say_json(told if out else told | {"plan": written})
    else:
        _say(told)


def _in_one(term: "Term", **how: Any) -> "tuple[Plan, list[dict[str, Any]]]":
    from staffroom.core.visits.plan.reasons import as_json, reasons_of
    from staffroom.core.visits.plan.solve import work_out

    found, worked = work_out(term, **how)
    return found, [as_json(why) for why in reasons_of(worked, found.unmet)]


def _in_blocks(
    term: "Term", schools: int, seed: int, effort: str, seconds: float | None, workers: int
) -> "tuple[Plan, list[dict[str, Any]]]":
    from staffroom.core.visits.plan.blocks import plan_in_blocks

    how: dict[str, Any] = {"schools": schools, "seed": seed, "effort": effort, "seconds": seconds}
    if workers == 1:
        found = plan_in_blocks(term, **how)
    else:
        with ProcessPoolExecutor(workers) as pool:
            found = plan_in_blocks(term, **how, run=pool.map)
    return found, [{"request": request} for request in found.unmet]


@click.command()
@click.argument("instance", type=Existing)
@click.argument("plan", type=Existing)
@json_option
def check(instance: Path, plan: Path, as_json: bool) -> None:
    """Check PLAN against every rule of INSTANCE. Exit code 1 when a rule is broken."""
    from staffroom.core.visits.plan import Unreadable, check_plan, value_of

    raw, _term = _instance(instance)
    made = _read(plan)
    try:
        broken = check_plan(raw, made)
    except Unreadable as error:
        stop(f"{plan.name}: {error.where}: {error.what}", error.advice)
    lawful = not any(one.rule == "well_formed" for one in broken)
    told = {
        "ok": not broken, "visits": len(made["visits"]),
        "value": value_of(raw, made) if lawful else None,
        "broken": [one._asdict() | {"visits": list(one.visits)} for one in broken],
        "by_rule": dict(Counter(one.rule for one in broken)),
    }  # fmt: skip
    if as_json:
        say_json(told)
    elif broken:
        for one in broken[:50]:
            click.echo(f"{one.rule}: {one.sentence}")
        click.echo(f"{len(broken)} rules broken.")
    else:
        click.echo(f"Every rule is kept by {told['visits']} visits, worth {told['value']:.3f}.")
    if broken:
        raise SystemExit(1)


@click.command()
@click.argument("instance", type=Existing)
@click.argument("plan", type=Existing)
@out_option
@click.option("--away", multiple=True, required=True, metavar="PERSON:WEEK[:DAY]",
              help="Who is away: position or id of a person, week and day counted from 0.")  # fmt: skip
@click.option("--from-week", type=click.IntRange(0), default=0, show_default=True, help="Weeks before it are over.")
@json_option
def replan(instance: Path, plan: Path, out: Path | None, away: tuple[str, ...], from_week: int, as_json: bool) -> None:
    """Place again the visits hit when people are away; no other visit moves."""
    from staffroom.core.visits.plan.check import check_plan
    from staffroom.core.visits.plan.pins import PLAN_FORMAT, read_visits
    from staffroom.core.visits.plan.repair import repair

    raw, term = _instance(instance)
    made = _read(plan)
    if any(one.rule != "told_value" for one in check_plan(raw, made)):
        stop("This plan breaks rules of the instance.", "Look with: staffroom visits check.")
    mended = repair(term, read_visits(made), [_away(term, one) for one in away], from_week=from_week)
    visits = [visit._asdict() | {"window": list(visit.window)} for visit in mended.visits]
    if out:
        _write(out, {"format": PLAN_FORMAT, "visits": visits})
    told = {"hit": len(mended.hit), "placed": len(mended.placed), "lost": list(mended.lost),
            "seconds": round(mended.seconds, 3), "visits": len(visits)}  # fmt: skip
    if as_json:
        say_json(told if out else told | {"plan": {"format": PLAN_FORMAT, "visits": visits}})
    else:
        click.echo(f"{told['hit']} visits hit, {told['placed']} placed again, {len(mended.lost)} lost.")


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it.")
@click.option("--seed", default=2026, show_default=True)
@click.option("--size", type=click.Choice(["tiny", "small", "pomona"]), default="pomona", show_default=True)
@click.option("--requests", type=click.IntRange(0, 20_000), default=4700, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 40), default=8, show_default=True)
@click.option("--scarce", is_flag=True, help="Tight caps.")
def generate(out: Path, seed: int, size: str, requests: int, weeks: int, scarce: bool) -> None:
    """Write the instance of a generated district."""
    from staffroom.core.synthetic import make_district
    from staffroom.core.synthetic.demand import visit_demand

    district = make_district(seed=seed, size=size, today=date(2026, 11, 25))  # type: ignore[arg-type]
    _write(out, visit_demand(district, requests, seed=seed, scarce=scarce, weeks=weeks))


@click.command("from-xhstt")
@click.argument("archive", type=Existing)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it.")
@click.option("--made", type=click.IntRange(0), default=3, show_default=True, help="Visits a teacher makes.")
@click.option("--hosted", type=click.IntRange(0), default=3, show_default=True, help="Visits a teacher hosts.")
def from_xhstt_file(archive: Path, out: Path, made: int, hosted: int) -> None:
    """Write the instance of a solved timetable of the XHSTT archive (XML, also packed with gzip)."""
    import gzip

    from staffroom.core.visits.plan import Unreadable
    from staffroom.core.visits.plan.xhstt import from_xhstt

    data = archive.read_bytes()
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(archive) as stream:
                data = stream.read(MOST_TIMETABLE + 1)
        if len(data) > MOST_TIMETABLE:
            stop(f"{archive.name} is larger than {MOST_TIMETABLE // 10**6} MB.", "Give the archive of one school.")
        _write(out, from_xhstt(data, made=made, hosted=hosted))
    except (Unreadable, OSError, EOFError) as error:
        stop(f"{archive.name}: {error}")


@click.command("compile")
@json_option
def compile_now(as_json: bool) -> None:
    """Compile the planner's loops, so that the first plan on this machine need not wait for it."""
    from staffroom.core.visits.plan.compiled import place

    folder = place()
    if folder is None:
        stop("No folder for compiled code can be written.", "Set NUMBA_CACHE_DIR to one that can.")
    whole, began = folder / "whole", time.monotonic()
    if there := whole.exists():
        sentence = "The planner is compiled already."
    else:
        from staffroom.core.visits.plan.warm import compile_loops

        compile_loops()
        whole.touch()
        sentence = f"The planner is compiled ({time.monotonic() - began:.0f} s)."
    if as_json:
        say_json({"already": there, "seconds": round(time.monotonic() - began, 1), "folder": str(folder)})
    else:
        click.echo(sentence)


COMMANDS: tuple[click.Command, ...] = (plan, check, replan, generate, from_xhstt_file, compile_now)


def _instance(path: Path) -> "tuple[dict[str, Any], Term]":
    from staffroom.core.visits.plan import Unreadable, read_instance

    raw = _read(path)
    try:
        term = read_instance(raw)
    except Unreadable as error:
        stop(f"{path.name}: {error.where}: {error.what}", error.advice)
    for notice in term.notices:
        click.echo(notice, err=True)
    return raw, term


def _read(path: Path) -> Any:
    if path.stat().st_size > MOST_BYTES:
        stop(f"{path.name} is larger than {MOST_BYTES // 10**9} GB.", "Divide the district into blocks.")
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        stop(f"{path.name} is not JSON: {error}.", "Give a file as docs/visits-plan.md describes it.")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _kept(raw: dict[str, Any], path: Path | None) -> Any:
    from staffroom.core.visits.plan import check_plan
    from staffroom.core.visits.plan.pins import read_visits

    if path is None:
        return ()
    made = _read(path)
    if any(one.rule not in ("told_value", "accounted") for one in check_plan(raw, made)):
        stop(f"{path.name} breaks rules of the instance.", "Look with: staffroom visits check.")
    return read_visits(made)


def _away(term: "Term", text: str) -> Any:
    from staffroom.core.visits.plan.repair import Away

    person, _, when = text.partition(":")
    places = {one: at for at, one in enumerate(term.people_ids)}
    at = places.get(person, int(person) if person.isdigit() and int(person) < term.people else -1)
    parts = when.split(":")
    if at < 0 or not all(part.isdigit() for part in parts) or int(parts[0]) >= term.weeks or len(parts) > 2:
        stop(f"{text} names nobody in this instance, or no week of it.", "Write PERSON:WEEK, such as T12:3.")
    return Away(at, int(parts[0]), int(parts[1]) if len(parts) == 2 else None)


def _write(path: Path, what: object) -> None:
    """All of the file or nothing of it."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as part:
        json.dump(what, part, ensure_ascii=False)
    os.replace(part.name, path)


def _summary(term: "Term", made: dict[str, Any]) -> dict[str, Any]:
    from staffroom.core.visits.plan.instance import OWNED

    modes = Counter(visit["mode"] for visit in made["visits"])
    schools = [int(term.school[term.visitor[request]]) for request in range(term.requests)]
    asked, met = Counter(schools), Counter(schools[visit["request"]] for visit in made["visits"])
    requests = max(1, term.requests)
    return {
        "requests": term.requests, "met": len(made["visits"]), "unmet": len(made["unmet"]),
        "share_without_substitute": (len(made["visits"]) - modes["substitute"]) / requests,
        "share_in_person": (modes["own"] + modes["cover"] + modes["substitute"]) / requests,
        "modes": dict(modes), "worst_school": min((met[s] / asked[s] for s in asked), default=1.0),
        "value": made["value"], "bound": made["bound"], "gap": made["gap"], "seconds": made["seconds"],
        "reasons": dict(Counter(row.get("reason", "not told") for row in made["unmet"])),
        "caps": {name: _limit(getattr(term.rules, name)) for name in term.rules.__slots__},
        "own_periods_by_people": {str(n): count for n, count in sorted(Counter(term.caps[:, OWNED].tolist()).items())},
    }  # fmt: skip


def _limit(value: int) -> int | None:
    from staffroom.core.visits.plan.instance import NO_LIMIT

    return None if value >= NO_LIMIT else value


def _say(told: dict[str, Any]) -> None:
    from staffroom.core.visits.plan.reasons import SENTENCES

    click.echo(
        f"{told['met']} of {told['requests']} requests met, {told['share_without_substitute']:.1%} without a "
        f"substitute, {told['share_in_person']:.1%} in person; worst school {told['worst_school']:.1%}."
    )
    click.echo(", ".join(f"{mode} {count}" for mode, count in sorted(told["modes"].items())))
    click.echo(f"Worth {told['value']:.3f}; no plan is worth more than {told['bound']:.3f} (gap {told['gap']:.4%}).")
    for reason, count in Counter(told["reasons"]).most_common(5):
        click.echo(f"{count:>6}  {SENTENCES['en'].get(reason, reason)}")
