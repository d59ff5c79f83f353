"""Spellings of one word are equal, words of one concept meet, and lists hold what they promise."""

import json
from collections import Counter
from pathlib import Path

import pytest

from facilitation.grouping import thesaurus
from facilitation.grouping.features import terms
from facilitation.grouping.writing_systems import fold, runs

CONCEPTS = json.loads(Path(thesaurus.__file__).with_suffix(".json").read_text(encoding="utf-8"))
LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Éducation", "EDUCATION"),
        ("niñez", "ninez"),
        ("ещё", "еще"),
        ("за\u0301мок", "замок"),
        ("مــدرسة", "مدرسه"),
        ("أَمَلٌ", "امل"),
        ("على", "علي"),
        ("ﻣﺎﺀ", "ماء"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("かき", "がき"), ("कि", "क")])
def test_letters_with_marks_that_make_another_letter_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_runs_know_which_scripts_have_no_spaces() -> None:
    assert runs(fold("Uber 很方便, 3km"), "zh") == [
        ("uber", False),
        ("很方便", True),
        ("3km", False),
    ]


def test_articles_are_taken_off() -> None:
    assert [word for word, _ in runs(fold("l’eau qu'on boit"), "fr")] == ["eau", "on", "boit"]
    assert [word for word, _ in runs(fold("والمياه للشرب الآن"), "ar")] == ["مياه", "شرب", "الان"]


def test_stop_words_leave_no_pieces() -> None:
    assert terms("they should have been there", "en") == ([], [])
    assert terms("我们应该", "zh") == ([], [])


def test_links_leave_no_pieces() -> None:
    assert terms("See https://example.org/a?b=1", "en") == terms("see", "en")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("too expensive", "we cannot afford it", "en"),
        ("trop cher", "le prix", "fr"),
        ("sin trabajo", "el desempleo", "es"),
        ("нет работы", "безработица", "ru"),
        ("الوظائف", "البطالة", "ar"),
        ("失业", "找不到工作", "zh"),
    ],
)
def test_words_of_one_concept_meet(one: str, other: str, language: str) -> None:
    assert set(terms(one, language).concepts) & set(terms(other, language).concepts)


def test_a_short_stem_is_a_whole_word() -> None:
    assert terms("war", "en").concepts == ["war"]
    assert terms("warm", "en").concepts == []


def test_every_concept_is_written_in_all_six_languages() -> None:
    assert {name: [*rows] for name, rows in CONCEPTS.items()} == dict.fromkeys(CONCEPTS, LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_stem_names_two_concepts(language: str) -> None:
    stems = Counter(fold(s) for rows in CONCEPTS.values() for s in rows[language].split())

    assert [stem for stem, times in stems.items() if times > 1] == []
