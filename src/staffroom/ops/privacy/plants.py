"""Faults that the check must find: each is switched on for one run, and that run must end with something wrong.

A check that cannot fail proves nothing. Each plant is a fault of a kind that products of this field have shipped.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from django.urls import clear_url_caches, get_resolver, path

from .checking import EVERYTHING, Plan

Switch = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault: what it does, how it is switched on, and the smallest look that must find it."""

    sentence: str
    switch: Switch
    plan: Plan = EVERYTHING


PLANTS: dict[str, Plant] = {}


def plant(name: str, sentence: str, plan: Plan = EVERYTHING) -> Callable[[Switch], Switch]:
    """Declare a fault."""

    def declare(switch: Switch) -> Switch:
        PLANTS[name] = Plant(sentence, switch, plan)
        return switch

    return declare


def planted(name: str) -> AbstractContextManager[Any]:
    """Switch a fault on; nothing for an empty name. Raises KeyError."""
    return PLANTS[name].switch() if name else nullcontext()


def _looking(parts: str, *routes: str, people: str = "", changes: str = "") -> Plan:
    return Plan(
        parts=frozenset(parts.split()),
        routes=frozenset(routes) or None,
        people=frozenset(people.split(", ")) if people else None,
        changes=frozenset({changes}) if changes else None,
    )


OFFER, FILE, NEED, NOTE, VISIT = (
    "offers/<str:public_id>/", "offers/<str:public_id>/file/", "needs/<str:public_id>/", "notes/<str:public_id>/",
    "visits/<str:public_id>/",
)  # fmt: skip


# --- A guard is missing ----------------------------------------------------------------------------------------------


def _without(target: str) -> AbstractContextManager[Any]:
    """A guard that lets everybody through."""
    return patch(target, lambda *args, **kwargs: None)


@plant("draft-without-guard", "The page of an offer forgets to ask who reads it.", _looking("cells", OFFER))
def _draft() -> AbstractContextManager[Any]:
    return _without("staffroom.expertise.rules.read_offer")


@plant("need-without-guard", "The page of a need forgets to ask who reads it.", _looking("cells", NEED))
def _need() -> AbstractContextManager[Any]:
    return _without("staffroom.expertise.rules.read_need")


@plant("visit-without-guard", "The page of a visit forgets to ask who reads it.", _looking("cells", VISIT))
def _visit() -> AbstractContextManager[Any]:
    return _without("staffroom.visits.rules.read_visit")


@plant("note-without-guard", "The page of a note forgets to ask who reads it.", _looking("cells", NOTE))
def _note() -> AbstractContextManager[Any]:
    return _without("staffroom.visits.rules.read_note")


@plant("api-without-guard", "The API lists what is not published.", _looking("canary", "api/v1/offers"))
def _api() -> AbstractContextManager[Any]:
    from staffroom.expertise.models import Offer

    def all_of_them(_actor: Any) -> Any:
        return Offer.objects.select_related("staff", "practice")

    return patch("staffroom.api.queries.published_offers", all_of_them)


@plant("other-district", "A person's card is looked up across districts.", _looking("cells", "people/<str:public_id>/"))
def _other_district() -> AbstractContextManager[Any]:
    from staffroom.people.queries import card_for
    from staffroom.spine.scoping import across_districts

    def lifted(actor: Any, public_id: str) -> Any:
        with across_districts():
            return card_for(actor, public_id)

    return patch("staffroom.people.queries.card_for", lifted)


# --- A right is too wide, or lives too long --------------------------------------------------------------------------


@plant(
    "grant-outlives-its-day", "A grant holds after its last day and after it was taken back.", _looking("cells", NEED)
)
def _outlives() -> AbstractContextManager[Any]:
    return patch("staffroom.trust.queries.relations.holds", lambda grant, day: True)


@plant("grant-widens-to-role", "A grant to one teacher opens the record to every teacher.", _looking("cells", NEED))
def _widens() -> AbstractContextManager[Any]:
    from staffroom.spine.access import decide

    def wide(row: Any, roles: Any, standing: Any, permission: Any) -> Any:
        return decide(row, roles, replace(standing, granted=standing.granted or "teacher" in roles), permission)

    return patch("staffroom.trust.rules.decide", wide)


@plant("evaluator-forgotten", "Whoever evaluates somebody is taken for any colleague.", _looking("cells", NEED))
def _evaluator() -> AbstractContextManager[Any]:
    return patch("staffroom.trust.queries.relations.evaluates", lambda *people: False)


@plant(
    "evaluator-from-yesterday",
    "Who evaluates is looked up once and kept, so that a grant outlives the day on which evaluating begins.",
    _looking("cells changes", NEED, changes="colleagues begin to evaluate the owner"),
)
def _stale() -> AbstractContextManager[Any]:
    kept: dict[Any, bool] = {}

    def remembered(evaluator: int, evaluated: int, day: Any) -> bool:
        from staffroom.trust.queries.relations import evaluators_of

        key = (evaluator, evaluated)
        if key not in kept:
            kept[key] = evaluator in evaluators_of(evaluated, day)
        return kept[key]

    return patch("staffroom.trust.queries.relations.evaluates", remembered)


@plant("audience-ignored", "What is published to a school is shown to the whole district.", _looking("cells", OFFER))
def _audience() -> AbstractContextManager[Any]:
    from staffroom.expertise import rules
    from staffroom.spine.access import Audience

    right = rules.audience_of
    return patch("staffroom.expertise.rules.audience_of", lambda offer: right(offer) and Audience.DISTRICT)


@plant("session-outlives-its-owner", "Whoever left the district keeps their session.", _looking("cells", "people/"))
def _session() -> AbstractContextManager[Any]:
    from staffroom.people.models import Staff

    return patch.object(Staff, "active", property(lambda self: True, lambda self, value: None))


# --- A side surface tells --------------------------------------------------------------------------------------------


@plant(
    "count-tells",
    "A practice says how many colleagues need it.",
    _looking("sameness", "practices/<slug:code>/", "practices/"),
)
def _count() -> AbstractContextManager[Any]:
    from staffroom.expertise.models import Need, Practice

    return patch.object(Practice, "description", property(lambda self: f"{Need.objects.count()} colleagues need this."))


@plant("badge-tells", "The head of every page counts the drafts of the district.", _looking("sameness", "help/"))
def _badge() -> AbstractContextManager[Any]:
    from staffroom.expertise.models import Offer

    def told(request: Any) -> str:
        return f"{Offer.objects.filter(state='draft').count()} drafts" if getattr(request, "actor", None) else ""

    return patch("staffroom.ui.context._district_name", told)


@plant("search-tells", "The search of practices looks into private notes.", _looking("canary", people="colleague"))
def _search() -> AbstractContextManager[Any]:
    from staffroom.expertise import queries
    from staffroom.expertise.models import Need, Practice

    right = queries.search_practices

    def looks_further(district_id: int, text: str, *args: Any, **kwargs: Any) -> Any:
        found = right(district_id, text, *args, **kwargs)
        needed = Need.objects.filter(note__contains=text).values("practice_id") if text else ()
        return found or list(Practice.objects.filter(pk__in=needed))

    return patch("staffroom.expertise.queries.search_practices", looks_further)


@plant("mail-subject-tells", "The subject of a mail holds what somebody wrote.", _looking("canary", "help/"))
def _subject() -> AbstractContextManager[Any]:
    from staffroom.spine import outbox

    right = outbox._plain

    def telling(name: str, context: dict[str, Any]) -> str:
        said = right(name, context)
        visit = context.get("visit")
        return f"{said}: {visit.message}" if visit and name.endswith(".subject.txt") else said

    return patch("staffroom.spine.outbox._plain", telling)


@plant("mail-to-another", "The mail about a visit goes to the principal too.", _looking("canary", "help/"))
def _copy() -> AbstractContextManager[Any]:
    from staffroom.people.models import Account
    from staffroom.spine.outbox import Mail

    right = Mail.save

    def twice(self: Any, *args: Any, **kwargs: Any) -> None:
        new = self.pk is None
        right(self, *args, **kwargs)
        principal = Account.objects.filter(email="principal@cast.invalid").first()
        if new and principal and self.to_staff != principal.staff_id:
            copy = Mail.objects.get(pk=self.pk)
            copy.pk, copy.public_id, copy.to_staff = None, f"c{self.public_id}"[:16], principal.staff_id
            right(copy)

    return patch.object(Mail, "save", twice)


@plant("feed-title-tells", "The title in a calendar holds what somebody wrote.", _looking("canary", "help/"))
def _title() -> AbstractContextManager[Any]:
    from staffroom.visits.queries import events

    right = events.event_of

    def telling(visit: Any, reader: Any, **more: Any) -> Any:
        return replace(right(visit, reader, **more), title=f"Visit: {visit.message}")

    return patch("staffroom.visits.queries.feed.event_of", telling)


@plant("error-tells", "The refusal of a need repeats what it says.", _looking("canary", NEED))
def _error() -> AbstractContextManager[Any]:
    from staffroom.expertise import rules
    from staffroom.spine.access import Forbidden

    right = rules.read_need

    def telling(actor: Any, need: Any) -> None:
        try:
            right(actor, need)
        except Exception:
            raise Forbidden(f"You may not read “{need.note}”.") from None

    return patch("staffroom.expertise.rules.read_need", telling)


@plant("log-tells", "The log holds what somebody wrote.", _looking("canary", NEED))
def _log() -> AbstractContextManager[Any]:
    from staffroom.expertise import rules

    right = rules.read_need

    def telling(actor: Any, need: Any) -> None:
        logging.getLogger("staffroom").warning("need read: %s", need.note)
        right(actor, need)

    return patch("staffroom.expertise.rules.read_need", telling)


@plant("audit-tells", "The audit log holds what somebody wrote.", _looking("canary", "help/"))
def _audit() -> AbstractContextManager[Any]:
    from staffroom.expertise.models import Need
    from staffroom.spine import audit

    right = audit.record

    def telling(kind: str, *, facts: dict[str, Any] | None = None, **more: Any) -> Any:
        words = list(Need.objects.values_list("note", flat=True)) if kind.startswith("expertise.") else []
        return right(kind, facts=(facts or {}) | {"words": words}, **more)

    return patch("staffroom.spine.audit.record", telling)


# --- The list is not whole -------------------------------------------------------------------------------------------


@plant("column-undeclared", "A column of needs is declared neither personal nor plain.", _looking("declared"))
def _column() -> AbstractContextManager[Any]:
    from staffroom.expertise.models import Need

    left = tuple(name for name in Need.privacy.personal if name != "note")
    return patch.object(Need, "privacy", replace(Need.privacy, personal=left, words=()))


@plant("address-unlisted", "A new page is in no list.", _looking("declared"))
@contextmanager
def _address() -> Iterator[None]:
    from django.http import HttpResponse

    found = get_resolver().url_patterns
    found.append(path("new-page/", lambda request: HttpResponse("new"), name="new_page"))
    try:
        yield
    finally:
        found.pop()
        clear_url_caches()
