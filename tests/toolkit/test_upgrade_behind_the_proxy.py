"""Two web processes behind the proxy of compose.yaml are renewed one after the other."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests import services
from tests.conftest import StartServer
from tests.services import Served, until
from tests.toolkit.people_writing import people_writing

pytestmark = pytest.mark.services

CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile"
NEWER_THAN_DEBIAN = "stream_close_delay"
"""An option since Caddy 2.7, about what happens when the configuration is changed."""


@contextmanager
def caddy(folder: Path, address: str, ports: list[int]) -> Iterator[None]:
    """Run Caddy with our configuration, without TLS, before servers on these ports."""
    binary = shutil.which("caddy") or services.missing("Caddy", "caddy")
    lines = CADDYFILE.read_text().splitlines(keepends=True)
    text = "".join(line for line in lines if NEWER_THAN_DEBIAN not in line)
    upstreams = " ".join(f"127.0.0.1:{port}" for port in ports)
    assert "web1:8000 web2:8000" in text
    (folder / "Caddyfile").write_text(text.replace("web1:8000 web2:8000", upstreams))
    environ = {
        "SITE_HOST": address,
        "HOME": str(folder),
        "CADDY_ADMIN": f"127.0.0.1:{services.free_port()}",
        "PATH": os.environ["PATH"],
    }
    command = [binary, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def address() -> str:
    return f"http://127.0.0.1:{services.free_port()}"


@pytest.fixture
def webs(
    start_server: StartServer, postgresql: dict[str, str], redis_url: str, address: str
) -> "Webs":
    environ = postgresql | {
        "REDIS_URL": redis_url,
        "TOOLKIT_PUBLIC_URL": address,
        "TOOLKIT_BEHIND_PROXY": "1",
    }
    return Webs(start_server, environ, [services.free_port() for _ in range(2)])


class Webs:
    """The two web processes, each started again on its port."""

    def __init__(self, start: StartServer, environ: dict[str, str], ports: list[int]) -> None:
        self._start = start
        self._environ = environ
        self.ports = ports
        self.served = [self._serve(port) for port in ports]

    def _serve(self, port: int) -> Served:
        arguments = ("--no-worker", "--port", str(port))
        return self._start(environ=self._environ, arguments=arguments)

    def renew_one_after_the_other(self) -> None:
        """As docs/operator.md says."""
        for number, port in enumerate(self.ports):
            assert self.served[number].stop() == 0
            self.served[number] = self._serve(port)


def test_every_note_typed_during_an_upgrade_is_on_every_board_once(
    tmp_path: Path, webs: Webs, address: str
) -> None:
    async def upgrade() -> None:
        async with people_writing(address, webs.served[0].sign_in):
            await asyncio.to_thread(webs.renew_one_after_the_other)

    with caddy(tmp_path, address, webs.ports):
        until(lambda: answers(address))
        assert httpx.get(f"{address}/metrics").status_code == httpx.codes.NOT_FOUND
        assert httpx.get(f"{address}/readyz").status_code == httpx.codes.NOT_FOUND
        asyncio.run(upgrade())


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").is_success
    except httpx.TransportError:
        return False
