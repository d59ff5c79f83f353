"""One laptop as the whole system, for phones on its own network, without internet.

The address is found before Django's settings are read and then counts as the public one: QR codes
lead phones there even when the facilitator's own browser has opened `localhost`.
"""

import io
import os

import segno

from toolkit import config, hosts

ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - names, not a place to listen
NO_NETWORK = """
  This computer is on no network, so no phone can reach it yet. Turn on its own hotspot
  (or join the Wi-Fi that the phones are on), then stop with Ctrl-C and start again.
"""
WAY_IN = """
{qr}
  Phones on the same Wi-Fi or hotspot open this code, or type {address}
{others}
  If a phone cannot reach it:
   1. Is the phone on the same Wi-Fi or hotspot as this computer? Turn its mobile data off.
   2. Does this computer's firewall let port {port} in? On Ubuntu: sudo ufw allow {port}/tcp
   3. Hotel, school and guest Wi-Fi often keep phones apart from each other ("client
      isolation"). Use this computer's own hotspot, or that of a phone, instead.
   4. Has the network changed since the start? Stop with Ctrl-C and start again.
"""
OTHERS = "  This computer has other addresses too: {addresses}\n"


def settle_on_lan(port: int) -> config.Config:
    """Return the settings with an address that phones can reach as the public one.

    An address that the operator has given stays. Without any network it is this machine's own.
    """
    settings = config.current()
    if settings.public_url:
        return settings
    address = next(iter(hosts.lan_addresses()), "127.0.0.1")
    names = (*settings.allowed_hosts, *hosts.own_names(), *hosts.own_addresses())
    # The worker is a process of its own: it reads the same environment.
    os.environ["TOOLKIT_PUBLIC_URL"] = f"http://{address}:{port}"
    os.environ["TOOLKIT_ALLOWED_HOSTS"] = ",".join(names)
    config.current.cache_clear()
    return config.current()


def way_in(base_url: str) -> str:
    """Return what a terminal shows: the QR code of `base_url`, and what to check if it fails."""
    address, _, port = base_url.rpartition(":")
    host = address.removeprefix("http://")
    if host == "127.0.0.1":
        return NO_NETWORK
    others = [f"http://{other}:{port}" for other in hosts.lan_addresses() if other != host]
    also = OTHERS.format(addresses=", ".join(others)) if others else ""
    return WAY_IN.format(qr=_qr(base_url), address=base_url, port=port, others=also)


def _qr(address: str) -> str:
    out = io.StringIO()
    segno.make_qr(address, error="m").terminal(out=out, border=2, compact=True)
    return out.getvalue()
