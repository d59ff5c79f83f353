"""The command hands a file to a real centre, with a token that the centre made."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import StartServer
from tests.reporting.centre.parcels import as_pdf, write
from tests.services import clean_environ


def toolkit(data: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "toolkit.cli", *words],
        env=clean_environ() | {"TOOLKIT_DATA": str(data)} | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_file_is_handed_in_once_and_shows_its_receipt(
    start_server: StartServer, tmp_path: Path
) -> None:
    centre, mine = tmp_path / "centre", tmp_path / "mine"
    served = start_server(centre)
    words = toolkit(centre, "token", "Lake School").stdout.split()[0]
    package, data = tmp_path / "summary.pdf", tmp_path / "summary.json"
    package.write_bytes(as_pdf(write()))
    data.write_bytes(write())

    def submit(path: Path, token: str = words) -> subprocess.CompletedProcess[str]:
        to = ("submit", str(path), "--to", served.address, "--json")
        return toolkit(mine, *to, TOOLKIT_CENTRE_TOKEN=token)

    first, second = json.loads(submit(package).stdout), json.loads(submit(data).stdout)
    assert (first["outcome"], second["outcome"]) == ("new", "same")
    assert first["content_sha256"] == second["content_sha256"]
    asked = toolkit(mine, "submit", str(data), "--to", served.address, "--token", words, "--status")
    assert asked.stdout == "received\n"
    refused = submit(data, token="un75_0_0")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "token" in refused.stderr


def test_without_a_token_nothing_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "summary.json"
    file.write_bytes(write())
    ended = toolkit(tmp_path, "submit", str(file), "--to", "http://127.0.0.1:9")
    assert (ended.returncode, "no token" in ended.stderr) == (2, True)
