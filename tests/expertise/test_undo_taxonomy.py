"""A file of practices that was applied can be undone until something newer changed the same items."""

import json
from datetime import date

import pytest
from django.urls import reverse

from staffroom.expertise import actions, queries
from staffroom.expertise.models import Practice, PracticeFamily, TaxonomyFile
from staffroom.expertise.queries.undoing import PRACTICE
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from tests.core.case.made import data, item, packed, tie
from tests.factories.expertise import make_need

from .conftest import NOW


@pytest.fixture
def dana(place, actor, scope):
    return actor(place.cast.dana)


def brought(dana, content: bytes, name: str = "x.json") -> TaxonomyFile:
    staged = actions.stage_taxonomy(by=dana, now=NOW, name=name, content=content)
    return actions.apply_taxonomy(by=dana, now=NOW, public_id=staged.public_id)


def undo(dana, file: TaxonomyFile) -> TaxonomyFile:
    return actions.undo_taxonomy(by=dana, now=NOW, public_id=file.public_id)


def held() -> dict[str, tuple[object, ...]]:
    return {
        row.code: tuple(getattr(row, name) for name in (*PRACTICE, "retired", "under_id", "successor_id"))
        for row in Practice.objects.all()
    }


def package(*more: str) -> bytes:
    names = ("talk", "frames", *more)
    return data(packed([item(one) for one in names], [tie("isChildOf", one, "talk") for one in names[1:]]))


def test_going_out_of_use_on_its_date_is_no_newer_change(dana):
    before = held()
    file = brought(dana, data(packed([item("mime", statusEndDate="2026-11-01")])))
    actions.end_practices(district_id=dana.district_id, today=date(2026, 11, 1), now=NOW)
    undo(dana, file)
    assert held() == before


def test_what_it_added_goes_and_everything_is_as_it_was(dana):
    before, groups = held(), PracticeFamily.objects.count()
    file = brought(dana, package("mime"))
    assert held().keys() - before.keys() == {"frames", "mime"}
    done = undo(dana, file)
    assert held() == before and PracticeFamily.objects.count() == groups
    assert (done.state, done.undone, done.before) == ("undone", NOW, [])
    entry = AuditEntry.objects.get(kind="expertise.taxonomy_undone")
    assert entry.facts["stayed"] == 0
    with pytest.raises(Refused, match="Undone"):
        undo(dana, file)


def test_what_it_changed_goes_back(dana):
    exported = queries.case_package(dana.district_id, "1.1", NOW)
    before = held()
    for one in exported["CFItems"]:
        one["fullStatement"] = one["fullStatement"] + " anew"
    file = brought(dana, json.dumps(exported).encode())
    assert file.counts["changed"] > 0 and held() != before
    undo(dana, file)
    assert held() == before


def test_what_somebody_uses_already_stays_out_of_use(dana, place):
    file = brought(dana, package())
    make_need(place.cast.ben, Practice.objects.get(code="frames"))
    undo(dana, file)
    row = Practice.objects.get(code="frames")
    assert (row.active, row.retired) == (False, dana.today or NOW.date())
    assert AuditEntry.objects.get(kind="expertise.taxonomy_undone").facts["stayed"] == 1


def test_once_something_newer_changed_the_same_it_is_refused_until_that_is_undone(dana):
    first = brought(dana, package(), "first.json")
    second = brought(dana, package("mime").replace(b"Frames", b"Frames anew"), "second.json")
    with pytest.raises(Refused, match="Frames"):
        undo(dana, first)
    assert TaxonomyFile.objects.get(pk=first.pk).state == "applied"
    undo(dana, second)
    assert undo(dana, first).state == "undone"


def test_a_change_by_hand_counts_too_and_one_elsewhere_does_not(dana, place):
    file = brought(dana, package())
    actions.retire_practice(by=dana, now=NOW, code="number-talks")
    assert queries.changed_since(TaxonomyFile.objects.get(pk=file.pk)) == []
    actions.retire_practice(by=dana, now=NOW, code="frames")
    with pytest.raises(Refused, match="Frames"):
        undo(dana, file)


def test_the_page_has_a_button_and_only_whoever_shapes_practices_presses_it(dana, place, as_, actor):
    file = brought(dana, package())
    page, address = (reverse(name, args=[file.public_id]) for name in ("taxonomy_file", "taxonomy_undo"))
    central = as_(place.cast.dana)
    assert "Undo this file" in central.get(page).content.decode()
    assert page in central.get(reverse("taxonomy")).content.decode()
    assert as_(place.cast.ben).post(address).status_code == 403
    assert as_(place.cast.cleo).post(address).status_code in (403, 404)
    assert central.get(address).status_code == 405
    with pytest.raises(Forbidden):
        actions.undo_taxonomy(by=actor(place.cast.ben), now=NOW, public_id=file.public_id)
    assert central.post(address).status_code == 302
    assert "Undone: the list is what it was" in central.get(page).content.decode()
    assert central.post(address).status_code == 409
