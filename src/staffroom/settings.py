"""Settings, all from the environment, with defaults that are safe.

Without any setting Staffroom runs on this machine only, on SQLite in ``var/``. A deployment sets
``STAFFROOM_PRODUCTION=1``, ``SECRET_KEY``, ``BASE_URL`` and ``DATABASE_URL``; docs/operating.md lists
every setting, and a test keeps that list whole.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent
DATA_DIR = Path(env.str("STAFFROOM_DATA", default="var")).resolve()
if not os.access(PACKAGE, os.W_OK):  # as an installed service: the planner's compiled code is kept with the data
    os.environ.setdefault("NUMBA_CACHE_DIR", str(DATA_DIR / "compiled"))
PRODUCTION = env.bool("STAFFROOM_PRODUCTION", default=False)
DEMO = env.bool("STAFFROOM_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("STAFFROOM_PRODUCTION cannot run with DEBUG or STAFFROOM_DEMO. Unset both.")


def _secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text: it signs sessions and links.")
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    kept = DATA_DIR / "secret_key"
    try:
        with kept.open("x") as new:
            kept.chmod(0o600)
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return kept.read_text()


SECRET_KEY = _secret_key()

# --- Where it is reached -------------------------------------------------------------------------
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
HTTPS = _base.scheme == "https"
if PRODUCTION and not HTTPS:
    raise ImproperlyConfigured("BASE_URL must begin with https:// in production.")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[_base.hostname or "127.0.0.1"] + ([] if PRODUCTION else ["127.0.0.1", "localhost"]),
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose address counts when sign-ins are slowed down
SECURE_SSL_REDIRECT = HTTPS
# Load balancers ask from inside, over plain HTTP; programs are refused instead of sent on (ops/middleware).
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^api/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# With this prefix browsers take a cookie from this very host over https only, never from a neighbour of the domain.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST}staffroom"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
THEME_COOKIE_NAME = f"{_HOST}theme"
# What a page says after an act may name a colleague: it waits in the session, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "staffroom.ui",
    "staffroom.spine",
    "staffroom.people",
    "staffroom.trust",
    "staffroom.timetable",
    "staffroom.teams",
    "staffroom.expertise",
    "staffroom.visits",
    "staffroom.planning",
    "staffroom.guests",
    "staffroom.walks",
    "staffroom.api",
    "staffroom.ops",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
]
MIDDLEWARE = [
    "staffroom.ops.middleware.SecurityLogMiddleware",
    "staffroom.ops.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "staffroom.people.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "staffroom.ops.middleware.DoorMiddleware",
    "staffroom.people.middleware.PlainTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "staffroom.people.middleware.ActorMiddleware",
    "staffroom.people.guarding.GuessingMiddleware",
    "staffroom.people.guarding.FreshMiddleware",
    "staffroom.people.middleware.RefusalMiddleware",
    "staffroom.trust.middleware.RefusedAccessMiddleware",
]
ROOT_URLCONF = "staffroom.urls"
WSGI_APPLICATION = "staffroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "staffroom.ui.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "staffroom.ui.templatetags.ui",
            ],
        },
    }
]

# --- Data ----------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'staffroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for the writer (WAL), writers queue instead of failing (IMMEDIATE, timeout), and what
    # was acknowledged survives a power cut (FULL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a roster is often a dozen CSV files at once
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=200 * 1024 * 1024)

# --- Signing in ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "staffroom.people.passwords.GoodPassword"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
PHONE_REDIRECT_URL = "phone"  # where people without a desk land who came in by a code on paper
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "staffroom.people.signin.ClosedDoorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; naming the password here is what gives the sign-in form its password field.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth limits by address, and a whole school has one: people/guarding.py limits by account instead.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

# A session ends when nothing happens for this long, and in any case after so many days.
SESSION_IDLE_HOURS = env.int("SESSION_IDLE_HOURS", default=7 * 24)
SESSION_IDLE_HOURS_OFFICE = env.int("SESSION_IDLE_HOURS_OFFICE", default=12)  # central office and IT
SESSION_MAX_DAYS = env.int("SESSION_MAX_DAYS", default=30)
SESSION_COOKIE_AGE = 60 * 60 * 24 * SESSION_MAX_DAYS
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

MFA_ADAPTER = "staffroom.people.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Staffroom"
MFA_TOTP_TOLERANCE = 1  # a clock that is half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys of a trial on http://localhost
MFA_FORMS = {
    "authenticate": "staffroom.people.factors.CodeForm",
    "add_webauthn": "staffroom.people.factors.AddKeyForm",
    "edit_webauthn": "staffroom.people.factors.NameKeyForm",
}

# Single sign-on: one app for each provider that has an id. Nobody signs up by it; see people/sso.py.
SOCIALACCOUNT_ADAPTER = "staffroom.people.sso.KnownPeopleAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SSO_LINK_BY_MAIL = env.list("SSO_LINK_BY_MAIL", default=[])
SSO_MAILS_VERIFIED = env.list("SSO_MAILS_VERIFIED", default=[])


def _open_id(name: str, title: str, server: str, client_id: str, secret: str, **claims: list[str]) -> list[dict]:
    """The app of one OpenID Connect provider, or nothing. ``claims``: what a token must say, when it is set."""
    if not client_id:
        return []
    must = {claim: allowed for claim, allowed in claims.items() if allowed}
    own = {"server_url": server, "oauth_pkce_enabled": True, "must_say": must}
    return [{"provider_id": name, "name": title, "client_id": client_id, "secret": secret, "settings": own}]


_microsoft = env.str("OIDC_MICROSOFT_TENANT", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            *_open_id(
                "google", "Google", "https://accounts.google.com",
                env.str("OIDC_GOOGLE_CLIENT_ID", default=""), env.str("OIDC_GOOGLE_SECRET", default=""),
                hd=env.list("OIDC_GOOGLE_DOMAINS", default=[]),
            ),
            *_open_id(
                "microsoft", "Microsoft",
                env.str("OIDC_MICROSOFT_ISSUER", default=f"https://login.microsoftonline.com/{_microsoft}/v2.0"),
                env.str("OIDC_MICROSOFT_CLIENT_ID", default=""), env.str("OIDC_MICROSOFT_SECRET", default=""),
                tid=[_microsoft] if _microsoft else [],
            ),
            *_open_id(
                "clever", "Clever", env.str("OIDC_CLEVER_ISSUER", default="https://clever.com"),
                env.str("OIDC_CLEVER_CLIENT_ID", default=""), env.str("OIDC_CLEVER_SECRET", default=""),
                district=env.list("OIDC_CLEVER_DISTRICT", default=[]),
            ),
            *_open_id(
                "classlink", "ClassLink", env.str("OIDC_CLASSLINK_ISSUER", default="https://launchpad.classlink.com"),
                env.str("OIDC_CLASSLINK_CLIENT_ID", default=""), env.str("OIDC_CLASSLINK_SECRET", default=""),
                TenantId=env.list("OIDC_CLASSLINK_TENANT", default=[]),
            ),
        ]
    }
}  # fmt: skip
if env.str("OIDC_MICROSOFT_CLIENT_ID", default="") and not _microsoft:
    raise ImproperlyConfigured("Set OIDC_MICROSOFT_TENANT to your tenant's id: without it any company could sign in.")
if env.str("SAML_ENTITY_ID", default=""):
    _saml = {
        "idp": {
            "entity_id": env.str("SAML_ENTITY_ID", default=""),
            "sso_url": env.str("SAML_SSO_URL", default=""),
            "x509cert": env.str("SAML_CERTIFICATE", default="", multiline=True),
        },
        "attribute_mapping": {"email": env.list("SAML_MAIL_ATTRIBUTE", default=["email"])},
        "advanced": {"want_assertion_signed": True, "want_name_id": True, "reject_idp_initiated_sso": True},
    }
    if not (_saml["idp"]["sso_url"] and _saml["idp"]["x509cert"]):
        raise ImproperlyConfigured("SAML_ENTITY_ID needs SAML_SSO_URL and SAML_CERTIFICATE beside it.")
    if env.str("SAML_ID_ATTRIBUTE", default=""):
        _saml["attribute_mapping"]["uid"] = env.str("SAML_ID_ATTRIBUTE", default="")
    SOCIALACCOUNT_PROVIDERS["saml"] = {
        "APPS": [
            {
                "provider_id": "saml",
                "name": env.str("SAML_NAME", default="SAML"),
                "client_id": "district",
                "settings": _saml,
            }
        ]
    }

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_COOKIE_NAME = f"{_HOST}language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["staffroom.ui.formats"]

# --- API -----------------------------------------------------------------------------------------
NINJA_PAGINATION_PER_PAGE = 50
NINJA_PAGINATION_MAX_LIMIT = 200

# --- Static files --------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "staffroom.ui.storage.ForgivingManifestStorage"
    },
}

# --- Mail, jobs, logs ----------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", default="consolemail://" if not PRODUCTION else "smtp://localhost:25"))
if DEMO:
    # Nothing leaves a demo: people read its mails in the outbox on screen.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="Staffroom <staffroom@localhost>")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOBS_INLINE = env.str("JOBS_INLINE", default="auto")  # auto: inline when no worker has been seen lately
PLAN_BLOCK_SCHOOLS = env.int("PLAN_BLOCK_SCHOOLS", default=40)  # schools that one job plans together
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "staffroom.ops.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "staffroom.ops.logs.JsonLines"},
    },
    "filters": {"routes": {"()": "staffroom.ops.logs.RouteForPath"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="json" if PRODUCTION else "line"),
            "filters": ["routes"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "staffroom.security": {"level": "INFO" if PRODUCTION else "WARNING"},
        # What was refused is told by staffroom.security, with who asked and without the address's secrets.
        "django.request": {"level": "ERROR"},
    },
}
CACHES = {
    "default": env.cache("CACHE_URL")
    if env.str("CACHE_URL", default="")
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}
