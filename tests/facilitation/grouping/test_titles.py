"""A proposed title reads like something a person of the group wrote, in each of six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.grouping.titles import LONGEST, title_of
from facilitation.text import length

GROUPS = {
    "en": (
        [
            "Young people leave our town because there is no work for them, and the shops close",
            "No work for young people",
            "we need work for young people: apprenticeships, credit, land",
        ],
        "No work for young people",
    ),
    "fr": (
        [
            "Trop de jeunes sont au chômage, il n'y a pas d'emploi pour les jeunes",
            "il faut créer des emplois pour les jeunes dans notre région (pas seulement à Dakar)",
            "Créer des emplois pour les jeunes",
        ],
        "Créer des emplois pour les jeunes",
    ),
    "es": (
        [
            "En mi pueblo no hay agua potable; las mujeres caminan kilómetros",
            "que haya agua potable en cada pueblo",
            "¿Cuándo habrá agua potable en mi pueblo?",
        ],
        "En mi pueblo no hay agua potable",
    ),
    "ru": (
        [
            "У нас нет чистой воды, ходим за водой за пять километров",
            "нужна чистая вода в каждой деревне",
            "Чистая вода в каждую деревню — это главное!",
        ],
        "Чистая вода в каждую деревню",
    ),
    "ar": (
        [
            "لا توجد مياه نظيفة في قريتنا، ونمشي ساعات لجلب الماء",
            "نريد مياه نظيفة في كل قرية.",
            "توفير مياه الشرب النظيفة في كل قرية؛ فالناس يمرضون",
        ],
        "نريد مياه نظيفة في كل قرية",
    ),
    "zh": (
        [
            "为年轻人创造更多就业机会，因为很多年轻人找不到工作，只好离开家乡。",
            "年轻人就业机会太少！",
            "希望政府为年轻人创造就业机会",
        ],
        "为年轻人创造更多就业机会",
    ),
}


@pytest.mark.parametrize("language", GROUPS)
def test_the_title_is_the_clause_that_the_group_shares(language: str) -> None:
    texts, expected = GROUPS[language]

    assert title_of(texts, language=language) == expected


def test_a_long_note_without_pauses_is_cut_before_a_joining_word() -> None:
    text = "every village needs its own well because the women walk for hours to fetch their water"

    assert title_of([text, text], language="en") == "Every village needs its own well"


def test_a_long_clause_is_shortened_between_words() -> None:
    text = " ".join(["intergenerational"] * 9)

    assert title_of([text, text], language="en") == (
        "Intergenerational intergenerational intergenerational…"
    )


def test_a_long_chinese_clause_is_shortened_between_characters() -> None:
    title = title_of(["年轻人就业" * 20] * 2, language="zh")

    assert length(title) == LONGEST
    assert title.endswith("…")


def test_what_is_seen_as_one_character_is_never_cut() -> None:
    title = title_of(["👩‍👩‍👧‍👦" * 90] * 2, language="en")

    assert title == "👩‍👩‍👧‍👦" * (LONGEST - 1) + "…"


def test_a_number_with_a_point_and_an_address_are_not_pauses() -> None:
    text = "raise aid to 0.7% of income, see https://example.org/aid"

    assert title_of([text, text], language="en") == "Raise aid to 0.7% of income"


@given(
    st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4), st.sampled_from([*GROUPS])
)
def test_any_text_gives_a_title_of_one_line(texts: list[str], language: str) -> None:
    title = title_of(texts, language=language)

    assert length(title) <= LONGEST
    assert "\n" not in title
