"""Every word that people wrote is searched, masked where it is decided, and erased from before."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import pytest
from django.conf import settings
from django.utils import translation
from pydantic import AfterValidator, BaseModel

from facilitation.actions.dialogues import PlannedStage
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS
from reporting.format import SummaryV1, text
from reporting.refusals import Refusal
from reporting.summary import say
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.edits import save_edit, words_of
from reporting.summary.models import Say, Summary
from reporting.summary.passages import (
    Masks,
    MethodWords,
    Names,
    OrganizerWords,
    Piece,
    QuoteWords,
    Sentence,
    Sentences,
    Value,
)
from reporting.summary.personal import find
from reporting.summary.review import sign, sources_with_findings
from tests.reporting.summary.playing import Begin, Played

NAME = "Wanjiku Mwangi"
SEARCHED = {
    "title",
    "stages.title",
    "stages.prompt",
    "stages.groups.title",
    "stages.groups.notes.text",
    "stages.ungrouped.text",
    "stages.ideas.text",
    "overall.text",
    "divergence.text",
    "quotes.text",
    "quotes.translation",
    "participation.mostly.occupation_words",
    "method.agenda.title",
    "method.about",
    "final_say.objections.text",
    "versions.reason",
}
NAMED_ON_PURPOSE = {"organizer.name", "place.city", "versions.signed_by"}


def _worded(annotation: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields of free text in a model of the format."""
    arguments = typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            where = f"{path}.{name}" if path else name
            yield from [where] if _is_text(field.metadata) else _worded(field.annotation, where)
    elif typing.get_origin(annotation) is Annotated:
        yield from [path] if _is_text(arguments[1:]) else _worded(arguments[0], path)
    elif typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        for argument in arguments:
            yield from _worded(argument, path)


def _is_text(metadata: Iterable[object]) -> bool:
    return any(isinstance(one, AfterValidator) and one.func is text._clean for one in metadata)


def test_the_list_of_printed_words_is_whole() -> None:
    assert set(_worded(SummaryV1)) == SEARCHED | NAMED_ON_PURPOSE


@pytest.fixture
def everywhere(begin: Begin) -> Played:
    """A sealed dialogue with a name in every text that people can write."""
    stages = [
        PlannedStage(kind=kind, minutes=10, title=f"With {NAME}", prompt=f"Why {NAME}?")
        for kind in ("now", "how")
    ]
    played = begin(title=f"Water, by {NAME}", stages=tuple(stages), note_limit=600)
    played.open("now")
    people = [played.join(occupation="professionals") for _ in range(12)]
    note = played.say(people[0], f"We heard {NAME} there.", quote=True)
    played.say(people[1], f"I saw {NAME} too.")
    group = played.group(f"what {NAME} said", note)
    played.close()
    played.seal()
    on = (group,)
    _save(played, "overall", Sentences(sentences=(Sentence(text=f"All of {NAME}.", rests_on=on),)))
    ideas = Sentences(sentences=(Sentence(text=f"Ask {NAME} again.", rests_on=on),))
    _save(played, f"ideas:{played.stage('now')}", ideas)
    _save(played, "divergence", Sentence(text=f"Not so {NAME}."))
    _save(played, f"quote:{note}", QuoteWords(chosen=True, translation=f"Là, {NAME}."))
    method = MethodWords(about=f"Led by {NAME}.", occupation_words=f"students of {NAME}")
    _save(played, "method", method)
    return played


def _save(played: Played, passage: str, value: Value, number: int = 0) -> None:
    save_edit(dialogue=played.dialogue, passage=passage, number=number, value=value, user_id=None)


def _sign(played: Played, name: str = "Ada", reason: str = "") -> Summary:
    seen = draft_digest(compile_summary(played.dialogue))
    return sign(dialogue=played.dialogue, name=name, reason=reason, seen=seen, user_id=None)


def _object(played: Played) -> None:
    link = say.open_final_say(dialogue=played.dialogue, days=1)
    group = played.dialogue.groups.get().pk
    Say.objects.create(
        final_say=link, group=group, agrees=False, text=f"No, {NAME}!", language="en"
    )


def test_a_name_masked_wherever_it_stands_is_printed_nowhere(everywhere: Played) -> None:
    before = {text for _, text in _strings(compile_summary(everywhere.dialogue)) if NAME in text}
    assert len(before) == 12, "every text of people holds the name"
    _save(everywhere, "names", Names(text=NAME.upper()))
    _object(everywhere)
    content = _sign(everywhere).content()
    assert [path for path, text in _strings(content) if NAME in text] == []
    assert content.participation.mostly.occupation_words == "students of [name]"
    assert Summary.objects.get(version=1).is_erased


def _strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, str):
        yield path, value
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for key, item in inner.items() if isinstance(inner, dict) else ():
        yield from _strings(item, f"{path}.{key}")


def test_every_text_waits_until_it_is_decided(everywhere: Played) -> None:
    dialogue = everywhere.dialogue
    sources = sources_with_findings(dialogue, words_of(dialogue))
    notes = {str(pk) for pk in dialogue.notes.values_list("pk", flat=True)}
    stage, group = everywhere.stage("now"), dialogue.groups.get().pk
    keys = {"title", "agenda", "overall", "divergence", "method", f"ideas:{stage}", str(group)}
    assert {source.key for source in sources} == keys | notes
    for source in sources:
        pieces = tuple(Piece(text=finding.found.text) for finding in source.findings)
        _save(everywhere, f"mask:{source.key}", Masks(masked=pieces))
    assert NAME not in _sign(everywhere).content().model_dump_json()


def test_a_version_is_erased_that_holds_the_name_in_the_organizers_words_alone(
    played: Played,
) -> None:
    played.open("now")
    group = played.group("Water", played.say(played.join(), "The well is dry."))
    played.close()
    played.seal()
    _save(
        played, "overall", Sentences(sentences=(Sentence(text="Thanks to abc", rests_on=(group,)),))
    )
    _sign(played)
    _save(played, "names", Names(text="ABC"))
    _sign(played, reason="Asked for.")
    assert [row.is_erased for row in Summary.objects.order_by("version")] == [False, True, False]


def test_a_version_that_is_masked_already_is_not_erased_by_the_next(played: Played) -> None:
    played.open("now")
    note = played.say(played.join(), "My name is Ada. Adamant.")
    played.close()
    played.seal()
    _save(played, f"mask:{note}", Masks(masked=(Piece(text="Ada"),)))
    _sign(played)
    _sign(played, reason="Once more.")
    assert [row.is_erased for row in Summary.objects.order_by("version")] == [True, False, False]


def test_a_sentence_that_a_mark_makes_too_long_is_named_before_signing(played: Played) -> None:
    played.open("now")
    group = played.group("Water", played.say(played.join(), "The well is dry."))
    played.close()
    played.seal()
    long = f"Li {'a' * 743}."
    _save(played, "overall", Sentences(sentences=(Sentence(text=long, rests_on=(group,)),)))
    _save(played, "names", Names(text="Li"))
    assert compile_summary(played.dialogue).overall == ()
    # Read in a language whose mark is shorter than the printed one.
    with translation.override("zh-hans"), pytest.raises(Refusal) as caught:
        _sign(played)
    assert caught.value.code == "review_unfinished"


@pytest.mark.parametrize(
    "reason",
    [
        "Amina Otieno asked us to.",
        "AMINA OTIENO asked.",
        "Ring +254 712 345678.",
        "Ask Mrs. Wairimu.",
    ],
)
def test_a_reason_tells_nobody_whom_it_is_about(played: Played, reason: str) -> None:
    played.open("now")
    note = played.say(played.join(), "Mrs. Amina Otieno closed the well.")
    played.close()
    played.seal()
    _save(played, f"mask:{note}", Masks(masked=(Piece(text="Amina Otieno"),)))
    with pytest.raises(Refusal) as caught:
        _sign(played, reason=reason)
    assert caught.value.code == "correction_reason_exposes"
    assert Summary.objects.count() == 1


def test_a_reason_may_name_whom_the_summary_names(played: Played) -> None:
    played.open("now")
    note = played.say(played.join(), "Mrs. Amina Otieno spoke.")
    played.close()
    played.seal()
    _save(played, f"mask:{note}", Masks(kept=(Piece(text="Amina Otieno"),)))
    assert _sign(played, reason="Mrs. Amina Otieno asked.").version == 2


def test_an_earlier_reason_names_nobody_who_is_masked_later(played: Played) -> None:
    played.open("now")
    note = played.say(played.join(), "Mrs. Amina Otieno spoke.")
    played.close()
    played.seal()
    _save(played, f"mask:{note}", Masks(kept=(Piece(text="Amina Otieno"),)))
    _sign(played, reason="Amina Otieno asked.")
    _save(played, f"mask:{note}", Masks(masked=(Piece(text="Amina Otieno"),)), number=1)
    content = _sign(played, reason="Asked again.").content()
    assert [entry.reason for entry in content.versions] == ["", "[name] asked.", "Asked again."]


def test_nobody_signs_with_a_name_that_is_masked_wherever_it_stands(played: Played) -> None:
    played.close()
    played.seal()
    _save(played, "names", Names(text="Ada Lovelace"))
    with pytest.raises(Refusal) as caught:
        _sign(played, name="ADA LOVELACE")
    assert (caught.value.code, caught.value.params["words"]) == (
        "mask_contradicted",
        "ADA LOVELACE",
    )
    assert _sign(played, name="Ben").version == 2


def test_an_organizer_is_not_named_who_is_masked_wherever_they_stand(played: Played) -> None:
    played.close()
    played.seal()
    _save(played, "names", Names(text="Ada Lovelace"))
    _save(played, "organizer", OrganizerWords(name="Ada Lovelace", publish="person"))
    with pytest.raises(Refusal) as caught:
        _sign(played, name="Ben")
    assert caught.value.code == "mask_contradicted"


def test_the_usual_titles_and_questions_are_nobody() -> None:
    usual = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            usual += [str(words) for words in (*STAGE_KINDS.values(), *PROMPTS.values())]
    assert [words for words in usual if find(words)] == []
