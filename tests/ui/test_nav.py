"""The navigation: short lists plain, long ones under headings, the same places on every width."""

from staffroom.ui.nav import GROUPED_FROM, PLACES, bar_and_more, grouped, links_for


def test_a_short_list_stands_under_no_heading():
    links = links_for({"it"}, "/")
    assert len(links) < GROUPED_FROM
    assert grouped(links) == [("", links)]


def test_a_long_list_stands_under_headings_and_loses_nothing():
    links = links_for({"central"}, "/time/")
    found = grouped(links)
    assert [str(heading) for heading, _links in found] == ["", "Timetable", "Learning", "People", "System"]
    assert sorted(link.url for _heading, held in found for link in held) == sorted(link.url for link in links)
    assert [link.url for _heading, held in found for link in held if link.current] == ["/time/"]


def test_every_place_after_the_first_ones_has_a_heading():
    assert [place.name for place in PLACES if not place.group] == [
        "today", "my_team", "phone", "find", "my_visits", "who_can_visit",
    ]  # fmt: skip


def test_the_bar_of_a_phone_keeps_the_most_important_four():
    bar, more = bar_and_more(links_for({"central"}, "/"))
    assert [link.url for link in bar] == ["/", "/team/", "/time/", "/rosters/"]
    assert len(more) > 8
