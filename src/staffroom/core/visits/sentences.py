"""Reasons and refusals in plain words, in English and Spanish. Addressed to the visitor."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from staffroom.core.visits.rules import Violation

Lang = Literal["en", "es"]

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "not_self": "You cannot visit your own lesson; choose a colleague.",
        "host_willing": "{host} is not taking visits for this practice; choose another host.",
        "host_teaching": "{host} does not teach {start_at}–{end_at} on {date}; choose one of the lessons taught.",
        "host_teaching.never": "{host} teaches no lesson in these days.",
        "right_subject": "{host} teaches {subject} {start_at}–{end_at} on {date}; this practice is shown in {wanted}.",
        "no_school_that_day": "There is no school at {school} on {date}; choose another day.",
        "visitor_free": "{host} teaches {start_at}–{end_at} on {date}, and you have no free period then.",
        "watch_time": "{host} teaches {start_at}–{end_at} on {date}; you could watch {watch} minutes, and {least}"
        " are the least.",
        "travel_too_far": "{school} is {travel} minutes away; visits go as far as {most} minutes.",
        "travel_too_far.unknown": "Nobody has entered how long it takes to {school}; ask your office to add it.",
        "travel_time": "{host} teaches {start_at}–{end_at} at {school}; with {travel} minutes each way you could"
        " watch {watch} minutes, and {least} are the least.",
        "visitor_away": "You are away on {date} at that time.",
        "host_away": "{host} is away on {date}.",
        "visitor_promised": "Your free period on {date} is promised already, {promised_at}–{until_at}.",
        "visitor_promised.learning": "{date}, {promised_at}–{until_at}, is the learning time “{name}”; choose another"
        " time.",
        "visitor_promised.meeting": "“{name}” meets on {date}, {promised_at}–{until_at}; choose another time.",
        "host_promised": "{host} has promised {start_at}–{end_at} on {date} to something else.",
        "host_promised.learning": "{date}, period {period}, is the learning time “{name}” of {host}; choose another"
        " lesson.",
        "host_promised.meeting": "{host} meets with “{name}” on {date}, {promised_at}–{until_at}; choose another"
        " lesson.",
        "door_closed": "{host} takes no visits on {date} {start_at}–{end_at}.",
        "door_closed.not_offered": "{host} does not take visits in the class of {start_at}–{end_at} on {date}.",
        "door_closed.only_open": "{host} takes visits only when the door is open, and on {date}"
        " {start_at}–{end_at} it is not.",
        "seats": "{taken} visitors are coming to {host} on {date} {start_at}–{end_at} already; {most} are the most.",
        "host_week_cap": "{host} has visits in {hosted} lessons in the week of {date} already; {most} are the most.",
        "visitor_week_cap": "Your visits in the week of {date} number {made} already; {most} a week is the most.",
        "visitor_term_cap": "Your visits this term number {made} already; {most} a term is the most.",
        "own_periods_cap": "You have given {made} of your own periods to visits this term; {most} is the most.",
        "contract_minutes": "In the week of {date} you would keep {left} minutes of preparation, and {least} must"
        " remain.",
        "contract_minutes.clause": "In the week of {date} you would keep {left} minutes of preparation, and"
        " {least} must remain ({clause}).",
        "notice": "{date}, {start_at}, is too soon: a host is told {hours} hours ahead.",
        "why": "{date}: leave at {leave_at}, watch {host} {start_at}–{end_at} ({watch} minutes) in your free"
        " {periods}, back at {back_at}. Travel: {travel} minutes each way.",
        "why.same_school": "{date}: watch {host} {start_at}–{end_at} ({watch} minutes) in your free {periods}."
        " No travel.",
    },
    "es": {
        "not_self": "No puedes visitar tu propia clase; elige a otra persona.",
        "host_willing": "{host} no recibe visitas para esta práctica; elige a otra persona.",
        "host_teaching": "{host} no da clase de {start_at} a {end_at} el {date}; elige una de sus clases.",
        "host_teaching.never": "{host} no da ninguna clase en estos días.",
        "right_subject": "{host} enseña {subject} de {start_at} a {end_at} el {date}; esta práctica se muestra en"
        " {wanted}.",
        "no_school_that_day": "No hay clases en {school} el {date}; elige otro día.",
        "visitor_free": "{host} da clase de {start_at} a {end_at} el {date}, y tú no tienes un periodo libre entonces.",
        "watch_time": "{host} da clase de {start_at} a {end_at} el {date}; podrías observar {watch} minutos, y el"
        " mínimo es {least}.",
        "travel_too_far": "{school} está a {travel} minutos; las visitas llegan hasta {most} minutos.",
        "travel_too_far.unknown": "Nadie ha anotado cuánto se tarda hasta {school}; pide a tu oficina que lo haga.",
        "travel_time": "{host} da clase de {start_at} a {end_at} en {school}; con {travel} minutos de ida y otros"
        " de vuelta podrías observar {watch} minutos, y el mínimo es {least}.",
        "visitor_away": "Tú no estás el {date} a esa hora.",
        "host_away": "{host} está ausente el {date}.",
        "visitor_promised": "Tu periodo libre del {date} ya está comprometido, de {promised_at} a {until_at}.",
        "visitor_promised.learning": "El {date}, de {promised_at} a {until_at}, es el tiempo de aprendizaje «{name}»;"
        " elige otra hora.",
        "visitor_promised.meeting": "«{name}» se reúne el {date} de {promised_at} a {until_at}; elige otra hora.",
        "host_promised.learning": "El {date}, el periodo {period} es el tiempo de aprendizaje «{name}» de {host};"
        " elige otra clase.",
        "host_promised.meeting": "{host} se reúne con «{name}» el {date} de {promised_at} a {until_at}; elige otra"
        " clase.",
        "host_promised": "{host} ha comprometido el {date} de {start_at} a {end_at} para otra cosa.",
        "door_closed": "{host} no recibe visitas el {date} de {start_at} a {end_at}.",
        "door_closed.not_offered": "{host} no recibe visitas en la clase de {start_at} a {end_at} el {date}.",
        "door_closed.only_open": "{host} recibe visitas solo cuando su puerta está abierta, y el {date} de"
        " {start_at} a {end_at} no lo está.",
        "seats": "Ya vienen {taken} visitantes a la clase de {host} el {date} de {start_at} a {end_at}; el máximo"
        " es {most}.",
        "host_week_cap": "{host} ya tiene visitas en {hosted} clases en la semana del {date}; el máximo es {most}.",
        "visitor_week_cap": "Tus visitas en la semana del {date} ya son {made}; el máximo por semana es {most}.",
        "visitor_term_cap": "Tus visitas de este periodo escolar ya son {made}; el máximo es {most}.",
        "own_periods_cap": "Ya has dado {made} de tus periodos libres a visitas este periodo escolar; el máximo es"
        " {most}.",
        "contract_minutes": "En la semana del {date} te quedarían {left} minutos de preparación, y deben quedar"
        " {least}.",
        "contract_minutes.clause": "En la semana del {date} te quedarían {left} minutos de preparación, y deben"
        " quedar {least} ({clause}).",
        "notice": "El {date} a las {start_at} es demasiado pronto: se avisa con {hours} horas.",
        "why": "El {date}: sal a las {leave_at}, observa a {host} de {start_at} a {end_at} ({watch} minutos) en"
        " tu tiempo libre ({periods}) y vuelve a las {back_at}. Camino: {travel} minutos de ida y otros de"
        " vuelta.",
        "why.same_school": "El {date}: observa a {host} de {start_at} a {end_at} ({watch} minutos) en tu tiempo"
        " libre ({periods}). Sin desplazamiento.",
    },
}


def sentence(violation: Violation, lang: Lang = "en") -> str:
    """What stands in the way, with the names and numbers of the case."""
    return fill(violation.rule.value, violation.params, lang)


def fill(
    code: str,
    params: Mapping[str, str | int],
    lang: Lang = "en",
    sentences: Mapping[str, Mapping[str, str]] = SENTENCES,
) -> str:
    """The sentence of a code (and of its ``variant``) with its parameters written out."""
    variant = params.get("variant")
    template = sentences[lang][f"{code}.{variant}" if variant else code]
    text = template.format_map({name: _written(name, value, lang) for name, value in params.items()})
    return text[0].upper() + text[1:]


def _written(name: str, value: str | int, lang: Lang) -> str:
    if name == "date":
        return day_text(int(value), lang)
    return time_text(int(value), lang) if name.endswith("_at") else str(value)


def time_text(minutes: int, lang: Lang = "en") -> str:
    """``785`` is ``1:05`` in English, on the twelve-hour clock as bells are read out at a school; else ``13:05``."""
    if lang == "es":
        return f"{minutes // 60}:{minutes % 60:02d}"
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02d}"


def day_text(ordinal: int, lang: Lang = "en") -> str:
    """``Tuesday, December 1`` or ``martes 1 de diciembre``."""
    day = date.fromordinal(ordinal)
    weekday, month = _DAYS[lang][day.weekday()], _MONTHS[lang].split()[day.month - 1]
    return f"{weekday}, {month} {day.day}" if lang == "en" else f"{weekday} {day.day} de {month}"
