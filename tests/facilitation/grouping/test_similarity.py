"""Suggestions keep their promises in any order, any language and with anything people type."""

import random
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.grouping import clusters
from facilitation.grouping.similarity import NoteText, Suggestion, suggest
from facilitation.grouping.titles import LONGEST
from facilitation.text import length

THEMES = {
    "en": [
        [
            "Every village needs a well with clean water",
            "There should be clean water in our village",
        ],
        [
            "There are no jobs for young people",
            "Create jobs for the young, too many are unemployed",
        ],
        ["Officials ask for bribes for everything", "End corruption and bribes in public offices"],
    ],
    "fr": [
        ["L'eau potable dans tous les villages", "Il faut de l'eau potable pour chaque village"],
        ["Créer des emplois pour les jeunes", "CREER DES EMPLOIS POUR LA JEUNESSE"],
        ["La corruption des fonctionnaires détruit tout", "Lutter contre la corruption"],
    ],
    "es": [
        ["Agua potable para cada pueblo", "En mi pueblo no hay agua potable"],
        ["Los jóvenes no encuentran trabajo", "Crear mas trabajo para los jovenes"],
        ["Acabar con la corrupción de los políticos", "La corrupción política nos roba el futuro"],
    ],
    "ru": [
        ["В каждой деревне должна быть чистая вода", "У нас в деревне нет чистой воды"],
        ["Молодёжь не может найти работу", "Нужна работа для молодежи"],
        ["Остановить коррупцию чиновников", "Чиновники берут взятки, коррупция везде"],
    ],
    "ar": [
        ["يجب توفير مياه الشرب النظيفة في كل قرية", "نحتاج إلى مياهٍ نظيفة للشرب في قريتنا"],
        ["توفير فرص عمل للشباب", "فـــرص العمل قليلة أمام الشباب"],
        ["يجب محاربة الفساد والرشوة", "الفساد منتشر، والموظفون يطلبون الرشوة"],
    ],
    "zh": [
        ["每个村庄都应该有干净的饮用水。", "我们村没有干净的饮用水，每天要走五公里去打水"],
        ["年轻人毕业后找不到工作", "为年轻人创造就业机会，因为他们找不到工作"],
        ["打击腐败，官员不能收受贿赂", "官员腐败严重，到处要贿赂"],
    ],
}
SIX_LANGUAGES = [
    NoteText(f"{language}-{theme}-{place}", text, language)
    for language, themes in THEMES.items()
    for theme, texts in enumerate(themes)
    for place, text in enumerate(texts)
]
WORDS = [
    *("water", "school", "jobs", "clean", "village", "young", "people", "été", "👍"),
    *("水", "干净", "学校", "مياه", "قرية", "شباب", "вода", "дети"),
]

any_notes = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=12),
        st.sampled_from(["en", "zh", "zh-Hant", "ar", "ru", "fr", "sw"]),
    ),
    max_size=14,
).map(lambda rows: [NoteText(f"n{i}", text, tag) for i, (text, tag) in enumerate(rows)])


def sets_of(suggestions: list[Suggestion]) -> set[frozenset[str]]:
    return {frozenset(each.notes) for each in suggestions}


@pytest.mark.parametrize("language", THEMES)
def test_close_wordings_are_found_and_kept_from_other_themes(language: str) -> None:
    found = sets_of(suggest([note for note in SIX_LANGUAGES if note.language == language]))

    assert found == {frozenset({f"{language}-{n}-0", f"{language}-{n}-1"}) for n in range(3)}


def test_a_mixed_board_is_the_sum_of_its_languages() -> None:
    apart = [
        each
        for language in THEMES
        for each in suggest([note for note in SIX_LANGUAGES if note.language == language])
    ]

    assert sorted(suggest(SIX_LANGUAGES), key=repr) == sorted(apart, key=repr)


@settings(max_examples=40, deadline=None)
@given(any_notes, st.randoms(use_true_random=False))
def test_the_order_of_notes_changes_nothing(notes: list[NoteText], chance: random.Random) -> None:
    shuffled = chance.sample(notes, len(notes))

    assert suggest(shuffled) == suggest(notes)


@settings(max_examples=40, deadline=None)
@given(any_notes)
def test_suggestions_are_disjoint_sets_of_given_notes_in_one_language(
    notes: list[NoteText],
) -> None:
    tags = {note.id: note.language for note in notes}

    suggestions = suggest(notes)

    suggested = Counter(note for each in suggestions for note in each.notes)
    assert set(suggested) <= set(tags)
    assert set(suggested.values()) <= {1}
    for each in suggestions:
        assert len(each.notes) >= 2
        assert {tags[note].split("-")[0] for note in each.notes} == {each.language}
        assert 0 <= each.strength <= 1
        assert 0 < length(each.title) <= LONGEST


@settings(max_examples=40, deadline=None)
@given(any_notes, st.data())
def test_dismissed_pairs_are_never_suggested_again(
    notes: list[NoteText], data: st.DataObject
) -> None:
    pairs = sorted(
        (a, b) for each in suggest(notes) for a in each.notes for b in each.notes if a < b
    )
    apart = {
        frozenset(p) for p in data.draw(st.sets(st.sampled_from(pairs)) if pairs else st.just(()))
    }

    assert not any(pair <= each for pair in apart for each in sets_of(suggest(notes, apart=apart)))


def test_all_pairs_dismissed_leave_nothing() -> None:
    notes = [NoteText(str(n), "clean water", "en") for n in range(4)]
    apart = {frozenset({str(a), str(b)}) for a in range(4) for b in range(a)}

    assert suggest(notes, apart=apart) == []


def test_a_dismissed_pair_does_not_part_the_others() -> None:
    notes = [NoteText(str(n), "clean water", "en") for n in range(3)]

    [suggestion] = suggest(notes, apart={frozenset({"0", "1"})})

    assert len(suggestion.notes) == 2
    assert "2" in suggestion.notes


@pytest.mark.parametrize("texts", [[], ["alone"], ["", ""], ["", "  ", "\u200b"], ["?", "…!"]])
def test_nothing_to_compare_gives_no_suggestion(texts: list[str]) -> None:
    assert suggest([NoteText(str(n), text, "en") for n, text in enumerate(texts)]) == []


def test_identical_notes_are_one_suggestion_of_full_strength() -> None:
    [suggestion] = suggest([NoteText(id_, "Clean water!", "en") for id_ in "cab"])

    assert suggestion == Suggestion(("a", "b", "c"), "Clean water", 1.0, "en")


def test_equal_notes_are_found_however_strict() -> None:
    texts = ["Clean water!", "clean water", "More buses at night"]

    [suggestion] = suggest(
        [NoteText(str(n), text, "en") for n, text in enumerate(texts)], strictness=100
    )

    assert set(suggestion.notes) == {"0", "1"}


def test_notes_of_signs_alone_are_alike_only_when_equal() -> None:
    signs = [NoteText("a", "👍🏾", "en"), NoteText("b", "👍🏾", "en"), NoteText("c", "🌍", "en")]

    [suggestion] = suggest(signs)

    assert suggestion.notes == ("a", "b")
    assert suggestion.title == "👍🏾"


def test_regional_tags_of_a_language_are_one_language() -> None:
    [suggestion] = suggest(
        [NoteText("a", "agua potable", "es-MX"), NoteText("b", "agua potable", "es")]
    )

    assert suggestion.language == "es"


def test_a_language_without_word_lists_is_compared_by_spelling() -> None:
    texts = ["Maji safi kwa kila kijiji", "Kijiji chetu hakina maji safi", "Vijana hawana ajira"]

    [suggestion] = suggest([NoteText(str(n), text, "sw") for n, text in enumerate(texts)])

    assert set(suggestion.notes) == {"0", "1"}


def test_stricter_suggestions_are_stronger_on_average() -> None:
    loose, strict = (
        [each.strength for each in suggest(SIX_LANGUAGES, strictness=s)] for s in (1.0, 6.0)
    )

    assert 0 < len(strict) < len(loose)
    assert min(strict) > min(loose)


def test_strictness_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        suggest([], strictness=0)


def test_a_very_large_board_gets_its_near_duplicates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "LARGEST_COMPARED_AT_ONCE", 5)
    texts = ["Clean water in every village", "clean water in each village", "More buses at night"]
    notes = [NoteText(f"{n}{text[:5]}", text, "en") for text in texts for n in range(2)]
    apart = {frozenset({"0Clean", "1Clean"})}

    found = sets_of(suggest(notes, apart=apart))

    assert frozenset({"0More ", "1More "}) in found
    assert not any({"0Clean", "1Clean"} <= each for each in found)
    assert any(len({"0clean", "1clean"} & each) == 2 for each in found)


def test_scikit_learn_is_imported_only_when_suggestions_are_asked_for() -> None:
    code = (
        "import sys, facilitation.grouping.similarity as s; s.suggest([]);"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'scipy', 'numpy')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
