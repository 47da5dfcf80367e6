"""After a visit its visitor can say a word about what there was to see: the host reads it first."""

import pytest
from django.urls import reverse

from staffroom.expertise.models import Word
from staffroom.spine.access import Forbidden, Refused
from staffroom.visits import rules
from tests.factories.grants import make_evaluates
from tests.factories.visits import AFTERWARDS, NOW, Scene

pytestmark = pytest.mark.usefixtures("scope")


def test_a_finished_visit_leads_to_a_word_on_the_offer_which_its_owner_reads_first(scene: Scene, as_, set_clock):
    visit = scene.booked()
    address, word = reverse("visit", args=[visit.public_id]), reverse("offer_word", args=[scene.offer.public_id])
    assert word not in as_(scene.cast.ben).get(address).content.decode(), "not before"
    set_clock(AFTERWARDS)
    ben = as_(scene.cast.ben)
    assert word in ben.get(address).content.decode()
    assert word not in as_(scene.cast.ana).get(address).content.decode(), "the host has none to say about herself"
    shown = ben.get(word).content.decode()
    assert scene.practice.name in shown and str(scene.cast.ana) in shown
    assert ben.post(word, {"kind": "thanks", "text": "Everybody talked. Thank you!"}).status_code == 302
    assert Word.objects.get().state != Word.State.SHOWN
    offer = reverse("offer", args=[scene.offer.public_id])
    assert "Everybody talked" not in as_(scene.cast.gil).get(offer).content.decode()


@pytest.mark.parametrize("above", ["visitor", "host"])
def test_between_a_person_and_their_evaluator_there_is_no_such_link(scene: Scene, as_, set_clock, above: str):
    visit = scene.booked()
    pair = (visit.visitor, visit.host) if above == "visitor" else (visit.host, visit.visitor)
    make_evaluates(*pair)
    set_clock(AFTERWARDS)
    page = as_(scene.cast.ben).get(reverse("visit", args=[visit.public_id])).content.decode()
    assert reverse("offer_word", args=[scene.offer.public_id]) not in page


def test_only_the_visitor_and_only_afterwards(scene: Scene):
    visit = scene.booked()
    with pytest.raises(Forbidden):
        rules.say_thanks(scene.actor(scene.cast.ana), visit, AFTERWARDS)
    with pytest.raises(Refused, match="not over"):
        rules.say_thanks(scene.actor(scene.cast.ben), visit, NOW)
    assert rules.say_thanks.allows(scene.actor(scene.cast.ben), visit, AFTERWARDS)
