"""A summary that exists adds up."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from facilitation.text import clean
from facilitation.vocabulary import actors, organizers, people, places, stages
from reporting.format import SummaryV1, build, codes
from reporting.format.support import SupportRule, support_of
from reporting.format.text import is_forbidden
from reporting.format.v1 import (
    Account,
    AgeCell,
    Divergence,
    FinalSay,
    Group,
    GroupSay,
    Model,
    Note,
    Objection,
    Organizer,
    Quote,
    Stage,
    Statement,
    VersionEntry,
)


def _changed(value: Model, **changes: Any) -> Any:
    """`value` with some fields changed and everything checked again."""
    return type(value)(**{**dict(value), **changes})


def test_every_note_is_listed_by_group_first(summary: SummaryV1) -> None:
    assert [note.id for note in summary.notes()] == ["n1", "n2", "n3"]


@pytest.mark.parametrize("name", list(Account.model_fields))
def test_no_number_of_the_account_can_differ_from_the_document(
    fields: dict[str, Any], name: str
) -> None:
    account: Account = fields["account"]
    with pytest.raises(ValidationError, match="account"):
        build(**{**fields, "account": _changed(account, **{name: getattr(account, name) + 1})})


def test_an_account_that_adds_up_but_is_of_another_document_is_refused(
    fields: dict[str, Any],
) -> None:
    account = _changed(fields["account"], received=7, in_summary=4, grouped=3)
    with pytest.raises(ValidationError, match="grouped says 3, the document has 2"):
        build(**{**fields, "account": account})


@pytest.mark.parametrize(
    ("note", "text"), [("n9", "写给孩子们"), ("n3", "写给孩子"), ("n1", "写给孩子们")]
)
def test_a_quote_is_a_note_in_the_same_words(fields: dict[str, Any], note: str, text: str) -> None:
    with pytest.raises(ValidationError, match="not a note of this summary"):
        build(**{**fields, "quotes": (Quote(note=note, text=text, language="zh"),)})


def test_a_note_stands_in_one_place_only(fields: dict[str, Any]) -> None:
    stage: Stage = fields["stages"][0]
    twice = _changed(stage, ungrouped=(*stage.ungrouped, stage.groups[0].notes[0]))
    with pytest.raises(ValidationError, match="note id given twice: n1"):
        build(**{**fields, "stages": (twice,)})


@pytest.mark.parametrize(("count", "suppressed"), [(3, True), (None, False)])
def test_a_suppressed_count_is_not_given(count: int | None, suppressed: bool) -> None:
    with pytest.raises(ValidationError, match="exactly when"):
        AgeCell(code="16-30", count=count, suppressed=suppressed)


def test_counts_shown_in_full_add_up_to_the_participants(fields: dict[str, Any]) -> None:
    eleven = (AgeCell(code="16-30", count=11, suppressed=False),)
    with pytest.raises(ValidationError, match="counts in age do not add up"):
        _changed(fields["participation"], age=eleven)


@pytest.mark.parametrize(("stated", "text"), [(False, "They differed."), (True, " ")])
def test_divergence_is_never_silently_empty(stated: bool, text: str) -> None:
    with pytest.raises(ValidationError, match="divergence"):
        Divergence(stated=stated, text=text)


def test_an_anonymous_organizer_has_no_name() -> None:
    with pytest.raises(ValidationError, match="anonymous"):
        Organizer(name="Ada", type="other", publish="anonymous")


def test_no_person_is_named_beside_people_under_18(fields: dict[str, Any]) -> None:
    person = Organizer(name="Ada", type="other", publish="person")
    with pytest.raises(ValidationError, match="under 18"):
        build(**{**fields, "organizer": person, "under_18": True})


def test_no_person_is_named_beside_counts_of_people_under_18(fields: dict[str, Any]) -> None:
    person = Organizer(name="Ada", type="other", publish="person")
    young = _changed(
        fields["participation"], age=(AgeCell(code="15-and-under", count=12, suppressed=False),)
    )
    with pytest.raises(ValidationError, match="under 18"):
        build(**{**fields, "organizer": person, "participation": young})


def test_a_final_summary_says_when_it_was_sealed(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="sealing"):
        build(**{**fields, "sealed_at": None})


def test_times_are_utc_to_the_second(fields: dict[str, Any]) -> None:
    moment = datetime(2026, 5, 4, 18, 0, 1, 999, tzinfo=UTC)
    assert build(**{**fields, "generated_at": moment}).generated_at.microsecond == 0
    with pytest.raises(ValidationError, match="UTC"):
        build(**{**fields, "generated_at": moment.replace(tzinfo=None)})


@pytest.mark.parametrize("text", ["", "a\u202eb", "a\u2066b", "a\x00b", "a\x1bb"])
def test_text_that_could_deceive_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Note(id="n", text=text, language="en", actor=None, on_behalf=False)


def test_text_is_composed() -> None:
    note = Note(id="n", text="e\u0301 👩‍👩‍👧", language="fr", actor=None, on_behalf=False)
    assert note.text == "é 👩‍👩‍👧"


def test_an_idea_is_at_most_750_characters_as_seen() -> None:
    family = "👩‍👩‍👧"
    assert Statement(text=family * 750, rests_on=("g1",)).text == family * 750
    with pytest.raises(ValidationError, match="more than 750"):
        Statement(text=family * 751, rests_on=("g1",))


def test_the_sentences_of_the_whole_are_together_at_most_750(fields: dict[str, Any]) -> None:
    half = Statement(text="a" * 375, rests_on=("g1",))
    with pytest.raises(ValidationError, match="more than 750"):
        build(**{**fields, "overall": (half, half)})


def test_a_sentence_says_what_it_rests_on(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="rests_on"):
        Statement(text="Wells first.", rests_on=())
    with pytest.raises(ValidationError, match="rests on g9"):
        build(**{**fields, "overall": (Statement(text="Wells.", rests_on=("g9",)),)})


@pytest.mark.parametrize(
    ("counts", "participants", "support"),
    [
        ({"voices": 9}, 10, "consensus"),
        ({"voices": 1, "voters": 6, "votes": 6}, 10, "most"),
        ({"voters": 5, "votes": 9}, 10, "some"),
        ({"agreed": 9}, 10, "consensus"),
        ({"voices": 1}, 10, "one"),
        ({"votes": 35, "votes_on_behalf": 35}, 36, "some"),
        ({"votes": 3, "votes_on_behalf": 2, "voters": 1}, 10, "some"),
        ({"votes": 1, "votes_on_behalf": 1}, 10, "one"),
        ({"on_behalf": 1, "votes": 1, "votes_on_behalf": 1}, 10, "one"),
        ({"on_behalf": 2}, 10, "some"),
        ({}, 10, "none"),
        ({"agreed": 4}, 4, "some"),
    ],
)
def test_support_follows_the_printed_rule(
    counts: dict[str, Any], participants: int, support: str
) -> None:
    numbers = ("votes", "votes_on_behalf", "voters", "voices", "agreed", "on_behalf")
    group = Group.model_construct(**dict.fromkeys(numbers, 0) | counts)
    assert support_of(group, participants=participants, rule=SupportRule()) == support


def test_support_cannot_be_claimed(fields: dict[str, Any]) -> None:
    stage: Stage = fields["stages"][0]
    claimed = _changed(stage, groups=(_changed(stage.groups[0], support="consensus"),))
    with pytest.raises(ValidationError, match="support is some by the rule"):
        build(**{**fields, "stages": (claimed,)})


@pytest.mark.parametrize("reference", [{"corrects": "g9"}, {"duplicate_of": "n9"}])
def test_a_note_refers_only_to_what_is_here(
    fields: dict[str, Any], reference: dict[str, str]
) -> None:
    stage: Stage = fields["stages"][0]
    lost = _changed(stage, ungrouped=(_changed(stage.ungrouped[0], **reference),))
    with pytest.raises(ValidationError, match="not here"):
        build(**{**fields, "stages": (lost,)})


def test_the_history_ends_with_this_version(fields: dict[str, Any]) -> None:
    at = fields["generated_at"]
    first = VersionEntry(version=1, at=at, signed_by=None, signed=False, reason="")
    with pytest.raises(ValidationError, match="last of the versions"):
        build(**{**fields, "version": 2, "versions": (first,)})


def test_nobody_signs_by_name_beside_people_under_18(fields: dict[str, Any]) -> None:
    at = fields["generated_at"]
    entry = VersionEntry(version=1, at=at, signed_by="Ada", signed=True, reason="")
    with pytest.raises(ValidationError, match="signing"):
        build(**{**fields, "under_18": True, "versions": (entry,)})


def test_more_objections_than_answers_are_refused() -> None:
    at = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)
    words = Objection(id="o1", group="g1", text="Not so.", language="en")
    say = GroupSay(group="g1", agree=3, not_said=0)
    with pytest.raises(ValidationError, match="more objections"):
        FinalSay(opened_at=at, closes_at=at, groups=(say,), objections=(words,))


def test_what_the_live_part_keeps_the_format_accepts() -> None:
    every_character = "".join(map(chr, range(0x11_0000)))
    assert not any(map(is_forbidden, clean(every_character)))


@pytest.mark.parametrize(
    ("vocabulary", "published"),
    [
        (actors.ACTORS, codes.Actor),
        (organizers.ORGANIZER_TYPES, codes.OrganizerType),
        (organizers.PUBLISH, codes.Publish),
        (stages.STAGE_KINDS, codes.StageKind),
        (stages.MODES, codes.Mode),
        (people.AGES, codes.Age),
        (people.GENDERS, codes.Gender),
        (people.OCCUPATIONS, codes.Occupation),
        (people.EDUCATION, codes.Education),
        (people.GROUPS, codes.Belonging),
        (places.REGIONS, codes.Region),
    ],
)
def test_the_format_knows_every_word_of_the_live_part(vocabulary: Any, published: Any) -> None:
    assert set(vocabulary) <= set(get_args(published))
