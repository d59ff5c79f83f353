"""A backup taken while people write, and what a restore gives back and what it cannot."""

import asyncio
import gzip
import io
import json
import stat
import subprocess
import sys
import tarfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from facilitation.board import Audience
from tests import services
from tests.browser.hall import STAGES, Hall
from tests.conftest import StartServer
from tests.services import Served
from toolkit.backup import MANIFEST
from toolkit.replay.browser import Network
from toolkit.replay.clients import Client, Facilitator, Phone, Post, sign_in

NEW_DIALOGUE = {
    "title": "Water in our district",
    "date": "2026-05-04",
    "stages": [{"kind": kind, "minutes": 10} for kind in STAGES],
}


def toolkit(
    data: Path, *words: str | Path, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the toolkit's on one data folder."""
    return subprocess.run(
        [sys.executable, "-m", "toolkit.cli", *map(str, words)],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(data)} | (environ or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def done(process: subprocess.CompletedProcess[str]) -> str:
    assert process.returncode == 0, process.stderr
    return process.stdout


@dataclass
class Session:
    """A dialogue that is going on: its facilitator, and phones that send until answered."""

    facilitator: Facilitator
    phones: list[Phone]
    projector: Client
    written: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Everybody writes the same, and their name."""
        for number, phone in enumerate(self.phones):
            self.written.append(f"{text} {number}")
            stage = self.facilitator.stages["now"]
            phone.queue(Post("add_note", {"stage": stage, "text": self.written[-1]}, about=text))

    async def answered(self) -> None:
        for phone in self.phones:
            await phone.drained()

    async def notes(self) -> list[str]:
        """The words on the facilitator's board, as the server draws it anew."""
        board = await self.facilitator.fresh_board()
        return sorted(note["text"] for note in board["put"]["notes"].values())

    async def boards_agree(self) -> list[str]:
        clients = [self.facilitator, *self.phones, self.projector]
        return [said for client in clients if (said := await client.disagreement())]


@asynccontextmanager
async def session(served: Served, phones: int = 3) -> AsyncIterator[Session]:
    network = Network(served.address)
    assert served.sign_in is not None
    organizer = await sign_in(network, token=served.sign_in.rpartition("#")[2], language="en")
    facilitator = await Facilitator.create(organizer, NEW_DIALOGUE)
    projector = Client(organizer, code=facilitator.code, audience=Audience.PROJECTOR)
    people = [Phone(network, code=facilitator.code, language="en") for _ in range(phones)]
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(each.listener.run()) for each in (facilitator, projector)]
        for phone in people:
            await phone.join()
            running += map(tasks.create_task, (phone.listener.run(), phone.send_outbox()))
        await facilitator.open_stage("now")
        yield Session(facilitator, people, projector)
        for task in running:
            task.cancel()
    await network.close()


def arguments_of(served: Served) -> tuple[str, str]:
    return ("--port", served.address.rpartition(":")[2])


async def epoch(session: Session) -> str:
    return str((await session.facilitator.fresh_board())["epoch"])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def machines(request: pytest.FixtureRequest) -> list[dict[str, str]]:
    """The settings of a machine, and of an empty one elsewhere."""
    if request.param == "sqlite":
        return [{}, {}]
    cluster = request.getfixturevalue("postgres_url")
    return [services.fresh_database(cluster), services.fresh_database(cluster, migrated=False)]


async def test_notes_not_yet_answered_arrive_once_after_a_restore_on_a_new_machine(
    start_server: StartServer, tmp_path: Path, machines: list[dict[str, str]]
) -> None:
    here, there = machines
    served = start_server(environ=here)
    archive = tmp_path / "kept" / "backup.tar.gz"
    async with session(served) as room:
        before = await epoch(room)
        room.write("Before the backup")
        await room.answered()
        room.write("While the backup was made")
        done(await asyncio.to_thread(toolkit, served.data, "backup", archive, environ=here))
        served.kill()
        room.write("While the server was gone")

        elsewhere = tmp_path / "elsewhere"
        done(await asyncio.to_thread(toolkit, elsewhere, "restore", archive, environ=there))
        port = arguments_of(served)
        start = partial(start_server, elsewhere, environ=there, arguments=port)
        await asyncio.to_thread(start)
        await room.answered()

        found = await room.notes()
        assert len(found) == len(set(found))
        safe = [text for text in room.written if not text.startswith("While the backup")]
        assert set(safe) <= set(found) <= set(room.written)
        assert await epoch(room) != before
        assert await room.boards_agree() == []


async def test_a_note_in_the_backup_whose_answer_was_lost_is_not_doubled(
    start_server: StartServer, tmp_path: Path
) -> None:
    served = start_server()
    async with session(served, phones=1) as room:
        (phone,) = room.phones
        fields = {"stage": room.facilitator.stages["now"], "text": "Sent, and never answered."}
        op_id = str(uuid.uuid4())
        first = await phone.act("add_note", op_id, **fields)
        archive = tmp_path / "backup.tar.gz"
        done(await asyncio.to_thread(toolkit, served.data, "backup", archive))
        done(await asyncio.to_thread(toolkit, served.data, "restore", archive, "--replace"))
        assert await phone.act("add_note", op_id, **fields) == first
        assert await room.notes() == ["Sent, and never answered."]


async def test_a_running_server_goes_on_with_what_was_put_back(
    start_server: StartServer, tmp_path: Path
) -> None:
    served = start_server()
    archive = tmp_path / "backup.tar.gz"
    async with session(served) as room:
        room.write("Kept")
        await room.answered()
        done(await asyncio.to_thread(toolkit, served.data, "backup", archive))
        room.write("Answered after the backup")
        await room.answered()
        refused = await asyncio.to_thread(toolkit, served.data, "restore", archive)
        said = done(await asyncio.to_thread(toolkit, served.data, "restore", archive, "--replace"))
        assert await room.boards_agree() == []
        room.write("Afterwards")
        await room.answered()
        assert await room.notes() == sorted(
            text for text in room.written if not text.startswith("Answered after")
        )
        assert await room.boards_agree() == []
    assert (refused.returncode, "a server is running" in refused.stderr) == (1, True)
    assert "is gone" in said


@pytest.mark.services
async def test_on_postgresql_a_running_server_goes_on_with_what_was_put_back(
    start_server: StartServer, postgresql: dict[str, str], tmp_path: Path
) -> None:
    environ = postgresql
    served = start_server(environ=environ)
    archive = tmp_path / "backup.tar.gz"
    async with session(served) as room:
        before = await epoch(room)
        room.write("Kept")
        await room.answered()
        done(await asyncio.to_thread(toolkit, served.data, "backup", archive, environ=environ))
        room.write("Answered after the backup")
        await room.answered()
        restore = partial(toolkit, tmp_path, "restore", archive, environ=environ)
        restore_over = partial(toolkit, tmp_path, "restore", archive, "--replace", environ=environ)
        refused = await asyncio.to_thread(restore)
        done(await asyncio.to_thread(restore_over))
        room.write("Afterwards")
        await room.answered()
        assert await room.notes() == sorted(
            text for text in room.written if not text.startswith("Answered after")
        )
        assert await epoch(room) != before
        assert await room.boards_agree() == []
    assert (refused.returncode, "others are connected" in refused.stderr) == (1, True)


@pytest.mark.services
def test_a_restore_does_not_take_its_own_connections_for_somebody_else(
    postgresql: dict[str, str], tmp_path: Path
) -> None:
    count = """
from django.db import connection
from toolkit.snapshot import other_sessions
connection.ensure_connection()
with connection.pool.connection():
    print(other_sessions())
"""
    command = ("manage", "shell", "--no-imports", "--command", count)
    assert done(toolkit(tmp_path, *command, environ=postgresql)).split() == ["0"]
    with psycopg.connect(postgresql["DATABASE_URL"]):
        assert done(toolkit(tmp_path, *command, environ=postgresql)).split() == ["1"]


@pytest.fixture
def stopped(start_server: StartServer) -> Served:
    """A server that was stopped, with one dialogue and a picture in its data folder."""
    served = start_server()
    Hall.opened(served)
    served.stop()
    (served.data / "pictures").mkdir()
    (served.data / "pictures" / "well.png").write_bytes(b"a picture")
    return served


@pytest.fixture
def archive(stopped: Served, tmp_path: Path) -> Path:
    target = tmp_path / "backup.tar.gz"
    done(toolkit(stopped.data, "backup", target))
    return target


def contents(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        streams = {member.name: opened.extractfile(member) for member in opened}
        return {name: stream.read() for name, stream in streams.items() if stream}


def rewritten(archive: Path, changes: dict[str, bytes], **manifest: Any) -> Path:
    """The same archive with other members, and another manifest where given."""
    members = contents(archive) | changes
    told = json.loads(members.pop(MANIFEST)) | manifest
    with tarfile.open(archive, "w:gz") as opened:
        for name, content in (members | {MANIFEST: json.dumps(told).encode()}).items():
            described = tarfile.TarInfo(name)
            described.size = len(content)
            opened.addfile(described, io.BytesIO(content))
    return archive


def test_a_backup_is_for_its_owner_only_and_leaves_no_draft(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not [path for path in archive.parent.iterdir() if path.name.startswith(".")]


def test_files_and_key_come_back_with_the_database(
    archive: Path, stopped: Served, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    assert done(toolkit(fresh, "restore", archive)).startswith("1 dialogues are back")
    for name in ("pictures/well.png", "secret-key"):
        assert (fresh / name).read_bytes() == (stopped.data / name).read_bytes()
        assert stat.S_IMODE((fresh / name).stat().st_mode) == 0o600
    assert not [path for path in fresh.iterdir() if path.name.startswith(".restore")]


def test_dialogues_that_are_here_are_replaced_only_when_told(
    archive: Path, stopped: Served
) -> None:
    refused = toolkit(stopped.data, "restore", archive)
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    done(toolkit(stopped.data, "restore", archive, "--replace"))


def refusal(archive: Path, data: Path) -> str:
    """What is said about an archive that cannot be used; nothing may come of it."""
    refused = toolkit(data, "restore", archive)
    assert refused.returncode == 2
    assert not (data / "pictures").exists()
    (line,) = refused.stderr.splitlines()
    return line


def test_an_altered_archive_is_refused_whole(archive: Path, tmp_path: Path) -> None:
    rewritten(archive, {"files/pictures/well.png": b"another picture"})
    assert "files/pictures/well.png" in refusal(archive, tmp_path / "fresh")


def test_an_archive_that_was_cut_short_is_refused_whole(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    assert "cannot be used" in refusal(archive, tmp_path / "fresh")


def test_an_archive_without_its_manifest_is_refused_whole(archive: Path, tmp_path: Path) -> None:
    tar = gzip.decompress(archive.read_bytes())
    archive.write_bytes(gzip.compress(tar[: tar.rindex(MANIFEST.encode())]))
    assert "cannot be used" in refusal(archive, tmp_path / "fresh")


def test_an_archive_may_not_write_outside_the_data_folder(archive: Path, tmp_path: Path) -> None:
    rewritten(archive, {"files/../../escaped": b"x"})
    assert "escaped" in refusal(archive, tmp_path / "deep" / "fresh")
    assert not list(tmp_path.rglob("escaped"))


def test_an_archive_of_a_newer_version_is_refused(archive: Path, tmp_path: Path) -> None:
    known = json.loads(contents(archive)[MANIFEST])["migrations"]
    rewritten(archive, {}, migrations=[*known, "facilitation.9999_tomorrow"])
    assert "newer version" in refusal(archive, tmp_path / "fresh")


def test_a_backup_is_not_written_where_the_next_one_would_take_it_in(stopped: Served) -> None:
    refused = toolkit(stopped.data, "backup", stopped.data / "backup.tar.gz")
    assert refused.returncode == 2
    done(toolkit(stopped.data, "backup", stopped.data / "backups" / "backup.tar.gz"))
