"""Next month's roster: some leave, some come, some change schools. For tests of the import."""

from dataclasses import replace
from random import Random

from .model import Assignment, District, Person, Teaching
from .names import CERTIFICATED_MIX, CLASSIFIED_MIX, Namer


def mutate(district: District, seed: int, *, leave: float = 0.02, join: float = 0.02, move: float = 0.01) -> District:
    """A later district. Shares are of all people; the cast stays.

    Whoever joins takes over the post and the sections of someone who left; sections without a successor end.
    Movers swap posts with a colleague of the same subject at another school. Ids of those who stay do not
    change.
    """
    rng = Random(f"{seed}/mutate")
    staying = sorted({p.source_id for p in district.people} - set(district.cast.values()))
    leavers = rng.sample(staying, min(len(staying), round(leave * len(district.people))))
    swaps = _swaps(district, set(leavers), round(move * len(district.people) / 2), rng)
    newcomers = _newcomers(district, leavers, round(join * len(district.people)), rng)
    heirs = {old: new.source_id for old, new in zip(leavers, newcomers, strict=False)}
    return _changed(district, set(leavers), swaps | heirs, newcomers, heirs)


def _swaps(district: District, gone: set[str], pairs: int, rng: Random) -> dict[str, str]:
    """Person to the person whose post is taken, both ways."""
    held: dict[str, list[Assignment]] = {}
    for assignment in district.assignments:
        held.setdefault(assignment.person, []).append(assignment)
    groups: dict[tuple[str, str, str], list[Assignment]] = {}
    fixed = gone | set(district.cast.values())
    for person, posts in held.items():
        if len(posts) == 1 and posts[0].school and person not in fixed and posts[0].role == "teacher":
            groups.setdefault((posts[0].role, posts[0].subject, posts[0].title), []).append(posts[0])
    couples: list[tuple[str, str]] = []
    for posts in groups.values():
        rng.shuffle(posts)
        couples += [(a.person, b.person) for a, b in zip(posts[::2], posts[1::2], strict=False) if a.school != b.school]
    chosen = rng.sample(couples, min(pairs, len(couples)))
    return dict(chosen) | {b: a for a, b in chosen}


def _newcomers(district: District, leavers: list[str], count: int, rng: Random) -> list[Person]:
    namer = Namer(rng, district.domain)
    kinds = {person.source_id: person.kind for person in district.people}
    for person in district.people:
        namer.reserve(person.given, person.family)
        namer.take(person.email)
    highest = max(int(person.source_id[1:]) for person in district.people)
    found = []
    for n in range(count):
        kind = kinds[leavers[n]] if n < len(leavers) else "classified"
        given, family = namer.draw(CERTIFICATED_MIX if kind == "certificated" else CLASSIFIED_MIX)
        mail = namer.mail(given, family) if kind == "certificated" else ""
        found.append(Person(f"P{highest + n + 1}", given, family, "", mail, kind, "en"))
    return found


def _changed(
    district: District,
    gone: set[str],
    successor: dict[str, str],
    newcomers: list[Person],
    heirs: dict[str, str],
) -> District:
    """``successor``: person to whoever holds the post from now on."""
    ended = {t.section for t in district.teachings if t.person in gone and t.person not in heirs}
    extra = newcomers[len(heirs) :]
    school = district.schools[0].source_id
    start = district.terms[1].starts
    posts = [
        replace(a, person=successor.get(a.person, a.person), begins=start if a.person in heirs else a.begins)
        for a in district.assignments
        if a.person not in gone or a.person in heirs
    ]
    posts += [Assignment(p.source_id, school, "aide", "Instructional aide", "", (), 1.0, start, ()) for p in extra]
    teachings = [
        Teaching(t.section, successor.get(t.person, t.person), t.primary)
        for t in district.teachings
        if t.section not in ended
    ]
    moved = gone | set(successor)
    return replace(
        district,
        people=tuple(p for p in district.people if p.source_id not in gone) + tuple(newcomers),
        assignments=tuple(posts),
        sections=tuple(s for s in district.sections if s.source_id not in ended),
        teachings=tuple(teachings),
        offers=tuple(o for o in district.offers if o.person not in moved),
        needs=tuple(n for n in district.needs if n.person not in gone),
        doors=tuple(d for d in district.doors if d.person not in moved),
        closed_doors=tuple(c for c in district.closed_doors if c.person not in gone),
        days_off=tuple(d for d in district.days_off if d.person not in gone),
    )
