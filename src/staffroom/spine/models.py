"""The tables of the spine, each defined in the module that owns it."""

from .audit import AuditEntry, AuditHead
from .editions import Edition
from .files.store import StoredFile
from .jobs import Job, ScheduleRun, WorkerSeen
from .outbox import Mail

__all__ = ["AuditEntry", "AuditHead", "Edition", "Job", "Mail", "ScheduleRun", "StoredFile", "WorkerSeen"]
