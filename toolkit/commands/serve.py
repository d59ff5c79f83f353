"""`toolkit serve`: the server, in one process or several, and its worker, stopped together."""

import argparse
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit import config, lan
from toolkit.commands import BadInput, CommandError
from toolkit.fleet import Fleet, listen_to_signals
from toolkit.folder import used
from toolkit.logs import log_what_nobody_catches
from toolkit.web import Server

if TYPE_CHECKING:
    from toolkit.worker import WorkerProcess

DEFAULT_PORT = 8000
MOST_WORKERS = 64


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
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="serve from N processes; needs PostgreSQL and Redis. SIGHUP replaces them one by one",
    )
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help="leave summaries to a `toolkit worker` that runs elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0 after a clean stop."""
    lets_phones_in = args.host in lan.ANY_ADDRESS
    on_ready = announce_to_room if lets_phones_in else announce
    return serve(
        host=args.host,
        port=args.port,
        on_ready=on_ready,
        processes=args.workers,
        with_worker=not args.no_worker,
    )


def serve(
    *,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    processes: int | None = None,
    with_worker: bool = True,
) -> int:
    """Prepare the database, listen, call `on_ready` with the base address, serve until stopped."""
    settings = config.current()
    if processes is not None:
        _check_may_share(settings, processes)
    with _listen(host, port) as listener, used(settings.data_folder):
        bound_port = listener.getsockname()[1]
        if host in lan.ANY_ADDRESS:
            settings = lan.settle_on_lan(bound_port)
        _prepare(settings)
        base_url = settings.public_url or _address(host, bound_port)
        with _worker(settings, wanted=with_worker) as worker:
            if processes is not None:
                return _serve_together(listener, processes, worker, lambda: on_ready(base_url))
            log_what_nobody_catches()
            server = Server(settings, on_ready=lambda: on_ready(base_url))
            server.run(sockets=[listener])
    return 0 if server.started else 1


def _serve_together(
    listener: socket.socket,
    processes: int,
    worker: "WorkerProcess | None",
    on_ready: Callable[[], None],
) -> int:
    fleet = Fleet(listener, processes)
    listen_to_signals(fleet)

    def renew_worker() -> None:
        if worker is not None:
            worker.renew()

    return fleet.run(on_ready=on_ready, on_renewed=renew_worker)


def _check_may_share(settings: config.Config, processes: int) -> None:
    """Raise `BadInput` where several processes would not hear each other."""
    if not 1 <= processes <= MOST_WORKERS:
        raise BadInput(f"--workers takes a number from 1 to {MOST_WORKERS}.")
    url = settings.database_url
    if url is None or url.get_secret_value().startswith("sqlite"):
        raise BadInput(
            "--workers needs PostgreSQL: processes that write to one SQLite file wait for each "
            "other. Set DATABASE_URL to postgresql://…, or leave --workers out."
        )
    if settings.redis_url is None:
        raise BadInput(
            "--workers needs Redis: without it a process does not hear what is written at "
            "another. Set REDIS_URL to redis://…, or leave --workers out."
        )


@contextmanager
def _worker(settings: config.Config, *, wanted: bool) -> "Iterator[WorkerProcess | None]":
    from toolkit.worker import WorkerProcess

    # uvicorn raises the signal again once it has stopped; the worker must still be stopped.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    if not wanted:
        yield None
        return
    worker = WorkerProcess(sole=settings.embedded)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


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
