"""`toolkit replay`: play a dialogue script through real clients, and account for every note."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from toolkit.commands import BadInput, CommandError

if TYPE_CHECKING:
    from toolkit.replay.account import Account
    from toolkit.replay.player import Played
    from toolkit.replay.script import Script

T = TypeVar("T")

ACCOUNT_AT_THE_SERVER = "replay"
"""The account that plays on a server of this machine when no sign-in link was given."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the script, where to write, how fast to play and on which server."""
    parser.add_argument("script", metavar="SCRIPT.json", type=Path, help="a dialogue-script/1")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="folder for what is written"
    )
    parser.add_argument(
        "--speed",
        metavar="N",
        type=speed,
        help="play at N times the script's own pace; as fast as possible if not given",
    )
    parser.add_argument(
        "--to",
        metavar="URL",
        help="play on a running server: its sign-in link, or its address if it is on this machine",
    )


def run(args: argparse.Namespace) -> int:
    """Write summary.pdf, summary.json and account.json; return 0 if the account comes out even."""
    link = _sign_in_link(args.to) if args.to else None
    with tempfile.TemporaryDirectory(prefix="toolkit-replay-") as name:
        scratch = Path(name)
        _set_up_django(scratch)
        from toolkit.replay.script import read_script

        script = read_script(args.script)
        _warn_of_actors(script)
        _make_folder(args.out)
        play = _play_on(link, script, args) if link else _play_here(scratch, script, args)
        account, complaints = asyncio.run(_plainly(play))
        (args.out / "account.json").write_text(account.as_json(), encoding="utf-8")
    if complaints:
        raise CommandError("; ".join(complaints) + f". See {args.out / 'account.json'}.")
    print(
        f"{account.notes_sent} notes sent, {account.notes_in_summary} in the summary, "
        f"{account.refused} refused, 0 lost, 0 duplicated: {args.out / 'summary.pdf'}"
    )
    return 0


def speed(word: str) -> float:
    """Return how many times as fast as written, for an option of `argparse`."""
    times = float(word)
    if not 0 < times < float("inf"):
        raise argparse.ArgumentTypeError("must be greater than 0")
    return times


def _set_up_django(data: Path) -> None:
    """We use Django's code, not the operator's data: their settings are put out of reach."""
    from toolkit.replay.server import without_settings

    environ = without_settings(os.environ)
    os.environ.clear()
    os.environ.update(environ, TOOLKIT_DATA=str(data), DJANGO_SETTINGS_MODULE="toolkit.settings")
    import django

    django.setup(set_prefix=False)


def _sign_in_link(to: str) -> str:
    """Return a sign-in link for the address given, which may be one already."""
    parts = urlsplit(to)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput("--to takes an address such as http://127.0.0.1:8000 or a sign-in link.")
    if parts.fragment:
        return to
    command = ["sign-in", ACCOUNT_AT_THE_SERVER, "--address", f"{parts.scheme}://{parts.netloc}"]
    made = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", *command], capture_output=True, text=True, check=False
    )
    if made.returncode or not made.stdout.strip():
        raise BadInput(
            "no sign-in link can be made from here. Give one: "
            "--to 'http://…/sign-in/#…', as the server printed it or `toolkit sign-in` does."
        )
    return made.stdout.strip()


def _warn_of_actors(script: "Script") -> None:
    count = sum(1 for note in script.notes if note.actor and note.stage != "how")
    if count:
        print(
            f"toolkit: {count} notes name an actor outside the stage “how”, "
            "where a phone does not ask for one; it is left out.",
            file=sys.stderr,
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be made: {error.strerror}.") from None


async def _play_here(
    data: Path, script: "Script", args: argparse.Namespace
) -> tuple["Account", list[str]]:
    from toolkit.replay.account import count_stored, take_account
    from toolkit.replay.server import OwnServer

    server = OwnServer(data)
    try:
        _say("starting a server")
        await server.start()
        async with asyncio.TaskGroup() as tasks:
            watch = tasks.create_task(server.watch())
            played = await _play(script, server.sign_in, args)
            watch.cancel()
    finally:
        await server.stop()
    stored = count_stored(server.database, played.dialogue_id)
    return take_account(played, notes_stored=stored)


async def _play_on(
    link: str, script: "Script", args: argparse.Namespace
) -> tuple["Account", list[str]]:
    from toolkit.replay.account import count_on_board, take_account

    played = await _play(script, link, args)
    return take_account(played, notes_stored=count_on_board(played))


async def _play(script: "Script", link: str, args: argparse.Namespace) -> "Played":
    from toolkit.replay.browser import Network
    from toolkit.replay.clients import sign_in
    from toolkit.replay.player import Clock, Play

    address, _, token = link.partition("/sign-in/#")
    network = Network(address)
    try:
        organizer = await sign_in(network, token=token, language=script.language)
        play = Play(script, network, clock=Clock(args.speed), say=_say)
        played = await play.run(organizer)
    finally:
        await network.close()
    (args.out / "summary.pdf").write_bytes(played.pdf)
    (args.out / "summary.json").write_bytes(played.data)
    return played


async def _plainly(work: Awaitable[T]) -> T:
    """Await `work`; of a group of failures, raise the first, which caused the others."""
    try:
        return await work
    except BaseExceptionGroup as group:
        raise _first(group) from None


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _say(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
