"""Group visits of the district in which the check asks: one that is over, one with open places."""

from collections.abc import Callable
from datetime import datetime, timedelta

from staffroom.people.models import Section, Staff
from staffroom.spine.access import Audience
from staffroom.walks.models import Jotting, Pattern, Thanks, Walk, Walker, WalkStop

Keep = Callable[..., None]


def make_walks(keep: Keep, ana: Staff, ben: Staff, section: Section, today: datetime) -> None:
    """A walk of yesterday that Ana organised through a room of Ben's, with her jotting, a line of hers, one that is
    released to the hosts, and her thanks; and one ahead with open places. Who organises plays the part of the host."""
    given = {
        "district": ana.district, "organiser": ana, "school": section.school, "kind": Walk.Kind.WALK, "focus": "words",
        "walkers_wanted": 4, "rooms_wanted": 4, "minutes": 8, "corridor": 3, "start": 600, "end": 641, "created": today,
    }  # fmt: skip
    day = today.date()
    over = Walk.objects.create(date=day - timedelta(days=1), state=Walk.State.BOOKED, open_places=False, **given)
    ahead = Walk.objects.create(date=day + timedelta(days=6), state=Walk.State.ASKED, open_places=True, **given)
    for walk in (over, ahead):
        Walker.objects.create(district=ana.district, walk=walk, staff=ana, state=Walker.State.ACCEPTED)
    stop = WalkStop.objects.create(
        district=ana.district, walk=over, host=ben, section=section, state=WalkStop.State.ACCEPTED, lesson="check",
        start=600, end=608,
    )  # fmt: skip
    Jotting.objects.create(district=ana.district, walk=over, staff=ana, text="words", updated=today)
    Thanks.objects.create(district=ana.district, stop=stop, author=ana, text="words", created=today)
    line = {"district": ana.district, "walk": over, "author": ana, "step": "noticing", "rooms": 3, "created": today}
    draft = Pattern.objects.create(text="words", **line)
    released = Pattern.objects.create(text="words", released=today, **line)
    both, parts = (ana, ben), (("host", ana.pk), ("visitor", ben.pk))
    keep("walk", "walk", over, owners=both, parts=parts)
    keep("walk_open", "walk_open", ahead, owners=(ana,), published=Audience.DISTRICT)
    keep("walk_line", "walk_pattern_draft", draft, owners=(ana,))
    keep("walk_pattern", "walk_pattern", released, owners=both, parts=parts)
    keep("walk_school", "walk_pattern", section.school, owners=(ana,), published=Audience.SCHOOL)
