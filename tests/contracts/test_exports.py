"""Every table that can be taken away: found by its mark, and pushed full of formulas, of which none may live."""

import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import xlsxwriter
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from staffroom.expertise.models import OpenDoor, Practice
from staffroom.people.models import Assignment, School, Section, Staff, Teaching
from staffroom.spine import audit
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files import tables
from staffroom.spine.files.tables import Table, as_csv, as_xlsx, harmless, table_response
from staffroom.spine.scoping import writing
from staffroom.teams.models import Concept
from staffroom.timetable.models import Absence, Bell
from tests.factories.cast import client_of
from tests.factories.people import make_assignment, saved
from tests.factories.roles import make_fund, make_kind, make_role
from tests.factories.teams import make_part, make_slot, make_team
from tests.factories.timetable import make_contract_rule, rebuild
from tests.factories.visits import NOW
from tests.factories.world import CANARY, World, make_world

SRC = Path(__file__).resolve().parents[2] / "src" / "staffroom"

# Name of the address -> what it hands out, who asks here, what its address needs.
EXPORTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "staff_list": (("csv", "xlsx"), "ben", ""),
    "practices": (("csv", "xlsx"), "ben", ""),
    "doors": (("csv", "xlsx"), "ben", ""),
    "time_seeing": (("csv", "xlsx"), "dana", ""),
    "time_free": (("csv", "xlsx"), "dana", ""),
    "time_together": (("csv", "xlsx"), "dana", ""),
    "time_singletons": (("csv", "xlsx"), "dana", ""),
    "absences": (("csv", "xlsx"), "dana", ""),
    "cadence": (("csv", "xlsx"), "dana", ""),
    "teams": (("csv", "xlsx"), "ben", ""),
    "org_chart": (("csv", "xlsx"), "ben", ""),
    "team_rhythm": (("csv", "xlsx"), "paz", ""),
    "team_cards": (("csv", "xlsx"), "dana", ""),
    "role_lanes": (("csv", "xlsx"), "ben", ""),
    "leader_roles": (("csv", "xlsx"), "dana", ""),
    "release_time": (("csv", "xlsx"), "dana", ""),
    "role_load": (("csv", "xlsx"), "dana", ""),
    "roster_import_problems_csv": (("csv",), "dana", "roster"),
    "security_log_csv": (("csv",), "dana", ""),
    "roster_export": (("zip",), "dana", ""),
    "contract_csv": (("csv",), "ben", ""),
    "my_minutes": (("csv", "xlsx"), "ben", ""),
    "access": (("csv", "xlsx"), "dana", ""),
    "taxonomy_case": (("json",), "ben", ""),
}
NUMBERS_ONLY = {"my_minutes"}  # weeks and minutes: nobody's words stand in a row
OUR_WORDS = (
    "staff|absences|practices|open-doors|teams|team-cards|organization-chart|roster|roster-problems|security-events"
    "|who-can-see-whom|free-time|common-time|singletons|contract|cadence|my-minutes|access-to-hosts|practices-case-1\\.1"
    "|leadership-roles|release-time|load-and-succession|rhythm-of-support|swim-lanes"
)
# Who else may write tables: synthetic files of rosters, and bell files, which our own importer reads.
# And tables whose columns are being told: kept by us as CSV, read by us again, handed to nobody.
WRITERS = {
    *("spine/files/tables.py", "core/synthetic/files.py", "core/synthetic/mutate.py", "ops/commands/bells.py"),
    "core/mapping/intake.py",
}

ACTS = ["1+1", 'HYPERLINK("https://x.example","x")', "cmd|'/C calc'!A0", "WEBSERVICE(A1)", "@SUM(A1)", "1"]
BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
HIDDEN = [
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    '"=1+1',
    "'=1+1",
]
BROKEN = ["a;=1+1", "a\t=1+1", "a\n=1+1", 'a";=1+1', 'a";"=1+1', "a;\u200b=1+1", "a\r\n=1+1", "a,=1+1;-2"]
FORMULAS = [begin + act for begin in BEGINNINGS for act in ACTS] + HIDDEN + BROKEN


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from _patterns(each)


def marked(patterns: list[URLPattern] | None = None) -> dict[str, tuple[str, ...]]:
    """Name of the address -> what its view says it hands out."""
    found = _patterns(get_resolver()) if patterns is None else patterns
    return {str(each.name): each.callback.hands_out for each in found if hasattr(each.callback, "hands_out")}


def is_live(cell: str) -> bool:
    """As a spreadsheet reads it: nothing but what cannot be seen stands before the sign. Not the writer's own rule."""
    seen = re.sub('[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad"]', "", cell)
    return seen[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠", "−"} or cell[:1] in {"\t", "\r", "\n"}


def live_cells(body: bytes) -> list[str]:
    """Cells that would run, however the file is parted: by commas, by semicolons, by tabs."""
    text = body.decode("utf-8-sig")
    read = [row for mark in ",;\t" for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    return [cell for row in read for cell in row if is_live(cell) and not cell.lstrip('"').startswith("'")]


def files_of(body: bytes) -> list[bytes]:
    """The CSV files of a package."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return [packed.read(name) for name in packed.namelist()]


def live_formulas(body: bytes) -> int:
    """Formula elements, links and connections in a workbook."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert not [name for name in book.namelist() if re.search("external|connection|vba|query", name, re.I)]
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    return sum(len(re.findall(r"<f[\s>/]|<hyperlink|t=\"str\"", sheet)) for sheet in sheets)


def texts_of(body: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        shared = book.read("xl/sharedStrings.xml").decode()
    return [unescape(each) for each in re.findall(r"<t[^>]*>(.*?)</t>", shared, re.DOTALL)]


@pytest.fixture
def world(db, set_clock) -> World:
    set_clock(NOW)
    return make_world()


@pytest.fixture
def hostile(world) -> World:
    """Every formula in everything of which an export shows the words."""
    with world.scene.scope():
        for model, fields in (
            (Staff, ("given", "family")),
            (School, ("name",)),
            (Section, ("title", "room")),
            (Practice, ("name_en", "name_es", "description_en", "family")),
            (OpenDoor, ("note",)),
        ):
            for place, row in enumerate(model.objects.all()):
                for field in fields:
                    longest = model._meta.get_field(field).max_length or 200
                    setattr(row, field, FORMULAS[place % len(FORMULAS)][:longest])
                saved(row)
        saved_doors(world)
        saved_absences(world)
    with world.scene.scope():
        people = list(Staff.objects.filter(source_id__startswith="s-").order_by("pk"))
    for number, person in enumerate(people):
        audit.record("roster.uploaded", district_id=world.scene.cast.district.pk, at=NOW, actor=person.pk,
                     object_id=str(number), facts={"who": str(person), "file": FORMULAS[number]})  # fmt: skip
    keys = ("file", "row", "column", "severity", "message", "advice")
    world.roster.problems = [dict.fromkeys(keys, formula) for formula in FORMULAS]
    saved(world.roster)
    for formula in FORMULAS:
        make_contract_rule(world.scene.cast.district, "plc_week", 1, clause=formula[:80], words=formula[:300])
    return world


def saved_absences(world: World) -> None:
    """One school for each formula, as its name, at which somebody was away."""
    cast = world.scene.cast
    for number, formula in enumerate(FORMULAS):
        school = saved(School(district=cast.district, source_id=f"f-{number}", name=formula[:120]))
        away = {"staff": cast.ana, "school": school, "date": NOW.date(), "minutes": 420, "key": f"f-{number}"}
        saved(Absence(district=cast.district, **away))
        make_role(make_kind(cast.district, f"Kind {number}"), school, cast.ana)
        make_slot(make_team(formula[:120], cast.lincoln, lead=cast.ana))


def saved_doors(world: World) -> None:
    """One open door for each formula, as its note; practices and people with each as their name."""
    cast, scene = world.scene.cast, world.scene
    for number, formula in enumerate(FORMULAS):
        saved(Practice(district=cast.district, code=f"p-{number}", name_en=formula[:120], family=formula[:60]))
        person = saved(Staff(district=cast.district, given=formula[:60], family=formula[:60], source_id=f"s-{number}"))
        make_assignment(person, "teacher", cast.lincoln, title=formula[:100])
        make_part(world.team, person)
        kind = make_kind(cast.district, formula[:80], purpose=formula[:200])
        saved(Concept(district=cast.district, name=formula[:80]))
        make_role(kind, cast.lincoln, person, fund=make_fund(cast.district, formula[:80]))
        fields = {"date": world.open_door.date, "start": 500 + number, "end": 540 + number, "note": formula[:200]}
        door = {"staff": cast.ana, "section": cast.ana_section, "offer": scene.offer, "period": f"x{number}"}
        saved(OpenDoor(district=cast.district, **fields, **door))


def saved_schools(world: World) -> None:
    """For each formula a school and a subject of this name: a teacher, alone in one subject, two in the other."""
    district = world.scene.cast.district
    with world.scene.scope(), writing():
        everywhere = world.scene.cast.ana
        for number, formula in enumerate(FORMULAS):
            school = School(district=district, name=formula[:100] + str(number), source_id=f"time-{number}")
            school.save()
            one = Staff.objects.get(source_id=f"s-{number}")
            Assignment.objects.filter(staff=one).update(primary=False)  # at home here
            for person in {one, everywhere}:
                Assignment(district=district, staff=person, school=school, role="teacher").save()
            Bell(district=district, school=school, day="*", period="1", start=480, end=530).save()
            Bell(district=district, school=school, day="*", period="2", start=540, end=590).save()
            for period, subject, people in (("1", formula[:40], {one, everywhere}), ("2", f"=o{number}", {one})):
                section = Section(
                    district=district, school=school, source_id=f"time-{number}-{period}", subject=subject
                )
                section.periods = f"MTWRF {period}"
                section.save()
                for person in people:
                    Teaching(district=district, section=section, staff=person).save()
    rebuild(district)


def take(world: World, name: str, kind: str) -> HttpResponse:
    _kinds, who, needs = EXPORTS[name]
    address = reverse(name, args=[getattr(world, needs).public_id] if needs else [])
    return client_of(getattr(world.scene.cast, who)).get(address, {"as": kind})


EVERY = [(name, kind) for name, (kinds, _who, _needs) in EXPORTS.items() for kind in kinds]
WITH_WORDS = [(name, kind) for name, kind in EVERY if name not in NUMBERS_ONLY]


def test_every_export_is_on_the_list():
    assert marked() == {name: kinds for name, (kinds, _who, _needs) in EXPORTS.items()}


def test_a_new_export_is_found():
    def view(_request):
        return HttpResponse()

    new = URLPattern(get_resolver().url_patterns[0].pattern, tables.hands_out("csv")(view), name="new")
    assert marked([new]) == {"new": ("csv",)}


def test_a_view_without_the_mark_hands_out_nothing(db, cast):
    request = RequestFactory().get("/people/?as=csv")
    request.resolver_match = get_resolver().resolve("/me/")
    with pytest.raises(RuntimeError, match="hands_out"):
        table_response(request, Table("x", ["a"], []), "csv")


def test_nobody_else_writes_tables():
    writes = re.compile(
        r"csv\.(?:writer|DictWriter)|^\s*(?:import|from) (?:xlsxwriter|openpyxl|xlwt|odf)|to_csv\(", re.M
    )
    found = {path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py") if writes.search(path.read_text())}
    assert found <= WRITERS and "spine/files/tables.py" in found


def test_there_are_enough_formulas():
    assert len(set(FORMULAS)) == len(FORMULAS) >= 40


@pytest.mark.parametrize(("name", "kind"), WITH_WORDS)
def test_no_formula_lives_in_any_export(hostile, name, kind):
    if name.startswith("time_"):
        saved_schools(hostile)
    answer = take(hostile, name, kind)
    assert answer.status_code == 200
    if kind == "csv":
        assert live_cells(answer.content) == []
        assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))) > len(FORMULAS)
    elif kind == "zip":
        assert [cell for each in files_of(answer.content) for cell in live_cells(each)] == []
        assert sum(each.count(b"\n") for each in files_of(answer.content)) > len(FORMULAS)
    elif kind == "json":  # no spreadsheet opens it; it is read by a program, as text
        assert len(json.loads(answer.content)["CFItems"]) > len(FORMULAS)
    else:
        assert live_formulas(answer.content) == 0
        assert len([each for each in texts_of(answer.content) if is_live(each)]) >= len(FORMULAS) // 2


@pytest.mark.parametrize("name", sorted(NUMBERS_ONLY))
def test_exports_of_numbers_hold_no_words(hostile, name):
    _heading, *rows = csv.reader(io.StringIO(take(hostile, name, "csv").content.decode("utf-8-sig"), newline=""))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if not re.fullmatch(r"[\d.-]*", cell)] == []
    assert live_formulas(take(hostile, name, "xlsx").content) == 0


def test_without_the_escape_formulas_live(hostile, monkeypatch):
    monkeypatch.setattr(tables, "harmless", lambda text: text)
    saved_schools(hostile)
    for name, kind in WITH_WORDS:
        if kind == "csv":
            assert len(live_cells(take(hostile, name, kind).content)) >= len(FORMULAS) // 2, name
        elif kind == "zip":
            cells = [cell for each in files_of(take(hostile, name, kind).content) for cell in live_cells(each)]
            assert len(cells) >= len(FORMULAS) // 2, name


def test_the_reader_of_workbooks_sees_formulas_and_links():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "=1+1")
        sheet.write(1, 0, "https://x.example")
    assert live_formulas(out.getvalue()) >= 2


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_writer_alone(formula):
    table = Table("x", [formula], [[formula, f"so {formula}", -5, 2.5, None]])
    assert live_cells(as_csv(Table("x", [formula], [[formula, f"so {formula}"]]))) == []
    assert live_formulas(as_xlsx(table)) == 0
    assert harmless(formula).count("'") > formula.count("'")


def test_numbers_stay_numbers_and_plain_words_stay_as_they_are():
    table = Table("x", ["a", "b"], [["Ana Reyes – O'Neil", -5], ["3 + 4; see p. 2", 2.5], [None, True]])
    rows = as_csv(table).decode("utf-8-sig").splitlines()
    assert rows == ['"a","b"', '"Ana Reyes – O\'Neil",-5', '"3 + 4; see p. 2",2.5', '"","True"']
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-5</v>" in sheet and "<v>2.5</v>" in sheet


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), "x" * 40_000, "\x00\x01", "\ud800"])
def test_odd_cells_break_nothing(odd):
    table = Table("x", ["a"], [[odd]])
    assert as_csv(table).startswith(b"\xef\xbb\xbf")
    assert live_formulas(as_xlsx(table)) == 0
    assert len(texts_of(as_xlsx(table))) == 2


@pytest.mark.parametrize("text", ["\n" * 30_000, "; " * 15_000, ";" + " " * 30_000, "\u200b" * 30_000, "-" * 30_000])
def test_a_long_cell_is_written_soon(text):
    began = time.process_time()
    as_csv(Table("x", ["a"], [[text]] * 20))
    assert time.process_time() - began < 2


def test_a_workbook_says_nothing_of_who_made_it(world):
    with zipfile.ZipFile(io.BytesIO(take(world, "staff_list", "xlsx").content)) as book:
        about = book.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in about or "<dc:creator/>" in about


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_names_of_files_are_ours(world, name, kind):
    """No person, no need, no search: only a fixed word."""
    world.roster.file_name = "Ana Reyes needs help.zip"
    saved(world.roster)
    answer = take(world, name, kind)
    told = answer["Content-Disposition"]
    assert re.fullmatch(
        rf'attachment; filename="(?:{OUR_WORDS})\.{kind}"',
        told,
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_what_is_private_is_in_no_export(world, name, kind):
    body = take(world, name, kind).content
    told = (
        " ".join(texts_of(body)) if kind == "xlsx" else b" ".join(files_of(body) if kind == "zip" else [body]).decode()
    )
    assert CANARY not in told and "Cleo" not in told and "Cedar" not in told


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_that_somebody_took_it_stands_in_the_audit(world, name, kind):
    take(world, name, kind)
    entry = AuditEntry.objects.filter(kind="files.taken").get()
    assert entry.actor == getattr(world.scene.cast, EXPORTS[name][1]).pk
    assert set(entry.facts) == {"who", "what", "rows"}


def test_the_same_filters_and_the_same_rights_as_on_the_page(world):
    ben, ivo = client_of(world.scene.cast.ben), client_of(world.scene.cast.ivo)
    found = ben.get("/people/", {"q": "gil", "as": "csv"}).content.decode()
    assert "Gil" in found and "Ana" not in found
    at_school = ben.get("/people/", {"school": world.scene.cast.lincoln.public_id, "as": "csv"}).content.decode()
    assert "Ana" in at_school and "Gil" not in at_school
    assert ben.get("/practices/", {"text": "zzzz", "as": "csv"}).content.decode().count("\n") == 1
    assert ben.get("/doors/", {"practice": "nothing", "as": "csv"}).content.decode().count("\n") == 1
    assert ivo.get("/doors/", {"as": "csv"}).status_code == 403
    assert ivo.get("/doors/", {"as": "csv"})["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", ["staff_list", "practices", "doors"])
def test_another_word_than_csv_and_xlsx_is_no_page(world, name):
    for word in ("pdf", "CSV", "../x", "html"):
        assert take(world, name, word).status_code == 404
    assert take(world, name, "").status_code == 200


def test_the_page_leads_to_its_own_export(world):
    page = client_of(world.scene.cast.ben).get("/people/", {"q": "a", "page": "1"}).content.decode()
    assert 'href="?q=a&amp;as=xlsx"' in page and 'href="?q=a&amp;as=csv"' in page
