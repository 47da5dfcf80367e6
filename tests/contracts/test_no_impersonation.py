"""Nobody becomes somebody else: not by a page, not by a button, not by an administrator."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.factories.visits import NOW
from tests.factories.world import make_world

from .access_table import TABLE
from .test_access import _address, _ask, _clients, _ids

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


@pytest.mark.slow
def test_no_address_makes_anybody_somebody_else(db, set_clock):
    """After any request, with every id there is, a session is still its owner's, or nobody's."""
    set_clock(NOW)
    world = make_world()
    ids, changed = _ids(world), []
    for name, client in _clients(world).items():
        owner, cookies = client.session.get("_auth_user_id"), client.cookies.copy()
        if owner is None:
            continue
        for route, what in TABLE:
            for method in ("get", "post"):
                client.cookies = cookies.copy()
                _ask(client, method, _address(route, ids.get(what, what)))
                if client.session.get("_auth_user_id") not in (owner, None):
                    changed.append((name, method, route))
    assert changed == []
