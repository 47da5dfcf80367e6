"""The planner: as many members as can be seen, then as few half days with a substitute, then as few covers as there
can be, then the sooner. Exact: one integer program, solved to its optimum by HiGHS.

Variables: a choice is taken; a half day is opened. Rows: a member once; of the lead's minutes each once (the intervals
of one date that hold a common minute form a clique, and one row each says all of it); outings a week; own periods,
classes missed, half days, visits; minutes of preparation a week. The four wishes are weighed so that no number of a
later one makes up for one of an earlier.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from .case import Choice, Half, LeadCase


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """``visits`` in order of time; ``unseen``: members for whom there is none."""

    visits: tuple[Choice, ...]
    unseen: tuple[str, ...]

    def count(self, mode: str) -> int:
        return sum(one.mode == mode for one in self.visits)

    @property
    def halves(self) -> tuple[Half, ...]:
        """The half days with a substitute."""
        return tuple(sorted({one.half for one in self.visits if one.mode == "substitute"}))

    def new_halves(self, case: LeadCase) -> int:
        """Those that are not booked yet."""
        return len(set(self.halves) - case.halves)


def plan_release(case: LeadCase) -> LeadPlan:
    """The best plan there is; deterministic."""
    wanted = set(case.members)
    choices = [one for one in case.choices if 0 <= one.week < case.weeks and one.member in wanted]
    taken = _Program(case, choices).solve() if choices else []
    seen = {one.member for one in taken}
    order = sorted(taken, key=lambda one: (one.date, one.start, one.member))
    return LeadPlan(tuple(order), tuple(member for member in case.members if member not in seen))


class _Program:
    """The integer program of one case: columns are the choices, then the half days that may be opened."""

    def __init__(self, case: LeadCase, choices: list[Choice]) -> None:
        self.case = case
        self.choices = sorted(choices, key=lambda one: (one.date, one.start, one.member, one.mode, one.id))
        opened = {one.half for one in self.choices if one.mode == "substitute"} - case.halves
        self.halves = {half: len(self.choices) + n for n, half in enumerate(sorted(opened))}
        self.rows: list[tuple[float, dict[int, float]]] = []  # at most so much of these columns

    def solve(self) -> list[Choice]:
        self._limits()
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 1e-9)
        columns = len(self.choices) + len(self.halves)
        for cost in self._costs():
            solver.addCol(cost, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        solver.changeColsIntegrality(
            columns, np.arange(columns, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * columns)
        )
        for most, row in self.rows:
            where = np.array(list(row), dtype=np.int32)
            solver.addRow(-highspy.kHighsInf, most, len(row), where, np.array(list(row.values())))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError("the plan of a new lead was not solved")
        values = solver.getSolution().col_value
        return [one for n, one in enumerate(self.choices) if values[n] > 0.5]

    def _costs(self) -> list[float]:
        """A cover costs 1, a half day more than all covers, a member not seen more than all half days; a later day
        less than any of it."""
        many = len(self.case.members) + 1
        first, last = self.choices[0].date, self.choices[-1].date
        late = 0.5 / (many * (last - first + 1))
        costs = [-float(many * many) + (one.mode == "cover") + late * (one.date - first) for one in self.choices]
        return costs + [float(many)] * len(self.halves)

    def _limits(self) -> None:
        case = self.case
        by_member: dict[str, list[int]] = defaultdict(list)
        by_week: dict[int, list[int]] = defaultdict(list)
        for n, one in enumerate(self.choices):
            by_member[one.member].append(n)
            by_week[one.week].append(n)
            if one.mode == "substitute" and one.half in self.halves:
                self.rows.append((0.0, {n: 1.0, self.halves[one.half]: -1.0}))
        for held in by_member.values():
            self._at_most(1, held)
        self._one_place_at_a_time()
        self._at_most(case.own, self._of("own"))
        self._at_most(case.missed, self._of("cover", "substitute"))
        self._at_most(case.half_days, self.halves.values())
        self._at_most(case.visits, range(len(self.choices)))
        for week, held in by_week.items():
            self._week(week, held)

    def _at_most(self, limit: int | None, columns: Iterable[int]) -> None:
        row = dict.fromkeys(columns, 1.0)
        if limit is not None and row:
            self.rows.append((float(max(0, limit)), row))

    def _of(self, *modes: str) -> list[int]:
        return [n for n, one in enumerate(self.choices) if one.mode in modes]

    def _week(self, week: int, held: list[int]) -> None:
        case = self.case
        if case.a_week is not None:
            outings = [n for n in held if self.choices[n].mode != "substitute"]
            opened = {self.choices[n].half for n in held if self.choices[n].mode == "substitute"}
            halves = [self.halves[half] for half in sorted(opened) if half in self.halves]
            self._at_most(case.a_week - case.gone.get(week, 0), [*outings, *halves])
        if week in case.spare:
            row = {n: float(self.choices[n].minutes) for n in held if self.choices[n].minutes}
            if row:
                self.rows.append((float(max(0, case.spare[week])), row))

    def _one_place_at_a_time(self) -> None:
        """Intervals of a date that meet pairwise have a common minute, the first one of one of them."""
        by_date: dict[int, list[int]] = defaultdict(list)
        for n, one in enumerate(self.choices):
            by_date[one.date].append(n)
        for held in by_date.values():
            for at in sorted({self.choices[n].first for n in held}):
                together = [n for n in held if self.choices[n].first <= at < self.choices[n].last]
                if len(together) > 1:
                    self._at_most(1, together)
