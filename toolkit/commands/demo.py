"""`toolkit demo`: serve, and let simulated phones play a sample dialogue at human speed."""

import argparse
import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands import serve
from toolkit.commands.replay import speed

if TYPE_CHECKING:
    from toolkit.replay.clients import Facilitator

MOST_PHONES = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what `serve` takes, how many phones, and how fast."""
    serve.add_arguments(parser)
    parser.add_argument(
        "--phones", type=_phones, metavar="N", help="simulated phones; as in the sample: 24"
    )
    parser.add_argument(
        "--speed", type=speed, default=1.0, metavar="N", help="N times as fast as people write"
    )


def run(args: argparse.Namespace) -> int:
    """Serve and play until Ctrl-C; return 0 after a clean stop."""
    # The sample is kept apart from dialogues that people held.
    os.environ["TOOLKIT_DATA"] = str(Path(os.environ.get("TOOLKIT_DATA") or "data") / "demo")

    def on_ready(address: str) -> None:
        threading.Thread(target=_play, args=[address, args], name="demo", daemon=True).start()

    return serve.serve(host=args.host, port=args.port, on_ready=on_ready)


def _phones(word: str) -> int:
    phones = int(word)
    if not 1 <= phones <= MOST_PHONES:
        raise argparse.ArgumentTypeError(f"must be between 1 and {MOST_PHONES}")
    return phones


def _play(address: str, args: argparse.Namespace) -> None:
    """Play beside the server. What fails here is said; the server goes on."""
    from toolkit.demo.play import play_sample, sample_script

    script = sample_script(args.phones)

    def on_open(facilitator: "Facilitator") -> None:
        print(_guide(address, _board_link(address, facilitator.dialogue_id), facilitator.code))
        sys.stdout.flush()

    try:
        asyncio.run(
            play_sample(
                script, address=address, token=_token(address), speed=args.speed, on_open=on_open
            )
        )
    except Exception as error:
        print(f"toolkit: the simulated phones have stopped: {error}", file=sys.stderr)


def _token(address: str) -> str:
    from django.db import connection

    from facilitation.actions.accounts import first_organizer_link

    try:
        return first_organizer_link(base_url=address).partition("#")[2]
    finally:
        connection.close()


def _board_link(address: str, dialogue_id: str) -> str:
    """Return a one-time link that signs the newcomer in as the organizer, on the board."""
    from django.contrib.auth.models import User
    from django.db import connection

    from facilitation.actions.accounts import make_link, sign_in_path
    from facilitation.facilitators import FIRST_ORGANIZER
    from facilitation.models import Dialogue

    try:
        organizer = User.objects.get(username=FIRST_ORGANIZER)
        dialogue = Dialogue.objects.get(pk=dialogue_id)
        return address + sign_in_path(make_link(user=organizer, dialogue=dialogue))
    finally:
        connection.close()


def _guide(address: str, board: str, code: str) -> str:
    return f"""
  A sample dialogue has begun. Simulated phones join and write for about five minutes.

  1  The board     {board}
                   Works once. Come in, and put notes that say the same into groups.
  2  The screen    {address}/d/{code}/projector
                   What the room sees: the code to join, and the notes as they land.
  3  A phone       {address}/d/{code}/
                   Join in another window, or on a real phone after ./run demo --lan.

  When the notes are in, the phones vote on your groups. Then close, seal, and read the summary.
  Ctrl-C stops it. The sample is kept in {os.environ["TOOLKIT_DATA"]}, apart from real dialogues.
"""
