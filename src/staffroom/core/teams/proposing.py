"""Which teams the roster suggests: everybody without a team gets one, and what is there already stays as it is.

Homeroom teachers come together by grade, subject teachers by subject, specialists of an elementary school with one
another, classified staff in crews, counselors with nurses and psychologists; a leadership team has the principal and
the leaders. Nobody is left alone: a group of one joins the nearest grade, the other lone subjects, the other lone
crews of the school, and at last those of the same work in the whole district. Who has no post is not placed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from staffroom.core.practices import area_of

GRADES = ("PK", "TK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
HEADS = ("principal", "assistant_principal")
LEADERS = ("teacher_leader", "specialist")
HELPERS = ("counselor", "nurse", "psychologist")
TEACHING = ("teacher", *LEADERS)
SMALL = ("elementary", "k8")  # schools whose teachers have one class for most subjects
LONE = 1

Place = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Post:
    """What one person does at one school (None: for the district). ``level`` is the school's, ``grades`` codes."""

    person: int
    school: int | None
    level: str
    role: str
    subject: str = ""
    grades: tuple[str, ...] = ()
    fte: float = 1.0
    begins: date | None = None
    primary: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """A team that there is. ``key`` is empty when people made it by hand."""

    team: int
    school: int | None
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's part in a team today."""

    person: int
    team: int
    part: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A team to make, or (with ``team``) people to add to one. ``words`` are what its name is made of."""

    school: int | None
    key: str
    kind: str
    words: tuple[str, ...]
    members: tuple[int, ...]
    leads: tuple[int, ...] = ()
    supporters: tuple[int, ...] = ()
    team: int | None = None

    @property
    def people(self) -> int:
        return len(self.members) + len(self.leads)


@dataclass
class _Group:
    """People who come together. ``whole``: it is for the district, whatever schools its people work at."""

    kind: str
    words: tuple[str, ...]
    posts: list[Post] = field(default_factory=list)


def propose(posts: Iterable[Post], known: Sequence[Known], held: Sequence[Held]) -> list[Proposal]:
    """What is missing, school by school, the district's own last. Asked again after accepting it is empty."""
    listed = list(posts)
    homes = _homes(listed)
    settled = {one.person for one in held if one.part in ("member", "lead")}
    kept = {(one.school, one.key): one for one in known if one.key}
    groups: dict[Place, _Group] = {}
    for post in homes.values():
        if post.person not in settled:
            _join(groups, post, *_natural(post))
    _gather(groups, kept, listed)
    made = [_proposal(place, group, kept, listed) for place, group in groups.items()]
    made += _leadership(homes, known, {place for place in groups if place[1] == "ilt"})
    return sorted(made, key=lambda one: (one.school is None, one.school or 0, one.key))


def _homes(posts: Sequence[Post]) -> dict[int, Post]:
    """The main post of each person: the primary one, the one with most time, the first."""
    found: dict[int, Post] = {}
    for post in sorted(posts, key=lambda one: (not one.primary, -one.fte)):
        found.setdefault(post.person, post)
    return found


def _join(groups: dict[Place, _Group], post: Post, place: Place, kind: str, words: tuple[str, ...]) -> None:
    groups.setdefault(place, _Group(kind, words)).posts.append(post)


def _natural(post: Post) -> tuple[Place, str, tuple[str, ...]]:
    """Where somebody belongs by the own post: place, kind, words of the name."""
    school, role = post.school, post.role
    if role in HEADS and school is not None:
        return (school, "ilt"), "ilt", ("ilt",)
    if role in TEACHING:
        return _teaching(post)
    if role in HELPERS:
        return (school, "support"), "other", ("support",)
    if role == "central" or (role in HEADS and school is None):
        return (None, "central"), "other", ("central",)
    return (school, f"crew/{role}"), "crew", ("crew", role)


def _teaching(post: Post) -> tuple[Place, str, tuple[str, ...]]:
    school = post.school
    if school is None:
        return (None, "specialists"), "other", ("district-specialists",)
    grades = tuple(g for g in GRADES if g in post.grades)
    homeroom = post.level in SMALL and post.subject in ("", "multiple")
    if homeroom and post.role == "teacher" and len(grades) == 1:
        return (school, f"grade/{grades[0]}"), "grade", ("grade", grades[0])
    upper = post.level == "k8" and bool(grades) and set(grades) <= {"07", "08"}
    if (post.level not in SMALL or upper) and post.subject not in ("", "multiple"):
        area = area_of(post.subject)
        return (school, f"subject/{area}"), "subject", ("subject", area)
    return (school, "specialists"), "other", ("specialists",)


def _gather(groups: dict[Place, _Group], kept: Mapping[Place, Known], posts: Sequence[Post]) -> None:
    """Nobody stays alone where no such team is there yet."""
    for place in _lone(groups, kept, "grade/"):
        _move(groups, place, _nearest_grade(groups, kept, place))
    for place in _lone(groups, kept, "subject/"):
        _move(groups, place, (place[0], "subject/mixed"), "subject", ("mixed",))
    for place in _lone(groups, kept, "crew/"):
        if place[0] is not None:
            _move(groups, place, (place[0], "crew/all"), "crew", ("operations",))
    for name in ("subject/mixed", "specialists", "support"):
        for place in _lone(groups, kept, name):
            if place[0] is not None:
                _move(groups, place, _largest(groups, kept, place[0]))
    for place in _lone(groups, kept, ""):
        if place[0] is not None and not (place[1] == "ilt" and _has_leaders(place[0], posts)):
            _move(groups, place, *_district_wide(groups[place].posts[0]))


def _lone(groups: Mapping[Place, _Group], kept: Mapping[Place, Known], beginning: str) -> list[Place]:
    return sorted(
        (
            place
            for place, group in groups.items()
            if len(group.posts) == LONE and place not in kept and place[1].startswith(beginning)
        ),
        key=lambda place: (place[0] or 0, place[1]),
    )


def _move(
    groups: dict[Place, _Group], place: Place, to: Place | None, kind: str = "", words: tuple[str, ...] = ()
) -> None:
    """Put a group's people elsewhere; words are only needed where a group begins."""
    if to is None or to == place or place not in groups:
        return
    moved = groups.pop(place)
    target = groups.setdefault(to, _Group(kind or moved.kind, words or moved.words))
    target.posts += moved.posts
    if to[1].startswith("grade/"):
        target.words = ("grade", *dict.fromkeys((*target.words[1:], *moved.words[1:])))


def _nearest_grade(groups: Mapping[Place, _Group], kept: Mapping[Place, Known], place: Place) -> Place | None:
    """The grade of the same school that lies nearest; the lower one of two."""
    mine = GRADES.index(place[1].split("/")[1])
    others = [
        other
        for other in dict.fromkeys([*groups, *kept])
        if other[0] == place[0] and other != place and other[1].startswith("grade/")
    ]
    if not others:
        return place[0], "specialists"
    return min(others, key=lambda other: (abs(GRADES.index(other[1].split("/")[1]) - mine), other[1]))


def _largest(groups: Mapping[Place, _Group], kept: Mapping[Place, Known], school: int) -> Place | None:
    """The largest teaching group of a school, else one that is there already."""
    named = ("subject/", "grade/", "specialists")
    here = [place for place in groups if place[0] == school and place[1].startswith(named)]
    larger = [place for place in here if len(groups[place].posts) > LONE]
    if larger:
        return max(larger, key=lambda place: (len(groups[place].posts), place[1]))
    return next((place for place in kept if place[0] == school and place[1].startswith(named)), None)


def _has_leaders(school: int, posts: Sequence[Post]) -> bool:
    return bool(_leaders_of(school, posts))


def _district_wide(post: Post) -> tuple[Place, str, tuple[str, ...]]:
    if post.role in HEADS:
        return (None, "principals"), "plc", ("principals",)
    if post.role in HELPERS:
        return (None, "support"), "other", ("support",)
    if post.role in TEACHING:
        return (None, "teachers"), "other", ("district-teachers",)
    return (None, f"crew/{post.role}"), "crew", ("crew", post.role)


def _proposal(place: Place, group: _Group, kept: Mapping[Place, Known], posts: Sequence[Post]) -> Proposal:
    school, key = place
    there = kept.get(place)
    leads = [p.person for p in group.posts if p.role in LEADERS] if school is not None and key != "ilt" else []
    if key == "ilt":
        leads = [p.person for p in group.posts if p.role == "principal"]
    leads = leads[:1] if there is None else []
    members = tuple(sorted(p.person for p in group.posts if p.person not in leads))
    if key == "ilt" and there is None:
        members += tuple(p for p in _leaders_of(school, posts) if p not in (*members, *leads))
    helping = () if there or key == "ilt" else _supporters(school, group, posts, leads)
    return Proposal(school, key, group.kind, group.words, members, tuple(leads), helping, there.team if there else None)


def _leaders_of(school: int | None, posts: Sequence[Post]) -> list[int]:
    return sorted({p.person for p in posts if p.school == school and p.role in LEADERS})


def _supporters(school: int | None, group: _Group, posts: Sequence[Post], leads: Sequence[int]) -> tuple[int, ...]:
    """One person who supports a new team: a leader of its subject, any leader, an assistant, the principal."""
    inside = {p.person for p in group.posts} | set(leads)
    here = [p for p in posts if p.school == school and p.person not in inside]
    subjects = {p.subject for p in group.posts}
    wanted = ("central",) if school is None else HEADS if group.kind == "crew" else (*LEADERS, *HEADS)
    fit = [p for p in here if p.role in wanted]
    rank = {"teacher_leader": 0, "specialist": 1, "assistant_principal": 2, "principal": 3, "central": 4}
    ordered = sorted(fit, key=lambda p: (p.subject not in subjects or p.role in HEADS, rank[p.role], p.person))
    if not ordered or len(ordered) == 1:
        return tuple(p.person for p in ordered)
    first = [p for p in ordered if rank[p.role] == rank[ordered[0].role]]
    return (first[sum(map(ord, "".join(group.words))) % len(first)].person,)


def _leadership(homes: Mapping[int, Post], known: Sequence[Known], proposed: set[Place]) -> list[Proposal]:
    """A leadership team for a school whose principal is in a team already, but which has none."""
    there = {one.school for one in known if one.kind == "ilt"} | {school for school, _key in proposed}
    heads: dict[int, list[Post]] = defaultdict(list)
    for post in homes.values():
        if post.school is not None and post.school not in there and post.role in (*HEADS, *LEADERS):
            heads[post.school].append(post)
    made = []
    for school, posts in heads.items():
        leads = [p.person for p in posts if p.role == "principal"][:1]
        members = tuple(sorted(p.person for p in posts if p.person not in leads))
        if leads and members:
            made.append(Proposal(school, "ilt", "ilt", ("ilt",), members, tuple(leads)))
    return made
