"""What a file of practices touched: as it was, as it left it, and whether somebody changed it since."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ..models import Practice, PracticeFamily, TaxonomyFile

PRACTICE = (
    "name_en", "name_es", "description_en", "description_es", "subject", "family", "notation", "uri", "position", "uid",
    "levels", "links", "active",
)  # fmt: skip
FAMILY = ("uid", "name_en", "name_es", "position", "links")
Key = tuple[str, str]


def codes_by_identifier(district_id: int | None) -> dict[str, str]:
    """The code of each practice by its UUID. One query."""
    return {row.identifier: row.code for row in Practice.objects.filter(district_id=district_id)}


def kept_values(keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """These practices and families as plain data, those that there are. Two queries."""
    wanted = set(keys)
    codes = {kind: [code for one, code in wanted if one == kind] for kind in ("practice", "family")}
    found: dict[Key, dict[str, Any]] = {}
    rows = Practice.objects.filter(code__in=codes["practice"]).select_related("under", "successor")
    for row in rows:
        found["practice", row.code] = {name: getattr(row, name) for name in PRACTICE} | {
            "retired": row.retired.isoformat() if row.retired else "",
            "under": row.under.code if row.under else "",
            "successor": row.successor.code if row.successor else "",
        }
    for group in PracticeFamily.objects.filter(code__in=codes["family"]):
        found["family", group.code] = {name: getattr(group, name) for name in FAMILY}
    return found


def following(keys: Iterable[Key]) -> list[Key]:
    """Other practices that lead to one of these. One query."""
    codes = {code for kind, code in keys if kind == "practice"}
    rows = Practice.objects.filter(successor__code__in=codes).exclude(code__in=codes)
    return [("practice", code) for code in rows.values_list("code", flat=True)]


def put_back(row: Practice, was: Mapping[str, Any], held: Mapping[str, Practice]) -> None:
    """The same the other way round; saves nothing."""
    for name in PRACTICE:
        setattr(row, name, was[name])
    row.retired = date.fromisoformat(was["retired"]) if was["retired"] else None
    row.under, row.successor = held.get(was["under"]), held.get(was["successor"])


def changed_since(file: TaxonomyFile) -> list[str]:
    """Names of what the file touched and somebody changed since, by hand or by another file."""
    keys = [(one["kind"], one["code"]) for one in file.before]
    now = kept_values(keys)
    return [
        (one["after"] or one["before"] or {}).get("name_en", one["code"])
        for one in file.before
        if _apart_from_the_day(now.get((one["kind"], one["code"]))) != _apart_from_the_day(one["after"])
    ]


def _apart_from_the_day(kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Without what nobody changes by hand: a practice goes out of use on its date by itself."""
    return None if kept is None else {name: value for name, value in kept.items() if name != "active"}


def attached_practices(ids: list[int]) -> set[int]:
    """Which of these practices anything of any room refers to."""
    found: set[int] = set()
    for relation in Practice._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete) or relation.many_to_many:
            continue  # a many-to-many is seen again as the foreign key of its table
        column = relation.field.attname  # type: ignore[union-attr]
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": ids})  # type: ignore[union-attr]
        found.update(rows.values_list(column, flat=True))
    return found


def files_to_undo(district_id: int | None) -> list[TaxonomyFile]:
    """Applied files that can still be looked at with a view to undoing, the latest first."""
    rows = TaxonomyFile.objects.filter(state=TaxonomyFile.State.APPLIED, district_id=district_id).exclude(before=[])
    return list(rows.order_by("-applied", "-pk")[:5])
