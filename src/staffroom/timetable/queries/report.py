"""The whole time report of a district or a school as plain data, ``staffroom-timetable-report/1``."""

from typing import Any

from staffroom.core.weeks import Mate, Share, Singleton
from staffroom.people.models import District, School

from .analysis import Analysis, Schools, movers
from .together import named, names_of, told
from .words import (
    change_sentence,
    change_sentences,
    field_name,
    reached_sentence,
    substitute_sentence,
    unreached_sentence,
)

FORMAT = "staffroom-timetable-report/1"


def report(found: Analysis, district: District, school: School | None = None) -> dict[str, Any]:
    """Every analysis; people by name only where a change or a singleton needs one. Needs the district's scope."""
    schools = frozenset({str(school.pk)}) if school else None
    share, singles = found.share(schools), found.singles(schools)
    return {
        "format": FORMAT,
        "district": {"code": district.code, "name": district.name},
        "school": {"id": school.source_id, "name": school.name} if school else None,
        "week": [day.isoformat() for day in found.days.dates],
        "sentences": [reached_sentence(share), unreached_sentence(share), substitute_sentence(share)],
        "who_can_see_whom": _share(share),
        "by_school": [{"school": found.name_of(pk), **_share(one)} for pk, one in found.by_school(schools)],
        "by_subject": [
            {"kind": name.kind, "code": name.name, "name": field_name(name), **_share(one)}
            for name, one in found.by_field(schools).items()
        ],
        "free_time": [_free(found, pk) for pk, _ in found.by_school(schools)],
        "one_change": _changes(found, schools),
        "common_time": _groups(found, schools),
        "singletons": _singles(found, singles),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "teachers": share.teachers,
        "reached": share.reached,
        "pairs": share.seen,
        "relevant_pairs": share.relevant,
        "relevant_within_reach": share.within_reach,
        "need_substitute": share.need_substitute,
        "nearest_minutes": {str(way): count for way, count in share.nearest.items()},
        "reasons": {reason.value: count for reason, count in share.reasons.items()},
    }


def _free(found: Analysis, school: str) -> dict[str, Any]:
    least, middle, most = found.free_minutes(school)
    return {
        "school": found.name_of(school),
        "minutes": {"least": least, "median": middle, "most": most},
        "contract": found.required,
        "below_contract": found.below_contract(school),
    }


def _changes(found: Analysis, schools: Schools | None) -> dict[str, Any]:
    changes = found.changes(schools)
    names = names_of({person for one in movers(changes) for person in one.people})
    best = [
        {
            "kind": one.kind,
            "school": found.name_of(one.school),
            "day": found.days.label_of(one.day),
            "from_period": one.fro.name,
            "to_period": one.to.name,
            "people": [names.get(person, "") for person in one.people],
            "new_relevant_pairs": one.gain,
            "sentence": change_sentence(one, found, names),
        }
        for one in movers(changes)
    ]
    return {"looked_at": changes.looked_at, "best": best, "sentences": change_sentences(changes, found, names)}


def _groups(found: Analysis, schools: Schools | None) -> list[dict[str, Any]]:
    looked_at = [(group, *found.together(group.people)) for group in found.groups(schools)]
    names = names_of({person for _, _, common in looked_at for person in named(common)})
    rows = []
    for group, tables, common in looked_at:
        answer = told(tables, common, found.days, names)
        rows.append(
            {
                "school": found.name_of(group.school),
                "group": field_name(group.name),
                "people": len(group.people),
                "slots": [slot._asdict() for slot in answer.slots],
                "one_move": str(answer.one_move) if answer.one_move else None,
                "reason": answer.reason,
            }
        )
    return rows


def _singles(found: Analysis, singles: list[Singleton]) -> list[dict[str, Any]]:
    names = names_of({one.person for one in singles} | {mate.person for one in singles for mate in one.mates})

    def mate(one: Mate) -> dict[str, Any]:
        where = found.name_of(one.school)
        return {"name": names.get(one.person, ""), "school": where, "travel": one.travel, "days": one.days}

    return [
        {
            "name": names.get(one.person, ""),
            "school": found.name_of(one.school),
            "kind": one.group.kind,
            "group": field_name(one.group),
            "colleagues_elsewhere": one.elsewhere,
            "nearest": [mate(other) for other in one.mates],
        }
        for one in singles
    ]
