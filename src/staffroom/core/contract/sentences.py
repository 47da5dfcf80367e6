"""A rule, and what breaks it, in plain words, in English and Spanish; made from the data, never typed."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from staffroom.core.contract.model import Directs, Kind, Rule, Violation
from staffroom.core.visits.sentences import day_text

Lang = Literal["en", "es"]

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
LEVELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "elementary": "elementary schools", "k8": "K–8 schools", "middle": "middle schools", "high": "high schools",
        "alternative": "alternative schools", "other": "other schools",
    },
    "es": {
        "elementary": "escuelas primarias", "k8": "escuelas K–8", "middle": "escuelas intermedias",
        "high": "escuelas preparatorias", "alternative": "escuelas alternativas", "other": "otras escuelas",
    },
}  # fmt: skip
ROLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "teacher": "teachers", "teacher_leader": "teacher leaders", "specialist": "specialists",
        "counselor": "counselors", "aide": "instructional aides", "office": "office staff", "food": "food services",
        "bus": "bus drivers", "custodian": "custodians", "nurse": "nurses",
    },
    "es": {
        "teacher": "docentes", "teacher_leader": "docentes líderes", "specialist": "especialistas",
        "counselor": "consejeros escolares", "aide": "asistentes de instrucción", "office": "personal de oficina",
        "food": "servicio de comedor", "bus": "conductores de autobús", "custodian": "conserjes",
        "nurse": "personal de enfermería",
    },
}  # fmt: skip
WHO: Mapping[str, Mapping[str, str]] = {
    "en": {
        Directs.TEAM: "the team", Directs.PRINCIPAL: "the principal", Directs.DISTRICT: "the district",
        Directs.UNION: "the union",
    },
    "es": {
        Directs.TEAM: "el equipo", Directs.PRINCIPAL: "la dirección", Directs.DISTRICT: "el distrito",
        Directs.UNION: "el sindicato",
    },
}  # fmt: skip
RULES: Mapping[str, Mapping[str, str]] = {
    "en": {
        Kind.PREP_WEEK: "At least {limit} minutes of preparation remain in every week.",
        Kind.IN_PREP_WEEK: "Meetings take at most {limit} minutes of preparation a week.",
        Kind.PLC_WEEK: "At most {limit} PLC meetings a week.",
        Kind.MEETINGS_MONTH: "At most {limit} staff meetings a month.",
        Kind.MEETING_LENGTH: "No meeting is longer than {limit} minutes.",
        Kind.AFTER_BELL: "Nothing ends later than {limit} minutes after the last bell.",
        Kind.PRESERVICE: "Meetings and training before the first day of school take at most {limit} minutes in all.",
        Kind.DIRECTED_SHARE: "Principal and district direct at most {limit} percent of a month's collaboration time;"
        " teachers direct the rest.",
        Kind.RELEASE_PATTERN: "On the {ordinal} {weekday} of the month, after the last bell: {parts}.",
    },
    "es": {
        Kind.PREP_WEEK: "Quedan al menos {limit} minutos de preparación cada semana.",
        Kind.IN_PREP_WEEK: "Las reuniones ocupan como máximo {limit} minutos de preparación por semana.",
        Kind.PLC_WEEK: "Como máximo {limit} reuniones PLC por semana.",
        Kind.MEETINGS_MONTH: "Como máximo {limit} reuniones de personal al mes.",
        Kind.MEETING_LENGTH: "Ninguna reunión dura más de {limit} minutos.",
        Kind.AFTER_BELL: "Nada termina más de {limit} minutos después del último timbre.",
        Kind.PRESERVICE: "Las reuniones y la capacitación antes del primer día de clases ocupan como máximo {limit}"
        " minutos en total.",
        Kind.DIRECTED_SHARE: "La dirección y el distrito dirigen como máximo {limit} por ciento del tiempo de"
        " colaboración de un mes; el resto lo dirigen los docentes.",
        Kind.RELEASE_PATTERN: "El {ordinal} {weekday} del mes, después del último timbre: {parts}.",
    },
}
BROKEN: Mapping[str, Mapping[str, str]] = {
    "en": {
        Kind.PREP_WEEK: "In the week of {date} {made} minutes of preparation would remain, and {most} must.",
        Kind.IN_PREP_WEEK: "In the week of {date} meetings would take {made} minutes of preparation, and {most} are"
        " the most.",
        Kind.PLC_WEEK: "The week of {date} would have {made} PLC meetings; {most} a week is the most.",
        Kind.MEETINGS_MONTH: "The month of {date} would have {made} staff meetings; {most} a month is the most.",
        Kind.MEETING_LENGTH: "The meeting on {date} would take {made} minutes; {most} are the most.",
        Kind.AFTER_BELL: "On {date} it would end {made} minutes after the last bell; {most} are the most.",
        Kind.PRESERVICE: "Before the first day of school, from {date}, meetings and training would take {made} minutes;"
        " {most} are the most.",
        Kind.DIRECTED_SHARE: "In the month of {date} principal and district would direct {made} percent of"
        " collaboration time; {most} percent is the most.",
        Kind.RELEASE_PATTERN: "On {date} {who} would have {made} minutes after the last bell; {most} are the most.",
    },
    "es": {
        Kind.PREP_WEEK: "En la semana del {date} quedarían {made} minutos de preparación, y deben quedar {most}.",
        Kind.IN_PREP_WEEK: "En la semana del {date} las reuniones ocuparían {made} minutos de preparación, y el máximo"
        " es {most}.",
        Kind.PLC_WEEK: "La semana del {date} tendría {made} reuniones PLC; el máximo por semana es {most}.",
        Kind.MEETINGS_MONTH: "El mes de {date} tendría {made} reuniones de personal; el máximo por mes es {most}.",
        Kind.MEETING_LENGTH: "La reunión del {date} duraría {made} minutos; el máximo es {most}.",
        Kind.AFTER_BELL: "El {date} terminaría {made} minutos después del último timbre; el máximo es {most}.",
        Kind.PRESERVICE: "Antes del primer día de clases, desde el {date}, las reuniones y la capacitación ocuparían"
        " {made} minutos; el máximo es {most}.",
        Kind.DIRECTED_SHARE: "En el mes de {date} la dirección y el distrito dirigirían {made} por ciento del tiempo"
        " de colaboración; el máximo es {most} por ciento.",
        Kind.RELEASE_PATTERN: "El {date} {who} tendría {made} minutos después del último timbre; el máximo es {most}.",
    },
}
_ORDINALS = {
    "en": ("every", "1st", "2nd", "3rd", "4th", "5th"),
    "es": ("cada", "primer", "segundo", "tercer", "cuarto", "quinto"),
}


def rule_sentence(rule: Rule, lang: Lang = "en") -> str:
    """What the rule says and of whom: "Teachers in middle schools: no meeting is longer than 60 minutes."."""
    text = RULES[lang][rule.kind].format(
        limit=rule.limit,
        ordinal=_ORDINALS[lang][rule.ordinal],
        weekday=DAYS[lang][rule.weekday],
        parts=_parts(rule, lang),
    )
    if rule.kind is Kind.RELEASE_PATTERN and not rule.ordinal:
        weekday = DAYS[lang][rule.weekday]
        begin = {"en": f"On every {weekday}", "es": f"Cada {weekday}"}[lang]
        text = f"{begin}{text[text.index(',') :]}"
    if rule.limit == 1 and rule.kind in (Kind.PLC_WEEK, Kind.MEETINGS_MONTH):
        text = text.replace("meetings", "meeting").replace("reuniones", "reunión")
    whom = _whom(rule, lang)
    return f"{whom[0].upper()}{whom[1:]}: {text[0].lower()}{text[1:]}" if whom else text


def violation_sentence(violation: Violation, lang: Lang = "en") -> str:
    """What would be too much or too little, with the clause it stands in."""
    rule = violation.rule
    months = rule.kind in (Kind.MEETINGS_MONTH, Kind.DIRECTED_SHARE)
    text = BROKEN[lang][rule.kind].format(
        date=_month(violation.date, lang) if months else day_text(violation.date, lang),
        made=violation.made,
        most=violation.most,
        who=WHO[lang].get(violation.directs, ""),
    )
    return f"{text} ({rule.source})" if rule.source else text


def _month(day: int, lang: Lang) -> str:
    words = day_text(day, lang).split(" ")
    year = date.fromordinal(day).year
    return f"{words[1]} {year}" if lang == "en" else f"{words[-1]} de {year}"


def _parts(rule: Rule, lang: Lang) -> str:
    rest = {"en": "the rest", "es": "el resto"}[lang]
    minutes = {"en": "minutes", "es": "minutos"}[lang]
    order = [str(one) for one in (Directs.PRINCIPAL, Directs.DISTRICT, Directs.TEAM, Directs.UNION)]
    named = sorted(rule.parts.items(), key=lambda part: order.index(part[0]))
    return ", ".join(
        f"{WHO[lang][who]} {rest if most is None else f'{most} {minutes}'}" for who, most in named if most != 0
    )


def _whom(rule: Rule, lang: Lang) -> str:
    """ "teachers and specialists in elementary schools"; nothing for everybody."""
    everyone, inside = {"en": ("all staff", "in"), "es": ("todo el personal", "en")}[lang]
    roles = _joined([ROLES[lang].get(one, one) for one in sorted(rule.roles)], lang)
    levels = _joined([LEVELS[lang].get(one, one) for one in sorted(rule.levels)], lang)
    if not levels:
        return roles
    return f"{roles or everyone} {inside} {levels}"


def _joined(words: list[str], lang: Lang) -> str:
    last = {"en": " and ", "es": " y "}[lang]
    return words[0] if len(words) == 1 else last.join([", ".join(words[:-1]), words[-1]]) if words else ""
