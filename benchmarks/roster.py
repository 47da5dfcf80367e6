"""How fast a roster of a million rows is read, beside a bare ``csv.reader`` over the same bytes.

Run: ``python benchmarks/roster.py [rows]``. Writes a OneRoster 1.2 zip into a temporary folder, passes over
it with the standard library's reader, then reads it with ours in a fresh process each, so that the peak
memory is that of the one reader alone. Promise: at most 120 s and 300 MB for 1,000,000 rows.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
STATE = ("", "")


def _orgs(schools: int) -> Iterator[tuple[str, ...]]:
    yield ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId")
    yield ("district", *STATE, "Made District", "district", "0600000", "")
    for number in range(schools):
        yield (f"school-{number}", *STATE, f"School {number}", "school", f"{number:07}", "district")


def _sessions() -> Iterator[tuple[str, ...]]:
    yield (
        *("sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate"),
        *("parentSourcedId", "schoolYear"),
    )
    yield ("year", *STATE, "2026-27", "schoolYear", "2026-08-10", "2027-06-11", "", "2027")


def _courses(count: int) -> Iterator[tuple[str, ...]]:
    yield (
        *("sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode", "grades"),
        *("orgSourcedId", "subjects", "subjectCodes"),
    )
    for number in range(count):
        yield (
            f"course-{number}",
            *STATE,
            "",
            f"Course {number}",
            f"C{number}",
            "07,08",
            "district",
            "Math",
            "",
        )


def _classes(count: int, schools: int, courses: int) -> Iterator[tuple[str, ...]]:
    yield (
        *("sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode"),
        *(
            "classType",
            "location",
            "schoolSourcedId",
            "termSourcedIds",
            "subjects",
            "subjectCodes",
            "periods",
        ),
    )
    for number in range(count):
        course = f"course-{number % courses}"
        place = (f"Room {number % 90}", f"school-{number % schools}", "year", "Math", "", str(number % 7 + 1))
        yield (
            f"class-{number}",
            *STATE,
            f"Class {number}",
            "07,08",
            course,
            f"{number}",
            "scheduled",
            *place,
        )


def _users(students: int, teachers: int) -> Iterator[tuple[str, ...]]:
    head = ("sourcedId", "status", "dateLastModified", "enabledUser", "username", "userIds", "givenName")
    yield (*head, "familyName", "middleName", "identifier", "email")
    for kind, count in (("student", students), ("teacher", teachers)):
        for number in range(count):
            name = f"{kind}-{number}"
            yield (name, *STATE, "true", name, "", "Given", "Family", "", name, f"{name}@example.org")


def _roles(students: int, teachers: int, schools: int) -> Iterator[tuple[str, ...]]:
    head = ("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate")
    yield (*head, "endDate", "orgSourcedId", "userProfileSourcedId")
    for kind, count in (("student", students), ("teacher", teachers)):
        for number in range(count):
            school = f"school-{number % schools}"
            yield (f"role-{kind}-{number}", *STATE, f"{kind}-{number}", "primary", kind, "", "", school, "")


def _enrollments(count: int, classes: int, students: int, teachers: int, schools: int) -> Iterator[tuple[str, ...]]:
    head = ("sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId")
    yield (*head, "role", "primary", "beginDate", "endDate")
    for number in range(count):
        section = number % classes
        first = number < classes
        who = f"teacher-{section % teachers}" if first else f"student-{number * 7 % students}"
        role = ("teacher", "true") if first else ("student", "false")
        yield (
            f"enrollment-{number}",
            *STATE,
            f"class-{section}",
            f"school-{section % schools}",
            who,
            *role,
            "",
            "",
        )


def make(target: Path, rows: int) -> int:
    """Write a OneRoster 1.2 zip with about so many rows; returns the exact number, headers not counted."""
    schools, courses = max(rows // 5_000, 1), max(rows // 2_000, 1)
    students, teachers, classes = rows // 10, max(rows // 200, 1), max(rows // 40, 1)
    rest = rows - 2 * (students + teachers) - classes - courses - schools - 2
    files = {
        "orgs": _orgs(schools),
        "academicSessions": _sessions(),
        "courses": _courses(courses),
        "roles": _roles(students, teachers, schools),
        "users": _users(students, teachers),
        "classes": _classes(classes, schools, courses),
        "enrollments": _enrollments(rest, classes, students, teachers, schools),
    }
    manifest = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    manifest += [(f"file.{name}", "bulk") for name in files]
    written = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, lines in {"manifest": iter(manifest), **files}.items():
            with io.TextIOWrapper(package.open(f"{name}.csv", "w"), "utf-8", newline="") as text:
                writer = csv.writer(text)
                written += sum(1 for line in lines if writer.writerow(line)) - 1
    return written


def bare(path: str) -> dict[str, float]:
    """The standard library's reader over every file of a zip."""
    started = time.perf_counter()
    rows = 0
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            with package.open(name) as stream:
                rows += sum(1 for _ in csv.reader(io.TextIOWrapper(stream, "utf-8", newline="")))
    return _figures(rows, started)


def ours(path: str) -> dict[str, float]:
    """Our reader over a zip."""
    sys.path.insert(0, str(SOURCE))
    from staffroom.core.roster.read import read_roster
    from staffroom.spine.files.package import open_package

    started = time.perf_counter()
    with open_package(path) as package:
        roster = read_roster(package.files, package.problems)
    figures = _figures(sum(roster.counts.values()), started)
    assert roster.importable, roster.problems[:3]
    return {**figures, "sections": roster.counts["sections"], "enrollments": roster.counts["enrollments"]}


def _figures(rows: int, started: float) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": rows, "seconds": time.perf_counter() - started, "peak_mb": peak}


def _apart(which: str, path: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, which, str(path)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.zip"
        written = make(path, rows)
        plain, full = _apart("bare", path), _apart("ours", path)
    print(f"rows               {written:>12,}")
    for name, found in (("bare csv.reader", plain), ("roster reader", full)):
        speed = written / found["seconds"]
        print(f"{name:<18} {found['seconds']:>9.1f} s {speed:>12,.0f} rows/s {found['peak_mb']:>7.0f} MB peak")
    print(f"ratio              {full['seconds'] / plain['seconds']:>9.1f} x the bare reader")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps({"bare": bare, "ours": ours}[sys.argv[1]](sys.argv[2])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
