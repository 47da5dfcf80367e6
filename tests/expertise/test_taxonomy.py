"""The list of practices: shaped by the central office, read by everybody, brought and taken along as CASE."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404
from django.urls import reverse

from staffroom.core import case
from staffroom.core.levels import Level, starter_levels
from staffroom.core.practices import PRACTICES
from staffroom.core.practices_work import WORK_PRACTICES
from staffroom.expertise import actions, queries
from staffroom.expertise.jobs import end_practices
from staffroom.expertise.models import Practice, PracticeFamily, TaxonomyFile
from staffroom.expertise.queries.taxonomy import held_taxonomy
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope
from tests.core.case.made import data, item, packed, tie, uid
from tests.factories.expertise import make_need, make_offer, make_practice

from .conftest import NOW

STEPS = (Level("First", "Primero", "Somebody tries.", "Alguien prueba."), Level("Then", "", "All do.", ""))
WORDS = {
    "name_en": "Gallery walk", "name_es": "Recorrido", "description_en": "Work hangs; all walk.", "description_es": "",
    "family": "talk", "subject": "", "levels": STEPS,
}  # fmt: skip


@pytest.fixture
def dana(place, actor, scope):
    return actor(place.cast.dana)


@pytest.fixture
def seeded(dana, place):
    actions.seed_practices(place.cast.district, now=NOW)
    return dana


def changed(dana, code, **fields):
    held = queries.practice_to_shape(dana, code)
    given = {name: getattr(held, name) for name in WORDS if name != "levels"} | {"levels": held.steps} | fields
    return actions.change_practice(by=dana, now=NOW, code=code, **given)


# --- Shaping ------------------------------------------------------------------------------------------
def test_a_practice_is_added_with_its_levels_and_read_by_everybody(dana, place, as_):
    made = actions.add_practice(by=dana, now=NOW, **WORDS)
    assert (made.code, made.steps, made.active) == ("gallery-walk", STEPS, True)
    page = as_(place.cast.ben).get(reverse("practice", args=["gallery-walk"])).content.decode()
    assert "Somebody tries." in page and "never a person" in page
    spanish = as_(place.cast.ben).get(reverse("practice", args=["gallery-walk"]), HTTP_ACCEPT_LANGUAGE="es")
    assert "Alguien prueba." in spanish.content.decode() and "All do." in spanish.content.decode()


def test_two_practices_of_one_name_get_two_codes(dana):
    codes = [actions.add_practice(by=dana, now=NOW, **WORDS).code for _n in range(2)]
    assert codes == ["gallery-walk", "gallery-walk-2"]


def test_a_renamed_practice_keeps_its_code_its_offers_and_its_starter_levels(dana, place):
    done = changed(dana, "number-talks", name_en="Talking numbers", name_es="Hablar de números")
    assert (done.code, done.levels, done.steps) == ("number-talks", None, starter_levels("number-talks"))
    assert place.offer.practice_id == done.pk
    assert queries.search_practices(dana.district_id, "hablar")[0].code == "number-talks"
    assert changed(dana, "number-talks", levels=()).steps == ()


def test_a_retired_practice_leads_to_what_follows_it(dana, place, actor, as_):
    ben = actor(place.cast.ben)
    actions.retire_practice(by=dana, now=NOW, code="number-talks", successor=place.other_practice)
    assert [one.code for one in queries.practices(dana.district_id, ben)] == ["wait-time"]
    followed = queries.practice_by_code(dana.district_id, "number-talks", ben)
    assert (followed.code, followed.offered) == ("wait-time", 1)
    assert queries.practice_chosen(ben, "number-talks").code == "wait-time"
    assert [host.offer_id for host in queries.willing_hosts(ben, followed)] == [place.offer.pk]
    page = as_(place.cast.ben).get(reverse("practice", args=["number-talks"])).content.decode()
    assert "is out of use here" in page and "Wait time" in page
    back = actions.bring_practice_back(by=dana, now=NOW, code="number-talks")
    assert (back.active, back.retired, back.successor) == (True, None, None)
    assert queries.willing_hosts(ben, place.other_practice) == []


def test_what_a_retired_practice_had_followed_leads_on(dana, place):
    third = make_practice(place.cast.district, "third")
    actions.retire_practice(by=dana, now=NOW, code="number-talks", successor=place.other_practice)
    actions.retire_practice(by=dana, now=NOW, code="wait-time", successor=third)
    assert queries.practice_by_code(dana.district_id, "number-talks").code == "third"


def test_a_practice_without_a_follower_is_gone_for_readers_but_not_for_its_offers(dana, place, as_):
    actions.retire_practice(by=dana, now=NOW, code="number-talks")
    with pytest.raises(Http404):
        queries.practice_by_code(dana.district_id, "number-talks")
    assert as_(place.cast.ana).get(reverse("my_offers")).status_code == 200


def test_nothing_follows_itself_or_what_is_out_of_use(dana, place):
    gone = make_practice(place.cast.district, "gone", active=False)
    for successor in (place.practice, gone):
        with pytest.raises(Refused):
            actions.retire_practice(by=dana, now=NOW, code="number-talks", successor=successor)


def test_families_are_added_renamed_and_shown(dana, place, as_):
    added = actions.name_family(by=dana, now=NOW, name_en="Care", name_es="Cuidado")
    actions.name_family(by=dana, now=NOW, code="talk", name_en="Conversation")
    changed(dana, "number-talks", family=added.code)
    page = as_(place.cast.ben).get(reverse("practices")).content.decode()
    assert "Care" in page and "Conversation" in page and "Talk and language" not in page
    assert queries.family_name("talk", queries.family_names(dana.district_id)) == "Conversation"
    again = actions.name_family(by=dana, now=NOW, code="talk", name_en="Talk", name_es="Hablar")
    assert PracticeFamily.objects.filter(code="talk").get() == again


def test_only_the_central_office_shapes_practices(place, actor, scope, as_):
    for person in (place.cast.ana, place.cast.paz, place.cast.ivo):
        with pytest.raises(Forbidden):
            actions.add_practice(by=actor(person), now=NOW, name_en="X")
        for name in ("taxonomy", "taxonomy_new", "taxonomy_upload", "family_new"):
            assert as_(person).get(reverse(name)).status_code == 403
    assert b"Change this list" not in as_(place.cast.ana).get(reverse("practices")).content
    assert b"Change this list" in as_(place.cast.dana).get(reverse("practices")).content


def test_a_district_shapes_its_own_practices_only(place, actor):
    with district_scope(place.cast.other_district.pk):
        cora = actor(place.cast.cora)
        with pytest.raises(Http404):
            queries.practice_to_shape(cora, "wait-time")


def test_the_log_says_what_was_shaped(dana):
    actions.add_practice(by=dana, now=NOW, **WORDS)
    entry = AuditEntry.objects.get(kind="expertise.practice_added")
    assert entry.facts["what"] == "Gallery walk"


# --- Pages --------------------------------------------------------------------------------------------
def typed(**more):
    given = {"name_en": "Gallery walk", "name_es": "", "family": "talk", "subject": "", "level_0_name_en": "First"}
    return given | {"level_0_text_en": "Somebody tries."} | more


def test_the_form_adds_changes_retires_and_brings_back(place, as_, scope):
    dana = as_(place.cast.dana)
    assert dana.post(reverse("taxonomy_new"), typed()).status_code == 302
    made = Practice.objects.get(code="gallery-walk")
    assert [one.text_en for one in made.steps] == ["Somebody tries."]
    page = dana.get(reverse("taxonomy_edit", args=["gallery-walk"])).content.decode()
    assert "Somebody tries." in page and "Retire it" in page
    dana.post(reverse("taxonomy_edit", args=["gallery-walk"]), typed(name_es="Recorrido", level_0_text_en=""))
    made.refresh_from_db()
    assert (made.name_es, made.steps) == ("Recorrido", ())
    dana.post(reverse("taxonomy_retire", args=["gallery-walk"]), {"successor": "wait-time"})
    page = dana.get(reverse("taxonomy")).content.decode()
    assert "followed by Wait time" in page
    dana.post(reverse("taxonomy_back", args=["gallery-walk"]))
    made.refresh_from_db()
    assert made.active


def test_wrong_forms_say_so(place, as_):
    dana = as_(place.cast.dana)
    assert dana.post(reverse("taxonomy_new"), typed(name_en="")).status_code == 422
    assert dana.post(reverse("family_new"), {}).status_code == 422
    assert dana.post(reverse("taxonomy_upload"), {}).status_code == 422
    assert dana.post(reverse("taxonomy_retire", args=["wait-time"]), {"successor": "nothing"}).status_code == 409
    assert dana.get(reverse("taxonomy_edit", args=["nothing"])).status_code == 404
    assert dana.get(reverse("family_edit", args=["nothing"])).status_code == 404


def test_families_by_form(place, as_, scope):
    dana = as_(place.cast.dana)
    dana.post(reverse("family_new"), {"name_en": "Care"})
    assert b"Care" in dana.get(reverse("family_edit", args=["care"])).content
    dana.post(reverse("family_edit", args=["care"]), {"name_en": "Caring"})
    assert PracticeFamily.objects.get(code="care").name_en == "Caring"


def test_queries_do_not_grow_with_practices(place, as_, django_assert_max_num_queries):
    dana = as_(place.cast.dana)
    counts = []
    for more in (0, 3):
        for n in range(more):
            make_practice(place.cast.district, f"more-{n}")
        with django_assert_max_num_queries(12) as captured:
            dana.get(reverse("taxonomy"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- CASE ---------------------------------------------------------------------------------------------
def bring(by, package, *, apply=True):
    staged = actions.stage_taxonomy(by=by, now=NOW, name="x.json", content=data(package))
    return actions.apply_taxonomy(by=by, now=NOW, public_id=staged.public_id) if apply else staged


@pytest.mark.parametrize("version", case.VERSIONS)
def test_taken_along_and_brought_back_changes_nothing(seeded, place, version):
    changed(seeded, "number-talks", name_en="Talking numbers", levels=STEPS)
    actions.name_family(by=seeded, now=NOW, code="talk", name_en="Conversation")
    actions.retire_practice(by=seeded, now=NOW, code="exit-tickets", successor=place.other_practice)
    package = queries.case_package(seeded.district_id, version, NOW)
    before = held_taxonomy(place.cast.district)
    assert bring(seeded, package).counts == {"new": 0, "changed": 0, "same": len(package_nodes(before)), "silent": 0}
    assert held_taxonomy(place.cast.district) == before


def package_nodes(taxonomy):
    return [*taxonomy.families, *taxonomy.practices]


@pytest.mark.parametrize("version", case.VERSIONS)
def test_an_empty_district_gets_the_same_taxonomy(seeded, place, actor, version):
    actions.add_practice(by=seeded, now=NOW, **WORDS)
    actions.name_family(by=seeded, now=NOW, name_en="Care", name_es="Cuidado")
    actions.retire_practice(by=seeded, now=NOW, code="exit-tickets", successor=place.other_practice)
    package = queries.case_package(seeded.district_id, version, NOW)
    here = held_taxonomy(place.cast.district)
    other = place.cast.other_district
    with district_scope(other.pk):
        Practice.objects.all()._raw_delete(Practice.objects.db)
        cora = actor(place.cast.cora)
        counts = bring(cora, package).counts
        there = held_taxonomy(other)
        assert counts["new"] == len(here.practices) + 1 and counts["changed"] == 0  # its own family, all practices
        assert bring(cora, package).counts["new"] == 0
    assert (there.families, set(there.practices)) == (here.families, set(here.practices))
    assert len(there.practices) == len(PRACTICES) + len(WORK_PRACTICES) + 1


def test_a_file_is_looked_at_before_it_is_applied(place, as_, scope):
    dana = as_(place.cast.dana)
    package = packed([item("talk"), item("frames")], [tie("isChildOf", "frames", "talk")])
    upload = io.BytesIO(data(package))
    upload.name = "frames.json"
    answer = dana.post(reverse("taxonomy_upload"), {"file": upload})
    assert answer.status_code == 302 and not Practice.objects.filter(code="frames").exists()
    page = dana.get(answer.url).content.decode()
    assert "2 would be added" in page and "Nothing is written yet" in page
    file = TaxonomyFile.objects.get()
    dana.post(reverse("taxonomy_apply", args=[file.public_id]))
    made = Practice.objects.get(code="frames")
    assert (made.uid, made.family) == (uid("frames"), "talk-2")  # the code talk is a starter family's
    assert "Applied: 2 new" in dana.get(answer.url).content.decode()
    assert dana.post(reverse("taxonomy_apply", args=[file.public_id])).status_code == 409


def test_a_file_put_aside_writes_nothing_and_is_not_kept(dana):
    staged = bring(dana, packed([item("x")]), apply=False)
    done = actions.discard_taxonomy(by=dana, now=NOW, public_id=staged.public_id)
    assert (done.state, done.content, Practice.objects.filter(code="x").count()) == ("discarded", "", 0)
    with pytest.raises(Refused):
        actions.apply_taxonomy(by=dana, now=NOW, public_id=staged.public_id)


def test_a_file_that_cannot_be_used_says_why_in_both_languages(place, as_, scope):
    dana = as_(place.cast.dana)
    upload = io.BytesIO(b"PK\x03\x04 not json")
    upload.name = "x.json"
    url = dana.post(reverse("taxonomy_upload"), {"file": upload}).url
    assert "This is not JSON" in dana.get(url).content.decode()
    assert "Esto no es JSON" in dana.get(url, HTTP_ACCEPT_LANGUAGE="es").content.decode()
    assert TaxonomyFile.objects.get().content == ""


@pytest.mark.parametrize("number", [-1, 40_000, 2**31])
def test_a_file_with_strange_places_is_applied_and_brought_again_changes_nothing(dana, number):
    ties = [tie("isChildOf", "a", "top", number), tie("isChildOf", "top", "document", number)]
    package = packed(map(item, ["top", "a", "b"]), [*ties, tie("isChildOf", "b", "top", 3)])
    assert bring(dana, package).counts["new"] == 3
    again = bring(dana, package, apply=False).counts
    assert (again["new"], again["changed"]) == (0, 0)


def test_a_file_in_spanish_alone_brought_again_changes_nothing(dana):
    words = {"language": "es", "abbreviatedStatement": "Rondas", "fullStatement": "Todos hablan por turnos."}
    package = packed([item("top", language="es"), item("a", **words)], [tie("isChildOf", "a", "top")])
    assert bring(dana, package).counts["new"] == 2
    again = bring(dana, package, apply=False).counts
    assert (again["new"], again["changed"]) == (0, 0)


def test_half_of_a_file_is_never_there(dana, monkeypatch):
    package = packed([item("x"), item("y")])
    staged = bring(dana, package, apply=False)
    real, seen = Practice.save, []

    def breaks(self, *given, **named):
        seen.append(self.code)
        if len(seen) == 2:
            raise RuntimeError("power cut")
        return real(self, *given, **named)

    monkeypatch.setattr(Practice, "save", breaks)
    with pytest.raises(RuntimeError):
        actions.apply_taxonomy(by=dana, now=NOW, public_id=staged.public_id)
    monkeypatch.undo()
    assert not Practice.objects.filter(code__in=["x", "y"]).exists()
    assert TaxonomyFile.objects.get().state == "ready"


def test_a_file_changes_by_identifier_and_leaves_offers_and_needs(dana, place):
    need = make_need(place.cast.ben, place.practice)
    package = queries.case_package(dana.district_id, "1.1", NOW)
    for one in package["CFItems"]:
        if one.get("humanCodingScheme") == "number-talks":
            one["abbreviatedStatement"] = "Numbers aloud"
            one["statusEndDate"] = "2026-01-01"
    assert bring(dana, package).counts["changed"] == 1
    place.practice.refresh_from_db()
    assert (place.practice.name_en, place.practice.active) == ("Numbers aloud", False)
    assert place.practice.retired == date(2026, 1, 1)
    need.refresh_from_db(), place.offer.refresh_from_db()
    assert need.practice_id == place.offer.practice_id == place.practice.pk


# --- Out of use ---------------------------------------------------------------------------------------
def chained(**ends):
    items = [item(one, **({"statusEndDate": ends[one]} if one in ends else {})) for one in "abc"]
    return packed(items, [tie("replacedBy", "a", "b"), tie("replacedBy", "b", "c")])


def test_a_practice_retired_for_later_goes_out_of_use_on_its_day_and_only_then(dana, place):
    package = chained(a="2026-10-06", b="2026-10-05")
    bring(dana, package)
    assert queries.practice_by_code(dana.district_id, "a").code == "a"
    assert end_practices(progress=None) == {"ended": 0}
    assert actions.end_practices(district_id=dana.district_id, today=date(2026, 10, 6), now=NOW) == 1
    assert actions.end_practices(district_id=dana.district_id, today=date(2026, 10, 6), now=NOW) == 0
    assert queries.practice_by_code(dana.district_id, "a").code == "c"
    assert [one.facts for one in AuditEntry.objects.filter(kind="expertise.practice_over")] == [{"what": "A"}]
    again = bring(replace(dana, today=date(2026, 10, 6)), package, apply=False).counts
    assert (again["new"], again["changed"]) == (0, 0)


def test_offers_on_the_first_of_a_chain_of_retired_practices_are_found_under_the_last(dana, place, actor):
    package = chained(a="2026-01-01", b="2026-06-01")
    bring(dana, packed([item("a")]))
    offer = make_offer(place.cast.ana, Practice.objects.get(code="a"), place.cast.ana_section)
    bring(dana, package)
    last = queries.practice_by_code(dana.district_id, "a", actor(place.cast.ben))
    assert (last.code, last.offered) == ("c", 1)
    assert [host.offer_id for host in queries.willing_hosts(actor(place.cast.ben), last)] == [offer.pk]
    assert bring(dana, package, apply=False).counts["changed"] == 0


def test_what_becomes_retired_later_takes_along_what_led_to_it(dana):
    bring(dana, chained(a="2026-01-01", b="2026-11-01"))
    assert queries.practice_by_code(dana.district_id, "a").code == "b"
    actions.end_practices(district_id=dana.district_id, today=date(2026, 11, 1), now=NOW)
    assert queries.practice_by_code(dana.district_id, "a").code == "c"


def test_a_file_that_retires_what_another_led_to_takes_it_along_and_back_when_undone(dana, place):
    bring(dana, packed(map(item, "bc")))
    b = Practice.objects.get(code="b")
    actions.retire_practice(by=dana, now=NOW, code="wait-time", successor=b)
    package = packed([item("b", statusEndDate="2026-01-01"), item("c")], [tie("replacedBy", "b", "c")])
    file = bring(dana, package)
    assert queries.practice_by_code(dana.district_id, "wait-time").code == "c"
    actions.undo_taxonomy(by=dana, now=NOW, public_id=file.public_id)
    assert queries.practice_by_code(dana.district_id, "wait-time").code == "b"


def test_practices_that_follow_each_other_in_a_circle_lead_nowhere(dana):
    ends = {one: item(one, statusEndDate="2026-01-01") for one in "abc"}
    package = packed(ends.values(), [tie("replacedBy", *pair) for pair in ("ab", "ba", "cc")])
    bring(dana, package)
    with pytest.raises(Http404):
        queries.practice_by_code(dana.district_id, "a")
    assert bring(dana, package, apply=False).counts["changed"] == 0


def test_hostile_words_of_a_file_are_shown_as_text(place, as_, dana):
    staged = bring(dana, packed([item("x", fullStatement="<script>alert(1)</script>")]), apply=False)
    page = as_(place.cast.dana).get(reverse("taxonomy_file", args=[staged.public_id])).content
    assert b"<script>alert" not in page and b"&lt;script&gt;" in page


def test_the_package_is_taken_along_by_whoever_reads_practices(place, as_):
    answer = as_(place.cast.ben).get(reverse("taxonomy_case"), {"version": "1.0"})
    assert answer["Content-Disposition"] == 'attachment; filename="practices-case-1.0.json"'
    assert {one.get("humanCodingScheme") for one in json.loads(answer.content)["CFItems"]} >= {
        "number-talks",
        "wait-time",
    }
    assert as_(place.cast.ben).get(reverse("taxonomy_case"), {"version": "9"}).status_code == 404


def test_what_goes_out_names_no_offer_and_no_need(place, as_):
    make_need(place.cast.ben, place.practice, note="canary need")
    make_offer(place.cast.ben, place.other_practice, what_i_do="canary offer")
    answer = as_(place.cast.dana).get(reverse("taxonomy_case")).content.decode()
    assert "canary" not in answer and "Ben" not in answer and "Ana" not in answer
