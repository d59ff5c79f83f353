"""What people read shows pictures that exist and say what they show, and that can be made anew."""

import re
from pathlib import Path

import pytest

from tests.browser.tour.camera import FOLDER, PICTURES

ROOT = Path(__file__).parent.parent
READ = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
HEAVIEST = 1_500_000
"""Bytes of the whole tour: it is in every clone."""


def pictures_in(page: Path) -> list[tuple[str, Path]]:
    """Return what each picture of a page shows, and where it is."""
    found = _PICTURE.findall(page.read_text(encoding="utf-8"))
    return [(shows, (page.parent / target).resolve()) for shows, target in found]


@pytest.mark.parametrize("page", READ, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_exists_and_says_what_it_shows(page: Path) -> None:
    for shows, path in pictures_in(page):
        assert path.is_file(), path
        assert len(shows) > 10, path


def test_the_tour_is_what_the_command_makes_and_people_are_shown_all_of_it() -> None:
    shown = {path.name for page in READ for _, path in pictures_in(page) if path.parent == FOLDER}
    there = {path.name for path in FOLDER.iterdir()}
    assert there == shown == set(PICTURES), "take them: .venv/bin/python -m tests.browser.tour"


def test_the_tour_is_light() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < HEAVIEST
