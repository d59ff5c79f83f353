"""One archive of everything a server keeps: the database, the files of the data folder, the key.

Its last member is a manifest with the SHA-256 of every other, so that an archive that was cut
short or altered is refused as a whole. The database is taken before the files: whatever it names
is then there to be taken.
"""

import hashlib
import hmac
import importlib.metadata
import io
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pydantic import BaseModel, ConfigDict, ValidationError

from toolkit import snapshot
from toolkit.commands import BadInput, CommandError
from toolkit.folder import CLAIM, alone_in

FORMAT = "toolkit-backup/1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
KEY = "secret-key"

LEFT_OUT = frozenset({"backups", "demo", "worker-seen", CLAIM})
"""Of the data folder: copies of what is here, the sample dialogue, and what says who is running."""

LARGEST_MANIFEST_BYTES = 100_000_000
_CHUNK = 1_048_576


class Member(BaseModel):
    """One file of an archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What an archive says of itself. `key` is a fingerprint from which no key can be found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = FORMAT
    version: str
    made_at: datetime
    database: str
    migrations: list[str]
    key: str
    members: dict[str, Member]


@dataclass(frozen=True)
class Restored:
    """What was put back: the archive's manifest, how many dialogues, and what to know of it."""

    manifest: Manifest
    dialogues: int
    remarks: list[str]


def back_up(target: Path) -> Manifest:
    """Write the archive `target`, complete or not at all; only its owner may read it."""
    folder = Path(settings.TOOLKIT_DATA)
    _check_place(target, folder)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    with tempfile.TemporaryDirectory(prefix=".toolkit-backup-", dir=target.parent) as scratch:
        copy = Path(scratch) / DATABASE
        made_at = datetime.now(UTC)
        snapshot.take(copy)
        try:
            with _new_file(draft) as stream:
                manifest = _write(stream, copy, folder, made_at)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return manifest


def restore(source: Path, *, replace: bool) -> Restored:
    """Put an archive in the place of what is here; files that it does not have stay.

    Nothing is changed unless the whole archive is as its manifest says. Without `replace` neither
    a server may run nor a dialogue be here. Raises `CommandError`.
    """
    folder = Path(settings.TOOLKIT_DATA)
    with alone_in(folder) as alone:
        if not replace:
            _check_nothing_is_replaced(folder, alone)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as name:
            staged = Path(name)
            manifest = _unpack(source, staged)
            _check_fits(manifest, running=not alone)
            snapshot.put_back(staged / DATABASE)
            _put_files_back(staged / FILES, folder)
        remarks = _remarks(manifest, folder, running=not alone)
    return Restored(manifest, snapshot.dialogues(), remarks)


def _check_place(target: Path, folder: Path) -> None:
    inside = target.absolute().parent
    if inside.is_relative_to(folder) and not inside.is_relative_to(folder / "backups"):
        raise BadInput(
            f"{target} lies in the data folder and would be in the next backup; "
            f"choose another place, or {folder / 'backups'}."
        )


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _write(stream: BinaryIO, copy: Path, folder: Path, made_at: datetime) -> Manifest:
    members: dict[str, Member] = {}
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as archive:
        members[DATABASE] = _add(archive, DATABASE, copy)
        for path in _files(folder):
            name = f"{FILES}/{path.relative_to(folder).as_posix()}"
            try:
                members[name] = _add(archive, name, path)
            except FileNotFoundError:
                continue  # somebody's draft, which has become something else meanwhile
        manifest = Manifest(
            version=importlib.metadata.version("un75-dialogue-toolkit"),
            made_at=made_at,
            database=connection.vendor,
            migrations=_applied(),
            key=_fingerprint(settings.SECRET_KEY),
            members=members,
        )
        content = manifest.model_dump_json(indent=1).encode()
        archive.addfile(_described(MANIFEST, len(content)), io.BytesIO(content))
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    database = str(connection.settings_dict["NAME"])
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        left_out = parts[0] in LEFT_OUT or any(part.startswith(".") for part in parts)
        # Beside an SQLite file lie its write-ahead log and the index of that.
        if not left_out and not str(path).startswith(database) and path.is_file():
            yield path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        hashing = _Hashing(stream)
        archive.addfile(_described(name, size), hashing)
    return Member(sha256=hashing.digest.hexdigest(), bytes=size)


def _described(name: str, size: int) -> tarfile.TarInfo:
    described = tarfile.TarInfo(name)
    described.size, described.mode = size, 0o600
    return described


class _Hashing:
    """A file to read from, which remembers the SHA-256 of what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        return chunk


def _applied() -> list[str]:
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _fingerprint(key: str) -> str:
    return hmac.digest(key.encode(), b"toolkit backup", "sha256").hex()[:16]


def _check_nothing_is_replaced(folder: Path, alone: bool) -> None:
    say = "Stop it, or say --replace to put the backup in the place of what it has."
    if not alone:
        raise CommandError(f"a server is running on {folder}. {say}")
    if snapshot.other_sessions():
        raise CommandError(f"others are connected to this database, perhaps a server. {say}")
    if count := snapshot.dialogues():
        raise CommandError(
            f"{count} dialogues are here already. Say --replace to put the backup in their place."
        )


def _unpack(source: Path, staged: Path) -> Manifest:
    """Unpack into `staged` and return the manifest, after everything was compared with it."""
    found: dict[str, Member] = {}
    manifest = b""
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for described in archive:
                stream = archive.extractfile(described)
                if stream is None:
                    raise _damaged(source, f"{described.name} is not a file")
                if described.name == MANIFEST:
                    manifest = stream.read(LARGEST_MANIFEST_BYTES)
                else:
                    found[described.name] = _unpack_one(stream, _inside(staged, described.name))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise _damaged(source, str(error)) from None
    try:
        read = Manifest.model_validate_json(manifest)
    except ValidationError:
        raise _damaged(source, "it has no manifest, so it was cut short") from None
    if read.format != FORMAT:
        raise BadInput(f"{source} has the format {read.format}; this version reads {FORMAT}.")
    if read.members != found:
        wrong = sorted(set(read.members.items()) ^ set(found.items()), key=str)[0][0]
        raise _damaged(source, f"{wrong} is not what the manifest says")
    return read


def _inside(staged: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or parts[0] not in {DATABASE, FILES}:
        raise ValueError(f"it would write to {name}")
    path = staged.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _unpack_one(stream: IO[bytes], path: Path) -> Member:
    hashing = _Hashing(stream)
    size = 0
    with _new_file(path) as target:
        while chunk := hashing.read(_CHUNK):
            size += target.write(chunk)
    return Member(sha256=hashing.digest.hexdigest(), bytes=size)


def _damaged(source: Path, why: str) -> BadInput:
    return BadInput(f"{source} cannot be used: {why}. Nothing was changed.")


def _check_fits(manifest: Manifest, *, running: bool) -> None:
    if manifest.database != connection.vendor:
        raise BadInput(
            f"this backup is of {manifest.database}, and DATABASE_URL names {connection.vendor}."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    has = set(manifest.migrations)
    if has - known:
        raise BadInput(
            f"this backup was made by a newer version ({manifest.version}); install that first."
        )
    if running and known - has:
        raise CommandError(
            f"this backup was made by an older version ({manifest.version}), and the server that "
            "is running cannot use it. Stop the server first."
        )


def _put_files_back(files: Path, folder: Path) -> None:
    for path in sorted(files.rglob("*")):
        target = folder / path.relative_to(files)
        if path.is_dir():
            target.mkdir(exist_ok=True, mode=0o700)
        elif target != folder / KEY or _signs_by_own_key():
            path.replace(target)


def _remarks(manifest: Manifest, folder: Path, *, running: bool) -> list[str]:
    key = settings.SECRET_KEY
    if _signs_by_own_key():
        key = (folder / KEY).read_text(encoding="utf-8").strip()
    if _fingerprint(key) != manifest.key:
        return ["The signing key is another than the backup's: people have to join again."]
    if running and key != settings.SECRET_KEY:
        return ["The signing key was put back too: restart the server."]
    return []


def _signs_by_own_key() -> bool:
    from toolkit import config

    current = config.current()
    return current.secret_key is None and current.secret_key_file is None
