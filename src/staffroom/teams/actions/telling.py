"""Telling people that their team card has changed: found by comparing, so that a missed day is made up by the next."""

from datetime import datetime
from zoneinfo import ZoneInfo

from staffroom.people.queries import time_zone_of
from staffroom.spine.scoping import action

from .. import mails, queries
from ..models import CardTold


@action
def tell_cards(*, district_id: int, now: datetime) -> int:
    """Mail everybody of the district in scope whose card changed, once a day at most; returns how many mails.

    Who does not want such mails is remembered as told, so that nothing old comes when they change their mind. Who
    got one today waits for tomorrow. A second call changes nothing.
    """
    zone = ZoneInfo(time_zone_of(district_id))
    day = now.astimezone(zone).date()
    cards, teams = queries.cards_on(day)
    waiting = queries.told_today(day, zone)
    sent = 0
    for found in queries.card_news(queries.accounts_to_tell(), cards):
        staff_id = found.account.staff_id
        if found.news and found.account.card_mails and staff_id in waiting:
            continue
        mailed = found.news and found.account.card_mails and mails.card_changed(found, teams, now=now) is not None
        card = {team: seen.as_json() for team, seen in found.card.items()}
        values = {"district_id": district_id, "card": card} | ({"mailed": now} if mailed else {})
        CardTold.objects.update_or_create(staff_id=staff_id, defaults=values)
        sent += bool(mailed)
    return sent
