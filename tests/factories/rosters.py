"""Rosters as a district would hand them in: OneRoster 1.1 zips made from plain tables."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
    "subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
}
ABSENT = ("categories", "classResources", "courseResources", "demographics", "lineItems", "resources", "results")


@dataclass
class OneRoster:
    """A small 1.1 export: ``people`` are (id, given, family, role, org), ``classes`` (id, title, school, teachers)."""

    schools: dict[str, str] = field(
        default_factory=lambda: {"lincoln": "Lincoln Elementary", "garfield": "Garfield High"}
    )
    people: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    classes: list[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=list)

    def tables(self) -> dict[str, list[list[str]]]:
        """File name without ending -> rows, without the header."""
        orgs = [["d", "", "", "Maple Unified", "district", "", ""]]
        orgs += [[key, "", "", name, "school", "", "d"] for key, name in self.schools.items()]
        users = [self._user(*person) for person in self.people]
        return {
            "orgs": orgs,
            "academicSessions": [["y", "", "", "2026-27", "schoolYear", "2026-08-12", "2027-06-05", "", "2027"]],
            "courses": [["k", "", "", "y", "Course", "C1", "", "d", "", ""]],
            "classes": [
                [key, "", "", title, "03", "k", key, "scheduled", "12", school, "y", "Math", "", "1"]
                for key, title, school, _teachers in self.classes
            ],
            "users": users,
            "enrollments": [
                [f"e-{key}-{who}", "", "", key, school, who, "teacher", "true" if n == 0 else "false", "", ""]
                for key, _title, school, teachers in self.classes
                for n, who in enumerate(teachers)
            ],
        }

    def _user(self, key: str, given: str, family: str, role: str, org: str) -> list[str]:
        email = f"{key}@maple.example"
        return [key, "", "", "true", org, role, email, "", given, family, "", key, email, "", "", "", "", ""]

    def files(self) -> dict[str, bytes]:
        """File name -> CSV, with the manifest."""
        tables = {name: rows for name, rows in self.tables().items() if rows}
        manifest = [["manifest.version", "1.0"], ["oneroster.version", "1.1"]]
        manifest += [[f"file.{name}", "bulk"] for name in tables]
        manifest += [[f"file.{name}", "absent"] for name in (*ABSENT, *(HEADERS.keys() - tables.keys()))]
        made = {f"{name}.csv": _csv(HEADERS[name].split(","), rows) for name, rows in tables.items()}
        return {"manifest.csv": _csv(["propertyName", "value"], manifest), **made}

    def zip(self) -> bytes:
        """The package."""
        return zipped(self.files())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return held.getvalue()


def _csv(header: list[str], rows: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def maple_roster() -> OneRoster:
    """The cast's district, as its student information system would tell it, with one newcomer."""
    return OneRoster(
        people=[
            ("ana", "Ana", "Reyes", "teacher", "lincoln"),
            ("ben", "Ben", "Ortiz", "teacher", "lincoln"),
            ("gil", "Gil", "Haddad", "teacher", "garfield"),
            ("paz", "Paz", "Moreno", "administrator", "lincoln"),
            ("dana", "Dana", "Whitfield", "administrator", "d"),
            ("ivo", "Ivo", "Novak", "administrator", "d"),
            ("lou", "Lou", "Baptiste", "aide", "lincoln"),
            ("new", "Noor", "Salim", "teacher", "garfield"),
        ],
        classes=[
            ("Ana Reyes-1", "Grade 3 Math", "lincoln", ("ana",)),
            ("Ben Ortiz-1", "Grade 4 Reading", "lincoln", ("ben",)),
            ("Gil Haddad-1", "Algebra 1", "garfield", ("gil",)),
            ("g2", "Geometry", "garfield", ("new",)),
        ],
    )
