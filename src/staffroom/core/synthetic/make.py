"""``make_district``: the steps in order, each with its own stream of chance."""

from datetime import date
from random import Random

from staffroom.core.practices import PRACTICES

from .cast import CAST_NAMES, cast_people, choose_cast
from .clocks import SHAPES, bells_of
from .dates import calendar_of, terms_of, year_of
from .elementary import staff_homerooms
from .model import District, School, Size
from .places import RECIPES, Recipe, schools_of
from .roll import Roll
from .secondary import staff_departments
from .sharing import share_practices
from .staffing import (
    is_secondary,
    secondary_posts,
    staff_administration,
    staff_classified,
    staff_leaders,
    staff_special_education,
    staff_support,
)
from .teaming import make_teams
from .truths import latent_of
from .week import Timetable

DOMAIN = "rinconalto.example.org"


def make_district(seed: int = 2026, size: Size = "pomona", *, today: date) -> District:
    """A whole district. The same seed, size and day give the same district, byte for byte.

    ``today`` decides the school year (one that contains it, June and July count with the year to come) and
    where open doors and days off lie. Sizes: 'pomona' 40 schools, 'small' 6, 'tiny' 2.
    """
    recipe = RECIPES[size]
    year = year_of(today)
    schools = schools_of(recipe, _stream(seed, "schools"))
    roll = _staff(recipe, schools, _stream(seed, "staff"), year.first)
    bells = tuple(bell for s in schools for bell in bells_of(s, _stream(seed, f"bells {s.source_id}")))
    terms = terms_of(year)
    calendar = calendar_of(year, schools, {s.source_id: SHAPES[s.clock].cycle for s in schools})
    table = Timetable(schools, terms, bells, calendar, roll.assignments, roll.sections, roll.teachings)
    cast = choose_cast(roll, schools, table, today)
    cast_people(roll, cast)
    shares = share_practices(roll, schools, table, cast, _stream(seed, "sharing"), today)
    start = year.first.year
    return District(
        code="rincon-alto", name="Rincón Alto Unified School District", time_zone="America/Los_Angeles",
        school_year=f"{start}-{start + 1}", domain=DOMAIN, today=today, schools=schools, terms=terms,
        people=tuple(roll.people), assignments=tuple(roll.assignments), sections=tuple(roll.sections),
        teachings=tuple(roll.teachings), bells=bells, calendar=calendar, practices=PRACTICES,
        offers=shares.offers, needs=shares.needs, doors=shares.doors, closed_doors=shares.closed_doors,
        days_off=shares.days_off, latent=latent_of(roll, schools, shares, _stream(seed, "advice")),
        teams=make_teams(roll.assignments, schools, bells, _stream(seed, "teams")), cast=cast,
    )  # fmt: skip


def _stream(seed: int, name: str) -> Random:
    """A stream of its own for each step, so that a change in one step leaves the others alone."""
    return Random(f"{seed}/{name}")


def _staff(recipe: Recipe, schools: tuple[School, ...], rng: Random, year_begins: date) -> Roll:
    roll = Roll(rng, DOMAIN, year_begins)
    for given, family in CAST_NAMES.values():
        roll.namer.reserve(given, family)
    homes = [school for school in schools if not is_secondary(school)]
    staff_homerooms(roll, homes)
    for school in schools:
        if is_secondary(school) or school.level == "k8":
            staff_departments(roll, school)
    staff_leaders(roll, schools, recipe.leaders)
    big = len(schools) > 10
    staff_administration(roll, schools, 12 if big else 1)
    staff_support(roll, schools, round(recipe.certificated * 0.071) if big else len(schools))
    resource = sum(secondary_posts(school) for school in schools if is_secondary(school))
    left = recipe.certificated - len(roll.people) - resource
    staff_special_education(roll, schools, max(len(homes) * 2 // 5, min(left, 2 * len(homes) + 12)))
    staff_classified(roll, schools, recipe)
    return roll
