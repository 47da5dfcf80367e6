"""What the pages about time show: aggregates of a school or the district; names only where a plan needs one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.weeks import MINUTES, Share, Singleton
from staffroom.people.models import School, Staff
from staffroom.people.queries import plain_letters
from staffroom.spine.access import Actor
from staffroom.spine.editions import current_token, memory
from staffroom.spine.files.tables import Table
from staffroom.spine.jobs import Job, progress_of
from staffroom.ui.charts import Bar, Bars

from .analysis import (
    Analysis,
    Group,
    Schools,
    analysed,
    analysed_school,
    analysis_job,
    analysis_key,
    district_known,
    movers,
)
from .together import CommonTime, common_time, named, names_of, told
from .words import (
    change_sentences,
    field_name,
    reached_sentence,
    reason_name,
    substitute_sentence,
    unreached_sentence,
)

PAGE_SIZE = 50
MOST_FOUND = 20
LENGTHS = (30, 45, 60, 90)
NEAREST = (10, 20)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose time a page is about: ``school`` None is the whole district, for the central office only."""

    found: Analysis
    choices: list[School]
    school: School | None
    may_all: bool

    @property
    def schools(self) -> Schools | None:
        return frozenset({str(self.school.pk)}) if self.school else None

    @property
    def query(self) -> str:
        """What keeps the choice in an address."""
        return f"?school={self.school.public_id}" if self.school and len(self.choices) > 1 else ""

    @property
    def teachers(self) -> int:
        return len(self.found.sights_of(self.schools))

    @property
    def first(self) -> date:
        return self.found.days.dates[0]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The district's analysis is not known yet: what a page shows meanwhile. ``state`` of the job that works at it."""

    choices: list[School]
    state: str
    done: int
    total: int
    school: None = None
    may_all: bool = True
    query: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing works at it any more, though it is not known: the job failed or was stopped."""
        return self.state not in (Job.State.WAITING, Job.State.RUNNING)


class NotYet(Exception):
    """The district's analysis has to be worked out first."""


def waiting(actor: Actor) -> Waiting | None:
    """How far the job is that works the district's analysis out; None once it is done. Three queries at most."""
    today = actor.today or date.today()  # noqa: DTZ011 - the middleware always gives the district's today
    job = analysis_job(analysis_key(current_token(), today))
    if job is None or job.state == Job.State.DONE:
        return None
    far = progress_of(job)
    return Waiting(list(School.objects.filter(active=True)), job.state, far["done"], far["total"])


def scope_for(actor: Actor, school: str, *, wait: bool = True) -> Scope:
    """The school of this public id, else the first one led, else the district. Raises Http404 for any other.

    Unless ``wait``, NotYet is raised where the whole district would have to be worked out.
    """
    central = actor.has("central")
    held = School.objects.filter(active=True)
    choices = list(held if central else held.filter(pk__in=actor.leads))
    chosen = next((one for one in choices if one.public_id == school), None) if school else None
    if chosen is None and (school or not (central or choices)):
        raise Http404
    if chosen is None and not central:
        chosen = choices[0]
    today = actor.today or date.today()  # noqa: DTZ011 - the middleware always gives the district's today
    kept = memory()
    if chosen is not None:
        return Scope(analysed_school(kept, today, chosen.pk), choices, chosen, central)
    found = district_known(kept, today)
    if found is None and not wait and kept.token:  # without an edition there is next to nothing to work out
        raise NotYet
    return Scope(found or analysed(kept, today), choices, chosen, central)


# --- The first page ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hub:
    """The answers in sentences."""

    scope: Scope
    share: Share
    sentences: list[str]
    changes: list[str]
    together: str
    singles: str


def hub(scope: Scope) -> Hub:
    """What the timetable allows, and the one change that would give most."""
    found, share = scope.found, scope.found.share(scope.schools)
    sentences = [unreached_sentence(share), substitute_sentence(share)]
    changes = _changes(found, scope.schools) if share.teachers else []
    return Hub(scope, share, [reached_sentence(share), *sentences], changes, _together(scope), _singles(scope))


def _changes(found: Analysis, schools: Schools | None) -> list[str]:
    changes = found.changes(schools)
    names = names_of({person for one in movers(changes) for person in one.people})
    return change_sentences(changes, found, names)


def _together(scope: Scope) -> str:
    groups = scope.found.groups(scope.schools)
    meet = sum(1 for one in groups if scope.found.together(one.people)[1].slots)
    text = ngettext(
        "%(meet)d of %(n)d group of a subject or grade has 45 minutes in which all are free.",
        "%(meet)d of %(n)d groups of a subject or grade have 45 minutes in which all are free.",
        len(groups),
    )
    return str(text % {"meet": meet, "n": len(groups)})


def _singles(scope: Scope) -> str:
    singles = scope.found.singles(scope.schools)
    people = len({one.person for one in singles})
    text = ngettext(
        "%(n)d teacher is the only one of a subject or grade at a school.",
        "%(n)d teachers are the only ones of a subject or grade at their school.",
        people,
    )
    return str(text % {"n": people})


# --- Who can see whom --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ShareRow:
    """One school or subject."""

    name: str
    share: Share
    school: School | None = None

    @property
    def reason(self) -> str:
        return reason_name(self.share.commonest) if self.share.commonest else ""


@dataclass(frozen=True, slots=True)
class SeeingPage:
    scope: Scope
    share: Share
    lead: str
    by_school: list[ShareRow]
    by_subject: list[ShareRow]
    reasons: list[tuple[str, int]]
    nearest: list[tuple[str, int]]
    picture: Bars


def seeing_page(scope: Scope) -> SeeingPage:
    """Counts of pairs by school and by subject, and why some see nobody."""
    found, share = scope.found, scope.found.share(scope.schools)
    schools = [ShareRow(found.name_of(pk), one, found.schools.get(pk)) for pk, one in found.by_school(scope.schools)]
    subjects = [ShareRow(field_name(name), one) for name, one in found.by_field(scope.schools).items()]
    subjects.sort(key=lambda row: row.name)
    reasons = sorted(share.reasons.items(), key=lambda one: -one[1])
    told = [(reason_name(reason), count) for reason, count in reasons]
    picture = _picture(subjects)
    return SeeingPage(scope, share, reached_sentence(share), schools, subjects, told, _nearest(share), picture)


def _nearest(share: Share) -> list[tuple[str, int]]:
    """Teachers by the way to the nearest colleague they can see."""
    bands = [(_("in the own school"), 0, 0)]
    low = 0
    for most in NEAREST:
        bands.append((_("up to %(n)d minutes away") % {"n": most}, low + 1, most))
        low = most
    bands.append((_("more than %(n)d minutes away") % {"n": low}, low + 1, 10_000))
    return [(name, sum(n for way, n in share.nearest.items() if a <= way <= b)) for name, a, b in bands]


def _picture(rows: Sequence[ShareRow]) -> Bars:
    low = min((row.share.reached / row.share.teachers for row in rows), default=1)
    bars = [
        Bar(
            row.name,
            100 * row.share.reached / row.share.teachers,
            _("%(reached)d of %(teachers)d") % {"reached": row.share.reached, "teachers": row.share.teachers},
            quiet=row.share.reached / row.share.teachers > low,
        )
        for row in rows
    ]
    full = sum(1 for row in rows if row.share.reached == row.share.teachers)
    title = _("In %(full)d of %(all)d subjects and grade bands, everybody can see a colleague") % {
        "full": full,
        "all": len(rows),
    }
    about = _("Teachers who can see a colleague of the same subject or grade band without a substitute.")
    return Bars(title, about, bars, maximum=100, heading=_("Teachers"))


def seeing_table(scope: Scope) -> Table:
    """By school and by subject, for a file."""
    page = seeing_page(scope)
    columns = [
        _("School"), _("Subject or grades"), _("Teachers"), _("Can see a colleague"),
        _("Pairs without a substitute"), _("Pairs that need a substitute"), _("Commonest reason of the others"),
    ]  # fmt: skip
    rows = [(row.name, "", *_numbers(row)) for row in page.by_school]
    return Table("who-can-see-whom", columns, [*rows, *(("", row.name, *_numbers(row)) for row in page.by_subject)])


def _numbers(row: ShareRow) -> tuple[object, ...]:
    share = row.share
    return share.teachers, share.reached, share.relevant, share.need_substitute, row.reason


# --- Free time ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FreeRow:
    """Minutes a week of the teachers of one school; ``below``: how many have less than the contract keeps."""

    name: str
    teachers: int
    least: int
    middle: int
    most: int
    below: int


@dataclass(frozen=True, slots=True)
class FreePage:
    scope: Scope
    lead: str
    required: int | None
    rows: list[FreeRow]
    picture: Bars


def free_page(scope: Scope) -> FreePage:
    """Free minutes by school, and on which days there is room for a visit."""
    found = scope.found
    rows = [
        FreeRow(found.name_of(pk), one.teachers, *found.free_minutes(pk), found.below_contract(pk))
        for pk, one in found.by_school(scope.schools)
    ]
    return FreePage(scope, _free_lead(scope, rows), found.required, rows, _days_picture(scope))


def _free_lead(scope: Scope, rows: Sequence[FreeRow]) -> str:
    some = sum(1 for one in scope.found.sights_of(scope.schools) if scope.found.seeing.windows[one.person])
    text = ngettext(
        "%(some)d of %(n)d teacher has free time as long as a visit at least once a week.",
        "%(some)d of %(n)d teachers have free time as long as a visit at least once a week.",
        scope.teachers,
    )
    return str(text % {"some": some, "n": scope.teachers}) if rows else ""


def _days_picture(scope: Scope) -> Bars:
    found, people = scope.found, [one.person for one in scope.found.sights_of(scope.schools)]
    days = [day.toordinal() for day in found.days.dates]
    counts = {day: sum(1 for pk in people if any(w.day == day for w in found.seeing.windows[pk])) for day in days}
    most = max(counts.values(), default=0)
    title = _("Teachers with free time as long as a visit, by day")
    about = _("Counted from the bells and classes of an ordinary week; days away are not looked at.")
    bars = [Bar(found.days.name_of(day), n, str(n), quiet=n < most) for day, n in counts.items()]
    return Bars(title, about, bars, maximum=len(people) or None, heading=_("Teachers"))


def free_table(scope: Scope) -> Table:
    """Free minutes by school, for a file."""
    columns = [
        _("School"), _("Teachers"), _("Least minutes"), _("Middle"), _("Most minutes"), _("Below the contract"),
    ]  # fmt: skip
    rows = [(r.name, r.teachers, r.least, r.middle, r.most, r.below) for r in free_page(scope).rows]
    return Table("free-time", columns, rows)


# --- Common time -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of a subject or grade. ``answer``: its common time, or what it would take."""

    key: str
    name: str
    school: str
    people: int
    answer: CommonTime


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody who may be chosen: public id, name and school."""

    public_id: str
    name: str
    school: str
    checked: bool


@dataclass(frozen=True, slots=True)
class TogetherPage:
    scope: Scope
    lead: str
    minutes: int
    text: str
    people: list[Chosen]
    answer: CommonTime | None
    title: str
    rows: Page
    lengths: tuple[int, ...] = LENGTHS


def together_page(
    scope: Scope, *, who: Sequence[str], text: str, group: str, minutes: int = MINUTES, page: str = "1"
) -> TogetherPage:
    """The common time of the people chosen, or of one group; and of all groups at a glance."""
    groups = scope.found.groups(scope.schools)
    one = next((each for each in groups if _key(each) == group), None)
    people = _people(scope, who, text, one)
    asked = [pk for pk, each in people.items() if each.checked]
    answer = common_time(asked, minutes=minutes) if len(asked) > 1 else None
    title = f"{field_name(one.name)}, {scope.found.name_of(one.school)}" if one else ""
    shown = Paginator(groups, PAGE_SIZE).get_page(page)
    shown.object_list = _group_rows(scope.found, shown.object_list)
    return TogetherPage(scope, _together(scope), minutes, text, list(people.values()), answer, title, shown)


def _key(group: Group) -> str:
    return f"{group.school}-{group.name.kind}-{group.name.name}"


def _people(scope: Scope, who: Sequence[str], text: str, group: Group | None) -> dict[int, Chosen]:
    """Those chosen first, then those that the typed name finds; teachers of the scope only."""
    ids = [int(one.person) for one in scope.found.sights_of(scope.schools)]
    listed = list(Staff.objects.filter(pk__in=ids).order_by("family", "given", "id"))
    chosen = [one for one in listed if one.public_id in who or (group and str(one.pk) in group.people)]
    more = [one for one in _named(listed, text) if one not in chosen] if text else []
    home = {one.person: scope.found.name_of(one.school) for one in scope.found.sights}
    return {
        one.pk: Chosen(one.public_id, str(one), home.get(str(one.pk), ""), one in chosen) for one in (*chosen, *more)
    }


def _named(people: Sequence[Staff], text: str) -> list[Staff]:
    """The first of these people whose names hold each of the words."""
    words = plain_letters(text).split()
    return [one for one in people if all(word in plain_letters(str(one)) for word in words)][:MOST_FOUND]


def _group_rows(found: Analysis, groups: Sequence[Group]) -> list[GroupRow]:
    looked_at = [(one, *found.together(one.people)) for one in groups]
    names = names_of({person for _one, _tables, common in looked_at for person in named(common)})
    rows = []
    for one, tables, common in looked_at:
        answer = told(tables, common, found.days, names)
        rows.append(GroupRow(_key(one), field_name(one.name), found.name_of(one.school), len(one.people), answer))
    return rows


def together_table(scope: Scope) -> Table:
    """Every group with its common time, for a file."""
    columns = [_("School"), _("Group"), _("Teachers"), _("Common time"), _("What it would take")]
    rows = [
        (row.school, row.name, row.people, "; ".join(str(slot) for slot in row.answer.slots), what_it_takes(row.answer))
        for row in _group_rows(scope.found, scope.found.groups(scope.schools))
    ]
    return Table("common-time", columns, rows)


def what_it_takes(answer: CommonTime) -> str:
    """The one move, or why no single one does; nothing where there is common time."""
    if answer.slots:
        return ""
    return str(answer.one_move) if answer.one_move else _("%(why)s No single move frees one.") % {"why": answer.reason}


# --- Singletons --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SingleRow:
    name: str
    group: str
    school: str
    elsewhere: int
    mates: list[str]


@dataclass(frozen=True, slots=True)
class SinglesPage:
    scope: Scope
    lead: str
    rows: Page


def singles_page(scope: Scope, page: str = "1") -> SinglesPage:
    """Who has no colleague of a subject or grade at the own school, and the nearest elsewhere, fifty a page."""
    shown = Paginator(scope.found.singles(scope.schools), PAGE_SIZE).get_page(page)
    shown.object_list = _single_rows(scope.found, shown.object_list)
    return SinglesPage(scope, _singles(scope), shown)


def _single_rows(found: Analysis, singles: Sequence[Singleton]) -> list[SingleRow]:
    names = names_of({one.person for one in singles} | {mate.person for one in singles for mate in one.mates})
    text = _("%(name)s, %(school)s (%(way)s; %(days)s)")

    def mate(one: Any) -> str:
        days = ngettext("free together on %(n)d day", "free together on %(n)d days", one.days) % {"n": one.days}
        way = _("way not known") if one.travel is None else _("%(n)d minutes") % {"n": one.travel}
        words = {"name": names.get(one.person, ""), "school": found.name_of(one.school), "way": way, "days": days}
        return str(text % words)

    return [
        SingleRow(
            names.get(one.person, ""),
            field_name(one.group),
            found.name_of(one.school),
            one.elsewhere,
            [mate(other) for other in one.mates],
        )
        for one in singles
    ]


def singles_table(scope: Scope) -> Table:
    """Every singleton, for a file."""
    columns = [_("Name"), _("Subject or grade"), _("School"), _("Colleagues elsewhere"), _("Nearest with free time")]
    rows = _single_rows(scope.found, scope.found.singles(scope.schools))
    told = [(row.name, row.group, row.school, row.elsewhere, "; ".join(row.mates)) for row in rows]
    return Table("singletons", columns, told)
