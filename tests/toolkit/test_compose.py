"""compose.yaml where no engine runs: the file against its specification, its commands for real."""

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from compose_spec import PyOptions

from tests import services
from tests.services import until
from toolkit import config
from toolkit.web import GRACEFUL_SHUTDOWN_SECONDS, LONGEST_MOVING_SECONDS
from toolkit.worker import GRACE_SECONDS as WORKER_GRACE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
SITE_HOST = "dialogues.example.org"
OURS = ("web1", "web2", "worker", "migrate", "backups")
Service = dict[str, Any]


def interpolated(text: str, environ: dict[str, str]) -> str:
    """Put in `${NAME:-default}` and `${NAME:?why}` as Compose does."""

    def value(found: re.Match[str]) -> str:
        default = found[3] if found[2] == "-" else None
        given = environ.get(found[1], default)
        assert given is not None, found[3]
        return given

    return re.sub(r"\$\{(\w+):([-?])([^}]*)\}", value, text)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as a strict parser of the specification reads it."""
    options = PyOptions()
    options.apply_merge = True
    text = interpolated((ROOT / "compose.yaml").read_text(), {"SITE_HOST": SITE_HOST})
    read: dict[str, Any] = options.from_yaml(text).to_dict()
    return read


@pytest.fixture(scope="module")
def parts(compose: dict[str, Any]) -> dict[str, Service]:
    found: dict[str, Service] = compose["services"]
    return found


def test_every_part_is_there(parts: dict[str, Service]) -> None:
    assert set(parts) == {*OURS, "caddy", "db", "redis"}


def test_what_is_named_is_declared(compose: dict[str, Any], parts: dict[str, Service]) -> None:
    for part in parts.values():
        assert set(part.get("secrets", [])) <= set(compose["secrets"])
        assert set(part["networks"]) <= set(compose["networks"])
        assert set(part.get("depends_on", {})) <= set(parts)
        named = {volume.split(":")[0] for volume in part.get("volumes", [])}
        assert {name for name in named if not name.startswith(".")} <= set(compose["volumes"])


def test_nothing_writes_to_its_image_or_gains_rights(parts: dict[str, Service]) -> None:
    for part in parts.values():
        assert part["read_only"]
        assert part["security_opt"] == ["no-new-privileges:true"]
        assert part["cap_drop"] == ["ALL"]
    assert [name for name, part in parts.items() if "cap_add" in part] == ["caddy"]
    assert parts["caddy"]["cap_add"] == ["NET_BIND_SERVICE"]


def test_nothing_of_ours_and_nothing_that_keeps_data_runs_as_root(
    parts: dict[str, Service],
) -> None:
    """Those of our image run as its user: see below."""
    assert not any("user" in parts[name] for name in OURS)
    assert (parts["db"]["user"], parts["redis"]["user"]) == ("postgres", "redis")


def test_nobody_is_stopped_before_they_have_finished(parts: dict[str, Service]) -> None:
    def grace(name: str) -> int:
        period = parts[name]["stop_grace_period"]
        return int(period[:-1]) * {"s": 1, "m": 60}[period[-1]]

    assert grace("web1") > LONGEST_MOVING_SECONDS + GRACEFUL_SHUTDOWN_SECONDS
    assert grace("worker") > WORKER_GRACE_SECONDS


def test_logs_are_bounded(parts: dict[str, Service]) -> None:
    assert all(
        part["logging"]["options"].keys() == {"max-size", "max-file"} for part in parts.values()
    )


def test_whatever_runs_is_watched_and_bounded(parts: dict[str, Service]) -> None:
    for part in (parts[name] for name in set(parts) - {"migrate"}):
        assert part["healthcheck"]["test"]
        assert part["deploy"]["resources"]["limits"]["memory"]
        assert part["restart"] == "unless-stopped"


def test_people_are_served_only_after_the_migrations_and_once(parts: dict[str, Service]) -> None:
    assert parts["migrate"]["restart"] == "no"
    for name in ("web1", "web2", "worker", "backups"):
        waits_for = parts[name]["depends_on"]["migrate"]["condition"]
        assert waits_for == "service_completed_successfully"


def test_only_the_proxy_is_reached_from_outside(
    compose: dict[str, Any], parts: dict[str, Service]
) -> None:
    assert [name for name, part in parts.items() if part.get("ports")] == ["caddy"]
    assert compose["networks"]["inside"]["internal"]
    assert parts["db"]["networks"] == parts["redis"]["networks"] == ["inside"]


def test_no_secret_stands_in_the_file(parts: dict[str, Service]) -> None:
    variables = {name for part in parts.values() for name in part.get("environment", {})}
    secret = re.compile("KEY|TOKEN|PASSWORD|_URL")
    telling = {name for name in variables if secret.search(name)} - {"TOOLKIT_PUBLIC_URL"}
    assert telling
    assert all(name.endswith("_FILE") for name in telling)


def test_every_setting_in_the_file_is_one_of_ours(parts: dict[str, Service]) -> None:
    known = {*config.variables(), "BACKUP_EVERY", "BACKUP_KEEP"}
    for name in OURS:
        assert set(parts[name]["environment"]) <= known


def test_the_proxy_knows_the_processes_and_hides_what_is_for_machines(
    parts: dict[str, Service],
) -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    upstreams = re.search(r"reverse_proxy (.*) \{", caddyfile)
    assert upstreams is not None
    assert upstreams[1].split() == ["web1:8000", "web2:8000"]
    assert "@inside path /metrics /readyz" in caddyfile
    assert "health_uri /healthz" in caddyfile


def test_the_image_takes_in_what_it_copies_and_runs_as_nobody() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    stages = re.findall(r"^FROM (\S+)", dockerfile, flags=re.MULTILINE)
    assert stages == ["python:3.11-slim-bookworm", "base", "base"]
    assert re.search(r"^USER toolkit$", dockerfile, flags=re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert {"run", "requirements", "package-lock.json", "deploy", "LICENSE"} <= kept
    assert "data" not in kept


def reaches_the_build(path: str) -> bool:
    """As Docker reads `.dockerignore`: the last line that fits a path or a folder above decides."""
    reaches = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if line.startswith("#") or not line:
            continue
        names = [Path(path), *Path(path).parents]
        if any(each.match(pattern) if "**" in pattern else fits(each, pattern) for each in names):
            reaches = line.startswith("!")
    return reaches


def fits(path: Path, pattern: str) -> bool:
    return len(path.parts) == len(Path(pattern).parts) and path.match(pattern)


@pytest.mark.parametrize(
    "secret",
    ["secrets/secret_key", ".env", "data/toolkit.sqlite3", "data/secret-key", ".git/config"],
)
def test_no_secret_reaches_the_image(secret: str) -> None:
    assert not reaches_the_build(secret)


def sources() -> Iterator[Path]:
    """What reaches the build of what lies here; the machine may have no git to ask."""
    for entry in filter(lambda one: reaches_the_build(one.name), ROOT.iterdir()):
        for path in (entry, *entry.rglob("*")):
            inside = path.relative_to(ROOT)
            if path.is_file() and reaches_the_build(str(inside)):
                yield inside


def test_the_image_holds_all_that_the_program_reads(tmp_path: Path) -> None:
    """From the files that reach the build alone, the program checks itself and makes its tables."""
    image = tmp_path / "app"
    for path in sources():
        (image / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, image / path)
    assert not (image / "tests").exists()
    environ = services.clean_environ() | {"TOOLKIT_DATA": str(tmp_path / "data")}
    for words in (["check"], ["migrate", "--verbosity", "0"]):
        command = [sys.executable, "-P", "-m", "toolkit.cli", "manage", *words]
        done = subprocess.run(
            command,
            cwd=image,
            env=environ | {"PYTHONPATH": str(image), "PYTHONSAFEPATH": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_libraries_of_the_image_are_those_that_run_names() -> None:
    named = subprocess.run(
        ["bash", "-c", 'eval "$(grep ^PACKAGES= run)"; echo "$PACKAGES"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "libpango-1.0-0" in named.stdout.split()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The secrets as an operator makes them."""
    subprocess.run([ROOT / "deploy" / "make-secrets.sh", tmp_path / "secrets"], check=True)
    return tmp_path / "secrets"


def test_secrets_are_made_once_and_the_folder_keeps_others_out(
    secrets: Path, compose: dict[str, Any]
) -> None:
    assert {path.name for path in secrets.iterdir()} >= set(compose["secrets"])
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    assert len(before["secret_key"]) >= config.SECRET_KEY_LENGTH
    subprocess.run([ROOT / "deploy" / "make-secrets.sh", secrets], check=True)
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before


@pytest.mark.services
def test_redis_takes_the_configuration_and_asks_for_the_password(secrets: Path) -> None:
    binary = shutil.which("redis-server") or services.missing("Redis", "redis-server")
    port = services.free_port()
    command = [binary, str(secrets / "redis_conf"), "--port", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=secrets, stdout=subprocess.PIPE, text=True) as process:
        services._wait_for_line(process, "Ready to accept connections")
        import redis

        url = (
            (secrets / "redis_url").read_text().strip().replace("@redis:6379", f"@127.0.0.1:{port}")
        )
        with redis.Redis.from_url(url) as client, redis.Redis(port=port) as nobody:
            assert client.ping()
            with pytest.raises(redis.AuthenticationError):
                nobody.ping()
        process.terminate()


class Machine:
    """Runs the commands of compose.yaml on this machine, with its folders in one of ours."""

    def __init__(self, folder: Path, parts: dict[str, Service], stack: ExitStack) -> None:
        self.folder = folder
        self.parts = parts
        self.stack = stack
        (folder / "data").mkdir()
        # As in the image: the console script is on the path.
        self.path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    def words(self, name: str) -> list[str]:
        part = self.parts[name]
        entry = part.get("entrypoint", ["toolkit"])
        return [*(self.here(word) for word in entry), *part.get("command", [])]

    def here(self, word: str) -> str:
        return word.replace("/app/", f"{ROOT}/").replace("/run/secrets", f"{self.folder}/secrets")

    def environ(self, name: str) -> dict[str, str]:
        given = {key: self.here(str(v)) for key, v in self.parts[name]["environment"].items()}
        places = {"TOOLKIT_DATA": f"{self.folder}/data", "BACKUP_FOLDER": f"{self.folder}/backups"}
        return services.clean_environ() | {"PATH": self.path} | places | given

    def run(self, name: str) -> None:
        subprocess.run(self.words(name), env=self.environ(name), check=True, stdout=2)

    def start(self, name: str, *more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*self.words(name), *more], env=self.environ(name), start_new_session=True
        )
        self.stack.callback(self.end, process)
        return process

    @staticmethod
    def end(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def machine(
    tmp_path: Path,
    secrets: Path,
    parts: dict[str, Service],
    postgres_url: str,
    redis_url: str,
) -> Iterator[Machine]:
    environ = services.fresh_database(postgres_url, migrated=False)
    (secrets / "database_url").write_text(environ["DATABASE_URL"] + "\n")
    (secrets / "redis_url").write_text(redis_url + "\n")
    with ExitStack() as stack:
        yield Machine(tmp_path, parts, stack)


def ask(port: int, path: str) -> int:
    headers = {"Host": SITE_HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers).status_code
    except httpx.TransportError:
        return 0


@pytest.mark.services
def test_the_commands_run_as_they_stand_in_the_file(machine: Machine) -> None:
    machine.run("migrate")
    ports = [services.free_port() for _ in range(2)]
    webs = [
        machine.start(name, "--host", "127.0.0.1", "--port", str(port))
        for name, port in zip(("web1", "web2"), ports, strict=True)
    ]
    worker = machine.start("worker")
    until(lambda: all(ask(port, "/readyz") == 200 for port in ports))
    assert [ask(port, "/") for port in ports] == [200, 200]
    assert [ask(port, "/metrics") for port in ports] == [404, 404]

    backups = machine.start("backups")
    until(lambda: any((machine.folder / "backups").glob("toolkit-*.tar.gz")))
    for process in (backups, *webs, worker):
        process.send_signal(signal.SIGTERM)
    assert [process.wait() for process in (backups, *webs, worker)] == [0, 0, 0, 0]


@pytest.mark.services
def test_the_probes_tell_the_living_from_the_dead(machine: Machine) -> None:
    port = services.free_port()
    probe = machine.parts["web1"]["healthcheck"]["test"]
    command = [sys.executable, *shlex.split(shlex.join(probe[2:]).replace(":8000", f":{port}"))]
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0
    machine.run("migrate")
    machine.start("web1", "--host", "127.0.0.1", "--port", str(port))
    until(lambda: ask(port, "/healthz") == 200)
    assert subprocess.run(command, check=False).returncode == 0


def test_the_backups_keep_the_newest_and_only_when_one_was_made(tmp_path: Path) -> None:
    folder, tools = tmp_path / "backups", tmp_path / "tools"
    folder.mkdir()
    tools.mkdir()
    for day in range(1, 6):
        (folder / f"toolkit-2026010{day}T000000Z.tar.gz").touch()
    toolkit = tools / "toolkit"

    def kept_after(script: str) -> int:
        toolkit.write_text(f"#!/bin/sh\n{script}\n")
        toolkit.chmod(0o755)
        environ = {"PATH": f"{tools}:/usr/bin:/bin", "BACKUP_FOLDER": str(folder)}
        with subprocess.Popen(
            [ROOT / "deploy" / "backups.sh"],
            env=environ | {"BACKUP_KEEP": "3", "BACKUP_EVERY": "1"},
        ) as process:
            rounds = tmp_path / "rounds"
            until(lambda: rounds.exists() and rounds.stat().st_size > 2)
            process.terminate()
            assert process.wait() == 0
            rounds.unlink()
        return len(list(folder.iterdir()))

    count = f"echo >> {tmp_path}/rounds"
    assert kept_after(f"{count}; exit 1") == 5
    assert kept_after(f'{count}; : > "$2"') == 3
