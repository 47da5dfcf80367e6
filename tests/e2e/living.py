"""The small living district that the browser tests play in, and how people come into it."""

import csv
import io
import sqlite3
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from staffroom.core import synthetic
from staffroom.ops import demo
from staffroom.people.models import Account, Staff
from staffroom.spine.scoping import across_districts

TODAY = date(2026, 10, 6)  # a Tuesday of a full school week
MORNING = datetime(2026, 10, 6, 15, 0, tzinfo=UTC)  # eight in the morning there
SEED = 2026


@dataclass(frozen=True, slots=True)
class Living:
    """What was generated, and the accounts of the named people by their part."""

    made: synthetic.District
    accounts: dict[str, Account]


@cache
def generated() -> synthetic.District:
    return synthetic.make_district(SEED, "small", today=TODAY)


@cache
def _copy() -> sqlite3.Connection:
    """The seeded database, kept in memory: putting it back takes a moment, seeding again takes seconds."""
    demo.seed(SEED, TODAY, size="small")
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    return kept


def seed_living() -> Living:
    """Write the small demo district."""
    if connection.vendor == "sqlite":
        kept = _copy()
        connection.ensure_connection()
        kept.backup(connection.connection)
    else:
        demo.seed(SEED, TODAY, size="small")
    return Living(generated(), demo.cast_accounts())


def let_in(context: Any, address: str, account: Account) -> None:
    """Give a browser context the session of this person, without the way over the sign-in page."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


def wait_until_kept(page: Any, words: str) -> None:
    """Until the browser keeps these words, which it does a moment after the last key. (The content policy forbids the
    browser's own way of waiting for an expression.)"""
    for _ in range(400):
        if page.evaluate("words => Object.values(localStorage).some(each => each.includes(words))", words):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not kept: {words}")


def account_of(staff_name: str) -> Account:
    """The account of the person of this whole name, opened when there is none yet."""
    with across_districts():
        person = next(one for one in Staff.objects.select_related("district") if str(one) == staff_name)
        found = Account.objects.filter(staff=person).first()
        return found or Account.objects.create_user(
            person.email, None, district=person.district, staff=person, language="en"
        )


def mutated_roster(made: synthetic.District) -> bytes:
    """Next month's OneRoster zip, with one row of an unknown person."""
    files = synthetic.oneroster_files(synthetic.mutate(made, 7))
    header, first = next(iter(_rows(files["enrollments.csv"]))), list(_rows(files["enrollments.csv"]))[1]
    stranger = ["E-stranger", *first[1:]]
    stranger[header.index("userSourcedId")] = "P-nobody"
    files["enrollments.csv"] += ",".join(stranger) + "\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return packed.getvalue()


def bells(made: synthetic.District, *, broken: bool) -> bytes:
    """The district's bells with one end five minutes later; broken: one time that is none."""
    rows = list(_rows(synthetic.bells_csv(made)))
    end = rows[0].index("end")
    last = max(range(1, len(rows)), key=lambda number: (rows[number][0] == rows[1][0], rows[number][end]))
    hours, minutes = rows[last][end].split(":")
    rows[last][end] = "25:99" if broken else f"{hours}:{int(minutes) - 1:02}"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _rows(text: str) -> Any:
    return csv.reader(io.StringIO(text))
