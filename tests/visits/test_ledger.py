"""The minutes of one's own week: what visits agreed take of them."""

import re

from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.timetable import make_contract_rule
from tests.factories.visits import TUESDAY, Scene


def week_of(person, day=TUESDAY):
    body = client_of(person).get(f"/week/?on={day}").content.decode()
    facts = re.search(r'<ul class="ledger">.*?</ul>', body, re.S).group()
    return " ".join(re.sub(r"<[^>]+>", " ", facts).split()), body


def test_a_visit_agreed_costs_the_visitor_the_way_too(scene: Scene):
    scene.booked(scene.cast.gil)
    # From 7:45 to 9:05: period 1 (50 minutes) and ten minutes of period 2; before 8:00 nothing is free.
    told, _body = week_of(scene.cast.gil)
    assert told == "Free: 12 hours 30 minutes Visits agreed, with the way: 1 hour Left: 11 hours 30 minutes"


def test_a_visit_only_asked_for_costs_nothing_yet(scene: Scene):
    scene.ask(scene.cast.gil)
    assert "Visits agreed, with the way: 0 minutes" in week_of(scene.cast.gil)[0]


def test_hosting_takes_no_free_time(scene: Scene):
    scene.booked(scene.cast.gil)
    assert "Visits agreed, with the way: 0 minutes" in week_of(scene.cast.ana)[0]


def test_the_contract_stands_beside_it(scene: Scene):
    scene.booked(scene.cast.gil)
    rule = make_contract_rule(scene.cast.district, limit=600)
    told, body = week_of(scene.cast.gil)
    assert told.endswith("Your contract keeps for preparation: 10 hours")
    assert "What is planned leaves you the preparation of the contract." in body and "Article 9" in body
    rule.limit = 700
    saved(rule)
    assert "More is planned than the contract leaves." in week_of(scene.cast.gil)[1]
