"""Codes on paper, links to private addresses: who gets in, and each guard that keeps somebody out."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone

from staffroom.core.codes import ALPHABET, new_code, shown, typed
from staffroom.expertise.models import Need
from staffroom.people import actions
from staffroom.people.models import Account, PhoneKey, SignInCode
from staffroom.people.queries import actor_for, code_typed, digest_of_code
from staffroom.spine.access import Refused
from staffroom.spine.audit import AuditEntry
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope
from tests.factories.expertise import make_need, make_offer, make_practice
from tests.factories.people import make_assignment, make_code, make_driver, make_link, make_staff, saved

CODE = "ACDEFGHJKMNP"
PRIVATE = "lia@home.example"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def lia(cast):
    return make_driver(cast.district, cast.lincoln)


@pytest.fixture
def known(cast, lia):
    """Lia has come in by code before, chose 480215 and confirmed a private address."""
    account = Account.objects.create_user(
        "lia.nunez@maple.invalid", None, district=cast.district, staff=lia, last_login=timezone.now()
    )
    saved(PhoneKey(account=account, number=make_password("480215"), email=PRIVATE))
    return account


def enter(code=CODE, client=None):
    client = client or Client()
    return client, client.post("/in/", {"code": code})


def print_for(client, *people, **more):
    """The sheet, and the codes that stand on it."""
    answer = client.post("/codes/print/", {"role": "bus", "days": "7", "layout": "labels",
                                           "people": [one.public_id for one in people], **more})  # fmt: skip
    return answer, [typed(code) for code in re.findall(r'slip-code">([^<]+)<', text(answer))]


def is_in(client, account):
    return client.session.get("_auth_user_id") == str(account.pk)


# --- The code ----------------------------------------------------------------------------------------


def test_a_code_has_no_letters_that_look_alike_and_is_typed_as_one_likes():
    assert not set("O0QI1LS5Z2B8VU6") & (set(ALPHABET) - set("QUV"))
    codes = {new_code() for _each in range(200)}
    assert len(codes) == 200 and all(set(one) <= set(ALPHABET) and len(one) == 12 for one in codes)
    assert typed(f" {shown('ACDEFGHJKMNP').lower()}- ") == "ACDEFGHJKMNP"


def test_only_a_keyed_digest_is_kept(cast, lia, settings):
    made = make_code(lia)
    assert CODE not in str(vars(made))
    first = digest_of_code(CODE)
    settings.SECRET_KEY = "another"
    assert digest_of_code(CODE) != first, "a copy of the database alone cannot be tried"


def test_from_paper_to_a_phone_without_a_mail_address(cast, as_, lia, settings):
    sheet, codes = print_for(as_(cast.dana), lia)
    assert len(codes) == 1 and "Lia Núñez" in text(sheet) and "<svg" in text(sheet)
    assert 'lang="es"' in text(sheet) and "On your phone" in text(sheet)
    assert codes[0] not in text(as_(cast.dana).get("/codes/")), "shown once"
    phone, answer = enter(f"{codes[0][:4]} {codes[0][4:8].lower()}-{codes[0][8:]}")
    account = Account.objects.get(staff=lia)
    assert answer["Location"] == "/phone/" and is_in(phone, account)
    assert account.email == "lia.nunez@maple.invalid" and not account.has_usable_password()
    assert "Used" in text(as_(cast.dana).get("/codes/"))
    kinds = set(AuditEntry.objects.filter(subject=lia.pk).values_list("kind", flat=True))
    assert {"account.code_printed", "account.code_used", "account.signed_in"} <= kinds


def test_the_language_chosen_on_the_first_screen_is_the_account_s(cast, lia):
    make_code(lia)
    client = Client()
    client.post("/language/", {"language": "es", "next": "/in/"})
    assert "Entra con tu código" in text(client.get("/in/"))
    enter(client=client)
    assert Account.objects.get(staff=lia).language == "es"


def test_a_code_works_once(cast, lia):
    make_code(lia)
    enter()
    answer = enter()[1]
    assert answer.status_code == 400 and "used already" in text(answer)


@pytest.mark.parametrize("fields", [{"expires": timezone.now() - timedelta(seconds=1)}, {"revoked": timezone.now()}])
def test_expired_and_revoked_codes_open_nothing(cast, lia, fields):
    make_code(lia, **fields)
    client, answer = enter()
    assert answer.status_code == 400 and "_auth_user_id" not in client.session
    assert not Account.objects.filter(staff=lia).exists()


def test_an_unknown_code_opens_nothing(cast):
    client, answer = enter()
    assert answer.status_code == 400 and "do not know" in text(answer) and "_auth_user_id" not in client.session


def test_looking_at_the_page_uses_nothing_up(cast, lia):
    make_code(lia)
    assert Client().get("/in/").status_code == 200
    assert code_typed(CODE).used is None


def test_guessing_is_limited_by_the_first_letters_of_the_code(cast, lia):
    make_code(lia)
    for _each in range(10):
        assert Client().post("/in/", {"code": "ACDE 9999 9999"}).status_code == 400
    assert Client().post("/in/", {"code": "acde 9999 9997"}).status_code == 429
    assert enter()[1].status_code == 429, "the right one waits too"
    assert Client().post("/in/", {"code": "FGHJ 9999 9999"}).status_code == 400, "others do not"


def test_whoever_left_or_got_a_desk_does_not_come_in_by_paper(cast, lia):
    make_code(lia)
    make_assignment(lia, "teacher", cast.lincoln)
    assert enter()[1].status_code == 400
    other = make_driver(cast.district, cast.lincoln, "Leo", "Vega")
    make_code(other, "CCCCDDDDEEEE")
    other.active = False
    saved(other)
    assert enter("CCCCDDDDEEEE")[1].status_code == 400
    assert not Account.objects.filter(staff__in=[lia.pk, other.pk]).exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "lia@maple.example"}])
def test_a_closed_account_or_one_with_mail_is_not_opened_by_paper(cast, lia, known, change):
    make_code(lia)
    Account.objects.filter(pk=known.pk).update(**change)
    client, answer = enter()
    assert answer.status_code == 400 and "paper_code" not in client.session


def test_a_second_factor_is_not_gone_round(cast, lia, known):
    Authenticator.objects.create(user=known, type="totp", data={})
    make_code(lia)
    make_link(lia, "open-door")
    assert enter()[1].status_code == 400
    assert Client().post("/in/open-door/").status_code == 409


# --- What whoever prints cannot do ---------------------------------------------------------------------


def test_a_later_code_asks_for_the_owner_s_number(cast, lia, known):
    make_code(lia)
    client, answer = enter()
    assert answer["Location"] == "/in/number/" and "_auth_user_id" not in client.session
    assert client.post("/in/number/", {"number": "975310"}).status_code == 400
    assert "_auth_user_id" not in client.session and code_typed(CODE).used is None
    assert client.post("/in/number/", {"number": "480215"})["Location"] == "/phone/"
    assert is_in(client, known)


def test_five_wrong_numbers_end_the_code(cast, lia, known):
    make_code(lia)
    client = enter()[0]
    for number in ("975310", "975311", "975312", "975313", "975314"):
        client.post("/in/number/", {"number": number})
    assert client.post("/in/number/", {"number": "480215"})["Location"] == "/in/"
    assert code_typed(CODE).revoked and "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(kind="account.code_worn_out", subject=lia.pk).count() == 1


def test_without_the_number_what_was_private_is_gone_before_anybody_comes_in(cast, lia, known):
    practice = make_practice(cast.district)
    make_need(lia, practice, note="mine alone")
    shown_offer = make_offer(lia, practice)
    make_offer(lia, make_practice(cast.district, "wait-time"), state="draft")
    make_code(lia)
    client = enter()[0]
    client.post("/in/number/", {"anew": "1"})
    assert is_in(client, known)
    with across_districts():
        assert not Need.objects.filter(staff=lia).exists()
        assert list(lia.offers.all()) == [shown_offer], "what colleagues see stays, the draft is gone"
    assert not PhoneKey.objects.get(account=known).number, "a new one is chosen by who is in now"
    assert Mail.objects.filter(to=PRIVATE).count() == 1, "and the owner is told"


def test_nobody_reaches_the_number_without_a_code(cast, known):
    for answer in (Client().get("/in/number/"), Client().post("/in/number/", {"anew": "1"})):
        assert answer["Location"] == "/in/"


def test_printing_for_somebody_known_tells_them_and_ends_nothing(cast, as_, lia, known):
    phone = Client()
    phone.force_login(known, backend="django.contrib.auth.backends.ModelBackend")
    print_for(as_(cast.paz), lia)
    assert Mail.objects.get(kind="people/mails/code_printed").to == PRIVATE
    assert phone.get("/me/phone/").status_code == 200 and "Printed" in text(phone.get("/me/phone/"))


def test_an_earlier_code_that_waits_is_void(cast, as_, lia):
    make_code(lia)
    print_for(as_(cast.dana), lia)
    assert "Taken back" in text(enter()[1])


# --- For whom ------------------------------------------------------------------------------------------


def test_a_principal_prints_for_the_own_school_only(cast, as_, lia):
    far = make_driver(cast.district, cast.garfield, "Leo", "Vega")
    page = as_(cast.paz).get("/codes/print/?role=bus")
    assert "Lia Núñez" in text(page) and "Leo Vega" not in text(page)
    assert print_for(as_(cast.paz), far)[0].status_code == 400
    with district_scope(cast.district.pk), pytest.raises(Exception, match=r"^$|404"):
        actions.print_codes(
            by=actor_for(cast.paz.account, timezone.localdate()), now=timezone.now(), people=[far.public_id], days=7
        )
    with across_districts():
        assert not SignInCode.objects.filter(staff=far).exists()


@pytest.mark.parametrize("role", ["teacher", "teacher_leader", "principal", "assistant_principal", "central", "it"])
def test_nobody_prints_for_who_teaches_leads_or_keeps_the_house(cast, as_, role):
    other = make_driver(cast.district, cast.lincoln, "Ted", "Ruiz")
    make_assignment(other, role, None if role in ("central", "it") else cast.lincoln)
    assert "Ted Ruiz" not in text(as_(cast.dana).get("/codes/print/?role=bus"))
    assert print_for(as_(cast.dana), other)[0].status_code == 400


def test_nobody_prints_for_an_account_with_mail(cast, as_):
    assert "Lou Baptiste" not in text(as_(cast.dana).get("/codes/print/?role=food"))


def test_who_has_work_mail_but_no_account_is_not_ticked_and_is_told(cast, as_):
    mia = make_staff(cast.district, "Mia", "Lark", account=False)
    make_assignment(mia, "bus", cast.lincoln)
    page = text(as_(cast.dana).get("/codes/print/?role=bus"))
    assert re.search(rf'value="{mia.public_id}">', page), "listed, not ticked"
    _sheet, codes = print_for(as_(cast.dana), mia)
    assert Mail.objects.get(kind="people/mails/code_printed").to == mia.email
    enter(codes[0])
    assert Account.objects.get(staff=mia).email.endswith(".invalid"), "paper does not show who reads the work mail"


@pytest.mark.parametrize("who", ["ana", "ivo", "lou"])
def test_others_print_nothing(cast, as_, who):
    client = as_(getattr(cast, who))
    assert [client.get(path).status_code for path in ("/codes/", "/codes/print/")] == [403, 403]


def test_printing_asks_for_a_fresh_sign_in(cast, as_, lia):
    client = as_(cast.dana)
    session = client.session
    session["began"] = timezone.now().timestamp() - 3600
    session.save()
    assert client.post("/codes/print/", {"role": "bus", "people": [lia.public_id]}).status_code == 403


def test_a_code_is_taken_back_by_those_who_may_print_it(cast, as_, lia):
    made = make_code(lia)
    far = make_code(make_driver(cast.district, cast.garfield, "Leo", "Vega"), "CCCCDDDDEEEE")
    assert as_(cast.paz).post(f"/codes/{far.public_id}/revoke/").status_code == 404
    assert "Leo Vega" not in text(as_(cast.paz).get("/codes/"))
    as_(cast.paz).post(f"/codes/{made.public_id}/revoke/")
    assert enter()[1].status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast, as_, django_assert_num_queries, number):
    for at in range(number):
        make_code(make_driver(cast.district, cast.lincoln, f"D{at}", "Ruiz"), f"ACDEFGHJKMN{at}")
    client = as_(cast.paz)
    client.get("/codes/")
    with django_assert_num_queries(6):
        client.get("/codes/")


# --- One's own number and address -----------------------------------------------------------------------


def phone_of(account):
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("number", ["12345", "1234567", "111111", "123456", "654321", "abcdef", "١٢٣٤٥٧"])
def test_numbers_that_are_guessed_first_are_refused(cast, known, number):
    before = PhoneKey.objects.get(account=known).number
    assert phone_of(known).post("/me/phone/", {"what": "number", "number": number}).status_code == 400
    assert PhoneKey.objects.get(account=known).number == before


def test_a_number_is_kept_hashed(cast, known):
    phone_of(known).post("/me/phone/", {"what": "number", "number": "902514"})
    kept = PhoneKey.objects.get(account=known).number
    assert "902514" not in kept and len(kept) > 40


def test_who_has_a_desk_keeps_neither(cast, as_):
    for person in (cast.ana, cast.paz, cast.dana, cast.ivo):
        assert as_(person).get("/me/phone/").status_code == 403


def test_an_address_is_kept_when_its_reader_says_so(cast, known):
    client = phone_of(known)
    client.post("/me/phone/", {"what": "remove"})
    client.post("/me/phone/", {"what": "address", "email": "New@Home.example"})
    assert PhoneKey.objects.get(account=known).email == "", "not before it is confirmed"
    link = re.search(r"/in/[\w-]+/", mail.outbox[0].body).group()
    assert "Is this your address" in text(Client().get(link))
    assert PhoneKey.objects.get(account=known).email == "", "looking confirms nothing"
    Client().post(link)
    assert PhoneKey.objects.get(account=known).email == "new@home.example"
    assert Client().post(link).status_code == 409, "once"


def test_an_address_of_somebody_else_is_refused_only_to_its_reader(cast, known):
    phone_of(known).post("/me/phone/", {"what": "address", "email": cast.ana.email})
    link = re.search(r"/in/[\w-]+/", mail.outbox[0].body).group()
    answer = Client().post(link)
    assert answer.status_code == 409 and PhoneKey.objects.get(account=known).email == PRIVATE


def ask(email):
    return Client().post("/in/mail/", {"email": email})


@pytest.fixture
def at_once(settings, django_capture_on_commit_callbacks):
    settings.JOBS_INLINE = "always"
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_link_lets_in_once_and_is_as_short_as_a_text_message(cast, known, at_once):
    with at_once():
        ask(PRIVATE.upper())
    sent = mail.outbox[0]
    assert sent.to == [PRIVATE] and len(sent.body) <= 160 and not getattr(sent, "alternatives", None)
    assert Mail.objects.count() == 0, "the outbox keeps no link"
    link = re.search(r"/in/[\w-]+/", sent.body).group()
    client = Client()
    assert client.get(link).status_code == 200 and "_auth_user_id" not in client.session
    assert client.post(link)["Location"] == "/phone/" and is_in(client, known)
    assert Client().post(link).status_code == 409


def test_asking_never_tells_whether_an_address_is_known(cast, known, at_once):
    with at_once():
        answers = [ask(PRIVATE), ask("nobody@home.example")]
    bodies = [re.sub(r"csrfmiddlewaretoken[^>]+|X-CSRFToken[^}]+", "", text(answer)) for answer in answers]
    assert bodies[0] == bodies[1] and answers[0].status_code == answers[1].status_code == 200
    assert len(mail.outbox) == 1
    jobs = list(Job.objects.filter(kind="people.mail_link").values_list("state", "result"))
    assert len(jobs) == 2 and jobs[0] == jobs[1], "the same work is queued for both"


@pytest.mark.parametrize("change", ["closed", "left", "teaches"])
def test_a_link_does_not_let_in_whom_it_must_not(cast, lia, known, at_once, change):
    make_link(lia, "made-before")
    if change == "closed":
        Account.objects.filter(pk=known.pk).update(is_active=False)
    elif change == "left":
        lia.active = False
        saved(lia)
    else:
        make_assignment(lia, "teacher", cast.lincoln)
    with at_once():
        ask(PRIVATE)
    assert mail.outbox == []
    assert Client().post("/in/made-before/").status_code == 409


def test_a_link_is_soon_too_old(cast, lia, known):
    make_link(lia, "too-late", expires=timezone.now() - timedelta(seconds=1))
    assert Client().post("/in/too-late/").status_code == 409


def test_who_is_signed_in_does_not_step_into_another_account(cast, as_, lia, known):
    make_link(lia, "open-door")
    ana = as_(cast.ana)
    assert ana.post("/in/open-door/").status_code == 409 and is_in(ana, cast.ana.account)
    make_code(lia)
    assert enter(client=ana)[1]["Location"] == "/phone/" and is_in(ana, cast.ana.account)
    assert code_typed(CODE).used is None


def test_a_new_link_ends_the_one_before(cast, lia, known, at_once):
    make_link(lia, "the-first")
    with at_once():
        ask(PRIVATE)
    assert Client().post("/in/the-first/").status_code == 409


def test_two_phones_with_one_code_let_one_in(cast, lia, known):
    made = make_code(lia)
    given = {"public_id": made.public_id, "now": timezone.now(), "number": "480215"}
    assert actions.sign_in_with_code(**given) == known
    with pytest.raises(Refused):
        actions.sign_in_with_code(**given)
