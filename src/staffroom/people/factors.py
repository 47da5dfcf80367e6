"""Second factors and passkeys: what allauth asks us about them."""

import base64
import hashlib
import os
from typing import Any

from allauth.mfa import adapter as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import actions
from .models import Account


def _box() -> Fernet:
    """Sealed with a key of its own, made from SECRET_KEY: a copy of the database alone gives no second factor."""
    key = hashlib.sha256(b"staffroom second factors\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class FactorAdapter(mfa.DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed with a key that is gone opens nothing: a secret that nobody has stands in its place."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(os.urandom(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Staffroom"}

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": held + 1}


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code. A code is good once, as long as the clock may be off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Code of your app, or a recovery code")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        code = super().clean_code()
        digest = hashlib.sha256(f"{self.user.pk} {code}".encode()).hexdigest()
        if not cache.add(f"staffroom.used-code.{digest}", 1, timeout=120):
            raise mfa.get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        actions.sign_in_failed(email=self.user.email, now=timezone.now())


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("What you call it")
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = gettext_lazy("Sign in with it alone")
        alone.help_text = gettext_lazy("It then asks for your fingerprint, face or PIN, and you type nothing.")


class NameKeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("What you call it")
        self.fields["name"].max_length = 60
