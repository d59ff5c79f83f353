"""`toolkit worker`: the worker alone, for servers that run with `--no-worker`."""

import argparse

from toolkit import config
from toolkit.folder import used


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(args: argparse.Namespace) -> int:
    """Run queued tasks until SIGTERM or Ctrl-C; the task at hand is finished first."""
    from toolkit.worker import work

    with used(config.current().data_folder):
        work()
    return 0
