"""Whatever people do, in any order: every board that follows its frames is the board that a
newcomer gets, every note is in exactly one place, and no frame says what its audience may not see.
"""

import ast
import inspect
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from facilitation.actions.writing import By, Who, action_names
from facilitation.board import Audience
from facilitation.models import Facilitator
from facilitation.refusals import Refusal
from tests.facilitation.followers import (
    EVERY_ACTION,
    Followers,
    assert_every_note_is_in_one_place,
    assert_nobody_and_nothing_is_in_two_breakouts,
)
from tests.facilitation.room import STAGES, Room

KINDS = st.sampled_from(STAGES)
TEXTS = st.sampled_from(["", "They differed on water."])


class Dialogues(RuleBasedStateMachine):
    """Random people in a random dialogue. A refusal is an answer, and changes nothing."""

    people = Bundle("people")
    notes = Bundle("notes")
    groups = Bundle("groups")
    breakouts = Bundle("breakouts")

    def __init__(self) -> None:
        super().__init__()
        user, _ = User.objects.get_or_create(username="amina")
        self.room = Room.opened_by(user.pk, vote_budget=2)
        boris, _ = User.objects.get_or_create(username="boris")
        Facilitator.objects.create(dialogue=self.room.dialogue, user=boris)
        self.hands = [self.room.facilitator, By(user_id=boris.pk)]
        self.followers = Followers(self.room)
        self.said: dict[str, str] = {}
        self.first = self.room.join()
        self.room.open("now")

    @initialize(target=people)
    def somebody_is_there(self) -> By:
        return self.first

    @initialize(target=notes)
    def something_was_said(self) -> str:
        note = self.room.note(self.first, "The first note.")
        self.said[note] = "The first note."
        return note

    @initialize(target=breakouts)
    def there_is_a_breakout_and_somebody_in_it(self) -> str:
        (breakout,) = self.room.breakouts("The first circle")
        self.room.act("go_to_breakout", self.first, breakout=breakout)
        return breakout

    @initialize(target=groups)
    def something_was_named(self) -> str:
        return self.room.group()

    def act(self, action: str, by: By | None = None, **fields: Any) -> dict[str, Any] | None:
        """By whom it is said, or by the facilitator whose hands are on the board now."""
        before = self.room.rows()
        if by is None and action in action_names(Who.FACILITATOR):
            by = self.hands[0]
        try:
            return self.room.act(action, by, **fields)
        except Refusal:
            assert self.room.rows() == before
            return None

    @rule()
    def the_other_facilitator_acts(self) -> None:
        self.hands.reverse()

    @rule(over=st.booleans())
    def take_lead(self, over: bool) -> None:
        self.act("take_lead", over=self.room.dialogue.lead_id if over else None)

    @rule(give_up=st.booleans())
    def hand_over_lead(self, give_up: bool) -> None:
        self.act("hand_over_lead", to=None if give_up else self.hands[1].user_id)

    @rule(kind=KINDS, prompt=st.none() | TEXTS, minutes=st.integers(1, 20), seen=TEXTS)
    def edit_stage(self, kind: str, prompt: str | None, minutes: int, seen: str) -> None:
        fields: dict[str, Any] = {"prompt": prompt, "minutes": minutes, "before": {"prompt": seen}}
        self.act("edit_stage", stage=self.room.stages[kind], **fields)

    @rule(target=people)
    def join(self) -> Any:
        answer = self.act("join")
        return By(participant_id=UUID(answer["participant"])) if answer else multiple()

    @rule(person=people, age=st.sampled_from(["", "31-45", "undisclosed", "old"]))
    def save_profile(self, person: By, age: str) -> None:
        self.act("save_profile", person, age=age)

    @rule(
        target=notes,
        person=people,
        kind=KINDS,
        quote=st.booleans(),
        where=st.just({}) | st.builds(lambda key: {"breakout": key}, st.none() | breakouts),
    )
    def add_note(self, person: By, kind: str, quote: bool, where: dict[str, Any]) -> Any:
        text = f"note {uuid4()}"
        stage = self.room.stages[kind]
        answer = self.act("add_note", person, stage=stage, text=text, quote=quote, **where)
        if answer is None:
            return multiple()
        self.said[answer["note"]] = text
        return answer["note"]

    @rule(person=people, note=notes)
    def edit_note(self, person: By, note: str) -> None:
        text = f"edited {uuid4()}"
        if self.act("edit_note", person, note=note, text=text):
            self.said[note] = text

    @rule(person=people, note=notes)
    def withdraw_note(self, person: By, note: str) -> None:
        self.act("withdraw_note", person, note=note)

    @rule(
        some=st.lists(notes, min_size=1, max_size=3),
        action=st.sampled_from(["admit_notes", "hide_notes", "bring_back_notes"]),
    )
    def decide_on_notes(self, some: list[str], action: str) -> None:
        self.act(action, notes=some)

    @rule(target=groups, kind=KINDS, some=st.lists(notes, max_size=3))
    def add_group(self, kind: str, some: list[str]) -> Any:
        answer = self.act("add_group", stage=self.room.stages[kind], title="Water", notes=some)
        return answer["group"] if answer else multiple()

    @rule(some=st.lists(notes, min_size=1, max_size=3), group=st.none() | groups)
    def move_notes(self, some: list[str], group: str | None) -> None:
        self.act("move_notes", notes=some, group=group)

    @rule(group=groups, title=st.sampled_from(["Wells", "Rivers", ""]))
    def rename_group(self, group: str, title: str) -> None:
        self.act("rename_group", group=group, title=title)

    @rule(group=groups)
    def remove_group(self, group: str) -> None:
        self.act("remove_group", group=group)

    @rule(person=people, group=groups, action=st.sampled_from(["give_vote", "take_back_vote"]))
    def vote(self, person: By, group: str, action: str) -> None:
        self.act(action, person, group=group)

    @rule(group=groups, into=groups)
    def merge_groups(self, group: str, into: str) -> None:
        self.act("merge_groups", group=group, into=into)

    @rule(group=groups, pinned=st.booleans())
    def pin_group(self, group: str, pinned: bool) -> None:
        self.act("pin_group", group=group, pinned=pinned)

    @rule(some=st.lists(notes, min_size=1, max_size=3), pinned=st.booleans())
    def pin_notes(self, some: list[str], pinned: bool) -> None:
        self.act("pin_notes", notes=some, pinned=pinned)

    @rule(some=st.lists(notes, min_size=1, max_size=3), of=st.none() | notes)
    def mark_duplicates(self, some: list[str], of: str | None) -> None:
        self.act("mark_duplicates", notes=some, of=of)

    @rule(some=st.lists(notes, min_size=2, max_size=3, unique=True))
    def keep_apart(self, some: list[str]) -> None:
        self.act("keep_apart", notes=some)

    @rule(group=groups, votes=st.integers(0, 9))
    def count_proxy_votes(self, group: str, votes: int) -> None:
        self.act("count_proxy_votes", group=group, votes=votes)

    @rule(target=notes, kind=KINDS, count=st.integers(1, 3))
    def add_proxy_notes(self, kind: str, count: int) -> Any:
        texts = [f"said aloud {uuid4()}" for _ in range(count)]
        notes = [{"text": text} for text in texts]
        answer = self.act("add_proxy_notes", stage=self.room.stages[kind], notes=notes)
        if answer is None:
            return multiple()
        self.said |= dict(zip(answer["notes"], texts, strict=True))
        return multiple(*answer["notes"])

    @rule(action=st.sampled_from(["undo", "undo", "redo"]))
    def undo_or_redo(self, action: str) -> None:
        self.act(action)

    @rule(change=st.sampled_from(["add", "pause", "resume", "hard", "soft"]))
    def set_clock(self, change: str) -> None:
        self.act("set_clock", change=change, seconds=60)

    @rule(review=st.booleans(), words=st.sampled_from([[], ["note"]]))
    def set_moderation(self, review: bool, words: list[str]) -> None:
        self.act("set_moderation", review_first=review, held_words=words)

    @rule(under_18=st.booleans())
    def set_under_18(self, under_18: bool) -> None:
        self.act("set_under_18", under_18=under_18)

    @rule(group=st.none() | groups)
    def read_back(self, group: str | None) -> None:
        self.act("read_back", group=group)

    @rule(person=people, group=groups, agrees=st.booleans())
    def agree(self, person: By, group: str, agrees: bool) -> None:
        self.act("agree", person, group=group, agrees=agrees)

    @rule(target=notes, person=people, group=groups)
    def correct(self, person: By, group: str) -> Any:
        text = f"you missed {uuid4()}"
        answer = self.act("correct", person, group=group, text=text)
        if answer is None:
            return multiple()
        self.said[answer["note"]] = text
        return answer["note"]

    @rule(some=st.lists(notes, min_size=1, max_size=3))
    def ask_quotes(self, some: list[str]) -> None:
        self.act("ask_quotes", notes=some)

    @rule(person=people, note=notes, allowed=st.booleans())
    def allow_quote(self, person: By, note: str, allowed: bool) -> None:
        self.act("allow_quote", person, note=note, allowed=allowed)

    @rule(target=breakouts, count=st.integers(1, 2))
    def open_breakouts(self, count: int) -> Any:
        answer = self.act("open_breakouts", names=["Circle"] * count)
        return (
            multiple(*(breakout["id"] for breakout in answer["breakouts"]))
            if answer
            else multiple()
        )

    @rule(everybody=st.booleans())
    def spread_participants(self, everybody: bool) -> None:
        self.act("spread_participants", everybody=everybody)

    @rule(person=people, breakout=st.none() | breakouts)
    def go_to_breakout(self, person: By, breakout: str | None) -> None:
        self.act("go_to_breakout", person, breakout=breakout)

    @rule(breakout=st.none() | breakouts)
    def run_breakout(self, breakout: str | None) -> None:
        self.act("run_breakout", breakout=breakout)

    @rule()
    def close_breakouts(self) -> None:
        self.act("close_breakouts")

    @rule(person=people, keep=st.booleans(), really=st.integers(0, 3))
    def leave_and_erase(self, person: By, keep: bool, really: int) -> None:
        if really == 0:
            self.act("leave_and_erase", person, keep_notes=keep)

    @rule(person=people)
    def go_on_with_another_phone(self, person: By) -> None:
        answer = self.act("make_handover", person)
        if answer:
            used = self.act("use_handover", By(), code=answer["code"])
            assert used
            assert used["participant"] == str(person.participant_id)

    @rule(kind=KINDS)
    def open_stage(self, kind: str) -> None:
        self.act("open_stage", stage=self.room.stages[kind])

    @rule(shown=st.booleans())
    def show_wall(self, shown: bool) -> None:
        self.act("show_wall", shown=shown)

    @rule(text=TEXTS, before=st.none() | TEXTS)
    def record_divergence(self, text: str, before: str | None) -> None:
        self.act("record_divergence", text=text, before=before)

    @rule(action=st.sampled_from(["close_dialogue", "reopen_dialogue", "reopen_dialogue"]))
    def close_or_reopen(self, action: str) -> None:
        self.act(action)

    @rule(late=st.sampled_from(["decide", "admit", "leave"]), really=st.integers(0, 5))
    def seal(self, late: str, really: int) -> None:
        if really == 0:
            self.act("seal_dialogue", late=late)

    @rule(audience=st.sampled_from(Audience))
    def a_board_that_was_away_comes_back(self, audience: Audience) -> None:
        self.followers.follow(audience, f"{audience}, sometimes away")

    @invariant()
    def boards_that_follow_are_the_boards_that_newcomers_get(self) -> None:
        self.followers.all_follow()

    @invariant()
    def every_note_is_in_exactly_one_place_and_in_its_words(self) -> None:
        assert_every_note_is_in_one_place(self.room, self.said)

    @invariant()
    def nobody_and_nothing_is_in_two_breakouts(self) -> None:
        assert_nobody_and_nothing_is_in_two_breakouts(self.room)


@pytest.mark.timeout(300)
def test_any_sequence_of_actions_keeps_boards_true(db: None) -> None:
    run_state_machine_as_test(
        Dialogues, settings=settings(max_examples=8, stateful_step_count=35, deadline=None)
    )


def test_every_action_is_tried_in_any_sequence() -> None:
    """A new action without a rule above fails here."""
    written = ast.walk(ast.parse(inspect.getsource(Dialogues)))
    words = {part.value for part in written if isinstance(part, ast.Constant)}
    assert EVERY_ACTION - words == set()
