"""Districts, schools, staff members, assignments, sections, accounts and roster imports.

A staff member exists before an account does: the roster brings people, people claim accounts.
"""

from .accounts import Account, AccountManager, Attempt, DeviceSession, Invitation
from .codes import PhoneKey, SignInCode
from .directory import INVITED, Assignment, AssignmentRole, School, Section, Staff, Teaching, Term
from .district import District, DistrictRecord, new_public_id
from .endings import Ending
from .imports import ClosedYear, ImportChange, ImportSources, RosterImport, SourceRow
from .mapping import MappedUpload, MappingProfile

__all__ = [
    "INVITED",
    "Account",
    "AccountManager",
    "Assignment",
    "AssignmentRole",
    "Attempt",
    "DeviceSession",
    "ClosedYear",
    "District",
    "DistrictRecord",
    "Ending",
    "ImportChange",
    "ImportSources",
    "Invitation",
    "MappedUpload",
    "MappingProfile",
    "PhoneKey",
    "RosterImport",
    "School",
    "Section",
    "SignInCode",
    "SourceRow",
    "Staff",
    "Teaching",
    "Term",
    "new_public_id",
]
