"""Pictures of the sample summary's pages for the guides: `python -m toolkit.bench.pages`.

Writes `docs/pictures/summary.png`, the first page in English, and `summary-LANGUAGE.png`, pages
beside each other in English and Arabic. Needs `pdftoppm` (Debian: poppler-utils), as nothing else
here does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from toolkit.bench.samples import Language, sample_summary

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
NOTES = 60
PAGES = (1, 2, 4, 6)
"""First page, contents with the first stage, people, and the annex."""
LANGUAGES: tuple[Language, ...] = ("en", "ar")
FIRST_PAGE_DOTS, BESIDE_DOTS = 75, 62
"""Dots an inch of the first page by itself and of pages beside each other."""
_COLOURS = 32
_GAP = 8
_GREY = "#8d9aa3"


def main() -> None:
    """Print the samples and write the pictures."""
    if shutil.which("pdftoppm") is None:
        sys.exit("pdftoppm is missing: apt-get install poppler-utils")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    import django

    django.setup(set_prefix=False)
    for language in LANGUAGES:
        pdf = _printed(language)
        if language == "en":
            _save(_page(pdf, 1, FIRST_PAGE_DOTS), "summary.png")
        pages = [_page(pdf, number, BESIDE_DOTS) for number in PAGES]
        # An Arabic document is leafed through from right to left.
        _save(_beside(pages[::-1] if language == "ar" else pages), f"summary-{language}.png")


def _printed(language: Language) -> bytes:
    from reporting.format import to_bytes
    from reporting.summary.document import print_summary

    summary = sample_summary(NOTES, language)
    return print_summary(summary, to_bytes(summary))


def _page(pdf: bytes, number: int, dots: int) -> Image.Image:
    with tempfile.TemporaryDirectory(prefix="toolkit-pages-") as folder:
        file = Path(folder) / "page"
        options = ["-r", str(dots), "-f", str(number), "-l", str(number), "-singlefile", "-png"]
        command = ["pdftoppm", *options, "-", str(file)]
        subprocess.run(command, input=pdf, check=True)
        with Image.open(file.with_suffix(".png")) as image:
            return image.convert("RGB")


def _beside(pages: list[Image.Image]) -> Image.Image:
    width = sum(page.width for page in pages) + _GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, pages[0].height + 2 * _GAP), _GREY)
    left = _GAP
    for page in pages:
        sheet.paste(page, (left, _GAP))
        left += page.width + _GAP
    return sheet


def _save(image: Image.Image, name: str) -> None:
    image.quantize(_COLOURS).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
