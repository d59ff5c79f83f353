"""Django's settings, derived from `toolkit.config` and from nothing else.

Whatever an operator may choose is in `Config`; whatever stands here holds for everybody.
"""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from toolkit import config, hosts
from toolkit.logs import logging_settings

CONFIG = config.current()
ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = config.secret_key(CONFIG)
DEBUG = CONFIG.debug

# What the two floors below may ask for; they do not know `toolkit`.
TOOLKIT_DATA = CONFIG.data_folder
TOOLKIT_PUBLIC_URL = CONFIG.public_url
TOOLKIT_NOTES_PER_MINUTE = CONFIG.notes_per_minute
TOOLKIT_JOINS_PER_SECOND = CONFIG.joins_per_second
TOOLKIT_MAX_UPLOAD_MB = CONFIG.max_upload_mb
TOOLKIT_CENTRE_URL = CONFIG.centre_url
TOOLKIT_CENTRE_TOKEN = CONFIG.centre_token.get_secret_value() if CONFIG.centre_token else ""

TOOLKIT_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)

# Who is answered
_public_host = [urlsplit(CONFIG.public_url).hostname or ""] if CONFIG.public_url else []
_local_hosts = [] if CONFIG.public_url else [*hosts.own_names(), *hosts.own_addresses()]
ALLOWED_HOSTS = [*hosts.LOOPBACK, *_public_host, *_local_hosts, *CONFIG.allowed_hosts]
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url] if CONFIG.public_url else []

# What runs
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "facilitation",
    "reporting.summary",
    "reporting.centre",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "toolkit.urls"
ASGI_APPLICATION = "toolkit.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reporting.summary.context.final_say",
            ],
        },
    },
]


# What is kept
_GONE_AFTER = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
"""libpq's names and units: milliseconds for `tcp_user_timeout`, seconds for the others."""


def _database() -> dict[str, Any]:
    if CONFIG.database_url is None:
        path = TOOLKIT_DATA / "toolkit.sqlite3"
        database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    else:
        database = dict(dj_database_url.parse(CONFIG.database_url.get_secret_value()))
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Without IMMEDIATE a transaction that reads before it writes fails at once under load;
        # with FULL a note that was acknowledged survives a power cut; with secure_delete what the
        # seal destroys is overwritten, not only forgotten.
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        )
        options["timeout"] = 20
    else:
        # Under ASGI each request has a thread of its own, so a lasting connection would leak.
        database["CONN_MAX_AGE"] = 0
        # Whoever waits for a connection gives up while a phone still waits for an answer.
        options["pool"] = {"min_size": 1, "max_size": 20, "timeout": 4, "reconnect_timeout": 5}
        # A machine that is gone answers nothing, not even that it is gone.
        for name, value in _GONE_AFTER.items():
            options.setdefault(name, value)
        # The pool opens more of its own accord; `restore` tells them by name from those of others.
        options["application_name"] = f"toolkit-{secrets.token_hex(4)}"
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How processes hear of each other: a ring carries a number, never what somebody said
if CONFIG.redis_url is None:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"},
    }
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # The 300 of Django's default would forget the limits of a room of 1,000.
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        },
    }
else:
    _redis = CONFIG.redis_url.get_secret_value()
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [_redis], "prefix": "toolkit"},
        },
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _redis,
            "KEY_PREFIX": "toolkit",
            # No write waits longer for a count of writes.
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        },
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Languages
USE_I18N = True
FORMAT_MODULE_PATH = ["toolkit.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ru", _("Russian")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
]
LOCALE_PATHS = [ROOT / "locale"]

# Files of ours
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "toolkit" / "static_root"
_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not DEBUG:
    _storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": TOOLKIT_DATA / "files"},
    },
    "staticfiles": {"BACKEND": _storage},
}
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
# A page that is not an upload carries a few hundred characters of somebody's words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144

# Who comes in
LOGIN_URL = "sign_in"
CSRF_FAILURE_VIEW = "facilitation.pages.errors.csrf_failure"

# What a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIG.https
SECURE_SSL_REDIRECT = CONFIG.https
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIG.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.behind_proxy else None

LOGGING = logging_settings(CONFIG.log_level)
