"""Cleaning keeps words, counting is fair."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.models import CODE_ALPHABET
from facilitation.text import (
    BIDI_CONTROLS,
    clean,
    code_as_printed,
    is_blank,
    is_language_tag,
    length,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cafe\u0301", "café"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("pasted\vfrom\x85a\u2028word processor", "pasted\nfrom\na\nword processor"),
        ("a\tb", "a\tb"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half an emoji \ud83d!", "half an emoji !"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("\u2067نص\u2069", "نص"),
        ("\u200fمرحبا", "\u200fمرحبا"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  outside blanks \n", "outside blanks"),
    ],
)
def test_what_is_cleaned_and_what_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_shown(typed: str) -> None:
    text = clean(typed)
    assert unicodedata.is_normalized("NFC", text)
    assert not BIDI_CONTROLS & set(text)
    assert all(
        character in "\n\t"
        or character.isprintable()
        or character.isspace()
        or unicodedata.category(character) not in {"Cc", "Cs"}
        for character in text
    )
    text.encode()


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_cleaning_never_changes_letters_numbers_or_signs(typed: str) -> None:
    assert clean(typed) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇰🇪", 1),
        ("e\u0301", 1),
        ("क्षि", 1),
        ("水", 1),
        ("ab c", 4),
        ("", 0),
    ],
)
def test_length_is_counted_as_a_person_sees_it(text: str, characters: int) -> None:
    assert length(text) == characters


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200d", "\u2060 \ufeff"])
def test_text_without_anything_to_see_is_blank(text: str) -> None:
    assert is_blank(text)


def test_one_visible_character_is_not_blank() -> None:
    assert not is_blank("\u200f.")


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "pt-BR", "sw"])
def test_language_tags_are_known_by_their_form(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "e", "english language", "en_GB", "en-<b>", "en\n"])
def test_what_is_no_language_tag(tag: str) -> None:
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (" acd-efg \u2013 3.4", "ACDEFG34"),
        ("\u2068ACD\u2069", "ACD"),
        ("ＡＣＤ３４", "ACD34"),
        ("ACD٣٤٦٧٩", "ACD34679"),
        ("асекмнртух", "ACEKMHPTYX"),
        ("αεηκμνρτυχ", "AEHKMNPTYX"),
    ],
)
def test_a_code_is_read_whatever_keyboard_it_is_typed_on(typed: str, printed: str) -> None:
    assert code_as_printed(typed) == printed


@given(st.text(CODE_ALPHABET))
def test_a_code_typed_as_it_is_printed_stays_as_it_is(code: str) -> None:
    assert code_as_printed(code) == code
