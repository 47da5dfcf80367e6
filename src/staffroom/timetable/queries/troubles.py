"""Why a section has no place in the week, as a sentence in the reader's language, with what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.bells import EVERY_DAY, WEEKDAYS

from ..models import TimetableProblem

Kind = TimetableProblem.Kind


def day_name(day: str) -> str:
    """``Mon`` and ``A`` as people read them."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    if day == EVERY_DAY:
        return _("Every day")
    return names[WEEKDAYS.index(day)] if day in WEEKDAYS else _("Day %(day)s") % {"day": day}


def trouble_sentence(kind: str, facts: Mapping[str, Any], school: str) -> str:
    """``facts`` as :class:`TimetableProblem` keeps them."""
    if kind == Kind.NO_BELLS:
        return _no_bells(facts.get("sections", 0), school)
    if kind == Kind.NO_PERIOD:
        return _no_period(facts, school)
    if kind == Kind.UNREADABLE:
        return _(
            "When %(section)s meets could not be read: “%(pattern)s”. Write periods and days as 1(A) 3(B-C) or MWF 2."
        ) % {"section": facts.get("section"), "pattern": facts.get("pattern")}
    return _("%(section)s has no meeting pattern, so it is in nobody's week. Give its periods in the roster.") % {
        "section": facts.get("section")
    }


def _no_bells(sections: int, school: str) -> str:
    told = ngettext(
        "%(school)s has no bells, so its %(n)d section is in nobody's week.",
        "%(school)s has no bells, so its %(n)d sections are in nobody's week.",
        sections,
    )
    advice = _("Add the school to the bell file.")
    return f"{told % {'school': school, 'n': sections}} {advice}"


def _no_period(facts: Mapping[str, Any], school: str) -> str:
    if facts.get("days"):
        return _(
            "%(section)s meets on %(day)s, but the days of %(school)s are %(days)s."
            " Write its days as these in the roster."
        ) % {
            "section": facts.get("section"),
            "day": day_name(facts["day"]),
            "school": school,
            "days": ", ".join(facts["days"]),
        }
    words = {
        "section": facts.get("section"),
        "period": facts.get("period"),
        "day": day_name(facts["day"]) if facts.get("day") else "",
        "school": school,
        "periods": ", ".join(facts.get("periods", [])) or _("none"),
    }
    if words["day"]:
        told = _("%(section)s meets in period %(period)s on %(day)s, which the bells of %(school)s do not have.")
    else:
        told = _("%(section)s meets in period %(period)s, which the bells of %(school)s do not have.")
    advice = _("Their periods are %(periods)s. Correct the section's period, or add it to the bell file.")
    return f"{told % words} {advice % words}"
