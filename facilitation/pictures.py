"""Pictures that an organizer shows before people write.

A picture is recognised by its content, never by its name, and drawn anew before it is kept: what
a camera wrote beside it (place, time, owner) is gone, and nothing but a picture is ever served.
"""

import hashlib
import io
import os
import secrets
import warnings
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from facilitation.refusals import Refusal

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
"""A telephone's largest photograph; drawn, it takes 160 MB of memory for a moment."""

LONGEST_SIDE = 2560
"""Pixels. No projector of a hall shows more, and phones have to fetch it."""

_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def keep_picture(data: bytes) -> str:
    """Store a picture and return its name: the SHA-256 of what is stored, and its kind.

    Raises `Refusal`: `picture_too_large` with `limit` in megabytes, or `picture_unreadable`.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("picture_too_large", limit=MOST_BYTES // 1_000_000)
    drawn, extension = _draw_anew(data)
    name = f"{hashlib.sha256(drawn).hexdigest()}.{extension}"
    _write(folder() / name, drawn)
    return name


def folder() -> Path:
    """Return the folder of the pictures; it need not exist yet."""
    return Path(settings.TOOLKIT_DATA) / "pictures"


def find_picture(name: str) -> Path:
    """Return the file of a picture or raise `unknown_picture`. `name` must have its form."""
    path = folder() / name
    if not path.is_file():
        raise Refusal("unknown_picture")
    return path


def _draw_anew(data: bytes) -> tuple[bytes, str]:
    """Pillow raises almost anything for a file that was made to break it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_EXTENSIONS)) as image:
                kind = str(image.format)
                if image.width * image.height > MOST_PIXELS:
                    raise Refusal("picture_unreadable")
                return _encode(image, kind), _EXTENSIONS[kind]
    except Refusal:
        raise
    except Exception:
        raise Refusal("picture_unreadable") from None


def _encode(image: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    profile = upright.info.get("icc_profile")
    if upright.mode == "P" or "transparency" in upright.info:
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    if kind == "JPEG" and upright.mode not in ("L", "RGB"):
        upright, profile = upright.convert("RGB"), None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()
    out = io.BytesIO()
    options = {"quality": 85} if kind != "PNG" else {"optimize": True}
    upright.save(out, kind, icc_profile=profile, **options)
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    """A half-written picture is never seen under its name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    with draft.open("xb") as stream:
        os.fchmod(stream.fileno(), 0o600)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
