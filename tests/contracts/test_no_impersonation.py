"""Nobody becomes somebody else: not by a page, not by a button, not by an administrator.

That no address does it, with whatever id, is asked together with who gets in: ``test_access``.
"""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[2] / "src" / "staffroom"
# Who may call Django's login(): the demo's own people, whoever holds the link of an invitation, and whoever holds a
# code on paper or a link by mail.
MAY_SIGN_IN = {"people/views/signing_in.py": 1, "people/views/accepting.py": 1, "people/views/entering.py": 1}
SIGNS_IN = re.compile(r"(?<![\w.])(?:login|force_login|django_login|perform_login|alogin)\(|SESSION_KEY|_auth_user_id")


def test_signing_somebody_in_is_called_in_three_places():
    found = {}
    for path in SOURCE.rglob("*.py"):
        calls = len(SIGNS_IN.findall(path.read_text()))
        if calls:
            found[str(path.relative_to(SOURCE))] = calls
    assert found == MAY_SIGN_IN


def test_django_admin_and_its_like_are_not_installed():
    names = {config.name for config in apps.get_app_configs()}
    assert "django.contrib.admin" not in names
    assert not [name for name in names if re.search("hijack|imperson|loginas|su$", name)]
    assert set(settings.AUTHENTICATION_BACKENDS) == {
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    }
