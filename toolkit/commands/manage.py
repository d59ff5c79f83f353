"""`toolkit manage`: Django's own commands with our settings."""

import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take every word and option that follows."""
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …")


def run(args: argparse.Namespace) -> int:
    """Run the command; Django itself exits with a status when it fails."""
    execute_from_command_line(["toolkit manage", *args.words])
    return 0
