"""The WSGI application: what granian, or any other server, serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staffroom.settings")
application = get_wsgi_application()

# What was loaded stays: the collector need not look through all of it in the middle of somebody's page.
gc.collect()
gc.freeze()
