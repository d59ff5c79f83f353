"""`toolkit doctor`: looks at the machine and the settings, and says how to mend what is missing."""

import argparse
import ctypes.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import config

# A dialogue of a hundred people takes a few megabytes; printing needs room for temporary files.
LEAST_FREE_BYTES = 500_000_000
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
# A letter of each script that our six languages use, a face, and the package that can print it.
SCRIPTS = {
    "Latin": ("e", "fonts-noto-core"),
    "Cyrillic": ("ж", "fonts-noto-core"),
    "Arabic": ("ع", "fonts-noto-core"),
    "Chinese": ("中", "fonts-noto-cjk"),
    "emoji": ("🙂", "fonts-noto-color-emoji"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` says what to do when it is not well."""

    subject: str
    well: bool
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(args: argparse.Namespace) -> int:
    """Print a line for each finding; return 1 when something needs mending."""
    import django

    django.setup(set_prefix=False)
    findings = [finding for check in CHECKS for finding in check()]
    for finding in findings:
        mark = "ok     " if finding.well else "MISSING"
        print(f"{mark}  {finding.subject}" + ("" if finding.well else f"\n         {finding.mend}"))
    return 0 if all(finding.well for finding in findings) else 1


def python() -> Iterator[Finding]:
    """Python is new enough."""
    yield Finding(
        f"Python {sys.version.split()[0]}",
        sys.version_info >= (3, 11),
        "Install Python 3.11 or newer, delete .venv and start ./run again.",
    )


def libraries() -> Iterator[Finding]:
    """The libraries that print PDF are there."""
    for library, package in LIBRARIES.items():
        found = ctypes.util.find_library(library) is not None
        yield Finding(f"library {library}", found, f"apt-get install {package}")


def fonts() -> Iterator[Finding]:
    """Every script of the six languages can be printed."""
    fc_list = shutil.which("fc-list")
    for script, (letter, package) in SCRIPTS.items():
        found = fc_list is not None and bool(_output([fc_list, f":charset={ord(letter):x}"]))
        yield Finding(f"a font for {script}", found, f"apt-get install fontconfig {package}")


def node() -> Iterator[Finding]:
    """Node is there to build the pages' files, and they have been built."""
    own = Path(sys.executable).with_name("node")
    yield Finding("Node, to build the pages' files", own.exists(), "Run ./run setup.")
    from django.conf import settings

    built = settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    yield Finding("the pages' files are built", built, "Run ./run setup.")


def disk() -> Iterator[Finding]:
    """There is room in the data folder."""
    folder = config.current().data_folder
    free = shutil.disk_usage(folder).free
    yield Finding(
        f"{free // 1_000_000} MB free in {folder}",
        free >= LEAST_FREE_BYTES,
        "Free some space, or move the folder and set TOOLKIT_DATA.",
    )


def database() -> Iterator[Finding]:
    """The database answers and has every migration."""
    from django.db import Error

    from toolkit.database import pending_migrations

    try:
        count = pending_migrations()
    except (Error, OSError):
        yield Finding("the database answers", False, "Check DATABASE_URL and that it is running.")
        return
    yield Finding("the database answers", True)
    yield Finding(
        f"{count} migrations to apply" if count else "the database is up to date",
        count == 0,
        "Run ./run, which applies them, or: toolkit manage migrate",
    )


def ring() -> Iterator[Finding]:
    """Redis answers, where it is used."""
    url = config.current().redis_url
    if url is None:
        return
    import redis

    try:
        redis.Redis.from_url(url.get_secret_value(), socket_timeout=5).ping()
    except redis.RedisError:
        yield Finding("Redis answers", False, "Check REDIS_URL and that it is running.")
    else:
        yield Finding("Redis answers", True)


def proxy() -> Iterator[Finding]:
    """A public https address has a proxy in front that says so."""
    settings = config.current()
    if settings.https:
        yield Finding(
            "TLS ends at a proxy that we trust",
            settings.behind_proxy,
            "Let the proxy set X-Forwarded-Proto, and set TOOLKIT_BEHIND_PROXY=1; "
            "otherwise every page redirects to itself.",
        )


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    python,
    libraries,
    fonts,
    node,
    disk,
    database,
    ring,
    proxy,
]


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()
