"""A phone's first page does not wait for what only the centre and the press need."""

import subprocess
import sys

HEAVY = {"pandas", "numpy", "sklearn", "weasyprint"}


def test_the_pages_are_there_without_what_counts_and_prints() -> None:
    program = (
        "import django, sys; django.setup(); import toolkit.asgi, toolkit.urls; print(*sys.modules)"
    )
    command = [sys.executable, "-c", program]
    environ = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    assert HEAVY.isdisjoint(done.stdout.split())
