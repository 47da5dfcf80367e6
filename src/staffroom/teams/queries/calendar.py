"""The secret address of a team's calendar: a signature over the team, the person's account and its version."""

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from staffroom.people.models import Account
from staffroom.spine.access import Actor

from ..models import Team

SALT = "staffroom.team-calendar"


def _signer() -> Signer:
    return Signer(salt=SALT, sep="~")


def team_feed_token(account: Account, team: Team) -> str:
    """The secret part of the address of a team's calendar, one a person. Renewing one's calendar makes it void."""
    signed = _signer().sign(f"{team.public_id}.{account.public_id}.{account.calendar_version}")
    return f"{team.public_id}.{account.public_id}~{signed.split('~')[1]}"


def team_feed_url(actor: Actor, team: Team) -> str:
    """The whole address, for whoever has a part in the team."""
    account = Account.objects.get(pk=actor.account_id)
    return settings.BASE_URL + reverse("team_feed", args=[team_feed_token(account, team)])


def check_token(account: Account, team_id: str, signature: str) -> None:
    """Raises BadSignature unless this is the signature of this account's address for this team."""
    _signer().unsign(f"{team_id}.{account.public_id}.{account.calendar_version}~{signature}")
