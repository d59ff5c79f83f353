import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.formats import date_format

from tests.services import clean_environ
from toolkit import hosts

KEY = "0123456789" * 6


@pytest.fixture
def sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the tests run on another database")


def pragma(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize(
    ("name", "value"),
    # synchronous 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 20_000),
        ("foreign_keys", 1),
        ("secure_delete", 1),
    ],
)
def test_sqlite_keeps_what_it_acknowledged(name: str, value: object) -> None:
    assert pragma(name) == value


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sqlite")
def test_sqlite_transactions_take_the_write_lock_at_once() -> None:
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


def derived(data: Path, names: list[str], **environ: str) -> dict[str, Any]:
    """Return settings as a process with this environment sees them."""
    program = (
        "import json, toolkit.settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {names!r}}}, default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_environ() | {"TOOLKIT_DATA": str(data)} | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


SECURE = [
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
]


def test_an_https_address_makes_every_cookie_secure(tmp_path: Path) -> None:
    assert all(derived(tmp_path, SECURE, TOOLKIT_PUBLIC_URL="https://a.example").values())


@pytest.mark.parametrize("environ", [{}, {"TOOLKIT_PUBLIC_URL": "http://10.0.0.9:8000"}])
def test_without_https_pages_still_work(tmp_path: Path, environ: dict[str, str]) -> None:
    assert not any(derived(tmp_path, SECURE, **environ).values())


def test_a_forwarded_protocol_is_believed_only_behind_a_proxy(tmp_path: Path) -> None:
    name = "SECURE_PROXY_SSL_HEADER"
    assert derived(tmp_path, [name])[name] is None
    assert derived(tmp_path, [name], TOOLKIT_BEHIND_PROXY="1")[name] == [
        "HTTP_X_FORWARDED_PROTO",
        "https",
    ]


def test_a_public_address_closes_the_local_ones(tmp_path: Path) -> None:
    found = derived(tmp_path, ["ALLOWED_HOSTS"], TOOLKIT_PUBLIC_URL="https://a.example")
    assert set(found["ALLOWED_HOSTS"]) == {*hosts.LOOPBACK, "a.example"}


def test_redis_carries_the_ring_and_the_cache_when_it_is_given(tmp_path: Path) -> None:
    found = derived(tmp_path, ["CHANNEL_LAYERS", "CACHES"], REDIS_URL="redis://127.0.0.1/0")
    layer = found["CHANNEL_LAYERS"]["default"]
    assert layer["BACKEND"] == "channels_redis.pubsub.RedisPubSubChannelLayer"
    assert found["CACHES"]["default"]["BACKEND"].endswith("RedisCache")


def test_postgresql_connections_come_from_a_pool(tmp_path: Path) -> None:
    found = derived(
        tmp_path, ["DATABASES"], DATABASE_URL="postgresql://a@b/c", TOOLKIT_SECRET_KEY=KEY
    )
    database = found["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"]["max_size"] == 20
    assert database["CONN_MAX_AGE"] == 0


def test_no_page_may_run_inline_script_or_be_framed() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = [source for sources in directives.values() for source in sources]
    assert set(allowed) == {"'self'", "'none'", "data:"}
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]


def test_a_moment_in_arabic_has_the_day_first() -> None:
    with translation.override("ar"):
        moment = date_format(datetime(2026, 11, 22, 7, 5, tzinfo=UTC), "DATETIME_FORMAT")
    assert moment == "22 نوفمبر 2026، 07:05"
