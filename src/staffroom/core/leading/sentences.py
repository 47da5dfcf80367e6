"""A plan and what would change it, in words."""

from collections.abc import Mapping

from staffroom.core.visits.sentences import Lang

from .case import LeadCase
from .change import Change
from .plan import LeadPlan

PARTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "own": ("one in your own free period", "{n} in your own free periods"),
        "cover": ("one needs a cover", "{n} need a cover"),
        "substitute": ("one in a half day with a substitute", "{n} in {halves} with a substitute"),
        "halves": ("one half day", "{n} half days"),
    },
    "es": {
        "own": ("una en tu periodo libre", "{n} en tus periodos libres"),
        "cover": ("una necesita que alguien cubra tu clase", "{n} necesitan que alguien cubra tu clase"),
        "substitute": ("una en medio día con suplente", "{n} en {halves} con suplente"),
        "halves": ("medio día", "{n} medios días"),
    },
}
WHOLE = {"en": "{seen} of {all} members", "es": "{seen} de {all} integrantes"}
NO_SUBSTITUTE = {"en": "no substitute", "es": "sin suplente"}
CHANGES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "weeks": "With one week more it would be {seen} of {all}.",
        "weeks.many": "With {by} weeks more it would be {seen} of {all}.",
        "a_week": "With one outing more a week it would be {seen} of {all}.",
        "own": "With one own free period more than the district allows it would be {seen} of {all}.",
        "missed": "With one class more that somebody else teaches it would be {seen} of {all}.",
        "half_days": "With one half day of a substitute more it would be {seen} of {all}.",
        "visits": "With one visit more than the district allows in a term it would be {seen} of {all}.",
    },
    "es": {
        "weeks": "Con una semana más serían {seen} de {all}.",
        "weeks.many": "Con {by} semanas más serían {seen} de {all}.",
        "a_week": "Con una salida más por semana serían {seen} de {all}.",
        "own": "Con un periodo libre tuyo más de los que permite el distrito serían {seen} de {all}.",
        "missed": "Con una clase más que dé otra persona serían {seen} de {all}.",
        "half_days": "Con medio día de suplencia más serían {seen} de {all}.",
        "visits": "Con una visita más de las que permite el distrito por periodo escolar serían {seen} de {all}.",
    },
}


def lead_sentence(plan: LeadPlan, case: LeadCase, lang: Lang = "en") -> str:
    """ "6 of 7 members: 5 in your own free periods, one needs a cover, no substitute." """
    words = PARTS[lang]
    told = [_told(words[mode], plan.count(mode)) for mode in ("own", "cover") if plan.count(mode)]
    if plan.count("substitute"):
        halves = _told(words["halves"], len(plan.halves))
        told.append(_told(words["substitute"], plan.count("substitute")).replace("{halves}", halves))
    elif plan.visits:
        told.append(NO_SUBSTITUTE[lang])
    whole = WHOLE[lang].format(seen=len(plan.visits), all=len(case.members))
    return f"{whole}: {', '.join(told)}." if told else f"{whole}."


def _told(words: tuple[str, str], n: int) -> str:
    return words[0] if n == 1 else words[1].replace("{n}", str(n))


def change_sentence(change: Change, members: int, lang: Lang = "en") -> str:
    """What one change would bring."""
    code = f"{change.what}.many" if change.what == "weeks" and change.by > 1 else change.what
    return CHANGES[lang][code].format(by=change.by, seen=change.seen, all=members)
