"""Settings of the test run: the shipped ones, in a folder of their own, with nothing that leaves the machine.

``DATABASE_URL`` chooses the database, ``PYTEST_DB_SUFFIX`` keeps several runs on one server apart.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in ("STAFFROOM_DEMO", "STAFFROOM_PRODUCTION", "DEBUG", "BASE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "CACHE_URL"):
    os.environ.pop(_name, None)
if "STAFFROOM_DATA" not in os.environ:
    os.environ["STAFFROOM_DATA"] = tempfile.mkdtemp(prefix="staffroom-tests-")
    atexit.register(shutil.rmtree, os.environ["STAFFROOM_DATA"], ignore_errors=True)

from staffroom.settings import *  # noqa: E402, F403
from staffroom.settings import DATA_DIR, DATABASES, STATIC_ROOT  # noqa: E402

_suffix = os.environ.get("PYTEST_DB_SUFFIX", "")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads must see one database, as in life.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test{_suffix}.sqlite3")}
    _init = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = _init.replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # As on SQLite above: a test may lose its last rows in a power cut.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
    DATABASES["default"]["TEST"] = {"NAME": f"test_staffroom_{_suffix}" if _suffix else "test_staffroom"}

for _folder in (DATA_DIR, STATIC_ROOT):
    Path(_folder).mkdir(parents=True, exist_ok=True)
DEMO = False
JOBS_INLINE = "always"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
