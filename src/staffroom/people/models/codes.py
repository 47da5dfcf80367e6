"""Ways in for people without a desk: codes on paper, links to a private mail address, and the number they choose."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Declared, Keep
from staffroom.spine.scoping import GuardedQuerySet, GuardedRecord

from .accounts import Account
from .directory import Staff
from .district import DistrictRecord


class SignInCode(DistrictRecord):
    """Something that lets one person in once: a code printed on paper, or a link mailed to their private address."""

    class Way(models.TextChoices):
        PAPER = "paper", _("Code on paper")
        LINK = "link", _("Link by mail")
        ADDRESS = "address", _("Link that confirms a private address")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        USED = "used", _("Used")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Expired")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sign_in_codes")
    way = models.CharField(max_length=8, choices=Way.choices)
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True, help_text="The private address that the link confirms.")
    by_staff = models.BigIntegerField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0, help_text="How often a wrong number was typed with it.")
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="sign_in_code",
        about=("staff",),
        personal=("way", "email", "by_staff", "created", "expires", "used", "revoked"),
        plain=("digest", "wrong"),
        withheld=("by_staff",),
        keep=Keep.ONE_YEAR,
        since="created",
    )

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["district", "way", "created"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(used__isnull=True) | Q(revoked__isnull=True), name="sign_in_code_one_end"
            ),
        ]

    def state_at(self, now: datetime) -> "SignInCode.State":
        if self.used or self.revoked:
            return self.State.USED if self.used else self.State.REVOKED
        return self.State.EXPIRED if self.expires <= now else self.State.OPEN


class PhoneKey(GuardedRecord):
    """What somebody without a work mail address has set up: a number for their next code, a private mail address."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="phone_key")
    number = models.CharField(max_length=128, blank=True, help_text="Hashed like a password.")
    email = models.EmailField(blank=True, help_text="Confirmed by a link that was sent there.")

    objects = GuardedQuerySet.as_manager()

    privacy = Declared(
        record="signing_in",
        about=("account__staff",),
        personal=("number", "email"),
        withheld=("number",),
        keep=Keep.ROSTER,
        since="account__staff__left_on",
        only={"account__staff__active": False},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="private_address_once"),
        ]
