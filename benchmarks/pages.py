"""Median, p95 and query count of the ten most used pages in the demo district, beside a bare Django page.

The bare page runs five small queries and a small template under Django's default middleware, in the same
process, turn by turn with ours, so that a noisy machine troubles both alike.

    .venv/bin/python benchmarks/pages.py [--rounds 40] [--json] [--cold]

Needs the demo district (``staffroom demo --no-serve``). Exit 1 when a page's p95 is more than eight times the
bare page's.
"""

import argparse
import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("STAFFROOM_DATA", str(Path("var/demo").resolve()))
os.environ.setdefault("STAFFROOM_DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffroom.settings")

import django

django.setup()

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from staffroom.ops.demo import cast_accounts
from staffroom.people.models import District, School, Staff
from staffroom.spine import editions
from staffroom.spine.scoping import across_districts

BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
BARE_TEMPLATE = """<!doctype html><title>{{ district.name }}</title><h1>{{ user }}</h1>
<p>{{ schools }} schools</p><ul>{% for one in people %}<li>{{ one.given }} {{ one.family }}{% endfor %}</ul>"""
BACKEND = "django.contrib.auth.backends.ModelBackend"
LIMIT = 8.0


def bare(request: HttpRequest) -> HttpResponse:
    """Five queries: session, user, one row, one count, one page of fifty rows."""
    with across_districts():
        context = {
            "user": str(request.user),
            "district": District.objects.first(),
            "schools": School.objects.count(),
            "people": list(Staff.objects.order_by("id")[:50]),
        }
    return HttpResponse(engines["django"].from_string(BARE_TEMPLATE).render(context, request))


urlpatterns = [path("bare/", bare)]


def pages() -> list[tuple[str, str, str]]:
    """(name, role in the cast, address) of the ten most used pages."""
    return [
        ("today, teacher", "teacher", reverse("today")),
        ("today, principal", "principal", reverse("today")),
        ("find", "teacher", reverse("find")),
        ("find a practice", "teacher", reverse("find") + "?practice=number-talks"),
        ("my week", "teacher", reverse("my_week")),
        ("my visits", "teacher", reverse("my_visits")),
        ("my offers", "teacher", reverse("my_offers")),
        ("open doors", "teacher", reverse("doors")),
        ("people", "teacher", reverse("staff_list")),
        ("who may visit whom", "principal", reverse("who_can_visit")),
    ]


def timed(client: Client, address: str) -> float:
    """Seconds of one GET; ends the run when the page is not 200."""
    began = time.perf_counter()
    response = client.get(address)
    took = time.perf_counter() - began
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return took


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def measure(rounds: int) -> list[dict[str, object]]:
    accounts = cast_accounts()
    clients = {role: signed_in(accounts[role]) for role in ("teacher", "principal")}
    times: dict[str, list[float]] = {name: [] for name, _role, _address in pages()}
    bare_times: list[float] = []
    bare_settings = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=BARE_MIDDLEWARE)
    with bare_settings:
        bare_client = signed_in(accounts["teacher"])
        timed(bare_client, "/bare/")
    for _name, role, address in pages():
        timed(clients[role], address)
    gc.collect()
    gc.freeze()  # as staffroom.wsgi does
    for _round in range(rounds):
        with bare_settings:
            bare_times.append(timed(bare_client, "/bare/"))
        for name, role, address in pages():
            times[name].append(timed(clients[role], address))
    floor = p95(bare_times)
    rows = [row("bare Django page", bare_times, 5, floor)]
    rows += [row(name, times[name], queries_of(clients[role], address), floor) for name, role, address in pages()]
    return rows


def measure_cold(rounds: int) -> list[dict[str, object]]:
    """The first page about time of a process that remembers nothing, of one school and of the district; no limit.

    Without a worker the job of the district runs within the request, its one change included.
    """
    accounts, floor, found = cast_accounts(), [], []
    school = ("use of time, one school, cold", "principal", reverse("time"))
    for name, role, address in (school, ("use of time, district, cold", "central", reverse("time"))):
        client, times = signed_in(accounts[role]), []
        for _round in range(rounds):
            with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=BARE_MIDDLEWARE):
                floor.append(timed(signed_in(accounts["teacher"]), "/bare/"))
            editions.forget()
            cache.clear()
            times.append(timed(client, address))
        found.append((name, times))
    return [row(name, times, 0, p95(floor)) for name, times in found]


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def row(name: str, values: list[float], queries: int, floor: float) -> dict[str, object]:
    return {
        "page": name,
        "median_ms": round(statistics.median(values) * 1000, 1),
        "p95_ms": round(p95(values) * 1000, 1),
        "queries": queries,
        "p95_ratio": round(p95(values) / floor, 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cold", action="store_true", help="the pages about time in a process that has just started")
    chosen = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    rows = measure_cold(chosen.rounds) if chosen.cold else measure(chosen.rounds)
    if chosen.json:
        print(json.dumps(rows, indent=1))
    else:
        print(f"{'page':32}{'median ms':>10}{'p95 ms':>9}{'queries':>9}{'p95 / bare':>12}")
        for one in rows:
            print(f"{one['page']:32}{one['median_ms']:>10}{one['p95_ms']:>9}{one['queries']:>9}{one['p95_ratio']:>12}")
    return 1 if not chosen.cold and any(float(str(one["p95_ratio"])) > LIMIT for one in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
