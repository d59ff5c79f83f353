"""`toolkit serve`: the server and its worker, started and stopped together."""

import argparse
import asyncio
import json
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from toolkit import config, lan
from toolkit.commands import BadInput, CommandError
from toolkit.folder import used
from toolkit.sockets import DirectSocket

DEFAULT_PORT = 8000
# Sockets live for hours: a stop does not wait for them, and their pages connect again.
GRACEFUL_SHUTDOWN_SECONDS = 5
# A socket only listens; what it sends us is a few bytes.
LARGEST_SOCKET_MESSAGE_BYTES = 65_536


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="port to listen on; 0 takes a free one"
    )
    parser.add_argument(
        "--lan",
        action="store_const",
        const="0.0.0.0",  # noqa: S104 - asked for by name
        dest="host",
        help="let phones on the same network in (listens on 0.0.0.0) and print their QR code",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0 after a clean stop."""
    lets_phones_in = args.host in lan.ANY_ADDRESS
    on_ready = announce_to_room if lets_phones_in else announce
    return serve(host=args.host, port=args.port, on_ready=on_ready)


def serve(*, host: str, port: int, on_ready: Callable[[str], None]) -> int:
    """Prepare the database, listen, call `on_ready` with the base address, serve until stopped."""
    settings = config.current()
    with _listen(host, port) as listener, used(settings.data_folder):
        bound_port = listener.getsockname()[1]
        if host in lan.ANY_ADDRESS:
            settings = lan.settle_on_lan(bound_port)
        _prepare(settings)
        from toolkit.worker import WorkerProcess

        base_url = settings.public_url or _address(host, bound_port)
        server = _Server(_uvicorn_config(settings), on_ready=lambda: on_ready(base_url))
        # uvicorn raises the signal again once it has stopped; the worker must still be stopped.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        worker = WorkerProcess(sole=settings.embedded)
        worker.start()
        try:
            server.run(sockets=[listener])
        finally:
            worker.stop()
    return 0 if server.started else 1


def announce(base_url: str) -> None:
    """Print where we are and how the first organizer signs in; JSON where no person reads it."""
    from django.db import connection

    from facilitation.actions.accounts import first_organizer_link

    try:
        link = first_organizer_link(base_url=base_url)
    finally:
        connection.close()
    if sys.stdout.isatty():
        print(f"\n  The toolkit is running at {base_url}")
        if link:
            print(f"  Sign in once with this link: {link}")
        print("  Ctrl-C stops it.\n", flush=True)
    else:
        print(json.dumps({"address": base_url, "sign_in": link}), flush=True)


def announce_to_room(base_url: str) -> None:
    """Print what `announce` prints and, where a person reads it, the way in for phones."""
    announce(base_url)
    if sys.stdout.isatty() and base_url.startswith("http://"):
        print(lan.way_in(base_url), flush=True)


class _Server(uvicorn.Server):
    def __init__(self, server_config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(server_config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await asyncio.to_thread(self._on_ready)


def _uvicorn_config(settings: config.Config) -> uvicorn.Config:
    return uvicorn.Config(
        "toolkit.asgi:application",
        ws=DirectSocket,
        # A compressor for each phone would cost more memory than the phone, and its bytes could
        # not be shared.
        ws_per_message_deflate=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
        ws_max_size=LARGEST_SOCKET_MESSAGE_BYTES,
        proxy_headers=settings.behind_proxy,
        server_header=False,
        log_config=None,
        access_log=settings.log_level in {"DEBUG", "INFO"},
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OverflowError, socket.gaierror) as error:
        raise BadInput(f"cannot listen on {host} port {port}: {error}.") from None
    except OSError as error:
        raise CommandError(
            f"cannot listen on {host} port {port}: {error.strerror}. "
            "Another program may use it; choose another with --port."
        ) from None


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _prepare(settings: config.Config) -> None:
    import django

    django.setup(set_prefix=False)
    from django.db import connection

    from toolkit.database import migrate_with_backup, pending_migrations

    if settings.embedded:
        backup = migrate_with_backup(folder=settings.data_folder / "backups")
        if backup is not None:
            print(f"The database was brought up to date; the one before is {backup}")
    elif count := pending_migrations():
        raise CommandError(
            f"the database lacks {count} migrations. Back it up, then run: toolkit manage migrate"
        )
    connection.close()
