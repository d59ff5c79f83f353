"""Running `toolkit replay` as a person would: a process, a file, a folder of results."""

import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from facilitation.text import clean
from reporting.documents.package import extract
from reporting.format import SummaryV1, from_bytes
from tests import services

Script = dict[str, Any]
Words = Counter[tuple[str, str]]
T = TypeVar("T")

LONGEST_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Replayed:
    """What a replay that ended well left behind."""

    account: dict[str, Any]
    pdf: bytes
    json: bytes

    @property
    def summary(self) -> SummaryV1:
        """The summary in the data taken out of the PDF."""
        return from_bytes(extract(self.pdf)).summary

    @property
    def words(self) -> Words:
        """The notes in the data taken out of the PDF, as (kind of stage, text)."""
        return Counter(
            (stage.kind, note.text) for stage in self.summary.stages for note in stage.notes()
        )

    @property
    def figures(self) -> dict[str, Any]:
        """The account without the hash, which differs from one dialogue to the next."""
        return {key: value for key, value in self.account.items() if key != "summary_sha256"}


def begin(
    script: Script | bytes, folder: Path, *options: str, data: Path | None = None
) -> subprocess.Popen[str]:
    """Start a replay that writes into `folder`/out, where the operator's data lies in `data`."""
    content = script if isinstance(script, bytes) else json.dumps(script).encode()
    source = folder / "script.json"
    source.write_bytes(content)
    command = [sys.executable, "-m", "toolkit.cli", "replay", str(source)]
    return subprocess.Popen(
        [*command, "--out", str(folder / "out"), *options],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(data or folder / "data")},
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], folder: Path) -> Replayed:
    """Wait for a replay to end well and return what it left."""
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    out = folder / "out"
    return Replayed(
        account=json.loads((out / "account.json").read_text(encoding="utf-8")),
        pdf=(out / "summary.pdf").read_bytes(),
        json=(out / "summary.json").read_bytes(),
    )


def words_of(script: Script, *, without: frozenset[str] = frozenset()) -> Words:
    """Return the notes of a script as they must be printed, but those with the ids `without`."""
    return Counter(
        (note["stage"], clean(note["text"]))
        for note in script["notes"]
        if note["id"] not in without
    )


def until_server_holds(
    replay: subprocess.Popen[str], *, notes: int, other_than: int | None = None
) -> int:
    """Wait until the server of a replay's own holds so many notes; return its process id.

    `other_than` is one that was killed and may not be gone yet.
    """
    server, data = _until(replay, lambda: _own_server(replay.pid, other_than))
    _until(replay, lambda: _stored(data) >= notes)
    return server


def until_database_holds(data: Path, *, notes: int = 0, votes: int = 0) -> None:
    """Wait until the server with its data in `data` holds so many notes and votes."""
    _until(None, lambda: _stored(data) >= notes and _stored(data, "vote") >= votes)


def _until(replay: subprocess.Popen[str] | None, condition: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "what was waited for did not come"
        assert replay is None or replay.poll() is None, "the replay ended too early"
        time.sleep(0.02)
    return found


def _own_server(replay: int, other_than: int | None) -> tuple[int, Path] | None:
    """Return process and data folder of the server that a replay has running, if any."""
    children = Path(f"/proc/{replay}/task/{replay}/children").read_text(encoding="ascii")
    for child in children.split():
        process = Path("/proc") / child
        if (
            int(child) != other_than
            and b"toolkit.replay.server" in (process / "cmdline").read_bytes()
        ):
            environ = (process / "environ").read_bytes().split(b"\0")
            data = next(pair[13:] for pair in environ if pair.startswith(b"TOOLKIT_DATA="))
            return int(child), Path(data.decode())
    return None


def _stored(data: Path, what: str = "note") -> int:
    database = data / "toolkit.sqlite3"
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as reading:
        try:
            return int(reading.execute(f"SELECT count(*) FROM facilitation_{what}").fetchone()[0])
        except sqlite3.OperationalError:  # not migrated yet
            return 0
