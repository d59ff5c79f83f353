"""A summary says what was said, counts from the sources, and exposes nobody."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from facilitation.actions.breakouts import OpenBreakouts
from facilitation.actions.curating import AdmitNotes, HideNotes, MarkDuplicates
from facilitation.actions.dialogues import RecordDivergence
from facilitation.actions.notes import WithdrawNote
from facilitation.actions.readback import Agree, Correct, ReadBack
from facilitation.actions.votes import CountProxyVotes
from facilitation.models import Note
from reporting.format import to_bytes
from reporting.summary.compile import compile_summary
from tests.reporting.summary.playing import Begin, Played


def test_every_note_stands_in_its_place_in_its_words(played: Played) -> None:
    played.open("now")
    ada, ben = played.join(), played.join()
    first = played.say(ada, "The well is dry.\nSince May 👩‍👩‍👧")
    second = played.say(ben, "البئر جافة", language="ar")
    alone = played.say(ben, "写给孩子们", language="zh")
    group = played.group("Water", first, second)
    stage = compile_summary(played.dialogue).stages[0]
    assert [(note.id, note.text, note.language) for note in stage.groups[0].notes] == [
        (first, "The well is dry.\nSince May 👩‍👩‍👧", "en"),
        (second, "البئر جافة", "ar"),
    ]
    assert [note.id for note in stage.ungrouped] == [alone]
    assert (stage.groups[0].id, stage.groups[0].title) == (group, "Water")


def test_a_group_counts_votes_voices_and_actors(played: Played) -> None:
    played.open("how")
    ada, ben = played.join(), played.join()
    ids = [
        played.say(ada, "Dig", "how", actor="local-government"),
        played.say(ada, "Dig more", "how", actor="local-government"),
        played.say(ben, "Pay", "how", actor="private-sector"),
        played.say(ben, "Sing", "how", on_behalf=True),
    ]
    title = played.group("Wells", *ids, kind="how")
    played.open("prioritise")
    played.vote(ada, title)
    played.vote(ben, title)
    group = compile_summary(played.dialogue).stages[1].groups[0]
    assert (group.votes, group.voices, group.on_behalf) == (2, 2, 1)
    assert [(actor.code, actor.notes) for actor in group.actors] == [
        ("local-government", 2),
        ("private-sector", 1),
    ]


def test_what_is_not_printed_is_accounted_for(played: Played) -> None:
    played.open("now")
    ada = played.join()
    played.say(ada, "kept")
    hidden = played.say(ada, "hidden")
    withdrawn = played.say(ada, "withdrawn")
    played.lead(HideNotes(notes=(uuid.UUID(hidden),)))
    played.act(ada, WithdrawNote(note=uuid.UUID(withdrawn)))
    played.close()
    played.say(ada, "late and left out")
    admitted = played.say(ada, "late and let in")
    played.lead(AdmitNotes(notes=(uuid.UUID(admitted),)))
    played.seal(late="leave")
    account = compile_summary(played.dialogue).account
    assert account.model_dump() == {
        "received": 5,
        "in_summary": 2,
        "grouped": 0,
        "ungrouped": 2,
        "on_behalf": 0,
        "corrections": 0,
        "duplicates": 0,
        "masked": 0,
        "hidden": 1,
        "withdrawn": 1,
        "not_admitted": 1,
        "groups": 0,
        "votes": 0,
        "participants": 1,
        "lost": 0,
    }


def test_words_that_are_not_printed_are_not_in_the_data(played: Played) -> None:
    played.open("now")
    ada = played.join()
    hidden = played.say(ada, "hidden words")
    played.lead(HideNotes(notes=(uuid.UUID(hidden),)))
    assert b"hidden words" not in to_bytes(compile_summary(played.dialogue))


def test_a_note_that_vanished_is_found_missing(played: Played) -> None:
    played.open("now")
    ada = played.join()
    played.say(ada, "here")
    gone = played.say(ada, "gone")
    Note.objects.filter(pk=gone).delete()
    account = compile_summary(played.dialogue).account
    assert (account.received, account.lost) == (2, 1)


def test_only_notes_whose_authors_allowed_it_are_quoted(played: Played) -> None:
    played.open("now")
    ada = played.join()
    played.say(ada, "not this")
    played.say(ada, "this one", quote=True)
    hidden = played.say(ada, "hidden", quote=True)
    played.lead(HideNotes(notes=(uuid.UUID(hidden),)))
    assert [quote.text for quote in compile_summary(played.dialogue).quotes] == ["this one"]


def test_a_draft_gives_no_breakdown_of_people(played: Played) -> None:
    for _ in range(8):
        played.join(gender="woman")
    draft = compile_summary(played.dialogue)
    assert draft.status == "draft"
    assert draft.participation.rule.withheld
    assert (draft.participation.participants, draft.participation.gender) == (8, ())


def test_a_sealed_dialogue_counts_people_and_hides_the_few(played: Played) -> None:
    for _ in range(8):
        played.join(gender="woman", groups=("indigenous",))
    for _ in range(2):
        played.join(gender="man", nationality="BTN", groups=("undisclosed",))
    played.close()
    played.seal()
    people = compile_summary(played.dialogue).participation
    assert {cell.code: cell.count for cell in people.gender} == {
        "woman": 8,
        "man": None,
        "another": None,
        "undisclosed": None,
    }
    assert {cell.code: cell.count for cell in people.nationality} == {"other": 10}
    assert all(cell.suppressed for cell in people.groups)


def test_where_children_were_invited_ten_are_needed(begin: Begin) -> None:
    played = begin(under_18=True, organizer_publish="person", organizer_name="Ada Lovelace")
    for gender in ("woman", "man"):
        for _ in range(9):
            played.join(gender=gender)
    played.close()
    played.seal()
    summary = compile_summary(played.dialogue)
    assert all(cell.suppressed for cell in summary.participation.gender)
    assert summary.organizer.name is None
    assert b"Lovelace" not in to_bytes(summary)


@pytest.mark.parametrize("young", [{"age": "15-and-under"}, {"groups": ("child",)}])
def test_where_a_participant_says_to_be_under_18_ten_are_needed(
    begin: Begin, young: dict[str, Any]
) -> None:
    played = begin(organizer_publish="person", organizer_name="Ada Lovelace")
    played.join(gender="woman", **young)
    for gender in ["woman"] * 5 + ["man"] * 6:
        played.join(gender=gender, age="16-30")
    played.close()
    played.seal()
    summary = compile_summary(played.dialogue)
    assert summary.under_18
    assert all(cell.suppressed for cell in summary.participation.gender)
    assert b"Lovelace" not in to_bytes(summary)


def test_few_people_under_18_are_not_counted_in_print(played: Played) -> None:
    for age in ["15-and-under"] * 6 + ["16-30"] * 6:
        played.join(age=age)
    played.close()
    played.seal()
    people = compile_summary(played.dialogue).participation
    assert all(cell.suppressed for cell in people.age)


def test_a_draft_does_not_tell_that_somebody_under_18_joined(begin: Begin) -> None:
    played = begin(organizer_publish="person", organizer_name="Ada Lovelace")
    played.join(age="31-45")
    before = compile_summary(played.dialogue)
    played.join(age="15-and-under")
    after = compile_summary(played.dialogue)
    assert (after.under_18, after.organizer) == (before.under_18, before.organizer)


def test_compiling_a_sealed_dialogue_again_gives_the_same_bytes(played: Played) -> None:
    played.open("now")
    played.say(played.join(), "The well is dry.")
    played.close()
    played.seal()
    assert to_bytes(compile_summary(played.dialogue)) == to_bytes(compile_summary(played.dialogue))


@pytest.mark.parametrize(("text", "stated"), [("", False), ("Some wanted wells.", True)])
def test_divergence_is_stated_or_said_not_to_be(played: Played, text: str, stated: bool) -> None:
    played.lead(RecordDivergence(text=text))
    divergence = compile_summary(played.dialogue).divergence
    assert (divergence.text, divergence.stated) == (text, stated)


def test_a_stage_has_the_title_and_question_that_people_saw(begin: Begin) -> None:
    stage = compile_summary(begin(language="zh").dialogue).stages[0]
    assert (stage.kind, bool(stage.title), bool(stage.prompt)) == ("now", True, True)


def test_stages_for_writing_are_there_even_when_nobody_wrote(played: Played) -> None:
    summary = compile_summary(played.dialogue)
    assert [stage.kind for stage in summary.stages] == ["now", "how"]
    assert summary.languages == ()


def test_nothing_leads_from_the_data_to_a_person(played: Played) -> None:
    played.open("now")
    ada = played.join(age="over-75", nationality="BTN")
    played.say(ada, "The well is dry.")
    voice = str(played.dialogue.participants.get().voice)
    played.close()
    played.seal()
    data = to_bytes(compile_summary(played.dialogue)).decode()
    assert not [trace for trace in (str(ada), voice, "BTN") if trace in data]
    assert set(json.loads(data)["stages"][0]["ungrouped"][0]) == {
        "id",
        "text",
        "language",
        "actor",
        "on_behalf",
        "corrects",
        "duplicate_of",
        "masked",
    }


def test_a_group_says_how_widely_it_is_supported(played: Played) -> None:
    played.open("now")
    people = [played.join() for _ in range(6)]
    water = played.group("Water", *(played.say(person, "Wells") for person in people))
    buses = played.group("Buses", played.say(people[0], "A bus"), played.say(people[1], "Buses"))
    played.lead(CountProxyVotes(group=uuid.UUID(buses), votes=3))
    first, second = compile_summary(played.dialogue).stages[0].groups
    assert (first.id, first.voices, first.support) == (water, 6, "consensus")
    assert (second.votes, second.votes_on_behalf, second.support) == (3, 3, "some")


def test_reading_back_is_counted_and_corrections_lead_to_their_group(played: Played) -> None:
    played.open("now")
    ada = played.join()
    group = uuid.UUID(played.group("Water", played.say(ada, "Wells")))
    played.lead(ReadBack(group=group))
    played.act(ada, Agree(group=group))
    played.act(ada, Correct(group=group, text="And pumps"))
    summary = compile_summary(played.dialogue)
    assert summary.stages[0].groups[0].agreed == 1
    assert [note.corrects for note in summary.stages[0].ungrouped] == [str(group)]
    assert summary.account.corrections == 1


def test_a_note_that_repeats_another_says_which(played: Played) -> None:
    played.open("now")
    ada = played.join()
    first, again, hidden, last = (played.say(ada, "Wells") for _ in range(4))
    for note, other in ((again, first), (last, hidden)):
        played.lead(MarkDuplicates(notes=(uuid.UUID(note),), of=uuid.UUID(other)))
    played.lead(HideNotes(notes=(uuid.UUID(hidden),)))
    notes = {note.id: note.duplicate_of for note in compile_summary(played.dialogue).notes()}
    assert notes == {first: None, again: first, last: None}


def test_the_only_commitment_is_suggested_and_marked(begin: Begin) -> None:
    played = begin(commitments=(1,))
    played.open("now")
    played.group("Water", played.say(played.join(), "Wells"))
    played.group("Empty")
    full, empty = compile_summary(played.dialogue).stages[0].groups
    assert [(tag.number, tag.suggested) for tag in full.commitments] == [(1, True)]
    assert [(tag.number, tag.suggested) for tag in full.sdgs] == [(6, True)]
    assert empty.commitments == ()


def test_the_heaviest_groups_are_the_first_ideas_and_marked_as_drafted(played: Played) -> None:
    played.open("now")
    people = [played.join() for _ in range(4)]
    groups = {
        title: played.group(title, *(played.say(person, title) for person in people[:voices]))
        for title, voices in {"One": 1, "Four": 4, "Three": 3, "Two": 2}.items()
    }
    ideas = compile_summary(played.dialogue).stages[0].ideas
    assert [(idea.text, idea.rests_on, idea.drafted) for idea in ideas] == [
        (title, (groups[title],), True) for title in ("Four", "Three", "Two")
    ]


def test_of_fewer_than_ten_people_only_what_most_are_is_said(played: Played) -> None:
    for gender in ("woman",) * 6 + ("man",) * 3:
        played.join(gender=gender)
    played.close()
    played.seal()
    people = compile_summary(played.dialogue).participation
    assert (people.gender, people.mostly.gender) == ((), "woman")


def test_the_method_is_told_and_what_nobody_stated_says_so(played: Played) -> None:
    played.open("now")
    played.close()
    method = compile_summary(played.dialogue).method
    assert (method.facilitators, method.minutes, method.recorded) == (1, 0, "not-stated")
    assert [(step.kind, step.planned_minutes, step.minutes) for step in method.agenda] == [
        ("now", 10, 0),
        ("how", 10, None),
        ("prioritise", 10, None),
    ]


def test_small_circles_are_counted_unless_the_organizer_says_otherwise(played: Played) -> None:
    assert compile_summary(played.dialogue).method.breakouts is None
    played.open("now")
    played.lead(OpenBreakouts(names=("North", "South")))
    assert compile_summary(played.dialogue).method.breakouts == 2
