"""The typefaces of every printed document, and whether this machine has them.

One stack serves all six languages, so that a note in any of them prints beside any other. The
families are those of Debian's `fonts-noto-core`, `fonts-noto-cjk` and `fonts-noto-color-emoji`.
"""

from __future__ import annotations

import shutil
import subprocess

FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Color Emoji")
"""What a document needs, in the order in which a character is looked for."""

DISPLAY_FAMILIES = ("Noto Serif", "Noto Naskh Arabic", "Noto Serif CJK SC")
"""For titles and large numbers; from the same packages."""

DEBIAN_PACKAGES = ("fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji")

_EMOJI = "Noto Color Emoji"

# fonts-noto-core brings some hundred more scripts under names of their own; fontconfig finds
# them behind the generic family. It finds the emoji there too: named, their font would also
# set all digits, which it has for the keycaps.
STACK = ", ".join([*(f'"{family}"' for family in FAMILIES if family != _EMOJI), "sans-serif"])
"""The value of `font-family`."""

DISPLAY_STACK = ", ".join([*(f'"{family}"' for family in DISPLAY_FAMILIES), "serif"])
"""The value of `font-family` for titles and large numbers."""


def stylesheet() -> str:
    """The rules that put every word of a document into the stack.

    The margin boxes of a page do not inherit from the document, so `@page` has it too. Emoji
    are set as images, whose interpolation PDF/A forbids (ISO 19005-3, 6.2.8).
    """
    rules = f"font-family: {STACK}; image-rendering: crisp-edges"
    return f"html {{ {rules} }}\n@page {{ {rules} }}\n"


def missing_families() -> list[str]:
    """The families that this machine lacks; all of them where fontconfig is absent."""
    listing = shutil.which("fc-list")
    if listing is None:
        return list(FAMILIES)
    found = subprocess.run(
        [listing, "--format", "%{family}\n"], capture_output=True, text=True, check=True
    )
    present = {name.strip() for line in found.stdout.splitlines() for name in line.split(",")}
    return [family for family in FAMILIES if family not in present]
