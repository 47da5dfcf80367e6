"""The schools of a district: invented names, sizes, shares of students, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from random import Random

from .model import Level, School, Size

_TREES = (
    "Juniper", "Manzanita", "Sycamore", "Cottonwood", "Laurel Canyon", "Toyon", "Pepper Tree", "Live Oak",
    "Alder Creek", "Buckeye", "Redbud", "Palo Blanco", "Mesquite", "Willow Bend", "Ironwood", "Elderberry",
    "Cedar Lane", "Acacia", "Olive Hill", "Madrone", "Chaparral", "Desert Willow", "Sagebrush",
    "Walnut Grove",
)  # fmt: skip
_PEOPLE = (
    "Eloisa Barragán", "Harriet Lindqvist", "Tomás Aldana", "Mabel Ochsner", "Ignacio Peralta",
    "Ruth Okimoto",
    "Dolores Ybarra", "Clarence Whitfield", "Amparo Quezada", "Nora Fairbanks", "Simón Urrutia",
    "Lena Castellan",
)  # fmt: skip
_STREETS = (
    "Fourth Street",
    "Mission Road",
    "Kettle Avenue",
    "Orchard Street",
    "Foothill Drive",
    "Depot Street",
)
_HIGH = ("Rincón Alto", "Arroyo Verde", "Granite Peak", "Mesa Grande", "Esperanza")
_ALTERNATIVE = ("Nuevo Camino", "Horizon")
_RANGES: dict[Level, tuple[int, int]] = {
    "elementary": (210, 760), "k8": (520, 780), "middle": (380, 890), "high": (330, 1800),
    "alternative": (130, 220),
}  # fmt: skip
_GRADES: dict[Level, tuple[str, str]] = {
    "elementary": ("KG", "06"), "k8": ("KG", "08"), "middle": ("07", "08"), "high": ("09", "12"),
    "alternative": ("09", "12"),
}  # fmt: skip
_WORDS: dict[Level, str] = {
    "elementary": "Elementary School", "k8": "Academy", "middle": "Middle School", "high": "High School",
    "alternative": "Continuation High School",
}  # fmt: skip
#: An empty corner of California: the district's box is about 8 by 6.5 km.
_LATITUDE, _LONGITUDE = 36.31, -120.87
_NORTH_KM, _EAST_KM = 6.5, 8.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many schools of each level, and how many people. Student sizes follow, smallest to largest."""

    sizes: tuple[tuple[Level, tuple[int, ...]], ...]
    certificated: int
    classified: int
    leaders: int


def _spread(low: int, high: int, n: int, lean: float) -> tuple[int, ...]:
    """n sizes from low to high; lean above 1 gives more small ones."""
    return tuple(round(low + (high - low) * (k / (n - 1)) ** lean) for k in range(n))


RECIPES: dict[Size, Recipe] = {
    "pomona": Recipe(
        (
            ("elementary", _spread(210, 760, 25, 1.1)),
            ("k8", (520, 640, 780)),
            ("middle", (380, 560, 640, 760, 890)),
            ("high", (330, 1010, 1490, 1790, 1800)),
            ("alternative", (130, 220)),
        ),
        1400, 900, 40,
    ),
    "small": Recipe(
        (("elementary", (220, 330, 420)), ("k8", (480,)), ("middle", (480,)), ("high", (640,))), 160, 60, 5,
    ),
    "tiny": Recipe((("elementary", (170,)), ("high", (200,))), 24, 8, 1),
}  # fmt: skip


def schools_of(recipe: Recipe, rng: Random) -> tuple[School, ...]:
    """The schools in the order of their ids, with a little noise in every number."""
    planned = [(level, size) for level, sizes in recipe.sizes for size in _shuffled(sizes, rng)]
    names = _names(planned, rng)
    spots = _spots(len(planned), rng)
    clocks = _clocks([level for level, _ in planned])
    return tuple(_school(n, level, size, names[n], spots[n], clocks[n], rng) for n, (level, size) in enumerate(planned))


def _shuffled(sizes: Sequence[int], rng: Random) -> list[int]:
    found = list(sizes)
    rng.shuffle(found)
    return found


def _names(planned: Sequence[tuple[Level, int]], rng: Random) -> list[str]:
    pool = [*rng.sample(_TREES, 22), *rng.sample(_PEOPLE, 8), *rng.sample(_STREETS, 4)]
    rng.shuffle(pool)
    high, alternative = list(_HIGH), list(_ALTERNATIVE)
    found = []
    for level, _ in planned:
        found.append({"high": high, "alternative": alternative}.get(level, pool).pop(0))
    return found


def _spots(n: int, rng: Random) -> list[tuple[float, float]]:
    """Places in kilometers north and east, at least a walk apart."""
    found: list[tuple[float, float]] = []
    apart = 0.75
    side = 1.0 if n > 10 else 0.4 if n > 2 else 0.2  # a few schools lie close together
    while len(found) < n:
        spot = (rng.uniform(0, _NORTH_KM * side), rng.uniform(0, _EAST_KM * side))
        if all(hypot(spot[0] - a, spot[1] - b) >= apart for a, b in found):
            found.append(spot)
        apart *= 0.999
    return found


def _clocks(levels: Sequence[Level]) -> list[str]:
    """Two high schools on A/B blocks where there are three or more, one middle school with seven days."""
    middle = iter(("six", "rotating", "seven", "six", "seven"))
    many = levels.count("high") >= 3
    high = iter(("six", "block", "six", "block", "seven") if many else ("six",))
    one_middle = iter(("six",))
    found = []
    for level in levels:
        if level == "middle":
            found.append(next(middle if levels.count("middle") >= 3 else one_middle))
        else:
            found.append(next(high) if level == "high" else "six" if level == "alternative" else "elementary")
    return found


def _school(n: int, level: Level, size: int, name: str, spot: tuple[float, float], clock: str, rng: Random) -> School:
    low, high = _RANGES[level]
    students = size if size < low else max(low, min(high, round(size * rng.uniform(0.985, 1.015))))
    latitude = _LATITUDE + spot[0] / _KM_PER_DEGREE
    longitude = _LONGITUDE + spot[1] / (_KM_PER_DEGREE * cos(radians(_LATITUDE)))
    learners = {"elementary": 0.36, "k8": 0.31, "middle": 0.25, "high": 0.19, "alternative": 0.27}[level]
    return School(
        f"S{n + 1:02d}", f"{name} {_WORDS[level]}", name, level, *_GRADES[level], students,
        _share(learners, 0.09, rng), _share(0.15, 0.03, rng), _share(0.85, 0.07, rng),
        round(latitude, 5), round(longitude, 5), clock,
    )  # fmt: skip


def _share(middle: float, spread: float, rng: Random) -> float:
    return round(min(0.97, max(0.05, rng.gauss(middle, spread))), 3)


def travel_minutes(here: School, there: School) -> int:
    """Door to door by car, 4 to 25 minutes: straight line x 1.35 at 32 km/h, and 3 minutes for parking."""
    if here.source_id == there.source_id:
        return 0
    north = (here.latitude - there.latitude) * _KM_PER_DEGREE
    east = (here.longitude - there.longitude) * _KM_PER_DEGREE * cos(radians(_LATITUDE))
    return max(4, min(25, round(3 + hypot(north, east) * 1.35 / 32 * 60)))
