"""What only one person could read goes; what they showed stays, and so does everything of others."""

import pytest

from staffroom.expertise.models import Need, Offer, Word
from staffroom.guests.models import GuestThanks
from staffroom.spine.audit import AuditEntry
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts
from staffroom.trust import actions
from staffroom.trust.queries import declared
from staffroom.walks.models import Thanks
from tests.factories.private import facts_about, make_everything, plant
from tests.factories.visits import NOW, make_scene


@pytest.fixture
def scene(db):
    return make_scene()


def _is_hers(row, ana) -> bool:
    """Words of others that belong to her: a word about an offer, thanks to a guest, thanks to a host."""
    if isinstance(row, GuestThanks):
        return row.hour.guest == ana
    if isinstance(row, Thanks):
        return row.stop.host == ana
    return isinstance(row, Word) and row.owner == ana


def test_private_words_go_and_published_ones_stay(scene):
    ana, ben = scene.cast.ana, scene.cast.ben
    make_everything(scene, ana, ben)
    planted = plant(ana.district_id)
    with scene.scope():
        counts = actions.forget_private(district_id=ana.district_id, staff_id=ana.pk, now=NOW)
    with across_districts():
        left = {}
        for model, _declared in declared.declared_models():
            for row in model.objects.all():
                for word, (writer, _row, column) in planted.items():
                    if getattr(row, column, None) == word:
                        left[word] = (writer, model._meta.label, column)
    hers = {(label, column) for writer, label, column in left.values() if writer == ana}
    assert ("expertise.Need", "note") not in hers and ("visits.VisitNote", "saw") not in hers
    assert ("expertise.Offer", "what_i_do") in hers and ("expertise.HelpOffer", "ask_me") in hers
    assert counts["expertise.Need"] == 1
    # A word that waits in the hands of whoever leaves goes with them, and so do thanks that are theirs alone.
    waiting = {word for word, (_writer, row, _column) in planted.items() if _is_hers(row, ana)}
    lost = [word for word, (writer, _row, _column) in planted.items() if writer == ben and word not in left]
    assert set(lost) <= waiting


def test_the_log_and_the_mails_say_nothing_of_it_any_more(scene):
    ana, ben = scene.cast.ana, scene.cast.ben
    make_everything(scene, ana, ben)
    assert facts_about(ana) > 0
    with scene.scope():
        actions.forget_private(district_id=ana.district_id, staff_id=ana.pk, now=NOW)
    assert facts_about(ana) == 0 and not Mail.objects.filter(to_staff=ana.pk).exists()
    assert AuditEntry.objects.filter(subject=ana.pk).exists(), "the lines stay"


def test_twice_is_as_once_and_others_keep_theirs(scene):
    ana, ben = scene.cast.ana, scene.cast.ben
    make_everything(scene, ana, ben)
    with across_districts():
        before = Need.objects.exclude(staff=ana).count(), Offer.objects.exclude(staff=ana).count()
    with scene.scope():
        actions.forget_private(district_id=ana.district_id, staff_id=ana.pk, now=NOW)
        assert actions.forget_private(district_id=ana.district_id, staff_id=ana.pk, now=NOW) == {}
    with across_districts():
        assert (Need.objects.exclude(staff=ana).count(), Offer.objects.exclude(staff=ana).count()) == before
