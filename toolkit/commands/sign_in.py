"""`toolkit sign-in`: a one-time link for somebody with an account. There are no passwords."""

import argparse
import re

from toolkit import config
from toolkit.commands import BadInput
from toolkit.commands.serve import DEFAULT_PORT

_NAME = re.compile(r"[\w.@+-]{1,150}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose link, and where the server is reached."""
    parser.add_argument("name", metavar="NAME", help="the account, made when it is missing")
    parser.add_argument("--address", metavar="URL", help="where people reach the server")
    parser.add_argument(
        "--centre", action="store_true", help="a new account may also work at the centre"
    )


def run(args: argparse.Namespace) -> int:
    """Print the link; return 0."""
    import django

    django.setup(set_prefix=False)
    from facilitation.actions.accounts import sign_in_link
    from toolkit.database import begin_if_empty

    if not _NAME.fullmatch(args.name):
        raise BadInput("a name has letters, digits and .@+-_ only, 150 at most.")
    begin_if_empty()
    address = args.address or config.current().public_url or f"http://127.0.0.1:{DEFAULT_PORT}"
    print(sign_in_link(username=args.name, base_url=address, staff=args.centre))
    return 0
