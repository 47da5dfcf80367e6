"""Who can be a guest: one planted case a rule, the order of the answer, checker and finder on random cases."""

import random
from dataclasses import replace
from datetime import date

import pytest

from staffroom.core.guests import (
    Candidate,
    Gathering,
    GuestCase,
    GuestRule,
    Invited,
    Reason,
    check_guest,
    find_guests,
    guest_sentence,
    month_of,
    reason_sentence,
)
from staffroom.core.guests.sentences import MANY, SENTENCES
from staffroom.core.visits.instance import Busy, Lesson, SchoolDay

TUESDAY = date(2026, 10, 6).toordinal()
WEEK_LATER = TUESDAY + 7


def lesson(person, start=870, end=930, kind="free", day=TUESDAY, school="G"):
    return Lesson(f"{person}/{day}/{start}", person, school, day, start, end, kind, "6")


MEETING = Gathering("m1", TUESDAY, 885, 915)
BASE = GuestCase(
    school="L",
    meetings=(MEETING,),
    candidates=(Candidate("A", "G", 0.5),),
    lessons=(lesson("A"), lesson("A", day=TUESDAY + 1), lesson("A", 480, 530, "teach")),
    days=(SchoolDay("G", TUESDAY, 480, 930), SchoolDay("G", WEEK_LATER, 480, 930)),
    now_date=TUESDAY - 1,
    now_minute=420,
    travel={("G", "L"): 15},
)
USES = (f"A/{TUESDAY}/870",)


def about_a(**changes):
    return replace(BASE, candidates=(replace(BASE.candidates[0], **changes),))


CASES = [
    (GuestRule.OWN_SCHOOL, replace(BASE, school="G", days=BASE.days), USES),
    (GuestRule.NOT_WILLING, about_a(willing=False), USES),
    (GuestRule.MONTH_CAP, about_a(asked={month_of(TUESDAY): 2}), USES),
    (GuestRule.TAKEN, replace(BASE, meetings=(replace(MEETING, taken=True),)), USES),
    (GuestRule.BEGUN, replace(BASE, now_date=TUESDAY, now_minute=870), USES),
    (GuestRule.NO_SCHOOL, replace(BASE, days=()), USES),
    (GuestRule.TOO_FAR, replace(BASE, travel={("G", "L"): 15}, max_travel=14), USES),
    (GuestRule.NOT_KNOWN, replace(about_a(known=False), lessons=()), ()),
    (GuestRule.TEACHES, replace(BASE, lessons=(*BASE.lessons, lesson("A", 930, 980, "teach")), travel={("G", "L"): 16}), USES),  # noqa: E501
    (GuestRule.AWAY, replace(BASE, busy=(Busy("A", TUESDAY),)), USES),
    (GuestRule.PROMISED, replace(BASE, busy=(Busy("A", TUESDAY, 885, 890, "promise"),)), USES),
    (GuestRule.CONTRACT, about_a(least=61), USES),
    (GuestRule.USES, BASE, ()),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "case", "uses"), CASES)
def test_one_rule_is_broken_and_exactly_that_one_is_named(rule, case, uses):
    if rule in (GuestRule.TEACHES,):
        uses = tuple(x.id for x in case.lessons if x.kind == "free" and x.date == TUESDAY)
    found = check_guest(Invited("A", "m1", uses), case)
    assert [one.rule for one in found] == [rule]
    assert "{" not in guest_sentence(found[0]) + guest_sentence(found[0], "es")
    answer = find_guests(case)
    if rule == GuestRule.USES:
        assert answer.slots
    else:
        assert answer.slots == () and answer.reasons == (Reason(rule, 1),)


def test_every_rule_has_its_case_and_both_its_sentences():
    assert {rule for rule, _case, _uses in CASES} == set(GuestRule)
    for language in ("en", "es"):
        assert SENTENCES[language].keys() == {rule.value for rule in GuestRule}
        assert MANY[language].keys() == {rule.value for rule in GuestRule if rule != GuestRule.USES}
    assert reason_sentence(Reason(GuestRule.TEACHES, 12)) == "Teach then, or on the way there or back: 12"


def test_the_way_there_and_back_is_part_of_it_and_told():
    (slot,) = find_guests(BASE).slots
    assert (slot.leave, slot.back, slot.travel, slot.uses, slot.free) == (870, 930, 15, USES, (870, 930))
    assert check_guest(slot.invited, BASE) == ()


def test_a_promise_beside_the_journey_uses_up_the_same_free_period():
    early = replace(BASE, travel={("G", "L"): 5}, busy=(Busy("A", TUESDAY, 870, 876, "promise"),))
    assert find_guests(early).reasons == (Reason(GuestRule.PROMISED, 1),)


def test_after_school_a_leader_without_a_known_timetable_is_free():
    late = replace(about_a(known=False), meetings=(replace(MEETING, start=950, end=990),), lessons=())
    (slot,) = find_guests(late).slots
    assert slot.uses == () and slot.free is None and check_guest(slot.invited, late) == ()


def test_the_soonest_meeting_comes_first_then_who_fits_whoever_asks():
    people = (Candidate("A", "G", 0.2), Candidate("B", "G", 0.9), Candidate("C", "H", 0.21))
    both = (replace(MEETING, id="later", date=WEEK_LATER), MEETING)
    days = (*BASE.days, *(SchoolDay("H", day, 480, 930) for day in (TUESDAY, WEEK_LATER)))
    lessons = tuple(lesson(who, day=day) for who in "ABC" for day in (TUESDAY, WEEK_LATER))
    whole = replace(
        BASE, candidates=people, meetings=both, days=days, lessons=lessons, travel={("G", "L"): 15, ("H", "L"): 5}
    )
    told = [(slot.meeting, slot.person) for slot in find_guests(whole).slots]
    assert told == [(m, who) for m in ("m1", "later") for who in ("B", "C", "A")]


def test_who_can_come_to_one_meeting_is_no_reason_and_the_commonest_reason_is_told_first():
    people = tuple(Candidate(who, "G") for who in "ABCD")
    lessons = (*(lesson(who, kind="teach") for who in "BC"), lesson("A"), lesson("D"))
    case = replace(BASE, candidates=people, lessons=lessons, busy=(Busy("D", TUESDAY),))
    answer = find_guests(case)
    assert [slot.person for slot in answer.slots] == ["A"]
    assert answer.reasons == (Reason(GuestRule.TEACHES, 2), Reason(GuestRule.AWAY, 1))


def _random_case(seed):
    draw = random.Random(seed)
    people = [
        Candidate(
            who, draw.choice("GGHL"), draw.random(), draw.random() < 0.9, draw.random() < 0.9,
            {month_of(TUESDAY): draw.randrange(3)}, draw.choice([None, None, 40, 90]),
        )
        for who in "ABCDEF"
    ]  # fmt: skip
    lessons = []
    for one in people:
        for day in (TUESDAY, TUESDAY + 1):
            for start in range(480, 960, 60):
                kind = draw.choice(["teach", "free", "free", None]) if one.known else None
                if kind:
                    lessons.append(lesson(one.person, start, start + draw.choice([50, 60]), kind, day, one.school))
    busy = []
    for who in "ABCDEF":
        if draw.random() < 0.5:
            start = draw.randrange(480, 900)
            busy.append(Busy(who, draw.choice([TUESDAY, TUESDAY + 1]), start, start + 30, "promise"))
        if draw.random() < 0.1:
            busy.append(Busy(who, TUESDAY))
    starts = [draw.randrange(480, 940) for _ in range(3)]
    meetings = [
        Gathering(f"m{n}", TUESDAY + n % 2, s, s + 45, draw.random() < 0.1) for n, s in enumerate(starts)
    ]  # fmt: skip
    days = [SchoolDay(s, d, 480, 930) for s in "GHL" for d in (TUESDAY, TUESDAY + 1) if draw.random() < 0.95]
    return GuestCase(
        "L", tuple(meetings), tuple(people), tuple(lessons), tuple(days), TUESDAY, 500, tuple(busy),
        {("G", "L"): draw.choice([10, 20, 40]), ("H", "L"): 5},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_finder_and_checker_agree_on_everybody(seed):
    case = _random_case(seed)
    found = {(slot.person, slot.meeting): slot for slot in find_guests(case).slots}
    for one in case.candidates:
        for meeting in case.meetings:
            slot = found.get((one.person, meeting.id))
            if slot:
                assert check_guest(slot.invited, case) == ()
            else:
                rules = {each.rule for each in check_guest(Invited(one.person, meeting.id, ()), case)}
                assert rules - {GuestRule.USES}
