"""`toolkit token`: lets a program hand in summaries at this centre, or takes that back."""

import argparse

from toolkit.commands import BadInput

DAYS = 365


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take for whom, for what and for how long; or what to take back."""
    parser.add_argument("name", metavar="NAME", help="for whom; with --revoke, the token's prefix")
    parser.add_argument("--scope", default="submit", help="what it allows (default: submit)")
    parser.add_argument("--days", type=int, default=DAYS, help=f"good for so long ({DAYS})")
    parser.add_argument("--revoke", action="store_true", help="take this token back")


def run(args: argparse.Namespace) -> int:
    """Print the token, which is shown only now; return 0."""
    import django

    django.setup(set_prefix=False)
    from reporting.centre.tokens import SCOPES, make_token, revoke

    if args.revoke:
        if not revoke(args.name):
            raise BadInput(f"no valid token begins with un75_{args.name}.")
        print(f"The token un75_{args.name}… was taken back.")
        return 0
    if args.scope not in SCOPES:
        raise BadInput(f"there is no scope {args.scope}. Scopes: {', '.join(SCOPES)}.")
    token, words = make_token(name=args.name, scope=args.scope, days=args.days)
    print(f"{words}  (until {token.expires_at:%Y-%m-%d}; to take back: --revoke {token.prefix})")
    return 0
