"""The names and addresses of this machine, so that phones on the same network are answered.

A facilitator's laptop may be the hotspot: the address phones use is then on an interface that
no route to the internet passes through, which is why every interface is asked.
"""

import contextlib
import fcntl
import socket
import struct
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# From <linux/sockios.h>.
SIOCGIFADDR = 0x8915


# Interfaces of containers, virtual machines and tunnels: no phone in the room is behind them.
VIRTUAL = (
    *("br-", "cni", "docker", "tap", "tailscale", "tun"),
    *("vboxnet", "veth", "virbr", "vmnet", "wg", "zt"),
)


@dataclass(frozen=True)
class Interface:
    """One interface of this machine with its IPv4 address."""

    name: str
    address: str
    wireless: bool = False


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this machine's interfaces, loopback left out."""
    return [interface.address for interface in own_interfaces()]


def lan_addresses() -> list[str]:
    """Return those at which phones in the room may reach this machine, the likeliest first."""
    reachable = [interface for interface in own_interfaces() if not _is_out_of_reach(interface)]
    return [interface.address for interface in sorted(reachable, key=_unlikeliness)]


def _is_out_of_reach(interface: Interface) -> bool:
    return interface.name.startswith(VIRTUAL) or ip_address(interface.address).is_link_local


def _unlikeliness(interface: Interface) -> tuple[bool, bool, str]:
    """A wireless interface may be the hotspot itself; a public address is seldom a room's."""
    private = ip_address(interface.address).is_private
    return not interface.wireless, not private, interface.name


def own_interfaces() -> list[Interface]:
    """Return this machine's interfaces that have an IPv4 address, loopback left out."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)
                address = socket.inet_ntoa(answer[20:24])
                found.append(Interface(name, address, _is_wireless(name)))
    return [interface for interface in found if not interface.address.startswith("127.")]


def _is_wireless(name: str) -> bool:
    return Path("/sys/class/net", name, "wireless").exists()


def own_names() -> list[str]:
    """Return the host names by which others on a local network may call this machine."""
    name = socket.gethostname().lower()
    return [name] if "." in name else [name, f"{name}.local"]
