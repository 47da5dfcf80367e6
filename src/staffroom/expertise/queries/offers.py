"""Reads of offers: my own, and one at a time through one door."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from staffroom.people.models import Assignment, Section, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile
from staffroom.trust.kinds import Named, Shared

from .. import rules
from ..models import Offer
from .practices import subject_name


def _sections() -> Prefetch:
    return Prefetch("sections", queryset=Section.objects.filter(active=True).select_related("school"))


def offers_in_full(actor: Actor) -> QuerySet[Offer]:
    """Every offer of the district with practice, owner, assignments, hosting and classes: for other queries."""
    held = Offer.objects.filter(district_id=actor.district_id).select_related("practice", "staff", "staff__hosting")
    assignments = Prefetch("staff__assignments", Assignment.objects.filter(active=True).select_related("school"))
    return held.prefetch_related(_sections(), assignments)


def my_offers(actor: Actor) -> list[Offer]:
    """The actor's own offers, withdrawn ones last."""
    found = list(offers_in_full(actor).filter(staff_id=actor.staff_id))
    return sorted(found, key=lambda offer: offer.state == Offer.State.WITHDRAWN)


def offer_for(actor: Actor, public_id: str) -> Offer:
    """One offer, if the actor may read it. Http404 outside its audience and for drafts not shared; Forbidden for IT."""
    offer = offers_in_full(actor).filter(public_id=public_id).first()
    if offer is None:
        raise Http404
    rules.read_offer(actor, offer)
    return offer


def shared_offer(actor: Actor, record: str, public_id: str) -> Shared | None:
    """An offer as the pages of sharing know it, whoever asks: published it is of the kind ``offer``, else ``draft``."""
    held = Offer.objects.filter(district_id=actor.district_id, public_id=public_id)
    offer = held.select_related("practice", "staff").first()
    return offer_as_shared(actor, offer) if offer and rules.row_of(offer) == record else None


def offer_as_shared(actor: Actor, offer: Offer) -> Shared:
    """The same for an offer at hand."""
    standing, url = rules.standing_to_offer(actor, offer), reverse("offer", args=[offer.public_id])
    return Shared(rules.row_of(offer), offer.public_id, offer.staff_id, offer.practice.name, url, standing, ())


def named_drafts(ids: Iterable[str]) -> list[Named]:
    """Drafts by public id, as lists of what is shared name them."""
    rows = Offer.objects.filter(public_id__in=list(ids)).exclude(state=Offer.State.PUBLISHED).select_related("practice")
    return [
        Named(row.public_id, row.staff_id, row.practice.name, reverse("offer", args=[row.public_id])) for row in rows
    ]


def own_offer(actor: Actor, public_id: str) -> Offer:
    """One offer of the actor's own. Http404 when unknown to them, Forbidden when it is a colleague's."""
    offer = offer_for(actor, public_id)
    rules.change_offer(actor, offer)
    return offer


def live_offer_on(actor: Actor, practice_id: int) -> Offer | None:
    """The actor's offer on a practice that is not withdrawn, if any."""
    live = Offer.objects.filter(staff_id=actor.staff_id, practice_id=practice_id, district_id=actor.district_id)
    return live.exclude(state=Offer.State.WITHDRAWN).first()


def artefact_of(actor: Actor, public_id: str) -> tuple[StoredFile, Shared]:
    """The file of an offer that the actor may read, and the offer as a record that may be shared. Raises Http404."""
    offer = offer_for(actor, public_id)
    stored = artefact_file(offer) if offer.artefact_file else None
    if stored is None:
        raise Http404
    return stored, offer_as_shared(actor, offer)


def artefact_file(offer: Offer) -> StoredFile | None:
    """The stored file of an offer that has been asked for through ``offer_for``."""
    return StoredFile.objects.filter(public_id=offer.artefact_file, district_id=offer.district_id).first()


def shown_sections(offer: Offer) -> list[tuple[Section, str]]:
    """The classes an offer names, each with its line."""
    return [(section, context_line(section)) for section in offer.sections.all()]


def my_sections(actor: Actor) -> QuerySet[Section]:
    """The classes the actor teaches now."""
    taught = Teaching.objects.filter(staff_id=actor.staff_id, active=True).values("section_id")
    return Section.objects.filter(district_id=actor.district_id, active=True, pk__in=taught).select_related("school")


GRADE_NAMES = {
    "IT": gettext_lazy("Infants and toddlers"),
    "PR": gettext_lazy("Preschool"),
    "PK": gettext_lazy("Pre-K"),
    "TK": gettext_lazy("Transitional kindergarten"),
    "KG": gettext_lazy("Kindergarten"),
}


def grade_line(grades: str) -> str:
    """ "03" is "Grade 3", "KG,01" is "Kindergarten, Grade 1"; nothing for none."""
    parts = [grade.strip() for grade in grades.split(",") if grade.strip()]
    numbers = [part.lstrip("0") for part in parts if part.isdigit()]
    names = [str(GRADE_NAMES.get(part.upper(), part)) for part in parts if not part.isdigit()]
    if len(numbers) > 1:
        names.append(_("Grades %(first)s–%(last)s") % {"first": numbers[0], "last": numbers[-1]})
    elif numbers:
        names.append(_("Grade %(grade)s") % {"grade": numbers[0]})
    return ", ".join(names)


def context_line(section: Section) -> str:
    """A class in one line: "Grade 3, Mathematics, 26 students, 31 % English learners". Counts, never names."""
    parts = [grade_line(section.grades), subject_name(section.subject)]
    if section.students:
        parts.append(ngettext("%(n)d student", "%(n)d students", section.students) % {"n": section.students})
    if section.english_learners is not None:
        parts.append(_("%(share)d %% English learners") % {"share": round(100 * section.english_learners)})
    if section.iep is not None:
        parts.append(_("%(share)d %% with an education plan") % {"share": round(100 * section.iep)})
    return ", ".join(part for part in parts if part)
