"""The visits of a whole term: instance, checker, plan with a proven bound, reasons, repair.

What it reads and writes: ``instance``, ``pins`` (plans), ``xhstt`` (timetables of the archive). How it plans:
``windows`` and ``columns`` (every lawful single visit), ``relaxation`` (the bound), ``draft`` and ``moves`` (the
term), ``solve``. Around it: ``check`` (shares nothing with the rest), ``reasons``, ``repair``, ``baselines``,
``blocks``. Importing this package does not load the solver; ``solve`` and the others do.
"""

from staffroom.core.visits.plan.check import CHECKS, Broken, check_plan, value_of
from staffroom.core.visits.plan.instance import MODES, RULES, Term, Unreadable, read_instance

__all__ = ["CHECKS", "MODES", "RULES", "Broken", "Term", "Unreadable", "check_plan", "read_instance", "value_of"]
