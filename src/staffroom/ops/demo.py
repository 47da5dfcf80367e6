"""The demo district: a living one, from a seed."""

from datetime import date

from staffroom.people.models import District

DEMO_CODE = "demo"


def is_seeded() -> bool:
    """Whether the demo district is there. Its row is written with everything else, so half of it is never there."""
    return District.objects.filter(code=DEMO_CODE).exists()


def seed(seed: int, today: date) -> None:
    """Write the demo district. The same seed and day give the same district."""
    # The hook for staffroom.core.synthetic: until it is called here, the district has a name and nobody in it.
    District.objects.create(code=DEMO_CODE, name="Demo Unified", is_demo=True)
