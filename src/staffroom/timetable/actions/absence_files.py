"""How files of absences come in: tables through the pages of columns, Ed-Fi straight.

The words of reasons and the names of substitutes stop here: what is staged has groups only.
"""

from datetime import datetime
from typing import BinaryIO

from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.core.absences.edfi import edfi_plan, edfi_sheet
from staffroom.core.absences.reading import read_absences
from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.plan import Plan
from staffroom.core.roster.findings import Findings
from staffroom.people.actions.mapping import USES, Use
from staffroom.people.models import MappedUpload
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.ui.templatetags.ui import told

from .. import rules
from ..models import AbsenceImport
from ..queries import absences as queries
from .absences import stage_absences


def _to_absences(by: Actor, now: datetime, upload: MappedUpload, sheets: list[Sheet], plan: Plan) -> str:
    staged = stage_tables(by=by, now=now, name=upload.file_name, sheets=sheets, plan=plan)
    return reverse("absence_import", args=[staged.public_id])


USES["absences"] = Use(rules.bring_absences, _to_absences, "absence_imports")


@action
def stage_tables(*, by: Actor, now: datetime, name: str, sheets: list[Sheet], plan: Plan) -> AbsenceImport:
    """Read mapped tables of absences and keep what they say, in groups. Raises Forbidden, Refused."""
    rules.bring_absences(by)
    findings = Findings()
    how = queries.rules_of(by.district_id)
    read = read_absences(sheets, plan, queries.staff_known(by.district_id), findings, how.day_minutes)
    return stage_absences(by=by, now=now, file_name=name, read=read, problems=findings.problems())


@action
def stage_edfi(*, by: Actor, now: datetime, name: str, stream: BinaryIO) -> AbsenceImport:
    """Read an Ed-Fi file of absences. Raises Forbidden, or Refused when it is none."""
    rules.bring_absences(by)
    findings = Findings()
    sheet = edfi_sheet(name, stream, findings)
    if sheet is None:
        problem = findings.problems()[0]
        raise Refused(
            _("This is not an Ed-Fi file of absences. %(why)s") % {"why": told(problem.message)}, told(problem.advice)
        )
    return stage_tables(by=by, now=now, name=name, sheets=[sheet], plan=edfi_plan(name))
