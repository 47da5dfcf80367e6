"""What people say they are good at: a draft for one, shown to whom its owner says, and to nobody else."""

import pytest

from staffroom.expertise.models import HelpOffer, Need
from staffroom.people.models import Staff
from staffroom.spine.scoping import across_districts
from tests.factories.expertise import make_help, make_practice
from tests.factories.people import saved


@pytest.fixture
def practice(cast):
    return make_practice(cast.district, "calming-a-child", family="work", subject="")


def text(answer):
    return answer.content.decode()


def say(client, practice, **more):
    given = {"practice": practice.code, "what_i_do": "I learn each name first.", "ask_me": "After the run"}
    return client.post("/phone/good-at/", {**given, "audience": "school", **more})


def only(staff: Staff) -> HelpOffer:
    with across_districts():
        return HelpOffer.objects.get(staff=staff)


def test_three_fields_are_a_draft_until_it_is_shown(cast, as_, practice):
    lou = as_(cast.lou)
    page = say(lou, practice)
    made = only(cast.lou)
    assert page["Location"] == f"/phone/good-at/{made.public_id}/" and made.state == "draft"
    assert "I learn each name" not in text(as_(cast.ana).get("/phone/help/"))
    lou.post(page["Location"], {"what": "show"})
    assert only(cast.lou).state == "published"
    assert "I learn each name first." in text(as_(cast.ana).get("/phone/help/"))
    assert "After the run" in text(as_(cast.ana).get("/phone/help/"))


def test_what_is_for_the_school_is_not_seen_at_another(cast, as_, practice):
    made = make_help(cast.lou, practice, audience="school", what_i_do="for us alone")
    assert "for us alone" in text(as_(cast.ben).get("/phone/help/"))
    assert "for us alone" not in text(as_(cast.gil).get("/phone/help/"))
    as_(cast.lou).post(
        f"/phone/good-at/{made.public_id}/",
        {"what": "change", "practice": practice.code, "what_i_do": "for all", "ask_me": "", "audience": "district"},
    )
    assert "for all" in text(as_(cast.gil).get("/phone/help/"))
    assert "for all" not in text(as_(cast.cleo).get("/phone/help/")), "never in another district"


def test_withdrawn_and_deleted_is_seen_no_more(cast, as_, practice):
    made = make_help(cast.lou, practice, what_i_do="my way")
    lou, page = as_(cast.lou), f"/phone/good-at/{made.public_id}/"
    lou.post(page, {"what": "withdraw"})
    assert "my way" not in text(as_(cast.ana).get("/phone/help/"))
    lou.post(page, {"what": "show"})
    assert "my way" in text(as_(cast.ana).get("/phone/help/"))
    lou.post(page, {"what": "delete"})
    with across_districts():
        assert not HelpOffer.objects.exists()


@pytest.mark.parametrize("what", ["show", "withdraw", "delete", "change"])
def test_nobody_else_changes_it_or_learns_that_it_is_there(cast, as_, practice, what):
    made = make_help(cast.lou, practice)
    for other in (cast.ana, cast.paz, cast.dana, cast.ivo):
        assert as_(other).post(f"/phone/good-at/{made.public_id}/", {"what": what}).status_code == 404
    assert only(cast.lou).state == "published"


def test_what_somebody_who_left_showed_is_shown_no_more(cast, as_, practice):
    make_help(cast.lou, practice, what_i_do="my way")
    cast.lou.active = False
    saved(cast.lou)
    assert "my way" not in text(as_(cast.ana).get("/phone/help/"))


def test_it_and_people_without_a_role_neither_offer_nor_see(cast, as_, practice):
    assert [as_(cast.ivo).get(path).status_code for path in ("/phone/good-at/", "/phone/help/")] == [403, 403]
    assert say(as_(cast.ivo), practice).status_code == 403


def test_twice_the_same_is_refused_in_words_and_nothing_is_lost(cast, as_, practice):
    make_help(cast.lou, practice)
    answer = say(as_(cast.lou), practice, what_i_do="typed again")
    assert answer.status_code == 422 and "already" in text(answer) and "typed again" in text(answer)
    only(cast.lou)


@pytest.mark.parametrize("words", ["", "   ", "word " * 121])
def test_without_words_or_with_too_many_nothing_is_saved(cast, as_, practice, words):
    assert say(as_(cast.lou), practice, what_i_do=words).status_code == 422
    with across_districts():
        assert not HelpOffer.objects.exists()


def test_what_i_would_like_to_learn_is_mine_alone(cast, as_, practice):
    lou = as_(cast.lou)
    lou.post("/phone/learn/", {"practice": practice.code, "note": "before winter"})
    assert "before winter" in text(lou.get("/phone/learn/"))
    with across_districts():
        need = Need.objects.get(staff=cast.lou)
    assert as_(cast.paz).get(f"/needs/{need.public_id}/").status_code == 404
    assert "1 on your list" in text(lou.get("/phone/"))
    again = lou.post("/phone/learn/", {"practice": practice.code, "note": ""})
    assert again.status_code == 422 and "already" in text(again)


def test_work_outside_lessons_stands_first_in_the_list(cast, as_, practice):
    make_practice(cast.district, "number-talks")
    page = text(as_(cast.lou).get("/phone/good-at/"))
    assert page.index("calming-a-child") < page.index("number-talks")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast, as_, django_assert_num_queries, number):
    for at in range(number):
        make_help(cast.lou, make_practice(cast.district, f"work-{at}"))
    client = as_(cast.ana)
    client.get("/phone/help/")
    with django_assert_num_queries(7):
        client.get("/phone/help/")
