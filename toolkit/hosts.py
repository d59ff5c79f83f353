"""The names and addresses of this machine, so that phones on the same network are answered.

A facilitator's laptop may be the hotspot: the address phones use is then on an interface that
no route to the internet passes through, which is why every interface is asked.
"""

import contextlib
import fcntl
import socket
import struct

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# From <linux/sockios.h>.
SIOCGIFADDR = 0x8915


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this machine's interfaces, loopback left out."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)
                found.append(socket.inet_ntoa(answer[20:24]))
    return [address for address in found if not address.startswith("127.")]


def own_names() -> list[str]:
    """Return the host names by which others on a local network may call this machine."""
    name = socket.gethostname().lower()
    return [name] if "." in name else [name, f"{name}.local"]
