"""The directory, cards, one's own page, roles."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people import queries
from staffroom.people.models import Account
from staffroom.spine.access import ROLE_SENTENCES
from staffroom.spine.scoping import district_scope
from tests.factories.people import make_assignment, make_district, make_staff, saved


def text(answer):
    return answer.content.decode()


def found(client, **asked):
    return text(client.get("/people/", asked))


def test_everyone_of_the_district_reads_it_and_nobody_else(cast, as_, client):
    for person in (cast.ana, cast.paz, cast.dana, cast.ivo, cast.lou):
        page = found(as_(person))
        assert "Ben Ortiz" in page
        assert "Lou Baptiste" in page
        assert "Cleo Nguyen" not in page
    assert client.get("/people/").status_code == 302
    assert as_(cast.ana).post("/people/").status_code == 405


@pytest.mark.parametrize("typed", ["nunez", "Núñez", "NUÑ", "maria nu", "núñez maría"])
def test_search_is_tolerant_of_accents_case_and_order(cast, as_, typed):
    make_assignment(make_staff(cast.district, "María José", "Núñez"), "office", cast.lincoln)
    page = found(as_(cast.ana), q=typed)
    assert "María José Núñez" in page
    assert "Ben Ortiz" not in page


def test_filters_by_school_and_role_with_pills(cast, as_):
    page = found(as_(cast.ana), school=cast.garfield.public_id, role="teacher")
    assert "Gil Haddad" in page
    assert "Ben Ortiz" not in page
    assert f'href="/people/?school={cast.garfield.public_id}"' in page  # without the role
    assert 'href="/people/?role=teacher"' in page  # without the school


def test_a_school_of_another_district_filters_nothing_out(cast, as_):
    assert "Ben Ortiz" in found(as_(cast.ana), school=cast.cedar.public_id)


def test_fragment_for_htmx(cast, as_):
    answer = as_(cast.ana).get("/people/", {"q": "ben"}, headers={"HX-Request": "true"})
    assert "Ben Ortiz" in text(answer)
    assert "<html" not in text(answer)


def test_fifty_a_page(cast, as_):
    for n in range(60):
        make_staff(cast.district, f"Person{n:02d}", "Zz", account=False)
    page = found(as_(cast.ana), q="zz", page="2")
    assert "Person59" in page
    assert "Person10" not in page


def test_people_who_left_are_not_listed_but_have_a_card(cast, as_):
    cast.ben.active = False
    saved(cast.ben)
    assert "Ben Ortiz" not in found(as_(cast.ana))
    card = as_(cast.ana).get(reverse("staff_card", args=[cast.ben.public_id]))
    assert "Does not work in the district any more" in text(card)


def test_a_card_says_who_where_and_what(cast, as_):
    page = text(as_(cast.lou).get(reverse("staff_card", args=[cast.ana.public_id])))
    for words in ("Ana Reyes", "Teacher, Lincoln", "Grade 3 Math", "ana.reyes@maple.example"):
        assert words in page


def test_a_card_of_another_district_does_not_exist(cast, as_, client):
    address = reverse("staff_card", args=[cast.cleo.public_id])
    assert as_(cast.ana).get(address).status_code == 404
    assert as_(cast.ana).get("/people/nobody/").status_code == 404
    assert as_(cast.cleo).post(address).status_code == 405
    assert client.get(address).status_code == 302


def test_a_name_is_shown_as_text(cast, as_):
    person = make_staff(cast.district, "<script>x</script>", "Y", email="", account=False)
    for address in ("/people/?q=y", reverse("staff_card", args=[person.public_id])):
        page = text(as_(cast.ana).get(address))
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


def queries_of(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_queries_do_not_grow_with_people(cast, as_):
    cleo = as_(cast.cleo)
    before = queries_of(cleo, "/people/")
    for n in range(3):
        make_assignment(make_staff(cast.other_district, f"P{n}", "Q"), "teacher", cast.cedar)
    assert queries_of(cleo, "/people/") == before


def test_my_account_saves_language_and_look(cast, as_):
    ana = as_(cast.ana)
    answer = ana.post("/me/", {"language": "es", "theme": "dark"})
    account = Account.objects.get(staff=cast.ana)
    assert (account.language, account.theme) == ("es", "dark")
    assert answer.cookies["language"].value == "es"
    assert answer.cookies["theme"].value == "dark"


def test_my_account_refuses_a_language_that_is_not_there(cast, as_):
    assert as_(cast.ana).post("/me/", {"language": "xx", "theme": "dark"}).status_code == 400
    assert Account.objects.get(staff=cast.ana).language == "en"


def test_my_account_says_what_is_known(cast, as_, client):
    page = text(as_(cast.ana).get("/me/"))
    for words in ("ana.reyes@maple.example", "Teacher, Lincoln", "Grade 3 Math"):
        assert words in page
    assert client.get("/me/").status_code == 302


def test_the_roles_page_prints_every_sentence(cast, as_):
    page = text(as_(cast.lou).get("/roles/"))
    for sentence in ROLE_SENTENCES.values():
        assert str(sentence).replace("'", "&#x27;") in page
    assert page.count("You</span>") == 1


def test_the_checklist_says_whether_people_are_in(cast):
    actor = queries.actor_for(cast.dana.account, date(2026, 9, 14))
    with district_scope(cast.district.pk):
        (step,) = queries.checklist(actor)
    assert step.done
    assert str(step.text) == "7 people are in."
    empty = make_district("empty")
    with district_scope(empty.pk):
        assert not queries.checklist(actor)[0].done
