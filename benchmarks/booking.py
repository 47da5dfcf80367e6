"""Eight colleagues press "Ask" for the same lesson of the same host in the same instant; the lesson has two seats.

Through the whole stack (URL, session, middleware, form, action, templates), in one process with eight threads, each
with its own browser and database connection. A round is right when two are booked and six are refused kindly (409
with a sentence on the form). Between rounds the visits are removed. Counted: double bookings (a round with more than
two), rounds with fewer than two, error pages (5xx or an exception), and milliseconds a round: from the first press
to the last answer.

    python benchmarks/booking.py [--rounds 200] [--database-url URL ...] [--json]

Without a URL it runs on SQLite in a temporary folder and on a PostgreSQL at 127.0.0.1:5432, in a database of its own
that it makes and drops. Exit code 1: a double booking or an error page.
"""

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

ROOT = Path(__file__).resolve().parents[1]
EIGHT, SEATS = 8, 2
POSTGRES = "postgres://postgres@127.0.0.1:5432/test"


def district():
    """A district with one host and eight visitors who are free when the host teaches."""
    from staffroom.people.models import Account
    from tests.factories.cast import make_cast
    from tests.factories.timetable import rebuild
    from tests.factories.visits import make_scene, make_teachers

    today = datetime.now(UTC).date()
    cast = make_cast(starts=today - timedelta(days=60), ends=today + timedelta(days=120))
    scene = make_scene(cast)
    visitors = [staff for staff, _section in make_teachers(cast.lincoln, EIGHT, "MTWRF 2")]
    rebuild(cast.district)
    return scene, [Account.objects.get(staff_id=visitor.pk) for visitor in visitors]


def next_school_day():
    """Two days of notice at least, and no weekend."""
    day = datetime.now(UTC).date() + timedelta(days=3)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def browsers(accounts):
    from django.test import Client

    made = []
    for account in accounts:
        client = Client(raise_request_exception=False)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        made.append(client)
    return made


def press_at_once(clients, address, lesson, number):
    """Eight POSTs at once. Returns the statuses and the milliseconds from first press to last answer."""
    from django.db import connections

    barrier, answers, took = Barrier(len(clients) + 1), [], []

    def press(n, client):
        try:
            barrier.wait(30)
            started = time.perf_counter()
            answer = client.post(address, {"lesson": lesson, "message": "May I come?", "key": f"{number}-{n}"})
            kind = "error" if answer.status_code >= 500 else str(answer.status_code)
        except Exception as error:
            started, kind = time.perf_counter(), f"error: {error!r}"
        answers.append(kind)
        took.append((started, time.perf_counter()))
        connections.close_all()

    threads = [Thread(target=press, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    barrier.wait(30)
    for thread in threads:
        thread.join(60)
    return answers, (max(end for _, end in took) - min(start for start, _ in took)) * 1000


def play(rounds):
    from django.urls import reverse

    from staffroom.spine.scoping import writing
    from staffroom.visits.models import Promise, Visit

    scene, accounts = district()
    clients = browsers(accounts)
    address = reverse("ask_visit", args=[scene.offer.public_id])
    lesson = scene.lesson(next_school_day())
    clients[0].get(address)  # templates compiled, catalogues read
    answers, booked, times = Counter(), Counter(), []
    for number in range(rounds):
        kinds, took = press_at_once(clients, address, lesson, number)
        answers.update(kinds)
        times.append(took)
        with scene.scope(), writing():
            booked[Visit.objects.count()] += 1
            if Promise.objects.filter(key__contains="/seat/").count() != Visit.objects.count():
                booked["visits without their seat"] += 1
            Visit.objects.all().delete()
    return report(rounds, answers, booked, sorted(times))


def report(rounds, answers, booked, times):
    return {
        "rounds": rounds,
        "requests": rounds * EIGHT,
        "double_bookings": sum(n for found, n in booked.items() if isinstance(found, str) or found > SEATS),
        "rounds_with_fewer_than_two": sum(n for found, n in booked.items() if isinstance(found, int) and found < SEATS),
        "error_pages": sum(n for kind, n in answers.items() if kind not in ("302", "409")),
        "booked": answers["302"],
        "kindly_refused": answers["409"],
        "answers": dict(answers),
        "median_ms_a_round": round(statistics.median(times), 1),
        "p95_ms_a_round": round(times[int(len(times) * 0.95)], 1),
    }


def set_up(url, folder):
    """Settings as shipped; only the mails stay here, and a worker is taken to be there."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="staffroom.settings",
        STAFFROOM_DATA=folder,
        DATABASE_URL=url,
        JOBS_INLINE="never",
        DATABASE_CONN_MAX_AGE="0",
        EMAIL_URL="dummymail://",
        ALLOWED_HOSTS="testserver",
    )
    (Path(folder) / "static").mkdir(exist_ok=True)
    logging.disable(logging.CRITICAL)  # a refusal is a line in the log; here they are counted
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def one_database(url, rounds):
    """Run in this process, in a folder of its own; a PostgreSQL URL names a server, not the database used."""
    folder = tempfile.mkdtemp(prefix="staffroom-booking-")
    try:
        if not url.startswith("sqlite"):
            return _on_server(url, rounds, folder)
        set_up(f"sqlite:///{folder}/booking.sqlite3", folder)
        return play(rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_server(url, rounds, folder):
    import psycopg

    name = f"staffroom_booking_{os.getpid()}"
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            set_up(url.rsplit("/", 1)[0] + f"/{name}", folder)
            return play(rounds)
        finally:
            from django.db import connections

            connections.close_all()
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database-url", action="append", help="sqlite or postgres://...; may be given again")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    urls = given.database_url or ["sqlite", POSTGRES]
    if len(urls) > 1:
        return _each_in_its_own_process(urls, given)
    found = {urls[0].split(":")[0]: one_database(urls[0], given.rounds)}
    print(json.dumps(found, indent=2) if given.json else told(found))
    return 1 if any(one["double_bookings"] or one["error_pages"] for one in found.values()) else 0


def _each_in_its_own_process(urls, given):
    """Settings are read once a process."""
    worst = 0
    for url in urls:
        arguments = ["--rounds", str(given.rounds), "--database-url", url, *(["--json"] if given.json else [])]
        worst = max(worst, subprocess.run([sys.executable, __file__, *arguments], check=False).returncode)
    return worst


def told(found):
    lines = []
    for name, one in found.items():
        lines.append(name)
        lines += [f"  {key.replace('_', ' '):28} {value}" for key, value in one.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
