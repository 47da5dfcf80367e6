"""The one decision, held against a second telling of the rules that shares no code with it."""

from itertools import combinations, product

import pytest

from staffroom.spine.access.deciding import (
    Audience,
    Decision,
    Permission,
    Reason,
    Relation,
    Standing,
    column_of,
    decide,
)
from staffroom.spine.access.matrix import Column, matrix, row

TEACHER, LEADER, PRINCIPAL = frozenset({"teacher"}), frozenset({"teacher", "leader"}), frozenset({"principal"})
CENTRAL, IT, NOBODY, AIDE = frozenset({"central"}), frozenset({"it"}), frozenset(), frozenset({"classified"})
ROLES = [
    TEACHER,
    PRINCIPAL,
    CENTRAL,
    IT,
    NOBODY,
    AIDE,
    frozenset({"partner"}),
    frozenset({"central", "it"}),
    frozenset({"central", "teacher"}),
]
FLAGS = ("own", "paired", "granted", "former", "team", "same_school", "leads", "evaluates")
MOST_AT_ONCE = 3  # no rule looks at more of them together
STANDINGS = [
    Standing(**dict.fromkeys(chosen, True), same_district=same, published=published)
    for number in range(MOST_AT_ONCE + 1)
    for chosen in combinations(FLAGS, number)
    for same in (True, False)
    for published in (None, Audience.SCHOOL, Audience.DISTRICT)
]
#: Rows with other cells each: the same cells are decided alike.
DIFFERENT = list({tuple(each.cells.values()): name for name, each in matrix().items()}.values())


def readers(text: str) -> set[str]:
    """The second telling: for a cell, under which circumstances content may be read."""
    ways = set()
    if "W" in text or "R" in text:
        ways.add("by right")
    if "c" in text:
        ways.add("by grant")
    if "p" in text:
        ways.add("by publication")
    return ways


def where(roles: frozenset[str], s: Standing) -> str:
    if s.own:
        return "owner"
    if s.evaluates or s.leads:
        return "principal"
    only = roles & {"teacher", "leader", "classified", "principal"}
    if not only and "partner" in roles:
        return "partner"
    if not only and "central" in roles:
        return "central"
    if not only and "it" in roles:
        return "it"
    if s.paired or s.granted:
        return "paired"
    return "team" if s.team else "colleague"


def reads(name: str, roles: frozenset[str], s: Standing) -> bool:
    if not s.same_district:
        return False
    place = where(roles, s)
    ways = readers(row(name).cells[Column(place)])
    here = s.published == Audience.DISTRICT or (s.published == Audience.SCHOOL and s.same_school)
    if "by right" in ways and (place != "paired" or s.paired):
        return True
    return ("by grant" in ways and s.granted) or ("by publication" in ways and here)


@pytest.mark.parametrize("name", DIFFERENT)
def test_reading_is_decided_as_the_second_telling_says(name):
    for roles, standing in product(ROLES, STANDINGS):
        found = decide(row(name), roles, standing, Permission.READ)
        assert found.allowed is reads(name, roles, standing), (name, roles, standing)
        assert bool(found) is found.allowed
        assert (found.reason is Reason.ALLOWED) is found.allowed
        assert isinstance(found.hidden, bool)


@pytest.mark.parametrize("name", DIFFERENT)
def test_writing_is_for_those_with_w_who_are_part_of_it(name):
    for roles, standing in product(ROLES, STANDINGS):
        place = where(roles, standing)
        expected = (
            standing.same_district and "W" in row(name).cells[Column(place)] and (place != "paired" or standing.paired)
        )
        found = decide(row(name), roles, standing, Permission.WRITE)
        assert found.allowed is expected
        assert isinstance(found.hidden, bool)


@pytest.mark.parametrize("name", DIFFERENT)
def test_whoever_may_not_read_learns_no_more_than_m_or_a_say(name):
    for roles, standing in product(ROLES, STANDINGS):
        cell = row(name).cells[Column(where(roles, standing))]
        known = decide(row(name), roles, standing, Permission.KNOW).allowed
        counted = decide(row(name), roles, standing, Permission.COUNT).allowed
        seen = reads(name, roles, standing)
        assert known is (standing.same_district and (seen or "m" in cell))
        assert counted is (standing.same_district and (seen or "a" in cell))


@pytest.mark.parametrize("name", DIFFERENT)
def test_only_owners_share_and_publish_and_only_what_can_be(name):
    for roles, standing in product(ROLES, STANDINGS):
        for permission, letter in ((Permission.SHARE, "c"), (Permission.PUBLISH, "p")):
            expected = (
                standing.same_district and standing.own and any(letter in cell for cell in row(name).cells.values())
            )
            assert decide(row(name), roles, standing, permission).allowed is expected


def test_what_must_not_be_known_is_hidden_and_what_everybody_sees_is_not():
    for name, roles, standing in product(("offer", "need", "note", "time", "hosting"), ROLES, STANDINGS):
        here = standing.published == Audience.DISTRICT or (
            standing.published == Audience.SCHOOL and standing.same_school
        )
        found = decide(row(name), roles, standing, Permission.READ)
        if not found.allowed:
            assert found.hidden is not (here and standing.same_district)
        change = decide(row(name), roles, standing, Permission.WRITE)
        if not change.allowed:
            assert change.hidden is not (standing.same_district and (here or reads(name, roles, standing)))
        for permission in (Permission.SHARE, Permission.PUBLISH):
            release = decide(row(name), roles, standing, permission)
            if not release.allowed:
                assert release.hidden is (not standing.own or not standing.same_district)
        if found.allowed:
            assert found.hidden is False


def test_evaluating_overrides_every_other_hat():
    """A grant, a team, a pairing and a role of a colleague do not help whoever evaluates the owner."""
    everything = Standing(paired=True, granted=True, team=True, same_school=True, evaluates=True)
    for name in ("draft", "need", "note", "note_draft", "debrief", "goal"):
        for roles in (TEACHER, LEADER, PRINCIPAL, CENTRAL, AIDE):
            found = decide(row(name), roles, everything, Permission.READ)
            assert found == Decision(False, Reason.EVALUATES, hidden=True)


def test_leading_a_school_of_the_owner_counts_like_evaluating():
    granted = Standing(granted=True, paired=True, leads=True)
    assert not decide(row("need"), PRINCIPAL, granted, Permission.READ)
    assert decide(row("need"), PRINCIPAL, Standing(granted=True), Permission.READ)  # leads another school


def test_the_owner_stays_the_owner_whatever_else_they_are():
    alone = Standing(own=True, evaluates=True, leads=True)
    for roles in ROLES:
        assert column_of(roles, alone) is Column.OWNER


@pytest.mark.parametrize(
    ("name", "roles", "standing", "reason"),
    [
        ("need", TEACHER, Standing(same_district=False, published=Audience.DISTRICT), Reason.OTHER_DISTRICT),
        ("need", PRINCIPAL, Standing(leads=True), Reason.ONLY_COUNTS),
        ("need", CENTRAL, Standing(), Reason.ONLY_COUNTS),
        ("need", PRINCIPAL, Standing(evaluates=True), Reason.EVALUATES),
        ("need", TEACHER, Standing(former=True), Reason.SHARING_ENDED),
        ("need", TEACHER, Standing(team=True), Reason.NOT_SHARED),
        ("need", TEACHER, Standing(), Reason.NOT_FOR_THEM),
        ("offer", TEACHER, Standing(), Reason.NOT_PUBLISHED),
        ("offer", IT, Standing(published=Audience.DISTRICT), Reason.NOT_FOR_THEM),
    ],
)
def test_a_no_says_why(name, roles, standing, reason):
    assert decide(row(name), roles, standing, Permission.READ).reason is reason


def test_a_no_to_writing_and_releasing_says_why():
    assert (
        decide(row("offer"), TEACHER, Standing(published=Audience.DISTRICT), Permission.WRITE).reason
        is Reason.ONLY_THE_OWNER
    )
    assert decide(row("need"), TEACHER, Standing(), Permission.SHARE).reason is Reason.ONLY_THE_OWNER
    assert decide(row("need"), TEACHER, Standing(own=True), Permission.PUBLISH).reason is Reason.NOT_FOR_THEM


@pytest.mark.parametrize(
    ("standing", "relation"),
    [
        (Standing(same_district=False, own=True), Relation.OTHER_DISTRICT),
        (Standing(own=True, evaluates=True), Relation.OWN),
        (Standing(evaluates=True, leads=True, granted=True), Relation.EVALUATES),
        (Standing(leads=True, paired=True), Relation.LEADS),
        (Standing(paired=True, granted=True), Relation.PAIRED),
        (Standing(granted=True, team=True), Relation.SHARED_WITH),
        (Standing(team=True, former=True), Relation.SAME_TEAM),
        (Standing(former=True, same_school=True), Relation.FORMER),
        (Standing(same_school=True), Relation.SAME_SCHOOL),
        (Standing(), Relation.OTHER_SCHOOL),
    ],
)
def test_a_standing_has_one_word(standing, relation):
    assert standing.relation is relation


def test_words_of_the_decision_are_the_ones_stored_and_shown():
    """These values are written to files, pages and logs: changing one is changing data."""
    assert [each.value for each in Audience] == ["school", "district"]
    assert [each.value for each in Permission] == ["read", "write", "know", "count", "share", "publish"]
    assert [each.value for each in Column] == [
        "owner",
        "paired",
        "team",
        "colleague",
        "principal",
        "central",
        "partner",
        "it",
    ]
