"""Why somebody cannot come, in words: about one person, and about many with their number."""

from collections.abc import Mapping

from staffroom.core.visits.sentences import Lang, fill

from .check import GuestViolation
from .find import Reason

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "own_school": "They work at the school where the team meets, so they are no guest there.",
        "not_willing": "They do not want to be asked as a guest just now.",
        "month_cap": "They are asked or booked as a guest {made} times that month; {most} are the most.",
        "taken": "Somebody is asked or booked for this meeting already.",
        "begun": "It is too late for this meeting.",
        "no_school": "Their school is closed that day.",
        "too_far": "The way takes longer than the {most} minutes that the district allows.",
        "not_known": "Their timetable is not known, so nobody can tell whether they are free.",
        "teaches": "They teach then, or on the way there or back.",
        "away": "They are not there that day.",
        "promised": "Their time is promised to something else then.",
        "contract": "They would keep {left} minutes of preparation that week, and {least} must remain.",
        "uses": "Their timetable has changed.",
    },
    "es": {
        "own_school": "Trabaja en la escuela donde se reúne el equipo, así que no es visita.",
        "not_willing": "Por ahora no quiere que le inviten.",
        "month_cap": "Ese mes ya tiene {made} invitaciones; el máximo es {most}.",
        "taken": "Para esta reunión ya hay alguien invitado.",
        "begun": "Ya es tarde para esta reunión.",
        "no_school": "Su escuela está cerrada ese día.",
        "too_far": "El camino dura más que los {most} minutos que permite el distrito.",
        "not_known": "No se conoce su horario, así que nadie sabe si tiene libre.",
        "teaches": "Da clase a esa hora, o durante la ida o la vuelta.",
        "away": "Ese día no está.",
        "promised": "Ya tiene comprometido ese tiempo.",
        "contract": "Le quedarían {left} minutos de preparación esa semana, y deben quedar {least}.",
        "uses": "Su horario ha cambiado.",
    },
}

MANY: Mapping[str, Mapping[str, str]] = {
    "en": {
        "own_school": "Work at your own school: {n}",
        "not_willing": "Do not want to be asked just now: {n}",
        "month_cap": "Asked as often as the district allows that month: {n}",
        "taken": "Could come, but a guest is asked or booked already: {n}",
        "begun": "Too late for them: {n}",
        "no_school": "Their school is closed then: {n}",
        "too_far": "Work too far away: {n}",
        "not_known": "Timetable not known: {n}",
        "teaches": "Teach then, or on the way there or back: {n}",
        "away": "Not there that day: {n}",
        "promised": "Have promised their time to something else: {n}",
        "contract": "Too little time for preparation would be left: {n}",
    },
    "es": {
        "own_school": "Trabajan en tu misma escuela: {n}",
        "not_willing": "No quieren invitaciones por ahora: {n}",
        "month_cap": "Ya tienen las invitaciones que permite el distrito ese mes: {n}",
        "taken": "Podrían venir, pero ya hay alguien invitado: {n}",
        "begun": "Ya es tarde para que vengan: {n}",
        "no_school": "Su escuela está cerrada entonces: {n}",
        "too_far": "Trabajan demasiado lejos: {n}",
        "not_known": "No se conoce su horario: {n}",
        "teaches": "Dan clase a esa hora, o durante la ida o la vuelta: {n}",
        "away": "No están ese día: {n}",
        "promised": "Ya tienen comprometido su tiempo: {n}",
        "contract": "Les quedaría poco tiempo de preparación: {n}",
    },
}


def guest_sentence(violation: GuestViolation, lang: Lang = "en") -> str:
    """What stands in the way of one person."""
    return fill(violation.rule.value, violation.params, lang, SENTENCES)


def reason_sentence(reason: Reason, lang: Lang = "en") -> str:
    """The same of many."""
    return MANY[lang][reason.rule.value].format(n=reason.count)
