"""Writing what the contract says about time: one rule at a time, or all of them from a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from staffroom.core.contract import rule_sentence
from staffroom.core.contract.sentences import Lang
from staffroom.people.actions import locked_district
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import rules
from ..models import ContractRule
from ..queries.clauses import rule_of

ADDED = audit.declare("contract.added", _("{who} added to the contract's rules: {sentence}"), security=True)
CHANGED = audit.declare(
    "contract.changed", _("{who} changed a rule of the contract: {before} Now: {sentence}"), security=True
)
REMOVED = audit.declare("contract.removed", _("{who} removed from the contract's rules: {sentence}"), security=True)
LANGUAGES: tuple[Lang, ...] = ("en", "es")
FIELDS = tuple(
    field.name for field in ContractRule._meta.concrete_fields if field.name not in ("id", "district", "public_id")
)
Values = Mapping[str, Any]


@action
def add_rule(*, by: Actor, now: datetime, values: Values) -> ContractRule:
    """A new rule. ``values`` by the names of its columns. Raises Forbidden."""
    rules.set_time_rules(by)
    row = ContractRule(district_id=by.district_id, **values)
    row.save()
    _record(ADDED, row, by, now)
    return row


@action
def change_rule(*, by: Actor, now: datetime, rule: ContractRule, values: Values) -> ContractRule:
    """Other values for a rule; the audit entry has its sentence before and now. The same values: nothing."""
    rules.set_time_rules(by)
    before, touched = _told(rule), [name for name in FIELDS if getattr(rule, name) != values[name]]
    if touched:
        for name in touched:
            setattr(rule, name, values[name])
        rule.save(update_fields=touched)
        _record(CHANGED, rule, by, now, before=before)
    return rule


@action
def remove_rule(*, by: Actor, now: datetime, rule: ContractRule) -> None:
    """The contract says this no more."""
    rules.set_time_rules(by)
    _record(REMOVED, rule, by, now)
    rule.delete()


@action
def replace_rules(*, by: Actor, now: datetime, wanted: Sequence[Values]) -> dict[str, int]:
    """All rules as a file has them: what is the same stays. Returns how many were ``added``, ``removed``."""
    rules.set_time_rules(by)
    locked_district(by.district_id)
    new, gone = compared(wanted)
    for row in gone:
        _record(REMOVED, row, by, now)
        row.delete()
    for values in new:
        add_rule(by=by, now=now, values=values)
    return {"added": len(new), "removed": len(gone)}


def compared(wanted: Sequence[Values]) -> tuple[list[Values], list[ContractRule]]:
    """Rules of a file that the district does not have, and rows that the file does not have."""
    gone, new = list(ContractRule.objects.all()), []
    for values in wanted:
        same = next((row for row in gone if all(getattr(row, name) == values[name] for name in FIELDS)), None)
        if same is None:
            new.append(values)
        else:
            gone.remove(same)
    return new, gone


def _told(row: ContractRule) -> dict[str, str]:
    """The rule in both languages: whoever reads the history reads it in theirs."""
    rule = rule_of(row)
    return {lang: f"{rule_sentence(rule, lang)} ({rule.source})" for lang in LANGUAGES}


def _record(kind: str, row: ContractRule, by: Actor, now: datetime, before: dict[str, str] | None = None) -> None:
    told = _told(row)
    facts = {"who": by.name, "sentence": told["en"], "sentence_es": told["es"]}
    if before:
        facts |= {"before": before["en"], "before_es": before["es"]}
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=row.public_id, facts=facts)
