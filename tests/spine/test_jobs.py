"""Jobs run once, are tried again, stop when asked, and tell how far they are."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from staffroom.spine import jobs
from staffroom.spine.jobs import Job, ScheduleRun, WorkerSeen
from staffroom.spine.scoping import current_district_id

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(jobs, "REGISTRY", {})


@pytest.fixture
def ran():
    return []


@pytest.fixture
def declared(ran):
    @jobs.job("test.work", retries=2)
    def work(*, progress, **about):
        progress(1, 2, "Half")
        ran.append((current_district_id(), about))
        return {"rows": 3}


def enqueue(kind="test.work", **about):
    return jobs.enqueue(kind, **{"district_id": 7, "now": NOW, **about})


def fresh(row):
    return Job.objects.get(pk=row.pk)


def work_through_queue():
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


@pytest.fixture
def with_worker(settings, db):
    """A worker was seen a moment ago."""
    settings.JOBS_INLINE = "auto"
    jobs.worker_heartbeat("test", timezone.now())


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_a_job_runs_at_once_after_commit(settings, declared, ran):
    settings.JOBS_INLINE = "auto"
    with transaction.atomic():
        row = enqueue(word="x")
        assert ran == []
    assert ran == [(7, {"word": "x"})]
    done = fresh(row)
    assert (done.state, done.result, done.attempts, done.done, done.total) == ("done", {"rows": 3}, 1, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_runs(declared, ran):
    with pytest.raises(KeyError), transaction.atomic():
        enqueue()
        raise KeyError
    assert ran == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_a_worker_a_job_waits_for_it(with_worker, declared, ran):
    row = enqueue()
    assert (ran, fresh(row).state) == ([], "waiting")
    work_through_queue()
    assert (len(ran), fresh(row).state) == (1, "done")


def test_a_worker_counts_for_half_a_minute(db):
    assert not jobs.worker_is_alive()
    jobs.worker_heartbeat("test", timezone.now() - timedelta(seconds=31))
    assert not jobs.worker_is_alive()
    jobs.worker_heartbeat("test", timezone.now())
    assert jobs.worker_is_alive()
    assert WorkerSeen.objects.count() == 1


def test_a_failing_job_is_tried_again_then_fails_with_its_reason(db, ran, django_capture_on_commit_callbacks, caplog):
    @jobs.job("test.fails", retries=2)
    def fails(*, progress):
        ran.append(1)
        raise ValueError("the reason")

    with django_capture_on_commit_callbacks(execute=True):
        row = enqueue("test.fails")
    assert (len(ran), fresh(row).state, fresh(row).attempts) == (3, "failed", 3)
    assert "the reason" in fresh(row).error
    assert "test.fails" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_with_a_worker_the_next_try_waits_longer_each_time(with_worker, ran, caplog):
    @jobs.job("test.fails", retries=2)
    def fails(*, progress):
        raise ValueError

    enqueue("test.fails")
    work_through_queue()
    waits = list(DBTaskResult.objects.filter(status="READY").values_list("run_after", flat=True))
    assert [round((wait - timezone.now()).total_seconds()) for wait in waits] == [40]


def test_a_job_that_works_the_second_time_is_done(db, ran, django_capture_on_commit_callbacks, caplog):
    @jobs.job("test.shaky", retries=2)
    def shaky(*, progress):
        ran.append(1)
        if len(ran) == 1:
            raise ValueError

    with django_capture_on_commit_callbacks(execute=True):
        row = enqueue("test.shaky")
    assert (fresh(row).state, fresh(row).error) == ("done", "")


def test_a_refusal_ends_a_job_without_another_try(db, ran, django_capture_on_commit_callbacks):
    @jobs.job("test.refuses", retries=5)
    def refuses(*, progress):
        ran.append(1)
        raise jobs.Refusal("There is nothing to undo.")

    with django_capture_on_commit_callbacks(execute=True):
        row = enqueue("test.refuses")
    assert (len(ran), fresh(row).state, fresh(row).error) == (1, "cancelled", "There is nothing to undo.")


def test_a_key_names_one_job(db, declared):
    first = enqueue(unique_key="import:1")
    assert enqueue(unique_key="import:1").pk == first.pk
    assert enqueue(unique_key="import:2").pk != first.pk
    assert enqueue().pk != enqueue().pk


@pytest.mark.django_db(transaction=True)
def test_a_key_names_one_job_even_when_many_ask_at_once(settings, declared, ran):
    settings.JOBS_INLINE = "auto"
    all_ready, found, failures = threading.Barrier(4, timeout=20), [], []

    def ask():
        try:
            all_ready.wait()
            found.append(enqueue(unique_key="import:1").pk)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert len(set(found)) == 1
    assert len(ran) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_one_job_once(with_worker, ran):
    both_inside = threading.Event()

    @jobs.job("test.slow", retries=0)
    def slow(*, progress):
        ran.append(1)
        both_inside.wait(0.5)

    row = enqueue("test.slow")

    def run():
        jobs.run(row.pk)
        connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (ran, fresh(row).state, fresh(row).attempts) == ([1], "done", 1)
    jobs.run(row.pk)
    assert ran == [1]


def test_a_job_stops_at_its_next_step_when_asked(db, ran, django_capture_on_commit_callbacks):
    @jobs.job("test.long", retries=3)
    def long(*, progress):
        for step in range(10):
            progress(step, 10, f"Step {step}")
            ran.append(step)
            if step == 2:
                jobs.ask_to_stop(progress.job)

    with django_capture_on_commit_callbacks(execute=True):
        row = enqueue("test.long")
    assert (ran, fresh(row).state) == ([0, 1, 2], "cancelled")
    assert "Nothing was changed" in fresh(row).error


def test_progress_is_live_while_it_runs_and_kept_at_the_end(db, django_capture_on_commit_callbacks):
    seen = []

    @jobs.job("test.told", retries=0)
    def told(*, progress):
        progress(5, 20, "Sections")
        seen.append(jobs.progress_of(fresh(progress.job)))

    with django_capture_on_commit_callbacks(execute=True):
        row = enqueue("test.told")
    assert seen == [{"done": 5, "total": 20, "step": "Sections"}]
    cache.clear()
    assert jobs.progress_of(fresh(row))["done"] == 20


# --- The schedule --------------------------------------------------------------------------------
@pytest.fixture
def hourly(ran):
    @jobs.job("test.hourly", every=timedelta(hours=1))
    def work(*, progress):
        ran.append(1)

    @jobs.job("test.never")
    def never(*, progress):
        raise AssertionError


def test_a_scheduled_job_starts_once_when_due(db, hourly, ran, django_capture_on_commit_callbacks):
    def minute(number):
        with django_capture_on_commit_callbacks(execute=True):
            return jobs.start_due(NOW + timedelta(minutes=number))

    assert minute(0) == ["test.hourly"]
    assert minute(1) == minute(59) == []
    assert minute(60) == ["test.hourly"]
    assert minute(60) == []
    assert len(ran) == 2
    # After a day without any worker it starts once, not 24 times.
    assert minute(24 * 60) == ["test.hourly"]
    assert minute(24 * 60 + 1) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_start_a_scheduled_job_once(hourly, ran):
    ScheduleRun.objects.create(kind="test.hourly", last=NOW - timedelta(hours=2))
    all_ready, started = threading.Barrier(2, timeout=20), []

    def look():
        all_ready.wait()
        started.extend(jobs.start_due(NOW))
        connections.close_all()

    threads = [threading.Thread(target=look) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert started == ["test.hourly"]
    assert len(ran) == 1


# --- What was forgotten --------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_job_lost_between_commit_and_queue_is_queued_again(declared, ran):
    row = Job.objects.create(district_id=7, kind="test.work", created=NOW)  # as left by a crash
    assert jobs.queue_forgotten(NOW + timedelta(minutes=4)) == 0
    assert jobs.queue_forgotten(NOW + timedelta(minutes=6)) == 1
    assert jobs.queue_forgotten(NOW + timedelta(minutes=7)) == 0  # the queue has work already
    work_through_queue()
    assert (len(ran), fresh(row).state) == (1, "done")


def test_a_job_that_waits_for_its_next_try_is_not_hurried(db, declared):
    row = enqueue()
    Job.objects.filter(pk=row.pk).update(started=NOW, attempts=1)
    assert jobs.queue_forgotten(NOW + timedelta(minutes=6)) == 0
    assert jobs.queue_forgotten(NOW + timedelta(minutes=31)) == 1


def test_only_a_running_job_is_started_again(db, declared, ran, django_capture_on_commit_callbacks):
    row = enqueue()
    assert not jobs.start_again(row)
    Job.objects.filter(pk=row.pk).update(state="running")
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.start_again(row)
    assert (len(ran), fresh(row).state) == (1, "done")
