"""One laptop for a hall: the address that phones reach is found, shown, and in every QR code."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from facilitation.pages.qr import qr_svg
from tests import services
from tests.conftest import StartServer
from toolkit import hosts, lan
from toolkit.hosts import Interface

HOTSPOT = Interface("wlp2s0", "10.42.0.1", wireless=True)
CABLE = Interface("enp3s0", "192.168.1.7")
DOCKER = Interface("docker0", "172.17.0.1")
NOBODY_ANSWERED = Interface("eth1", "169.254.7.7")
RENTED = Interface("ens3", "93.184.216.34")


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop with every kind of interface."""
    everything = [DOCKER, RENTED, CABLE, NOBODY_ANSWERED, HOTSPOT]
    monkeypatch.setattr(hosts, "own_interfaces", lambda: everything)


def test_the_hotspot_comes_first_and_what_no_phone_reaches_not_at_all(laptop: None) -> None:
    assert hosts.lan_addresses() == [HOTSPOT.address, CABLE.address, RENTED.address]


def test_every_address_is_answered(laptop: None) -> None:
    assert DOCKER.address in hosts.own_addresses()


def test_the_terminal_shows_the_way_in_and_what_to_check(laptop: None) -> None:
    text = lan.way_in("http://10.42.0.1:8000")
    assert "█" in text or "▄" in text
    assert "type http://10.42.0.1:8000" in text
    assert "other addresses too: http://192.168.1.7:8000" in text
    assert "sudo ufw allow 8000/tcp" in text
    assert "client\n      isolation" in text


def test_a_computer_on_no_network_is_told_so() -> None:
    assert lan.way_in("http://127.0.0.1:8000") == lan.NO_NETWORK


def test_the_qr_code_leads_phones_to_the_laptop_even_from_localhost(
    start_server: StartServer,
) -> None:
    address = next(iter(hosts.lan_addresses()), None)
    if address is None:
        pytest.skip("this machine is on no network")
    served = start_server(arguments=("--lan",))
    url = httpx.URL(served.address)
    assert url.host == address
    with httpx.Client(base_url=f"http://localhost:{url.port}", follow_redirects=True) as browser:
        token = served.sign_in.partition("#")[2] if served.sign_in else ""
        sign_in = browser.get("/sign-in/")
        csrf = sign_in.text.partition('csrf-token" content="')[2].partition('"')[0]
        headers = {"X-CSRFToken": csrf}
        browser.post("/sign-in/", data={"token": token}, headers=headers)
        made = browser.post("/api/dialogues", json=NEW_DIALOGUE, headers=_csrf(browser))
        code = made.json()["code"]
        wall = browser.get(f"/d/{code}/projector").text
    assert f"{address}:{url.port}" in wall
    assert qr_svg(f"{served.address}/d/{code}/") in wall


NEW_DIALOGUE = {
    "id": "7d6f2d4c-7a3b-4a53-9d55-3a0f4f1f2c11",
    "title": "In the village hall",
    "date": "2026-05-04",
    "stages": [{"kind": "now", "minutes": 5}],
}


def _csrf(browser: httpx.Client) -> dict[str, str]:
    page = browser.get("/dialogues/").text
    return {"X-CSRFToken": page.partition('csrf-token" content="')[2].partition('"')[0]}


SCRIPT = {
    "format": "dialogue-script/1",
    "title": "In the village hall",
    "participants": [{"id": "p1"}, {"id": "p2"}],
    "notes": [
        {"id": "n1", "by": "p1", "stage": "now", "text": "The pump is broken."},
        {"id": "n2", "by": "p2", "stage": "now", "text": "المضخة معطلة", "language": "ar"},
    ],
    "groups": [{"id": "g1", "stage": "now", "title": "Water", "notes": ["n1", "n2"]}],
}
ALONE = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c")
"""Runs a shell that has a network of its own, in which there is nothing."""


def test_from_the_first_phone_to_the_pdf_no_network_is_needed(tmp_path: Path) -> None:
    loopback_only = [*ALONE, 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*loopback_only, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us take its network away")
    script = tmp_path / "script.json"
    script.write_text(json.dumps(SCRIPT))
    replay = [sys.executable, "-m", "toolkit.cli", "replay", str(script), "--out", str(tmp_path)]
    environ = services.clean_environ() | {"TOOLKIT_DATA": str(tmp_path / "data")}
    subprocess.run([*loopback_only, *replay], env=environ, check=True, timeout=240)
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF")
    account = json.loads((tmp_path / "account.json").read_text())
    assert (account["notes_in_summary"], account["lost"]) == (2, 0)
