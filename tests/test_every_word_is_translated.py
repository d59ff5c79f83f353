"""Every word of the toolkit is there in all of its languages, with every place for a value kept."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.services import missing

ROOT = Path(__file__).parents[1]
LANGUAGES = ("fr", "es", "ru", "ar", "zh_Hans")
SOURCES = ("facilitation", "reporting", "toolkit", "templates")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogue(language: str, root: Path = ROOT) -> Catalog:
    with (root / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The words that stand in the sources now."""
    if shutil.which("xgettext") is None:
        missing("xgettext", "gettext")
    root = tmp_path_factory.mktemp("sources")
    for folder in SOURCES:
        shutil.copytree(
            ROOT / folder, root / folder, ignore=shutil.ignore_patterns("static*", "__pycache__")
        )
    (root / "locale").mkdir()
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--locale",
        "fr",
        "--no-location",
        "--verbosity=0",
    ]
    subprocess.run(command, cwd=root, check=True)
    return catalogue("fr", root)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_words_of_the_sources_and_no_others(
    language: str, sources: Catalog
) -> None:
    def keys(found: Catalog) -> set[tuple[object, object]]:
        return {(message.context, str(message.id)) for message in messages(found)}

    here, wanted = keys(catalogue(language)), keys(sources)
    assert (wanted - here, here - wanted) == (set(), set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated_in_all_its_plural_forms(language: str) -> None:
    found = catalogue(language)
    unsaid = [
        message.id for message in messages(found) if message.fuzzy or not all(forms(message.string))
    ]
    assert unsaid == []
    assert {
        len(forms(message.string)) for message in messages(found) if not isinstance(message.id, str)
    } == {found.num_plurals}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_for_a_value_is_kept(language: str) -> None:
    for message in messages(catalogue(language)):
        allowed = [sorted(PLACES.findall(text)) for text in forms(message.id)]
        for text in forms(message.string):
            places = sorted(PLACES.findall(text))
            # «one file» may leave its number out where a language says it by the word alone.
            assert places in allowed or (len(allowed) == 2 and set(places) <= set(allowed[1]))
