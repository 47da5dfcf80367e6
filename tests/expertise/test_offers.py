"""Offers: who sees them, what they need, and their artefacts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from staffroom.expertise import actions
from staffroom.expertise.models import Offer
from staffroom.expertise.rules import MOST_WORDS, Artefact
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import WriteOutsideAction, district_scope, writing
from tests.factories.expertise import make_offer, make_practice

from .conftest import NOW

PDF = b"%PDF-1.4 a plan\n%%EOF\n"
LINK = "https://files.example/chart"


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def typed(place, **changes):
    given = {
        "practice": "wait-time",
        "what_i_do": "I wait five seconds, then ask a second student.",
        "artefact_title": "My question cards",
        "artefact_link": LINK,
        "sections": [place.cast.ana_section.public_id],
    }
    return given | changes


def offers_of(place, staff):
    with district_scope(place.cast.district.pk):
        return list(Offer.objects.filter(staff=staff).order_by("pk"))


# --- Making one --------------------------------------------------------------------------------------
def test_a_draft_is_saved_and_its_owner_comes_back_to_the_list(place, as_):
    ana = as_(place.cast.ana)
    answer = ana.post(reverse("offer_new"), typed(place))
    assert answer.status_code == 302 and answer.url == reverse("my_offers")
    made = offers_of(place, place.cast.ana)[-1]
    assert (made.state, made.practice.code, made.language) == ("draft", "wait-time", "en")
    with district_scope(place.cast.district.pk):
        assert [s.pk for s in made.sections.all()] == [place.cast.ana_section.pk]
    assert "Draft saved" in ana.get(answer.url).content.decode()


def test_a_draft_may_be_nearly_empty(place, as_):
    answer = as_(place.cast.ana).post(reverse("offer_new"), {"practice": "wait-time"})
    assert answer.status_code == 302
    assert offers_of(place, place.cast.ana)[-1].what_i_do == ""


def test_publishing_goes_through_a_preview_that_says_who_sees_it(place, as_):
    ana = as_(place.cast.ana)
    preview = ana.post(reverse("offer_new"), typed(place, publish="1"), follow=True).content.decode()
    # Ben, Gil, Paz, Dana and Lou; not Ivo of IT, not Ana herself, nobody of the other district.
    assert "5 colleagues in Maple Unified" in preview
    made = offers_of(place, place.cast.ana)[-1]
    assert made.state == "draft"
    ana.post(reverse("offer_publish", args=[made.public_id]))
    assert offers_of(place, place.cast.ana)[-1].state == "published"


@pytest.mark.parametrize("changes", [{"what_i_do": ""}, {"what_i_do": "   "}, {"artefact_link": ""}])
def test_the_form_refuses_to_publish_without_words_or_artefact(place, as_, changes):
    answer = as_(place.cast.ana).post(reverse("offer_new"), typed(place, publish="1", **changes))
    assert answer.status_code == 422
    assert len(offers_of(place, place.cast.ana)) == 1


@pytest.mark.parametrize("changes", [{"what_i_do": ""}, {"artefact": Artefact()}])
def test_the_action_refuses_to_publish_without_words_or_artefact(place, scope, actor, changes):
    by = actor(place.cast.ana)
    given = {"what_i_do": "I wait.", "artefact": Artefact(link=LINK)} | changes
    made = actions.new_offer(by=by, now=NOW, practice=place.other_practice, **given)
    with pytest.raises(Refused, match="(words|artefact)"):
        actions.publish_offer(by=by, now=NOW, public_id=made.public_id)
    assert Offer.objects.get(pk=made.pk).state == "draft"


@pytest.mark.parametrize("field", ["what_i_do", "artefact_link"])
def test_the_database_refuses_to_publish_without_words_or_artefact(place, scope, field):
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        Offer.objects.filter(pk=place.offer.pk).update(**{field: ""})


def test_a_published_offer_cannot_lose_its_artefact(place, as_):
    answer = as_(place.cast.ana).post(
        reverse("offer_edit", args=[place.offer.public_id]), typed(place, practice="number-talks", artefact_link="")
    )
    assert answer.status_code == 422
    assert offers_of(place, place.cast.ana)[0].artefact_link == LINK


def test_editing_a_published_offer_needs_its_artefact_in_the_action_too(place, scope, actor):
    with pytest.raises(Refused):
        actions.edit_offer(
            by=actor(place.cast.ana),
            now=NOW,
            public_id=place.offer.public_id,
            practice=place.practice,
            what_i_do="",
            artefact=Artefact(link=LINK),
            sections=[],
        )


def test_too_many_words_are_refused_and_kept_on_the_page(place, as_):
    text = "word " * (MOST_WORDS + 1)
    page = as_(place.cast.ana).post(reverse("offer_new"), typed(place, what_i_do=text))
    assert page.status_code == 422
    assert f"These are {MOST_WORDS + 1} words" in page.content.decode() and text.strip() in page.content.decode()


def test_the_counter_and_the_server_agree(place, as_):
    page = as_(place.cast.ana).get(reverse("offer_new")).content.decode()
    assert f'data-count-words="{MOST_WORDS}"' in page
    answer = as_(place.cast.ana).post(reverse("offer_new"), typed(place, what_i_do="word " * MOST_WORDS))
    assert answer.status_code == 302


def test_a_second_offer_on_the_same_practice_is_refused_in_words(place, as_):
    page = as_(place.cast.ana).post(reverse("offer_new"), typed(place, practice="number-talks"))
    assert page.status_code == 422
    assert "You have an offer on" in page.content.decode()


def test_two_clicks_at_once_are_refused_in_words(place, scope, actor, monkeypatch):
    monkeypatch.setattr("staffroom.expertise.queries.live_offer_on", lambda *_: None)
    with pytest.raises(Refused, match="already"):
        actions.new_offer(by=actor(place.cast.ana), now=NOW, practice=place.practice)


def test_only_my_own_classes_are_attached(place, scope, actor):
    made = actions.new_offer(
        by=actor(place.cast.ana),
        now=NOW,
        practice=place.other_practice,
        sections=[place.cast.ana_section, place.cast.ben_section],
    )
    assert [s.pk for s in made.sections.all()] == [place.cast.ana_section.pk]


def test_the_select_works_without_scripts_and_takes_a_practice_from_the_address(place, as_):
    page = as_(place.cast.ana).get(reverse("offer_new") + "?practice=wait-time").content.decode()
    assert '<option value="wait-time" selected>' in page and '<optgroup label="Mathematics">' in page


@pytest.mark.parametrize("link", ["http://files.example/x", "javascript:alert(1)", "https://a:b@files.example/"])
def test_links_are_https_without_passwords(place, as_, link):
    answer = as_(place.cast.ana).post(reverse("offer_new"), typed(place, artefact_link=link))
    assert answer.status_code == 422
    assert len(offers_of(place, place.cast.ana)) == 1


@pytest.mark.parametrize("link", ["http://files.example/x", "javascript:alert(1)"])
def test_the_action_checks_links_too(place, scope, actor, link):
    with pytest.raises(Refused):
        actions.new_offer(
            by=actor(place.cast.ana), now=NOW, practice=place.other_practice, artefact=Artefact(link=link)
        )


# --- Files -------------------------------------------------------------------------------------------
NOT_TAKEN, MARKUP = "This kind of file is not taken here.", "This is a web page or a drawing made of code, not a text."
MISNAMED = "The name of the file and its content do not fit each other."
BAD_FILES = [
    ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", MARKUP),
    ("page.txt", b"\xef\xbb\xbf \n<html><script>alert(1)</script>", MARKUP),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", MARKUP),
    ("drawing.txt", b"<?xml version='1.0'?><svg/>", MARKUP),
    ("tool.exe", b"MZ\x90\x00\x03\x00\x00\x00", NOT_TAKEN),
    ("plan.pdf", b"MZ\x90\x00\x03\x00\x00\x00", NOT_TAKEN),
    ("plan.html", PDF, MISNAMED),
    ("words.html", b"plain words", MISNAMED),
    ("bundle.zip", b"PK\x03\x04rest", NOT_TAKEN),
    ("empty.txt", b"  \n", "The file is empty."),
    ("photo.jpg", b"\xff\xd8\xff\xe0 <script>", "The picture is damaged: it cannot be opened."),
]


@pytest.mark.parametrize(("name", "content", "sentence"), BAD_FILES)
def test_the_form_refuses_other_kinds_of_file(place, as_, name, content, sentence):
    answer = as_(place.cast.ana).post(reverse("offer_new"), typed(place, artefact_file=upload(name, content)))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("name", "content", "sentence"), BAD_FILES)
def test_the_action_refuses_other_kinds_of_file(place, scope, actor, name, content, sentence):
    artefact = Artefact(file_name=name, chunks=[content])
    with pytest.raises(Refused, match=sentence[:30]):
        actions.new_offer(by=actor(place.cast.ana), now=NOW, practice=place.other_practice, artefact=artefact)
    assert not StoredFile.objects.exists()


def test_twenty_megabytes_are_refused(place, as_):
    big = upload("big.pdf", PDF + b"0" * 20 * 1024 * 1024)
    answer = as_(place.cast.ana).post(reverse("offer_new"), typed(place, artefact_file=big))
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.content.decode()
    assert not StoredFile.objects.exists()


def with_file(place, as_, **changes) -> Offer:
    given = typed(place, artefact_link="", artefact_file=upload(), **changes)
    assert as_(place.cast.ana).post(reverse("offer_new"), given).status_code == 302
    return offers_of(place, place.cast.ana)[-1]


def test_a_file_is_kept_and_served_harmless(place, as_):
    made = with_file(place, as_)
    answer = as_(place.cast.ana).get(reverse("offer_file", args=[made.public_id]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_file_of_a_draft_is_its_owners_alone(place, as_):
    made = with_file(place, as_)
    address = reverse("offer_file", args=[made.public_id])
    for person in (place.cast.ben, place.cast.paz, place.cast.dana, place.cast.ivo, place.cast.cleo):
        assert as_(person).get(address).status_code == 404


def test_the_file_of_a_published_offer_is_for_colleagues_not_for_other_districts(place, as_):
    made = with_file(place, as_)
    as_(place.cast.ana).post(reverse("offer_publish", args=[made.public_id]))
    address = reverse("offer_file", args=[made.public_id])
    assert as_(place.cast.ben).get(address).status_code == 200
    assert as_(place.cast.cleo).get(address).status_code == 404
    assert as_(place.cast.ivo).get(address).status_code == 403


def test_an_offer_without_a_file_has_none_to_serve(place, as_):
    assert as_(place.cast.ben).get(reverse("offer_file", args=[place.offer.public_id])).status_code == 404


def test_a_new_file_takes_the_place_of_the_old_one(place, as_, django_capture_on_commit_callbacks):
    made = with_file(place, as_)
    old = StoredFile.objects.get()
    given = typed(place, artefact_link="", artefact_file=upload("new.pdf", PDF + b" two"))
    with django_capture_on_commit_callbacks(execute=True):
        as_(place.cast.ana).post(reverse("offer_edit", args=[made.public_id]), given)
    assert StoredFile.objects.get().name == "new.pdf"
    assert not old.path.exists()


def test_an_edit_without_a_file_keeps_the_old_one(place, as_):
    made = with_file(place, as_)
    as_(place.cast.ana).post(reverse("offer_edit", args=[made.public_id]), typed(place, artefact_link=""))
    assert offers_of(place, place.cast.ana)[-1].artefact_file == StoredFile.objects.get().public_id


def test_deleting_a_draft_deletes_its_file(place, as_, django_capture_on_commit_callbacks):
    made, stored = with_file(place, as_), StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        as_(place.cast.ana).post(reverse("offer_delete", args=[made.public_id]))
    assert not stored.path.exists() and not StoredFile.objects.exists()
    assert len(offers_of(place, place.cast.ana)) == 1


def test_a_published_offer_is_not_deleted(place, as_):
    assert as_(place.cast.ana).post(reverse("offer_delete", args=[place.offer.public_id])).status_code == 409
    assert len(offers_of(place, place.cast.ana)) == 1


# --- Who sees it -------------------------------------------------------------------------------------
def test_colleagues_read_a_published_offer(place, as_):
    page = as_(place.cast.ben).get(reverse("offer", args=[place.offer.public_id])).content.decode()
    assert "Ten minutes of mental math" in page and "Ana Reyes" in page and "Grade 3" in page
    assert LINK in page and "every colleague in your district" in page
    assert reverse("offer_edit", args=[place.offer.public_id]) not in page


@pytest.mark.parametrize("who", ["paz", "dana", "lou", "gil"])
def test_everyone_who_works_with_colleagues_may_read_it(place, as_, who):
    assert as_(getattr(place.cast, who)).get(reverse("offer", args=[place.offer.public_id])).status_code == 200


def test_it_reads_no_content(place, as_):
    assert as_(place.cast.ivo).get(reverse("offer", args=[place.offer.public_id])).status_code == 403
    assert as_(place.cast.ivo).get(reverse("doors")).status_code == 403


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("who", ["ben", "paz", "dana", "ivo", "cleo"])
def test_drafts_and_withdrawn_offers_do_not_exist_for_others(place, as_, who, state):
    hidden = make_offer(place.cast.ana, place.other_practice, state=state)
    for name in ("offer", "offer_edit", "offer_publish", "offer_file"):
        assert as_(getattr(place.cast, who)).get(reverse(name, args=[hidden.public_id])).status_code == 404
    for name in ("offer_withdraw", "offer_restore", "offer_delete", "offer_publish"):
        assert as_(getattr(place.cast, who)).post(reverse(name, args=[hidden.public_id])).status_code == 404
    assert as_(place.cast.ana).get(reverse("offer", args=[hidden.public_id])).status_code == 200


def test_an_offer_of_someone_who_left_is_gone(place, as_):
    with writing():
        place.cast.ana.active = False
        place.cast.ana.save()
    assert as_(place.cast.ben).get(reverse("offer", args=[place.offer.public_id])).status_code == 404


def test_unknown_and_foreign_look_alike(place, as_):
    cleo = as_(place.cast.cleo)
    pages = []
    for public_id in (place.offer.public_id, "no-such-offer"):
        answer = cleo.get(reverse("offer", args=[public_id]))
        assert answer.status_code == 404
        page = answer.content.decode().replace(public_id, "ID")
        pages.append(re.sub(r'(?:"X-CSRFToken": "|csrfmiddlewaretoken" value=")\w+', "TOKEN", page))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("name", ["offer_edit", "offer_publish", "offer_withdraw", "offer_restore", "offer_delete"])
def test_only_the_owner_changes_an_offer(place, as_, name):
    address = reverse(name, args=[place.offer.public_id])
    assert as_(place.cast.ben).post(address, typed(place)).status_code == 403
    assert as_(place.cast.cleo).post(address, typed(place)).status_code == 404
    assert offers_of(place, place.cast.ana)[0].state == "published"


@pytest.mark.parametrize("who", ["paz", "dana", "ivo", "lou"])
def test_offers_are_made_by_people_who_teach(place, as_, actor, scope, who):
    person = getattr(place.cast, who)
    assert as_(person).get(reverse("offer_new")).status_code == 403
    assert as_(person).get(reverse("my_offers")).status_code == 403
    with pytest.raises(Forbidden):
        actions.new_offer(by=actor(person), now=NOW, practice=place.practice)


def test_words_are_escaped_everywhere(place, as_):
    evil = "<script>alert(1)</script>"
    made = make_offer(
        place.cast.ana, place.other_practice, what_i_do=evil, artefact_title=evil, artefact_link="https://x.example/"
    )
    draft = make_offer(place.cast.ana, make_practice(place.cast.district, "third"), state="draft", what_i_do=evil)
    pages = [as_(place.cast.ben).get(reverse("offer", args=[made.public_id]))]
    pages.append(as_(place.cast.ana).get(reverse("offer_edit", args=[made.public_id])))
    pages.append(as_(place.cast.ana).get(reverse("offer_publish", args=[draft.public_id])))
    pages.append(as_(place.cast.ana).get(reverse("my_offers")))
    for page in pages:
        assert evil not in page.content.decode() and "&lt;script&gt;" in page.content.decode()


# --- Withdrawing -------------------------------------------------------------------------------------
def test_withdraw_and_undo(place, as_):
    ana, address = as_(place.cast.ana), reverse("offer_withdraw", args=[place.offer.public_id])
    page = ana.post(address, follow=True).content.decode()
    undo = reverse("offer_restore", args=[place.offer.public_id])
    assert undo in page
    assert as_(place.cast.ben).get(reverse("offer", args=[place.offer.public_id])).status_code == 404
    ana.post(undo)
    assert as_(place.cast.ben).get(reverse("offer", args=[place.offer.public_id])).status_code == 200


def test_undoing_the_withdrawal_of_a_draft_does_not_publish_it(place, as_):
    draft = make_offer(place.cast.ana, place.other_practice, state="draft")
    as_(place.cast.ana).post(reverse("offer_withdraw", args=[draft.public_id]))
    as_(place.cast.ana).post(reverse("offer_restore", args=[draft.public_id]))
    with district_scope(place.cast.district.pk):
        assert Offer.objects.get(pk=draft.pk).state == "draft"


def test_a_withdrawn_offer_emptied_meanwhile_comes_back_as_a_draft(place, as_):
    ana, names = as_(place.cast.ana), [place.offer.public_id]
    ana.post(reverse("offer_withdraw", args=names))
    given = typed(place, practice="number-talks", what_i_do="", artefact_link="")
    page = ana.post(reverse("offer_edit", args=names), given, follow=True).content.decode()
    assert "It stays withdrawn" in page and "Draft saved" not in page
    page = ana.post(reverse("offer_restore", args=names), follow=True).content.decode()
    assert "Brought back as a draft" in page and "colleagues can see it again" not in page
    assert offers_of(place, place.cast.ana)[0].state == "draft"


def test_an_offer_brought_back_whole_is_published_again_and_says_so(place, as_):
    ana, names = as_(place.cast.ana), [place.offer.public_id]
    ana.post(reverse("offer_withdraw", args=names))
    page = ana.post(reverse("offer_restore", args=names), follow=True).content.decode()
    assert "colleagues can see it again" in page
    assert offers_of(place, place.cast.ana)[0].state == "published"


def test_who_teaches_no_more_brings_an_offer_back_as_a_draft(place, actor, scope):
    ana = actor(place.cast.ana)
    actions.withdraw_offer(by=ana, now=NOW, public_id=place.offer.public_id)
    leads_now = actor(place.cast.ana, roles=frozenset({"leader"}))
    assert actions.restore_offer(by=leads_now, now=NOW, public_id=place.offer.public_id).state == "draft"


def test_a_withdrawn_offer_leaves_room_for_a_new_one_and_does_not_come_back_beside_it(place, as_):
    ana = as_(place.cast.ana)
    ana.post(reverse("offer_withdraw", args=[place.offer.public_id]))
    assert ana.post(reverse("offer_new"), typed(place, practice="number-talks")).status_code == 302
    assert ana.post(reverse("offer_restore", args=[place.offer.public_id])).status_code == 409
    assert ana.post(reverse("offer_publish", args=[place.offer.public_id])).status_code == 409


# --- House rules -------------------------------------------------------------------------------------
def test_each_act_is_in_the_audit_once_without_content(place, as_):
    ana = as_(place.cast.ana)
    for name in ("offer_withdraw", "offer_withdraw", "offer_restore"):
        ana.post(reverse(name, args=[place.offer.public_id]))
    entries = list(AuditEntry.objects.filter(kind__startswith="expertise.").order_by("position"))
    assert [entry.kind for entry in entries] == ["expertise.offer_withdrawn", "expertise.offer_restored"]
    assert entries[0].facts == {"who": "Ana Reyes"} and entries[0].object_id == place.offer.public_id


def test_offers_are_written_by_actions_only(place, scope):
    with pytest.raises(WriteOutsideAction):
        place.offer.save()


@pytest.mark.parametrize("name", ["my_offers", "offer_new"])
def test_strangers_sign_in_first(place, client, name):
    assert client.get(reverse(name)).status_code == 302


def test_wrong_methods(place, as_):
    ana = as_(place.cast.ana)
    for name in ("offer_withdraw", "offer_restore", "offer_delete"):
        assert ana.get(reverse(name, args=[place.offer.public_id])).status_code == 405
    assert ana.post(reverse("my_offers")).status_code == 405
    assert ana.post(reverse("offer_file", args=[place.offer.public_id])).status_code == 405


def test_queries_do_not_grow_with_offers(place, as_, django_assert_max_num_queries):
    ana, counts = as_(place.cast.ana), []
    for more in range(3):
        with django_assert_max_num_queries(14) as captured:
            ana.get(reverse("my_offers"))
        counts.append(len(captured))
        practice = make_practice(place.cast.district, f"another-{more}")
        make_offer(place.cast.ana, practice, place.cast.ana_section)
    assert counts[0] == counts[-1]
