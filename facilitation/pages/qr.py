"""The QR code of a join address, as SVG that needs no style and no script."""

import io

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from facilitation.models import Breakout, Dialogue
from facilitation.pages.api import base_url


def join_address(request: HttpRequest, dialogue: Dialogue, breakout: Breakout | None = None) -> str:
    """Return the full address that the QR code leads to. It holds no secret."""
    code = breakout.code if breakout else dialogue.code
    return base_url(request) + reverse("participant", args=[code])


def qr_svg(address: str) -> SafeString:
    """Return `address` as inline SVG, hidden from screen readers: the address stands beside it."""
    svg = _drawn(address, alone=False).decode().replace("<svg ", '<svg aria-hidden="true" ', 1)
    return mark_safe(svg)  # noqa: S308 - segno draws paths; the address is not in the markup


def qr_picture(address: str) -> bytes:
    """Return `address` as a file of SVG."""
    return _drawn(address, alone=True)


def _drawn(address: str, *, alone: bool) -> bytes:
    """Error level M with a quiet zone of four modules, as ISO/IEC 18004 asks for."""
    out = io.BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(
        out,
        kind="svg",
        border=4,
        xmldecl=False,
        svgns=alone,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        dark="#000",
    )
    return out.getvalue()
