"""Tables of any make: taken in without students, what their columns are, and on to the path of every roster."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.mapping.fields import Purpose
from staffroom.core.mapping.intake import Sheet, is_workbook, take_in
from staffroom.core.mapping.packed import packed
from staffroom.core.mapping.plan import Plan, check, first_plan, with_profile
from staffroom.core.problems import Unreadable
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.table import Opener
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.files.package import Limits, open_package
from staffroom.spine.files.store import ROSTER_TYPES, StoredFile, store
from staffroom.spine.scoping import action
from staffroom.ui.templatetags.ui import told

from .. import rules
from ..models import MappedUpload, MappingProfile, RosterImport
from ..queries import mapping as queries
from .imports import stage_roster

TAKEN = audit.declare("tables.taken", gettext_lazy("{who} brought the tables {file}"), security=True)
PROFILE_SAVED = audit.declare("tables.profile_saved", gettext_lazy("{who} saved the column profile {profile}"))
MOST_BYTES = 100 * 1024**2  # tables are read in memory, also what a package holds
TOLD = 6  # problems named in one refusal

Upload = tuple[str, Iterable[bytes]]
Stage = Callable[[Actor, datetime, MappedUpload, list[Sheet], Plan], str]


@dataclass(frozen=True, slots=True)
class Use:
    """What tables are brought for: who may, and what becomes of them. ``stage`` answers with an address."""

    guard: Callable[[Actor], None]
    stage: Stage
    home: str  # the url name of where one goes when nothing comes of it


# Higher rooms add theirs: ``USES["absences"] = Use(...)``.
USES: dict[str, Use] = {}


def read_uploads(uploads: Iterable[Upload], purpose: Purpose, findings: Findings) -> list[Sheet]:
    """The tables in what was brought; a zip of tables is opened. Raises Refused when it is too large."""
    files = [(name, _whole(chunks)) for name, chunks in uploads]
    plain = [(name, stream) for name, stream in files if not _is_package(stream)]
    sheets = take_in(plain, purpose, findings)
    for _name, stream in files:
        if _is_package(stream):
            with open_package(stream, Limits(unpacked=MOST_BYTES)) as package:
                for problem in package.problems:
                    findings.keep(problem)
                sheets += take_in(_opened(package.files, findings), purpose, findings)
    return sheets


def _opened(files: Mapping[str, Opener], findings: Findings) -> list[tuple[str, BinaryIO]]:
    """The files of a package, as far as they can be unpacked within the limits."""
    found: list[tuple[str, BinaryIO]] = []
    for name, opener in sorted(files.items()):
        try:
            found.append((name, _rewound(opener())))
        except Unreadable as stopped:
            findings.keep(stopped.problem)
    return found


def _is_package(stream: BinaryIO) -> bool:
    head = stream.read(4)
    stream.seek(0)
    return head == b"PK\x03\x04" and not is_workbook(stream)


def _rewound(stream: BinaryIO) -> BinaryIO:
    with stream:
        return io.BytesIO(stream.read())


def _whole(chunks: Iterable[bytes]) -> BinaryIO:
    held, left = io.BytesIO(), min(settings.UPLOAD_MAX_BYTES, MOST_BYTES)
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise Refused(
                _("The files are larger than %(limit)d MB.")
                % {"limit": min(settings.UPLOAD_MAX_BYTES, MOST_BYTES) // 1024**2},
                _("Bring the tables of staff and classes only."),
            )
        held.write(chunk)
    held.seek(0)
    return held


@action
def take_upload(*, by: Actor, now: datetime, uploads: list[Upload], purpose: Purpose = "roster") -> MappedUpload:
    """Take tables in and guess their columns; a profile for the same headings is used at once.

    Raises Forbidden, or Refused with every reason when nothing of it can be read.
    """
    USES[purpose].guard(by)
    findings = Findings()
    sheets = read_uploads(uploads, purpose, findings)
    if not sheets:
        raise _nothing(findings)
    name = uploads[0][0] if len(uploads) == 1 else _("%(count)d tables") % {"count": len(uploads)}
    plan, _guesses = first_plan(sheets, purpose)
    profile = queries.fitting_profile(by, plan)
    plan = with_profile(plan, profile.core_plan) if profile else plan
    held = MappedUpload(
        district_id=by.district_id,
        purpose=purpose,
        file_name=name[:255],
        stored_file=_stored(sheets, plan, by.district_id, by.staff_id, now).public_id,
        plan=plan.as_dict(),
        problems=[problem.as_dict() for problem in findings.problems()[: queries.MOST_PROBLEMS]],
        profile_name=profile.name if profile else "",
        by_staff=by.staff_id,
        created=now,
    )
    held.save()
    _record(TAKEN, held, by, now, file=held.file_name)
    return held


def _stored(sheets: list[Sheet], plan: Plan, district_id: int, owner: int | None, now: datetime) -> StoredFile:
    return store(
        [packed(sheets, plan)],
        name="tables.zip",
        district_id=district_id,
        owner=owner,
        now=now,
        allowed=ROSTER_TYPES,
        max_bytes=settings.UPLOAD_MAX_BYTES * 2,
    )


def _nothing(findings: Findings) -> Refused:
    problems = findings.problems()
    if not problems:
        return Refused(_("There is no table in what you brought."), _("Bring a CSV file or an Excel workbook."))
    lines = [f"{one.file}: {told(one.message)}" if len(problems) > 1 else told(one.message) for one in problems[:TOLD]]
    return Refused(" ".join(lines), told(problems[0].advice))


@action
def set_plan(*, by: Actor, upload: MappedUpload, plan: Plan) -> MappedUpload:
    """Keep what somebody chose."""
    USES[upload.purpose].guard(by)
    upload.plan = plan.as_dict()
    upload.save(update_fields=["plan"])
    return upload


@action
def use_profile(*, by: Actor, upload: MappedUpload, profile: MappingProfile) -> MappedUpload:
    """Take the columns of a profile for this upload."""
    USES[upload.purpose].guard(by)
    upload.plan = with_profile(queries.plan_of(upload), queries.plan_of(profile)).as_dict()
    upload.profile_name = profile.name
    upload.save(update_fields=["plan", "profile_name"])
    return upload


@action
def save_profile(*, by: Actor, now: datetime, upload: MappedUpload, name: str) -> MappingProfile:
    """Keep the columns under a name; the same name is written over. Raises Refused for no name."""
    USES[upload.purpose].guard(by)
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused(_("A profile needs a name."), _("Write one, such as the system the file comes from."))
    plan = replace(queries.plan_of(upload), whole=False)
    profile, _made = MappingProfile.objects.update_or_create(
        district_id=by.district_id,
        purpose=upload.purpose,
        name=name,
        defaults={"plan": plan.as_dict(), "saved": now},
    )
    if upload.pk:
        upload.profile_name = name
        upload.save(update_fields=["profile_name"])
    _record(PROFILE_SAVED, profile, by, now, profile=name)
    return profile


@action
def stage_mapped(*, by: Actor, now: datetime, upload: MappedUpload) -> str:
    """Hand the tables on, as they are mapped now, and forget the upload. Answers with the address of what follows.

    Raises Refused when the columns chosen do not suffice.
    """
    use = USES[upload.purpose]
    use.guard(by)
    sheets, _plan = queries.tables_of(upload)
    plan = queries.plan_of(upload)
    findings = Findings()
    check(plan, findings)
    wrong = [problem for problem in findings.problems() if problem.severity == "error"]
    if wrong:
        raise Refused(" ".join(told(one.message) for one in wrong[:TOLD]), told(wrong[0].advice))
    address = use.stage(by, now, upload, sheets, plan)
    _forget(upload)
    return address


@action
def discard_upload(*, by: Actor, upload: MappedUpload) -> None:
    """Forget the tables; nothing of them is kept."""
    USES[upload.purpose].guard(by)
    _forget(upload)


def _forget(upload: MappedUpload) -> None:
    """The row and its file. The bytes go too: nobody needs them any more."""
    for row in StoredFile.objects.filter(public_id=upload.stored_file):
        row.path.unlink(missing_ok=True)
        row.delete()
    upload.delete()


def stage_mapped_roster(
    *, by: Actor, now: datetime, name: str, sheets: list[Sheet], plan: Plan, queue: bool = True
) -> RosterImport:
    """The tables as a roster like any other: checked, compared, applied, undone by the same code."""
    return stage_roster(by=by, now=now, uploads=[("tables.zip", [packed(sheets, plan)])], name=name[:255], queue=queue)


def _to_roster(by: Actor, now: datetime, upload: MappedUpload, sheets: list[Sheet], plan: Plan) -> str:
    staged = stage_mapped_roster(by=by, now=now, name=upload.file_name, sheets=sheets, plan=plan)
    return queries.address_of_import(staged)


USES["roster"] = Use(rules.bring_rosters, _to_roster, "roster_imports")


def _record(kind: str, row: Any, by: Actor, now: datetime, **facts: object) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=row.public_id,
        facts={"who": by.name, **facts},
    )
