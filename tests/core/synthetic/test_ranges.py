"""Totals and shares stand in the ranges of the field guide."""

from collections import Counter
from datetime import date
from statistics import mean

import pytest

from staffroom.core.practices import BY_CODE, FAMILIES, PRACTICES, SUBJECT, shows
from staffroom.core.synthetic import make_district, travel_minutes
from staffroom.core.synthetic.wording import WORDINGS

TODAY = date(2026, 11, 23)


def test_sixty_practices_in_two_languages_with_words_for_each():
    assert len(PRACTICES) == len(BY_CODE) == len(WORDINGS) == 60
    assert set(WORDINGS) == set(BY_CODE)
    for practice in PRACTICES:
        assert practice.family in FAMILIES and (not practice.subject or practice.subject in SUBJECT)
        assert practice.name_en != practice.name_es and practice.description_en and practice.description_es
    assert len({p.name_en for p in PRACTICES}) == len({p.name_es for p in PRACTICES}) == 60


def test_what_a_lesson_can_show():
    assert shows("physics", "science") and shows("multiple", "mathematics") and shows("choir", "")
    assert not shows("physics", "mathematics") and not shows("multiple", "music")


@pytest.mark.parametrize("seed", [1, 2026, 99])
def test_totals(seed):
    d = make_district(seed, "pomona", today=TODAY)
    levels = Counter(s.level for s in d.schools)
    assert levels == {"elementary": 25, "k8": 3, "middle": 5, "high": 5, "alternative": 2}
    assert 23_000 <= sum(s.students for s in d.schools) <= 24_500
    groups = Counter(d.latent.groups.values())
    assert sum(groups.values()) - groups["classified"] == pytest.approx(1400, abs=15)
    assert groups["teacher"] == pytest.approx(1080, abs=35) and groups["special"] == pytest.approx(110, abs=25)
    assert groups["leader"] == 40 and groups["support"] == pytest.approx(100, abs=5)
    assert groups["administrator"] == pytest.approx(70, abs=8) and groups["classified"] == pytest.approx(900, abs=5)


def test_sizes_for_tests_are_small():
    small, tiny = (make_district(2026, size, today=TODAY) for size in ("small", "tiny"))
    certificated = [sum(p.kind == "certificated" for p in d.people) for d in (small, tiny)]
    assert certificated[0] == pytest.approx(160, abs=8) and certificated[1] == pytest.approx(26, abs=4)


def test_school_sizes_and_travel(pomona):
    sizes = {level: [s.students for s in pomona.schools if s.level == level] for level in ("elementary", "high")}
    assert min(sizes["elementary"]) >= 200 and max(sizes["elementary"]) <= 800
    assert 330 <= min(sizes["high"]) < 400 and 1700 < max(sizes["high"]) <= 1810
    away = [travel_minutes(a, b) for a in pomona.schools for b in pomona.schools if a is not b]
    assert min(away) >= 4 and max(away) <= 25 and 9 < mean(away) < 18
    assert len({s.name for s in pomona.schools}) == 40


def test_people(each_size):
    mails = [p.email for p in each_size.people if p.email]
    assert len(mails) == len(set(mails))
    assert all(mail.endswith(".example.org") and mail.isascii() for mail in mails)
    names = {p.source_id: (p.given, p.family) for p in each_size.people}
    at = [(a.school, names[a.person]) for a in each_size.assignments]
    pairs = {(a.school, a.person) for a in each_size.assignments}
    assert len(set(at)) == len(pairs)
    assert {a.person for a in each_size.assignments} == set(names)


def test_classified_people(pomona):
    classified = [p for p in pomona.people if p.kind == "classified"]
    assert mean(p.language == "es" for p in classified) == pytest.approx(0.4, abs=0.06)
    assert mean(not p.email for p in classified) == pytest.approx(0.5, abs=0.06)


def test_thirty_in_a_hundred_secondary_teachers_are_singletons(pomona):
    levels = {s.source_id: s.level for s in pomona.schools}
    secondary = {
        a.person
        for a in pomona.assignments
        if a.role == "teacher" and pomona.latent.groups[a.person] == "teacher"
        if levels[a.school] in ("middle", "high", "alternative") or {"07", "08"} & set(a.grades)
    }
    assert set(pomona.latent.singletons) <= secondary
    assert 0.24 <= len(pomona.latent.singletons) / len(secondary) <= 0.36
    assert 105 <= len(pomona.latent.singletons) <= 140


def test_classes_have_believable_sizes(pomona):
    homerooms = [s.students for s in pomona.sections if s.kind == "homeroom"]
    assert min(homerooms) >= 15 and max(homerooms) <= 34 and 20 < mean(homerooms) < 27
    for s in pomona.sections:
        assert 0 <= s.english_learners <= s.students and 0 <= s.iep <= s.students
    assert any(s.language_program == "dual" for s in pomona.sections)
    courses = {(s.course_code, s.course_title) for s in pomona.sections}
    assert len(courses) == len({code for code, _ in courses})


def test_each_practice_has_three_hosts_and_each_offer_says_what_i_do(pomona):
    hosts = {(o.practice, o.person) for o in pomona.offers}
    counts = Counter(code for code, _ in hosts)
    assert len(counts) == 60 and min(counts.values()) >= 3
    sections = {s.source_id: s for s in pomona.sections}
    for offer in pomona.offers:
        assert len(offer.what_i_do) > 60 and len(offer.artefact_text.splitlines()) >= 5 and offer.sections
        assert all(shows(sections[s].subject, BY_CODE[offer.practice].subject) for s in offer.sections)


def test_shares_of_offers_and_needs(pomona):
    teachers = [p for p, group in pomona.latent.groups.items() if group == "teacher"]
    offering, needing = {o.person for o in pomona.offers}, {n.person for n in pomona.needs}
    assert 0.35 <= mean(t in offering for t in teachers) <= 0.45
    assert 0.44 <= mean(t in needing for t in teachers) <= 0.56
    assert max(Counter(o.person for o in pomona.offers).values()) <= 3
    assert mean(o.language == "es" for o in pomona.offers) == pytest.approx(0.1, abs=0.05)
    assert len({o.what_i_do for o in pomona.offers}) > 0.9 * len(pomona.offers)


def test_strengths_and_advice(pomona):
    strong = [sum(s >= 0.7 for s in values) for values in pomona.latent.strengths.values()]
    assert mean(5 <= n <= 8 for n in strong) > 0.97 and 5.5 < mean(strong) < 7.5
    asked = Counter(tie[1] for tie in pomona.latent.advice)
    by_group = {
        group: mean(asked[p] for p, g in pomona.latent.groups.items() if g == group) for group in ("leader", "teacher")
    }
    assert 2 <= by_group["leader"] / by_group["teacher"] <= 4
    home = {a.person: a.school for a in reversed(pomona.assignments)}
    inside = mean(home[a] == home[b] for a, b, _ in pomona.latent.advice)
    assert inside == pytest.approx(0.85, abs=0.05)
