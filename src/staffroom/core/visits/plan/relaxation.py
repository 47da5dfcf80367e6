"""The term as a linear program, solved by column generation: its optimum is the bound no plan can pass.

Weekly caps are summed over the weeks of the term; which week a visit falls in is left open, and halves of visits
are allowed. So its optimum can only be too high. Rows, each with its price at the end:

school's share (when fairness counts) · request met once · visitor's visits · her visits of weeks (recordings
apart) · her own periods · classes missed · recordings · host's seats of opened lessons · each lesson's seats ·
host's videos · covers of each time of the day (covers used <= covers given by colleagues free then) · covers
given by each · substitutes.

Reference for column generation: Desaulniers, Desrosiers, Solomon (2005), Column Generation. Solver: HiGHS.
"""

import time
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .compiled import compiled
from .instance import (
    COVER,
    COVERS,
    HOSTED,
    MISSED,
    NO_LIMIT,
    OWN,
    OWNED,
    RECORDED,
    RECORDING,
    SUBSTITUTE,
    VIDEO,
    VISITS,
    Floats,
    Ints,
    Term,
)
from .windows import Windows

TOLERANCE = 1e-7
_START_A_MODE = (4, 4, 2, 1, 1)
_PER_ROUND = 8
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Prices:
    """What one more of each scarce thing would be worth, all at least 0 (people and lessons by position).

    ``school``: (schools,) what one more met request of a school is worth for fairness;
    ``request``; ``visitor``: (people, modes); ``host``: (people, modes); ``lesson``: seats; ``group``: covers of a
    time; ``giver``: covers given.
    """

    school: Floats
    request: Floats
    visitor: Floats
    host: Floats
    lesson: Floats
    group: Floats
    giver: Floats


@dataclass(frozen=True, slots=True)
class Relaxed:
    """``bound`` on any plan's value (with fairness: of value and fairness together).

    ``chosen``: columns that entered, with their share ``x``; ``prices``; ``seconds``.
    """

    bound: float
    chosen: Ints
    x: Floats
    prices: Prices
    rounds: int
    seconds: float


class _Rows:
    """Where each kind of row begins, and its right-hand side."""

    def __init__(self, term: Term, windows: Windows) -> None:
        people, rules, weeks = term.people, term.rules, term.weeks
        groups = len(windows.supply_first) - 1
        sizes = {
            "request": term.requests, "term": people, "week": people, "own": people, "missed": people,
            "recordings": people, "host": people, "videos": people, "lesson": term.lessons, "group": groups,
            "giver": people, "substitute": 1, "school": len(term.school_ids),
        }  # fmt: skip
        limits: dict[str, float | Ints | Floats] = {
            "request": 1, "term": term.caps[:, VISITS], "week": rules.visits_per_visitor_week * weeks,
            "own": term.caps[:, OWNED], "missed": term.caps[:, MISSED], "recordings": term.caps[:, RECORDED],
            "host": term.caps[:, HOSTED].astype(np.float64) * rules.visitors_per_lesson * weeks,
            "videos": rules.videos_hosted_week * weeks,
            "lesson": rules.visitors_per_lesson * np.where(term.week_of >= 0, 1, weeks),
            "group": 0, "giver": term.caps[:, COVERS], "substitute": rules.substitute_half_days, "school": 0,
        }  # fmt: skip
        self.at: dict[str, int] = {}
        self.count = 0
        upper = []
        for name, size in sizes.items():
            self.at[name] = self.count
            self.count += size
            upper.append(np.broadcast_to(np.asarray(limits[name], dtype=np.float64), (size,)))
        self.upper = np.concatenate(upper)
        self.upper[self.upper >= NO_LIMIT] = highspy.kHighsInf
        self.sizes = sizes

    def part(self, values: Floats, name: str) -> Floats:
        return values[self.at[name] : self.at[name] + self.sizes[name]]


def relax(term: Term, windows: Windows, columns: Columns, *, fairness: float = 0.0) -> Relaxed:
    """Solve the relaxation to the end. Deterministic. Memory: about 100 bytes a column besides HiGHS.

    ``fairness``: what the share met of the worst served school is worth (a share of 1 is worth ``fairness``).
    """
    began = time.monotonic()
    rows = _Rows(term, windows)
    solver = _solver(rows)
    _add_givers(solver, rows, term, windows)
    _add_worst_share(solver, rows, term, fairness)
    others = solver.getNumCol()
    inside = np.zeros(len(columns), dtype=np.bool_)
    entering = _start(columns)
    chosen = np.zeros(0, dtype=np.int32)
    rounds = 0
    while True:
        rounds += 1
        inside[entering] = True
        chosen = np.concatenate([chosen, entering])
        _add(solver, rows, term, windows, columns, entering)
        solver.run()
        prices = _prices(solver, rows, term)
        gain = reduced(term, windows, columns, prices)
        entering = _entering(columns.first, gain, inside, _PER_ROUND)
        if not len(entering) or rounds == _ROUNDS:
            break
    solution = np.asarray(solver.getSolution().col_value, dtype=np.float64)[others:]
    # Prices that are not quite at the end still bound the value, when each request adds its best reduced value.
    missing = np.maximum(_best(columns.first, gain), 0).sum() if len(entering) else 0.0
    bound = float(solver.getInfo().objective_function_value) + float(missing) + TOLERANCE * term.requests
    return Relaxed(bound, chosen, solution, prices, rounds, time.monotonic() - began)


def reduced(term: Term, windows: Windows, columns: Columns, prices: Prices) -> Floats:
    """What each column is worth beyond the prices of what it uses; at the optimum none is above 0."""
    out = np.empty(len(columns))
    _reduce(
        columns.request, columns.host, columns.mode, columns.lesson, columns.window, columns.value, term.visitor,
        windows.group, prices.school[term.school[term.visitor]], prices.request, prices.visitor, prices.host,
        prices.lesson, prices.group, out,
    )  # fmt: skip
    return out


@compiled
def _reduce(  # type: ignore[no-untyped-def]
    request,
    host,
    mode,
    lesson,
    window,
    value,
    visitor,
    group,
    bonus,
    by_request,
    by_visitor,
    by_host,
    by_lesson,
    by_group,
    out,
):
    for c in range(len(request)):
        m = mode[c]
        left = (
            value[c]
            + bonus[request[c]]
            - by_request[request[c]]
            - by_visitor[visitor[request[c]], m]
            - by_host[host[c], m]
        )
        if m in (OWN, COVER, SUBSTITUTE):
            left -= by_lesson[lesson[c]]
        if m == COVER:
            left -= by_group[group[window[c]]]
        out[c] = left


@compiled
def _pick(first, gain, inside, most, out):  # type: ignore[no-untyped-def]
    """The ``most`` best columns of each request that would gain, into ``out``; returns how many."""
    n = 0
    for r in range(len(first) - 1):
        begin = n
        for c in range(first[r], first[r + 1]):
            if inside[c] or gain[c] <= 1e-7:
                continue
            if n - begin < most:
                out[n] = c
                n += 1
                continue
            worst = begin
            for k in range(begin + 1, n):
                if gain[out[k]] < gain[out[worst]]:
                    worst = k
            if gain[c] > gain[out[worst]]:
                out[worst] = c
    return n


def _entering(first: Ints, gain: Floats, inside: NDArray[np.bool_], most: int) -> Ints:
    out = np.empty(most * (len(first) - 1), dtype=np.int32)
    return np.sort(out[: _pick(first, gain, inside, most, out)])


def _best(first: Ints, gain: Floats) -> Floats:
    return np.array([gain[a:b].max() if b > a else 0.0 for a, b in zip(first[:-1], first[1:], strict=True)])


def _start(columns: Columns) -> Ints:
    """For each request the most valuable columns of each mode."""
    chosen = []
    for mode, most in enumerate(_START_A_MODE):
        others = columns.mode != mode
        chosen.append(_entering(columns.first, columns.value, others, most))
    return np.sort(np.concatenate(chosen))


def _solver(rows: _Rows) -> highspy.Highs:
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("parallel", "off")):
        solver.setOptionValue(name, value)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    lower = np.full(rows.count, -highspy.kHighsInf)
    none = np.zeros(0, dtype=np.int32)
    solver.addRows(rows.count, lower, rows.upper, 0, np.zeros(rows.count, dtype=np.int32), none, np.zeros(0))
    return solver


def _add_givers(solver: highspy.Highs, rows: _Rows, term: Term, windows: Windows) -> None:
    """A variable for each colleague and time: how often she takes a class then. At most once a week."""
    group = np.repeat(np.arange(len(windows.supply_first) - 1), np.diff(windows.supply_first))
    giver = term.person[windows.supply] if len(windows.supply) else np.zeros(0, dtype=np.int32)
    n = len(group)
    index = np.stack([rows.at["group"] + group, rows.at["giver"] + giver], axis=1).astype(np.int32).ravel()
    value = np.tile([-1.0, 1.0], n)
    starts = np.arange(n, dtype=np.int32) * 2
    solver.addCols(n, np.zeros(n), np.zeros(n), np.full(n, float(term.weeks)), 2 * n, starts, index, value)


def _add_worst_share(solver: highspy.Highs, rows: _Rows, term: Term, fairness: float) -> None:
    """A variable for the worst school's share; each school with requests must reach it."""
    asked = np.bincount(term.school[term.visitor], minlength=len(term.school_ids)).astype(np.float64)
    some = np.flatnonzero(asked)
    index = (rows.at["school"] + some).astype(np.int32)
    # In the rows the share is counted in requests of the school: asked x share - met <= 0.
    solver.addCols(
        1, np.array([fairness]), np.zeros(1), np.ones(1), len(some), np.zeros(1, dtype=np.int32), index, asked[some]
    )  # fmt: skip


def _add(solver: highspy.Highs, rows: _Rows, term: Term, windows: Windows, columns: Columns, entering: Ints) -> None:
    request, mode = columns.request[entering], columns.mode[entering]
    visitor, host, lesson = term.visitor[request], columns.host[entering], columns.lesson[entering]
    at = rows.at
    none = np.full(len(entering), -1, dtype=np.int64)
    timed, personal = mode != RECORDING, (mode == OWN) | (mode == COVER) | (mode == SUBSTITUTE)
    own, missed = (mode == OWN) | (mode == VIDEO), (mode == COVER) | (mode == SUBSTITUTE)
    group = windows.group[columns.window[entering]] if len(windows.group) else none
    table = np.stack([
        at["request"] + request, at["term"] + visitor, np.where(timed, at["week"] + visitor, none),
        np.where(own, at["own"] + visitor, np.where(missed, at["missed"] + visitor, at["recordings"] + visitor)),
        np.where(personal, at["host"] + host, np.where(mode == VIDEO, at["videos"] + host, none)),
        np.where(personal, at["lesson"] + lesson, none),
        np.where(mode == COVER, at["group"] + group, np.where(mode == SUBSTITUTE, at["substitute"], none)),
        at["school"] + term.school[visitor],
    ], axis=1)  # fmt: skip
    signs = np.ones(table.shape)
    signs[:, -1] = -1.0
    there = table >= 0
    lengths = there.sum(axis=1)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32)
    index = table[there].astype(np.int32)
    n = len(entering)
    solver.addCols(
        n, columns.value[entering], np.zeros(n), np.ones(n), len(index), starts, index, signs[there]
    )  # fmt: skip


def _prices(solver: highspy.Highs, rows: _Rows, term: Term) -> Prices:
    dual = np.maximum(np.asarray(solver.getSolution().row_dual, dtype=np.float64), 0.0)
    part = {name: rows.part(dual, name) for name in rows.sizes}
    any_mode = part["term"]
    timed = any_mode + part["week"]
    own, missed = timed + part["own"], timed + part["missed"]
    substitute = missed + part["substitute"][0]
    visitor = np.stack([own, missed, own, any_mode + part["recordings"], substitute], axis=1)
    nothing = np.zeros(term.people)
    host = np.stack([part["host"], part["host"], part["videos"], nothing, part["host"]], axis=1)
    return Prices(
        part["school"].copy(), part["request"].copy(), visitor, host, part["lesson"].copy(),
        part["group"].copy(), part["giver"].copy()
    )  # fmt: skip
