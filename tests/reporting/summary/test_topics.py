"""What a group may be about is suggested by its words, in six languages, and said by which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.sdgs import SDGS
from reporting.summary import topics
from reporting.summary.compile import compile_summary
from reporting.summary.edits import save_edit
from reporting.summary.passages import Masks, Piece, Tags
from reporting.summary.topics import suggestions
from tests.reporting.summary.playing import Begin, Played

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


def _goals(*texts: str, language: str = "en") -> list[int]:
    return [one.number for one in suggestions([(text, language) for text in texts])["sdgs"]]


def _commitments(*texts: str, language: str = "en") -> list[int]:
    found = suggestions([(text, language) for text in texts])
    return [one.number for one in found["commitments"]]


def test_every_commitment_and_goal_has_terms_in_every_language() -> None:
    data = json.loads(Path(topics.__file__).with_name("topics.json").read_text(encoding="utf-8"))
    assert {int(number) for number in data["commitments"]} == set(COMMITMENTS)
    assert {int(number) for number in data["sdgs"]} == set(SDGS)
    rows = [row for kind in data.values() for row in kind.values()]
    assert all(tuple(sorted(row)) == LANGUAGES for row in rows)
    terms = [len(words.split(",")) for row in rows for words in row.values()]
    assert min(terms) >= 4


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("The wells are dry", "Water is far away")),
        ("fr", ("Les puits sont à sec", "L'eau est loin")),
        ("es", ("Los pozos están secos", "El agua está lejos")),
        ("ru", ("Колодцы высохли", "Вода далеко")),
        ("ar", ("الآبار جافة", "والماء بعيد")),
        ("zh-Hans", ("水井干了", "我们没有饮水")),
    ],
)
def test_the_same_is_suggested_of_the_same_in_every_language(
    language: str, texts: tuple[str, ...]
) -> None:
    assert _goals(*texts, language=language) == [6]


@pytest.mark.parametrize(
    ("language", "text", "commitment"),
    [
        ("en", "Reform the Security Council", 8),
        ("fr", "Les droits de l'homme pour chacun", 4),
        ("es", "Los derechos humanos para todos", 4),
        ("ru", "Совет Безопасности не слышит нас", 8),
        ("ar", "حقوق الإنسان للجميع", 4),
        ("zh", "改革联合国", 8),
    ],
)
def test_terms_of_several_words_are_found(language: str, text: str, commitment: int) -> None:
    assert _commitments(text, language=language) == [commitment]


def test_each_suggestion_names_the_words_and_texts_it_rests_on() -> None:
    (one,) = suggestions([("The wells are dry", "en"), ("Wells and water", "en")])["sdgs"]
    assert (one.number, one.texts, list(one.words)) == (6, 2, ["wells", "water"])


def test_languages_are_mixed_as_people_mix_them() -> None:
    (one,) = suggestions([("The wells are dry", "en"), ("الماء بعيد", "ar")])["sdgs"]
    assert (one.number, one.texts) == (6, 2)


@pytest.mark.parametrize("text", ["A warm welcome", "The poster was firmly fixed", "unwell", ""])
def test_a_word_that_only_looks_like_one_is_none(text: str) -> None:
    assert (_goals(text), _commitments(text)) == ([], [])


def test_one_word_of_one_note_says_nothing_of_a_large_group() -> None:
    assert _goals("Water", *["Let us meet again"] * 3) == []
    assert _goals(*["Water"] * 2, *["Let us meet again"] * 7) == []


def test_no_more_is_suggested_than_a_person_reads() -> None:
    text = "water energy jobs climate forests schools hospitals hunger women trust youth peace"
    assert (len(_goals(text)), len(_commitments(text))) == (3, 2)


# In a summary


@pytest.fixture
def dry(begin: Begin) -> Played:
    played = begin(commitments=(), sdgs=())
    played.open("now")
    ada, ben = played.join(), played.join()
    played.group(
        "Far away", played.say(ada, "The wells are dry."), played.say(ben, "Water is too dear.")
    )
    return played


def _tags(played: Played) -> list[tuple[int, bool]]:
    group = compile_summary(played.dialogue).stages[0].groups[0]
    return [(tag.number, tag.suggested) for tag in group.sdgs]


def _say(played: Played, passage: str, value: Tags | Masks) -> None:
    save_edit(dialogue=played.dialogue, passage=passage, number=0, value=value, user_id=None)


def _group(played: Played) -> str:
    return str(played.dialogue.groups.get().pk)


def test_words_suggest_and_say_so(dry: Played) -> None:
    assert _tags(dry) == [(6, True)]


def test_what_a_facilitator_says_replaces_every_suggestion(dry: Played) -> None:
    _say(dry, f"tags:{_group(dry)}", Tags(sdgs=(3,)))
    assert _tags(dry) == [(3, False)]


def test_a_facilitator_can_say_that_none_fits(dry: Played) -> None:
    _say(dry, f"tags:{_group(dry)}", Tags(none=True))
    assert _tags(dry) == []


def test_masked_words_suggest_nothing(dry: Played) -> None:
    for note, word in ((0, "wells"), (1, "Water")):
        key = dry.dialogue.notes.order_by("place", "id")[note].pk
        _say(dry, f"mask:{key}", Masks(masked=(Piece(kind="name", text=word),)))
    assert _tags(dry) == []


def test_the_review_shows_what_a_suggestion_rests_on_and_a_tick_confirms_it(
    client: Client, facilitator: User, dry: Played
) -> None:
    client.force_login(facilitator)
    address = reverse("summary:review", args=[dry.dialogue_id, "topics"])
    page = client.get(address).content.decode()
    assert "Suggested, not confirmed" in page
    assert "<bdi>wells, water</bdi>" in page
    passage = f"tags:{_group(dry)}"
    client.post(address, {"passage": passage, f"number:{passage}": "0", f"{passage}|sdgs": "6"})
    assert _tags(dry) == [(6, False)]
    assert "Suggested, not confirmed" not in client.get(address).content.decode()
