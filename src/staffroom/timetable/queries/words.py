"""The time analyses in the reader's language."""

from collections.abc import Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.weeks import TEACHER, Change, Changes, Field, Reason, Share
from staffroom.ui.templatetags.ui import school_subject

from .analysis import Analysis, movers

NAMED = 6
KINDERGARTEN = frozenset({"KG", "K", "TK", "PK", "PR", "IT"})


def field_name(name: Field) -> str:
    """A subject by its name; "Grades 3-5"; "Grade 3"."""
    if name.kind == "subject":
        return str(school_subject(name.name))
    if name.kind == "band":
        return str(_("Homerooms, grades %(band)s") % {"band": name.name.replace("-", "–")})
    if name.name in KINDERGARTEN:
        return str(_("Kindergarten"))
    return str(_("Grade %(grade)s") % {"grade": name.name.lstrip("0")})


def reason_name(reason: Reason) -> str:
    """Why a teacher sees nobody relevant, as the end of "The commonest reason:"."""
    return {
        Reason.NO_FREE_TIME: _("no free time as long as a visit"),
        Reason.NO_SUBJECT: _("the roster does not say what they teach"),
        Reason.NOBODY_RELEVANT: _("nobody else in the district teaches the same"),
        Reason.TOO_FAR: _("the only colleagues whose lessons fit are too far away"),
        Reason.SAME_TIME: _("they and all such colleagues teach at the same time"),
    }[reason]


def _grouped(number: int) -> str:
    """61,289 rather than 61289, as the reader's language writes it."""
    return str(number_format(number, force_grouping=True))


def reached_sentence(share: Share) -> str:
    """N of M teachers can see a colleague."""
    text = ngettext(
        "%(reached)s of %(teachers)s teacher can see a colleague of the same subject or grade band teach"
        " without a substitute.",
        "%(reached)s of %(teachers)s teachers can see a colleague of the same subject or grade band teach"
        " without a substitute.",
        share.teachers,
    )
    return str(text % {"reached": _grouped(share.reached), "teachers": _grouped(share.teachers)})


def unreached_sentence(share: Share) -> str:
    """How many cannot, and the commonest reason."""
    if share.commonest is None:
        return str(_("Nobody is left out."))
    text = ngettext(
        "%(n)d teacher cannot. The commonest reason: %(reason)s (%(count)d).",
        "%(n)d teachers cannot. The commonest reason: %(reason)s (%(count)d).",
        share.unreached,
    )
    told = {"n": share.unreached, "reason": reason_name(share.commonest), "count": share.reasons[share.commonest]}
    return str(text % told)


def substitute_sentence(share: Share) -> str:
    """Of the pairs that would be of use, how many need a substitute."""
    text = _(
        "A visit is possible without a substitute for %(without)s of %(all)s pairs of a teacher and such a colleague"
        " within reach; %(with)s would need one."
    )
    counts = {"without": share.relevant, "all": share.within_reach, "with": share.need_substitute}
    return str(text % {name: _grouped(number) for name, number in counts.items()})


def change_sentence(change: Change, found: Analysis, names: Mapping[str, str]) -> str:
    """One change in words: who, where, which day, from when to when, and what it gives."""
    words = {
        "school": found.name_of(change.school),
        "day": found.days.name_of(change.day),
        "fro": change.fro.name,
        "to": change.to.name,
        "gain": change.gain,
        "who": _listed([names.get(one, "?") for one in change.people]),
        "n": len(change.people),
    }
    if change.kind == TEACHER:
        text = _(
            "At %(school)s on %(day)s, move the free period of %(who)s from period %(fro)s to period %(to)s:"
            " %(gain)d more pairs without a substitute."
        )
    else:
        text = ngettext(
            "At %(school)s on %(day)s, stagger the preparation of period %(fro)s: %(n)d teacher is free in period"
            " %(to)s instead (%(who)s): %(gain)d more pairs without a substitute.",
            "At %(school)s on %(day)s, stagger the preparation of period %(fro)s: %(n)d teachers are free in period"
            " %(to)s instead (%(who)s): %(gain)d more pairs without a substitute.",
            len(change.people),
        )
    return str(text % words)


def change_sentences(changes: Changes, found: Analysis, names: Mapping[str, str]) -> list[str]:
    """The best change of each kind, the best first; one sentence when none gives anything."""
    told = [change_sentence(one, found, names) for one in movers(changes)]
    return told or [str(_("No single change of one teacher's or one school's free periods gives any new pair."))]


def _listed(names: Sequence[str]) -> str:
    text, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return str(_("%(names)s and %(n)d more") % {"names": text, "n": more}) if more > 0 else text
