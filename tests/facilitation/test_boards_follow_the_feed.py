"""Whatever people do, in any order: every board that follows its frames is the board that a
newcomer gets, every note is in exactly one place, and no frame says what its audience may not see.
"""

import ast
import inspect
import json
from dataclasses import dataclass, field
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
from facilitation.board import Audience, Frame, apply, frame_since
from facilitation.models import Facilitator, Note, Participant
from facilitation.refusals import Refusal
from tests.facilitation.board_actions import reversible_actions
from tests.facilitation.room import STAGES, Room

IN_THE_ROOM = (Audience.PARTICIPANT, Audience.PROJECTOR)
SHOWN_OF_A_NOTE = {
    "stage",
    "text",
    "language",
    "actor",
    "group",
    "order",
    "pinned",
    "duplicate_of",
    "corrects",
}
EVERY_ACTION = frozenset().union(*(action_names(who) for who in Who))
KINDS = st.sampled_from(STAGES)
TEXTS = st.sampled_from(["", "They differed on water."])


@dataclass
class Followers:
    """Clients that hold a board each and take in frames."""

    room: Room
    boards: dict[str, Frame] = field(default_factory=dict)

    def all_follow(self) -> None:
        """In the plenary, and in every breakout there ever was."""
        breakouts = self.room.dialogue.breakouts.values_list("id", flat=True)
        for breakout in (None, *(str(key) for key in breakouts)):
            for audience in Audience:
                self.follow(audience, f"{audience} in {breakout}", breakout)

    def follow(self, audience: Audience, who: str, breakout: str | None = None) -> None:
        board = self.boards.get(who)
        frame = frame_since(
            dialogue_id=self.room.dialogue_id,
            audience=audience,
            breakout=UUID(breakout) if breakout else None,
            epoch=board["epoch"] if board else None,
            since=board["seq"] if board else None,
        )
        newcomer = self.room.board(audience, breakout)
        self.boards[who] = apply(board, json.loads(json.dumps(frame)))
        assert self.boards[who] == newcomer
        assert apply(self.boards[who], frame) == newcomer
        if audience in IN_THE_ROOM:
            self._says_nothing_private(frame)
            self._says_nothing_private(newcomer)

    def _says_nothing_private(self, frame: Frame) -> None:
        text = json.dumps(frame)
        people = Participant.objects.filter(dialogue_id=self.room.dialogue_id)
        for person in people:
            assert person.voice not in text
            assert str(person.id) not in text
        for note in Note.objects.filter(dialogue_id=self.room.dialogue_id).exclude(state="shown"):
            assert not note.text or note.text not in text
        notes = frame["put"].get("notes", {}).values()
        assert all(note.keys() == SHOWN_OF_A_NOTE for note in notes)


def assert_every_note_is_in_one_place(room: Room, said: dict[str, str]) -> None:
    """`said` maps the notes ever stored to the words that their authors gave them last."""
    board = room.board(Audience.FACILITATOR)["put"]
    notes = Note.objects.filter(dialogue_id=room.dialogue_id)
    withdrawn = {str(note.id) for note in notes if note.state == Note.State.WITHDRAWN}
    assert board["notes"].keys() | withdrawn == said.keys()
    assert not board["notes"].keys() & withdrawn
    for key, note in board["notes"].items():
        assert note["text"] == said[key]
        assert note["group"] is None or board["groups"][note["group"]]["stage"] == note["stage"]
    for key, group in board["groups"].items():
        states = [note["state"] for note in board["notes"].values() if note["group"] == key]
        assert group["notes"] == states.count("shown")


def assert_nobody_and_nothing_is_in_two_breakouts(room: Room) -> None:
    """Every breakout's board is a part of the plenary's, and these parts do not overlap."""
    plenary = room.board(Audience.FACILITATOR)["put"]
    everybody = room.dialogue.participants
    away = 0
    for breakout in plenary["dialogue"]["breakouts"]:
        board = room.board(Audience.FACILITATOR, breakout["id"])["put"]
        for key, note in board["notes"].items():
            assert note == plenary["notes"][key]
            assert note["breakout"] == breakout["id"]
            assert note["group"] is None or note["group"] in board["groups"]
        of_it = {
            key for key, note in plenary["notes"].items() if note["breakout"] == breakout["id"]
        }
        assert board["notes"].keys() == of_it
        assert breakout["participants"] == board["dialogue"]["participants"]
        assert breakout["open"] or not breakout["participants"]
        away += breakout["participants"]
    assert everybody.count() == everybody.filter(breakout=None).count() + away
    for note in plenary["notes"].values():
        group = plenary["groups"].get(note["group"])
        assert group is None or group["breakout"] in (None, note["breakout"])


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

    @rule(kind=KINDS, prompt=st.none() | TEXTS)
    def edit_stage(self, kind: str, prompt: str | None) -> None:
        self.act("edit_stage", stage=self.room.stages[kind], prompt=prompt)

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


def test_every_action_is_followed_by_every_board(room: Room) -> None:
    followers = Followers(room)
    performed: set[str] = set()
    can_be_undone: set[str] = set()

    def act(action: str, by: By | None = None, **fields: Any) -> dict[str, Any]:
        before = room.dialogue.seq
        answer = room.act(action, by, **fields)
        performed.add(action)
        if room.dialogue.steps.filter(undone=False, last_seq=answer["seq"]).exists():
            can_be_undone.add(action)
        followers.all_follow()
        assert answer["seq"] == room.dialogue.seq > before
        return answer

    person = By(participant_id=act("join")["participant"])
    now, want = room.stages["now"], room.stages["want"]
    act("save_profile", person, age="31-45")
    act("open_stage", stage=now)
    act("show_wall", shown=True)
    note, other = (
        act("add_note", person, stage=now, text=text)["note"] for text in ("One.", "Two.")
    )
    act("edit_note", person, note=note, text="One, said better.")
    group = act("add_group", stage=now, title="Water", notes=[note])["group"]
    empty = act("add_group", stage=now, title="Empty")["group"]
    act("rename_group", group=group, title="Wells")
    act("move_notes", notes=[other, note], group=empty)
    act("hide_notes", notes=[note], reason="names a person")
    act("bring_back_notes", notes=[note])
    act("pin_notes", notes=[note])
    act("pin_group", group=group)
    act("mark_duplicates", notes=[other], of=note)
    act("keep_apart", notes=[note, other])
    act("undo")
    act("redo")
    act("ask_quotes", notes=[note])
    act("allow_quote", person, note=note, allowed=True)
    act("read_back", group=group)
    act("agree", person, group=group)
    missed = act("correct", person, group=group, text="And the springs.")["note"]
    act("set_clock", change="add", seconds=60)
    act("edit_stage", stage=want, prompt="What do you wish for?")
    proxies = act("add_proxy_notes", stage=now, notes=[{"text": "Said aloud."}])["notes"]
    act("withdraw_note", person, note=other)
    act("remove_group", group=empty)
    twin = act("add_group", stage=now, title="Springs")["group"]
    act("count_proxy_votes", group=twin, votes=3)
    act("merge_groups", group=twin, into=group)
    act("set_moderation", review_first=False, held_words=["names"])
    act("move_notes", notes=[note], group=group)
    act("open_stage", stage=want)
    late = act("add_note", person, stage=now, text="Late.")["note"]
    act("admit_notes", notes=[late])
    act("open_stage", stage=room.stages["prioritise"])
    act("give_vote", person, group=group)
    act("take_back_vote", person, group=group)
    act("record_divergence", text="They differed on water.")
    circle = act("open_breakouts", names=["Circle"])["breakouts"][0]["id"]
    act("go_to_breakout", person, breakout=circle)
    act("go_to_breakout", person, breakout=None)
    act("spread_participants")
    act("run_breakout", breakout=circle)
    apart = act("add_note", person, stage=now, text="In the circle.")["note"]
    act("admit_notes", notes=[apart])
    act("move_notes", notes=[apart], group=group)
    act("add_group", stage=now, title="Of the circle", notes=[apart])
    act("close_breakouts")
    leaver = By(participant_id=act("join")["participant"])
    phone = room.act("make_handover", leaver)
    room.act("use_handover", By(), code=phone["code"])
    performed.update(("make_handover", "use_handover"))  # nobody else sees that a phone changed
    act("leave_and_erase", leaver)
    act("take_lead")
    act("hand_over_lead", to=None)
    act("close_dialogue")
    act("reopen_dialogue")
    act("close_dialogue")
    act("seal_dialogue")
    assert performed == EVERY_ACTION
    assert can_be_undone - {"redo"} == reversible_actions(["n"], ["g"], room.stages).keys()
    said = {note: "One, said better.", other: "Two.", late: "Late."}
    said |= {apart: "In the circle.", missed: "And the springs.", proxies[0]: "Said aloud."}
    assert_every_note_is_in_one_place(room, said)


def test_a_frame_that_does_not_connect_is_refused_by_a_board(room: Room) -> None:
    board = room.board(Audience.PROJECTOR)
    room.open("now")
    room.open("want")
    dialogue = room.dialogue
    place: dict[str, Any] = {"dialogue_id": dialogue.id, "audience": Audience.PROJECTOR}
    frame = frame_since(**place, epoch=dialogue.epoch, since=dialogue.seq - 1)
    with pytest.raises(ValueError, match="missing"):
        apply(board, frame)


def test_a_board_of_another_epoch_gets_a_fresh_one(room: Room) -> None:
    frame = frame_since(
        dialogue_id=room.dialogue_id, audience=Audience.PROJECTOR, epoch="before", since=1
    )
    assert frame["reset"]


def test_a_board_from_the_future_gets_a_fresh_one(room: Room) -> None:
    dialogue = room.dialogue
    place: dict[str, Any] = {"dialogue_id": dialogue.id, "audience": Audience.PROJECTOR}
    assert frame_since(**place, epoch=dialogue.epoch, since=dialogue.seq + 1)["reset"]


def test_the_wall_is_told_how_many_agree_only_of_what_is_read_back(room: Room) -> None:
    one, other = room.group(title="Wells"), room.group(title="Schools")
    followers = Followers(room)
    person = room.join()

    def told(audience: Audience) -> dict[str, int]:
        followers.all_follow()
        groups = followers.boards[f"{audience} in None"]["put"]["groups"]
        return {key: group["agreed"] for key, group in groups.items() if "agreed" in group}

    assert told(Audience.PROJECTOR) == {}
    room.act("read_back", group=one)
    room.act("agree", person, group=one)
    assert told(Audience.PROJECTOR) == {one: 1}
    assert told(Audience.PARTICIPANT) == {}
    room.act("read_back", group=other)
    assert told(Audience.PROJECTOR) == {other: 0}
    room.act("read_back", group=None)
    assert told(Audience.PROJECTOR) == {}
