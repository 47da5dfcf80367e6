"""Who is asking, and how a refusal is said.

Roles are data with a sentence each. Permission functions come in pairs, made by :func:`paired`: the function
itself raises :class:`Refused` with the reason; its ``.allows`` answers yes or no. So a button and the guard
behind it cannot disagree. Unknown and forbidden-to-strangers are both :class:`django.http.Http404`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, Generic, ParamSpec

from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")

ROLE_SENTENCES = {
    "teacher": _("Teaches sections: offers, asks, hosts and visits."),
    "leader": _("Leads colleagues' learning, with or without a title: everything a teacher does."),
    "principal": _("Leads a school: sees its time, its counts and what people published; never who asked for help."),
    "central": _("Works for the district: brings rosters and bell schedules, sees counts and published work."),
    "it": _("Keeps the system running: accounts, health, jobs; no content."),
    "classified": _("Works in offices, kitchens, buses and classrooms: learns with everyone else."),
}
LEADING_A_SCHOOL = frozenset({"principal", "assistant_principal"})


class Refused(Exception):
    """An act that is not possible now: a sentence that says what, why and what to do next.

    ``status`` is the HTTP status of the page that shows it: 403 for a missing right, 409 for a state in which
    it cannot be done (taken, withdrawn, too late).
    """

    def __init__(self, sentence: Any, advice: Any = "", *, status: int = 409) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.advice = advice
        self.status = status


class Forbidden(Refused):
    """A colleague without the right."""

    def __init__(self, sentence: Any, advice: Any = "") -> None:
        super().__init__(sentence, advice, status=403)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person asking, as far as permissions need to know.

    ``schools`` are the ids of schools with an assignment today, ``leads`` those led as principal or assistant.
    """

    account_id: int
    staff_id: int | None
    district_id: int
    roles: frozenset[str]
    schools: frozenset[int] = field(default_factory=frozenset)
    leads: frozenset[int] = field(default_factory=frozenset)
    name: str = ""
    language: str = "en"
    time_zone: str = "America/Los_Angeles"
    today: date | None = None

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)


class paired(Generic[P]):  # noqa: N801 - read as a word, like property
    """Turn ``check(actor, ...)``, which raises Refused, into a pair with ``check.allows(actor, ...)``."""

    def __init__(self, check: Callable[P, None]) -> None:
        wraps(check)(self)
        self._check = check

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self._check(*args, **kwargs)

    def allows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            self._check(*args, **kwargs)
        except Refused:
            return False
        return True
