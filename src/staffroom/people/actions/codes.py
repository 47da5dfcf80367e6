"""Codes on paper, links to a private address, and the number that keeps a later code from opening what is private.

Whoever prints a code sees it. So a code alone opens an account only while there is nothing in it: the first time. Later
codes ask for the number that the owner chose; without it the account begins anew, which removes what only its owner
could read before anybody is let in (decision 013).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.codes import new_code
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.jobs import enqueue
from staffroom.spine.scoping import action, district_scope

from .. import mails, queries, rules
from ..models import Account, PhoneKey, SignInCode, Staff
from ..queries import digest_of, digest_of_code, new_token
from .accounts import open_account

PRINTED = audit.declare("account.code_printed", gettext_lazy("Printed a sign-in code"), security=True)
TAKEN_BACK = audit.declare("account.code_revoked", gettext_lazy("Took a sign-in code back"), security=True)
USED = audit.declare("account.code_used", gettext_lazy("Signed in with a code on paper"), security=True)
WORN_OUT = audit.declare(
    "account.code_worn_out", gettext_lazy("A code on paper ended: a wrong number was typed too often"), security=True
)
ANEW = audit.declare(
    "account.began_anew", gettext_lazy("Began anew: what only the owner could read was removed"), security=True
)
LINKED = audit.declare("account.link_used", gettext_lazy("Signed in with a link by mail"), security=True)
NUMBER_SET = audit.declare("account.number_set", gettext_lazy("Set the number for later codes"), security=True)
ADDRESS_SET = audit.declare("account.address_set", gettext_lazy("Confirmed a private mail address"), security=True)
ADDRESS_GONE = audit.declare("account.address_gone", gettext_lazy("Removed the private mail address"), security=True)

CODE_DAYS = (3, 7, 14, 30)
LINK_MINUTES = timedelta(minutes=15)
ADDRESS_DAYS = timedelta(days=1)
LINK_JOB = "people.mail_link"
Way = SignInCode.Way

# What higher rooms keep for the eyes of one person alone: each removes its part when an account begins anew.
FORGETTERS: list[Callable[..., object]] = []


@action
def print_codes(*, by: Actor, now: datetime, people: list[str], days: int) -> list[tuple[SignInCode, str]]:
    """A code for each of some people (public ids), good for so many days. A code of theirs that waits is void.

    Returns the codes with what is to be printed: it is kept nowhere. Whoever has signed in before is told by mail.
    """
    if days not in CODE_DAYS or not people:
        raise Refused(_("Nobody is ticked."), _("Tick the people for whom you want to print a code."))
    return [_print(person, by, now, days) for person in queries.people_for_codes(by, people)]


def _print(person: Staff, by: Actor, now: datetime, days: int) -> tuple[SignInCode, str]:
    for earlier in list(SignInCode.objects.filter(staff=person, way=Way.PAPER, used=None, revoked=None)):
        _revoke(earlier, now, by=by.staff_id)
    code = new_code()
    made = _make(person, Way.PAPER, digest_of_code(code), now, timedelta(days=days), by_staff=by.staff_id)
    _record(PRINTED, person, now, by=by.staff_id, object_id=made.public_id)
    mails.code_printed(person, by=by.name, now=now)
    return made, code


def _make(
    person: Staff,
    way: str,
    digest: str,
    now: datetime,
    good: timedelta,
    *,
    by_staff: int | None = None,
    email: str = "",
) -> SignInCode:
    return SignInCode.objects.create(
        district_id=person.district_id,
        staff=person,
        way=way,
        digest=digest,
        email=email,
        by_staff=by_staff,
        created=now,
        expires=now + good,
    )


def _record(kind: str, person: Staff, now: datetime, *, by: int | None, object_id: str = "") -> None:
    audit.record(kind, district_id=person.district_id, at=now, actor=by, object_id=object_id, subject=person.pk)


@action
def revoke_code(*, by: Actor, now: datetime, public_id: str) -> SignInCode:
    """Take a code back before it is used."""
    code = queries.code_for(by, public_id)
    rules.code_still_waits(code, now)
    _revoke(code, now, by=by.staff_id)
    return code


def _revoke(code: SignInCode, now: datetime, *, by: int | None, because: str = TAKEN_BACK) -> None:
    code.revoked = now
    code.save(update_fields=["revoked"])
    _record(because, code.staff, now, by=by, object_id=code.public_id)


def _today(person: Staff, now: datetime) -> date:
    return now.astimezone(ZoneInfo(person.district.time_zone)).date()


def _account(person: Staff) -> Account | None:
    return Account.objects.filter(staff=person).first()


def _may_open(code: SignInCode, now: datetime) -> Account | None:
    """The account that this code opens, or None while there is none. Raises Refused."""
    rules.code_still_waits(code, now)
    person = code.staff
    account = _account(person)
    rules.code_opens(
        person,
        account,
        is_classified=queries.classified_only(person, _today(person, now)),
        has_factor=account is not None and queries.has_factor(account),
    )
    return account


def number_is_needed(*, code: SignInCode | None, now: datetime) -> bool:
    """Whether this code asks for the owner's number, because the account was used before. Raises Refused."""
    rules.code_still_waits(code, now)
    assert code is not None  # noqa: S101 - the rule refuses None
    with district_scope(code.staff.district_id):
        account = _may_open(code, now)
    return account is not None and account.last_login is not None


@action
def sign_in_with_code(
    *, public_id: str, now: datetime, number: str = "", anew: bool = False, language: str = ""
) -> Account | None:
    """Use a code up and answer whose account is open now. None: the number is wrong, which is counted.

    ``anew``: whoever has forgotten the number, or never set one, comes in all the same, and before that everything is
    removed that only the owner could read. ``language`` is that of a new account. Raises Refused.
    """
    code = queries.code_kept(public_id, lock=True)
    rules.code_still_waits(code, now)
    assert code is not None  # noqa: S101 - the rule refuses None
    with district_scope(code.staff.district_id):
        account = _may_open(code, now)
        if account is None or account.last_login is None:
            account = account or _open(code.staff, language, now)
        elif anew:
            _begin_anew(account, now)
        elif not _is_number_of(account, number):
            _count_wrong(code, now)
            return None
        code.used = now
        code.save(update_fields=["used"])
        _record(USED, code.staff, now, by=code.staff_id, object_id=code.public_id)
        return account


def _open(person: Staff, language: str, now: datetime) -> Account:
    """A new account that signs in by name: whoever holds the paper has not shown that they read the work mail."""
    account = open_account(person, now, by_name=True)
    if language in dict(settings.LANGUAGES):
        account.language = language
        account.save(update_fields=["language"])
    return account


def _is_number_of(account: Account, number: str) -> bool:
    key = queries.phone_key_of(account)
    return bool(key and key.number) and check_password(number, key.number if key else "")


def _count_wrong(code: SignInCode, now: datetime) -> None:
    code.wrong += 1
    code.save(update_fields=["wrong"])
    if code.wrong >= rules.WRONG_MOST:
        _revoke(code, now, by=None, because=WORN_OUT)


def _begin_anew(account: Account, now: datetime) -> None:
    for forget in FORGETTERS:
        forget(district_id=account.district_id, staff_id=account.staff_id, now=now)
    PhoneKey.objects.filter(account=account).update(number="")
    assert account.staff is not None  # noqa: S101 - found by its owner
    _record(ANEW, account.staff, now, by=account.staff_id)
    told = gettext_lazy(
        "Somebody came in with a code on paper and without your number: what only you could read is gone."
    )
    mails.sign_in_changed(account, told, now=now)


# --- One's own number and address ---------------------------------------------------------------------
def _own_key(by: Actor) -> PhoneKey:
    rules.keep_phone_key(by)
    key, _made = PhoneKey.objects.get_or_create(account_id=by.account_id)
    return key


def _own_person(by: Actor) -> Staff:
    return Staff.objects.select_related("district").get(pk=by.staff_id)


@action
def set_number(*, by: Actor, now: datetime, number: str) -> None:
    """Choose the six digits that the next code on paper asks for."""
    key = _own_key(by)
    rules.good_number(number)
    key.number = make_password(number)
    key.save(update_fields=["number"])
    _record(NUMBER_SET, _own_person(by), now, by=by.staff_id)


@action
def offer_address(*, by: Actor, now: datetime, email: str) -> tuple[SignInCode, str]:
    """Begin to set a private address. Returns what its link confirms, and the token: it is mailed there and kept
    nowhere. Whether somebody else has the address is said to nobody but whoever reads its mail."""
    _own_key(by)
    person = _own_person(by)
    for earlier in list(SignInCode.objects.filter(staff=person, way=Way.ADDRESS, used=None, revoked=None)):
        earlier.revoked = now
        earlier.save(update_fields=["revoked"])
    token = new_token()
    return _make(person, Way.ADDRESS, digest_of(token), now, ADDRESS_DAYS, email=email.strip().lower()), token


@action
def confirm_address(*, token: str, now: datetime) -> Account:
    """Whoever reads the mail of an address says that it is theirs. From now on links are sent there."""
    link = queries.link_by_token(token, lock=True)
    rules.link_still_waits(link, now)
    account = _account(link.staff)
    assert account is not None  # noqa: S101 - only its owner asked for the link
    rules.private_address(link.email, is_taken=queries.address_is_taken(link.email, account))
    with district_scope(link.staff.district_id):
        key, _made = PhoneKey.objects.get_or_create(account=account)
        key.email = link.email
        key.save(update_fields=["email"])
        link.used = now
        link.save(update_fields=["used"])
        _record(ADDRESS_SET, link.staff, now, by=link.staff_id)
    return account


@action
def remove_address(*, by: Actor, now: datetime) -> None:
    """Forget the private address: no link goes there any more."""
    key = _own_key(by)
    key.email = ""
    key.save(update_fields=["email"])
    SignInCode.objects.filter(staff_id=by.staff_id, way__in=(Way.LINK, Way.ADDRESS), used=None, revoked=None).update(
        revoked=now
    )
    _record(ADDRESS_GONE, _own_person(by), now, by=by.staff_id)


# --- A link to the private address --------------------------------------------------------------------
@action
def ask_link(*, email: str, now: datetime) -> None:
    """Queue a link to this address. The same is done for an address of nobody: whoever asks learns nothing."""
    account = queries.account_of_address(email)
    enqueue(LINK_JOB, district_id=None, now=now, account=account.pk if account else 0)


@action
def mail_link(*, account_id: int, now: datetime) -> tuple[SignInCode, str] | None:
    """A link for the owner of an account, with its token. None where no link may open it, or for nobody's account."""
    account = Account.objects.select_related("staff__district", "phone_key").filter(pk=account_id).first()
    if account is None or account.staff is None or queries.phone_key_of(account) is None:
        return None
    with district_scope(account.staff.district_id):
        if not rules.link_opens.allows(account, **_standing(account, now)):
            return None
        SignInCode.objects.filter(staff=account.staff, way=Way.LINK, used=None, revoked=None).update(revoked=now)
        token = new_token()
        made = _make(account.staff, Way.LINK, digest_of(token), now, LINK_MINUTES, email=account.phone_key.email)
    return made, token


def _standing(account: Account, now: datetime) -> dict[str, bool]:
    person = account.staff
    assert person is not None  # noqa: S101 - checked by the callers
    return {
        "is_classified": queries.classified_only(person, _today(person, now)),
        "has_factor": queries.has_factor(account),
    }


@action
def sign_in_with_link(*, token: str, now: datetime) -> Account:
    """Use a link up and answer whose account is open now. Raises Http404, or Refused."""
    link = queries.link_by_token(token, lock=True)
    rules.link_still_waits(link, now)
    with district_scope(link.staff.district_id):
        account = _account(link.staff)
        assert account is not None  # noqa: S101 - links are made for accounts
        rules.link_opens(account, **_standing(account, now))
        link.used = now
        link.save(update_fields=["used"])
        _record(LINKED, link.staff, now, by=link.staff_id)
    return account
