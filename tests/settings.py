"""The settings of the tests: those of the product, in a folder that is thrown away."""

import os
import tempfile
from pathlib import Path

_temporary = tempfile.TemporaryDirectory(prefix="toolkit-tests-", ignore_cleanup_errors=True)
_folder = Path(_temporary.name)
os.environ["TOOLKIT_DATA"] = _temporary.name

from toolkit.settings import *  # noqa: E402, F403
from toolkit.settings import DATABASES, STORAGES  # noqa: E402

# A file, because threads do not share an in-memory database's transactions.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": _folder / "test.sqlite3"}

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
