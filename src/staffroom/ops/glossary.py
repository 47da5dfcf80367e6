"""Help: what each role does here first, and what our words mean. The same words as in code and docs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and the page on which it is done."""

    text: Any
    view: str
    label: Any


FIRST_STEPS: dict[str, tuple[Step, ...]] = {
    "teacher": (
        Step(_("Say what colleagues may come and see in your room."), "my_offers", _("My offers")),
        Step(_("Note for yourself what you want to get better at. Only you see it."), "my_needs", _("My needs")),
        Step(_("Find a colleague whom you can visit without a substitute."), "find", _("Find a visit")),
    ),
    "principal": (
        Step(_("See who can visit whom this week without cover."), "who_can_visit", _("Who can visit")),
        Step(_("Check that your school's bell times are right."), "my_week", _("My week")),
    ),
    "central": (
        Step(_("Bring the roster, look at what would change, and apply it."), "roster_imports", _("Rosters")),
        Step(_("Bring the bell times of your schools."), "bell_imports", _("Bell times")),
        Step(_("Set what the contract allows."), "time_rules", _("Time rules")),
    ),
    "it": (
        Step(_("See whether jobs, mails and backups are well."), "health", _("System health")),
        Step(_("Bring the roster, look at what would change, and apply it."), "roster_imports", _("Rosters")),
    ),
    "classified": (Step(_("See which doors are open."), "doors", _("Open doors")),),
}

WORDS: tuple[tuple[Any, Any], ...] = (
    (_("Staff member"), _("Any employee of the district, with or without a desk.")),
    (_("Assignment"), _("A staff member's role at a school, with dates.")),
    (_("Section"), _("A class as it is scheduled.")),
    (_("Meeting"), _("One scheduled time of a section.")),
    (_("Bell schedule"), _("When the periods of a school begin and end.")),
    (_("Cycle day"), _("The day of a rotation, such as A or B.")),
    (_("Practice"), _("Something a teacher does, by the name that the district gives it.")),
    (_("Offer"), _("A teacher's own word that colleagues may come and see a practice: what I do, and one artefact.")),
    (_("Need"), _("What I want to get better at. Private.")),
    (_("Open door"), _("A time in which anyone may come and see.")),
    (_("Visit"), _("A colleague in a colleague's room, to see a practice. Never used in evaluation.")),
    (_("Cover"), _("Who looks after a class while its teacher is away.")),
    (_("Guest"), _("A leader of another school at one meeting of a team. The team asks, the guest answers.")),
    (_("New lead"), _("Whoever is going to lead a team, or does since lately, and sees each member's class once.")),
    (
        _("Share with a colleague for a time"),
        _(
            "You let one named colleague read one thing of yours until a day. You can take it back at any time. It "
            "never reaches anybody else with the same role, nor whoever evaluates you."
        ),
    ),
    (_("Who can see this"), _("A page of every record: one sentence that says who reads it, and until when.")),
    (_("Leader"), _("Anyone who leads colleagues' learning, with or without a title.")),
)


def steps_for(roles: frozenset[str]) -> list[Step]:
    """What to do first, each step once, in the order of the roles."""
    kinds = ["teacher" if role == "leader" else role for role in sorted(roles)]
    return list(dict.fromkeys(step for kind in kinds for step in FIRST_STEPS.get(kind, ())))
