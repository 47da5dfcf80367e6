"""Mails about the team card: what is new, in the reader's language, once a day at most, to those who want it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.people.models import Account
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope, writing
from staffroom.teams import actions, queries
from staffroom.teams.jobs import tell_cards
from staffroom.teams.models import CardTold, Membership, TeamGoal
from tests.factories.people import make_account, make_staff
from tests.factories.teams import make_goal, make_part, make_slot, make_support, make_team
from tests.factories.visits import NOW

DAY = timedelta(days=1)
KIND = "teams/mails/card_changed"


def tell(cast, now=NOW):
    return actions.tell_cards(district_id=cast.district.pk, now=now)


def mails(person=None):
    found = Mail.objects.filter(kind=KIND).order_by("pk")
    return list(found.filter(to_staff=person.pk) if person else found)


@pytest.fixture
def told(scoped, team):
    """Ana leads and Ben belongs to a team, and both know it."""
    assert tell(scoped) == 0
    return scoped


def test_the_first_run_only_remembers(scoped, team):
    assert tell(scoped) == 0
    assert mails() == []
    assert CardTold.objects.count() == Account.objects.filter(staff__district=scoped.district).count()


def test_what_is_new_comes_in_one_mail(told, team):
    make_support(team, told.paz)
    make_goal(team, "Every student explains & asks.")
    make_slot(team, room="12")
    assert tell(told, NOW + DAY) == 2
    (mail,) = mails(told.ben)
    for words in ("Paz Moreno supports", "coaching", "Every student explains & asks.", "Tuesday", "Room 12"):
        assert words in mail.text, words
    assert "My account" in mail.text
    assert tell(told, NOW + DAY) == 0
    assert tell(told, NOW + 2 * DAY) == 0
    assert mails(told.gil) == []


def test_a_second_change_on_the_same_day_waits_for_the_next(told, team):
    make_goal(team)
    assert tell(told, NOW + DAY) == 2
    make_slot(team)
    assert tell(told, NOW + DAY + timedelta(hours=3)) == 0
    assert tell(told, NOW + 2 * DAY) == 2
    assert "meets" in mails(told.ben)[-1].text
    assert "goal" not in mails(told.ben)[-1].text


def test_a_new_team_and_one_that_is_left_are_told(told, team):
    other = make_team("Science club", told.lincoln, lead=told.gil)
    make_part(other, told.ben)
    with writing():
        Membership.objects.filter(team=team, staff=told.ben).update(ends=NOW.date())
    tell(told, NOW + DAY)
    (mail,) = mails(told.ben)
    assert "You are in the team “Science club”." in mail.text
    assert "You are no longer in the team “Grade 3 and 4 team”." in mail.text


def test_a_team_that_is_no_more_is_still_called_by_its_name(told, team):
    with writing():
        team.ends = NOW.date()
        team.save(update_fields=["ends"])
    tell(told, NOW + DAY)
    assert "no longer in the team “Grade 3 and 4 team”" in mails(told.ben)[0].text


def test_a_goal_in_other_words_is_told_though_it_is_the_same_row(told, team):
    make_goal(team, "First words.")
    tell(told, NOW + DAY)
    with writing():
        TeamGoal.objects.update(text="Other words.")
    assert tell(told, NOW + 2 * DAY) == 2
    assert "Other words." in mails(told.ben)[-1].text


def test_each_in_their_own_language(told, team):
    with writing():
        Account.objects.filter(staff=told.ben).update(language="es")
    make_goal(team, "Cada estudiante explica.")
    tell(told, NOW + DAY)
    spanish, english = mails(told.ben)[0], mails(told.ana)[0]
    assert (spanish.language, english.language) == ("es", "en")
    assert "meta" in spanish.text
    assert english.subject == "Your team card has changed"
    assert spanish.subject != english.subject


def test_who_does_not_want_them_gets_none_and_nothing_old_later(told, team):
    with writing():
        Account.objects.filter(staff=told.ben).update(card_mails=False)
    make_goal(team)
    assert tell(told, NOW + DAY) == 1
    with writing():
        Account.objects.filter(staff=told.ben).update(card_mails=True)
    assert tell(told, NOW + 2 * DAY) == 0
    assert mails(told.ben) == []


def test_the_choice_stands_on_ones_own_page(cast, as_):
    client = as_(cast.ben)
    assert "once a day at most, when my team card has changed" in client.get("/me/").content.decode()
    client.post("/me/", {"language": "en", "theme": "auto"})
    assert not Account.objects.get(staff=cast.ben).card_mails
    client.post("/me/", {"language": "en", "theme": "auto", "card_mails": "on"})
    assert Account.objects.get(staff=cast.ben).card_mails


def test_who_has_left_or_has_no_address_gets_none(told, team):
    with writing():
        Account.objects.filter(staff=told.ben).update(email="ben@nowhere.invalid")
        Account.objects.filter(staff=told.ana).update(is_active=False)
    make_goal(team)
    assert tell(told, NOW + DAY) == 0


def test_support_of_one_person_alone_is_in_no_mail(told, team):
    from tests.factories.teams import make_personal_support

    make_personal_support(told.ben, told.gil)
    assert tell(told, NOW + DAY) == 0


def test_a_newcomer_is_told_of_the_first_team(told, team):
    nia = make_staff(told.district, "Nia", "Cole", account=False)
    make_account(nia)
    make_part(team, nia)
    assert tell(told, NOW + DAY) == 1
    assert "You are in the team" in mails(nia)[0].text


def test_the_job_writes_in_working_hours_only_and_in_each_district(cast, team, set_clock):
    with district_scope(cast.district.pk):
        tell(cast)
        make_goal(team)
    night = NOW.replace(hour=8)  # one in the morning in California
    set_clock(night + DAY)
    assert tell_cards(progress=None) == {"mails": 0}
    set_clock(NOW + 5 * DAY)  # a Saturday
    assert tell_cards(progress=None) == {"mails": 0}
    set_clock(NOW + DAY)
    assert tell_cards(progress=None) == {"mails": 2}


def test_more_people_ask_no_more_questions_to_be_compared(told, team):
    def asked():
        with CaptureQueriesContext(connection) as found:
            cards, _teams = queries.cards_on(NOW.date())
            queries.card_news(queries.accounts_to_tell(), cards)
        return len(found)

    before = asked()
    for number in range(5):
        make_part(team, make_staff(told.district, f"Person {number}", "New"))
    assert asked() == before
