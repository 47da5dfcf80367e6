"""Accounts, the devices on which they are signed in, and invitations to open one."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Declared, Keep
from staffroom.spine.scoping import GuardedQuerySet, GuardedRecord

from .directory import AssignmentRole, School, Staff
from .district import District, DistrictRecord, new_public_id


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, email: str | None) -> "Account":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A way to sign in. What a person may do follows from their assignments, not from the account."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", null=True)
    staff = models.OneToOneField(Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="account")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    calendar_version = models.PositiveIntegerField(default=1, help_text="Raised to make the old feed address void.")
    card_mails = models.BooleanField(default=True, help_text="A mail a day at most when the team card has changed.")
    created = models.DateTimeField(auto_now_add=True)

    privacy = Declared(
        record="account",
        about=("staff",),
        personal=(
            "password", "last_login", "email", "is_active", "language", "theme", "calendar_version", "card_mails",
            "created",
        ),
        withheld=("password", "calendar_version"),
        keep=Keep.ROSTER,
        since="staff__left_on",
        only={"staff__active": False},
    )  # fmt: skip

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, label: str) -> bool:
        return False


class DeviceSession(GuardedRecord):
    """One device on which an account is signed in. Without its row the session there is over."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="device_sessions")
    device = models.CharField(max_length=80, help_text="Browser and system as it names itself; no address.")
    began = models.DateTimeField()
    seen = models.DateTimeField(help_text="To within five minutes.")

    objects = GuardedQuerySet.as_manager()

    privacy = Declared(
        record="signing_in",
        about=("account__staff",),
        personal=("device", "began", "seen"),
        keep=Keep.SHORT,
        since="seen",
        days=30,
    )

    class Meta:
        ordering = ["-seen", "-id"]


class Attempt(models.Model):
    """When something that can be guessed was tried lately. ``key`` is a keyed digest that names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list, help_text="Seconds since 1970, oldest first.")
    until = models.DateTimeField(db_index=True, help_text="After this the row says nothing any more.")

    privacy = Declared(record="signing_in", plain=("key", "times", "until"), keep=Keep.SHORT, since="until", days=1)


class Invitation(DistrictRecord):
    """A link with which one person opens an account, once. Of a newcomer it also says who they will be."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Expired")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    given = models.CharField(max_length=80, blank=True)
    family = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=24, choices=AssignmentRole.choices, blank=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    ends = models.DateField(null=True, blank=True, help_text="The first day without the newcomer's role.")
    email = models.EmailField(blank=True, help_text="Where the link was mailed. Empty: it was printed.")
    token_digest = models.CharField(max_length=64, unique=True)
    by_staff = models.BigIntegerField(null=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    privacy = Declared(
        record="invitation",
        about=("staff",),
        personal=("given", "family", "role", "school", "ends", "email", "by_staff", "created", "expires", "accepted",
                  "revoked"),
        plain=("token_digest",),
        withheld=("by_staff",),
        keep=Keep.ONE_YEAR,
        since="created",
    )  # fmt: skip

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["district", "created"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False) | (~Q(given="") & ~Q(family="") & ~Q(role="") & Q(ends__isnull=False)),
                name="invitation_says_who",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(revoked__isnull=True), name="invitation_one_end"
            ),
        ]

    @property
    def name(self) -> str:
        return str(self.staff) if self.staff else f"{self.given} {self.family}"

    def state_at(self, now: datetime) -> "Invitation.State":
        if self.accepted or self.revoked:
            return self.State.ACCEPTED if self.accepted else self.State.REVOKED
        return self.State.EXPIRED if self.expires <= now else self.State.OPEN
