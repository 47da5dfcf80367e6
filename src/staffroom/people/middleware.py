"""Opens the district's scope and says who is asking, for every request of someone signed in."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from staffroom.spine.scoping import across_districts, district_scope

from .models import Account
from .queries import actor_for


class ActorMiddleware:
    """Sets ``request.actor`` (None for strangers) and ``request.now``; the reader's clock is the district's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()
        request.actor = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        with across_districts():
            account = Account.objects.select_related("district", "staff").get(pk=request.user.pk)
        if not account.district_id:
            return self.get_response(request)
        zone = ZoneInfo(account.district.time_zone)
        request.account = account
        request.actor = actor_for(account, request.now.astimezone(zone).date())
        with timezone.override(zone), district_scope(account.district_id):
            return self.get_response(request)
