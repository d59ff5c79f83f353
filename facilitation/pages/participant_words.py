"""The words of the participant's page: what each stage asks, and the sentences its script says.

The page without a script and the page that follows the stage live say the same, because both
take their words from here. What a facilitator wrote into the agenda goes before all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilitation.board import Frame
from facilitation.models import Dialogue, Note
from facilitation.refusals import REASONS
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS

Words = str | Promise

BEFORE, PAUSE, CLOSED, SEALED = "before", "pause", "closed", "sealed"
"""Moments in which no stage is open: before the first, between two, and at the end."""

_SOON = _("The facilitator will begin soon. Keep this page open.")

QUESTIONS: dict[str, Words] = {
    **PROMPTS,
    BEFORE: _("You are in."),
    "welcome": _("You are in."),
    PAUSE: _("A short pause."),
    "profile": _("Who is here?"),
    "survey": _("A few questions follow."),
    "readback": _("We read back what was said."),
    "close": _("We are coming to the end."),
    CLOSED: _("Thank you for taking part."),
    SEALED: _("Thank you. This dialogue is complete."),
}

HINTS: dict[str, Words] = {
    BEFORE: _SOON,
    "welcome": _SOON,
    PAUSE: _("The next step begins soon. Keep this page open."),
    "profile": _("The answers are only counted, never shown one by one."),
    "survey": _("Please follow the facilitator."),
    "readback": _("Listen, and speak up if something is missing or wrong."),
    "close": _("Stay for a moment to see how it goes on."),
    CLOSED: _(
        "The dialogue has closed. The facilitators look through the notes once more, and late "
        "ones too. Then the dialogue is sealed: every link between you and your words is "
        "destroyed, and a summary is made of the notes and the counts."
    ),
    SEALED: _(
        "It has been sealed. Every link between people and their words has been destroyed, and "
        "so have the answers about yourselves; only counts remain. The organizers now check the "
        "summary and pass it on."
    ),
}

OWN_NOTE_STATES: dict[str, Words] = {
    "sent": _("Sent. It is on the board."),
    "late": _(
        "Arrived after the stage ended. The facilitator decides whether it goes on the board."
    ),
    "held": _("Sent. A facilitator reads it first, before it is shown."),
    "hidden": _("Sent. A facilitator has taken it off the board."),
}

CLOCKS: dict[str, Words] = {
    "soon": _("One minute left."),
    "paused": _("The clock stands still."),
    "over": _("Time is up. Please finish."),
    "late": _(
        "Time is up. What you send now arrives after the end; the facilitator decides whether it "
        "goes on the board."
    ),
}
"""What to say of a stage's clock, by the kinds of `participant_clock.Clock`."""


@dataclass(frozen=True)
class Moment:
    """What the page asks now. `kind` is a kind of stage, or one of the moments without a stage.

    `stage` is the id of the open stage, if any; `own_words` says that `question` was written by
    a facilitator, in the dialogue's language.
    """

    kind: str
    stage: str | None
    title: Words
    question: Words
    hint: Words
    own_words: bool = False


def moment_of(board: Frame) -> Moment:
    """Return what the page asks, from a participant's fresh board."""
    state, stages = board["put"]["dialogue"]["state"], board["put"]["stages"]
    if state != Dialogue.State.OPEN:
        return _without_stage(SEALED if state == Dialogue.State.SEALED else CLOSED)
    for key, stage in stages.items():
        if stage["state"] == "open":
            kind = stage["kind"]
            return Moment(
                kind=kind,
                stage=key,
                title=stage_title(stage),
                question=stage["prompt"] or QUESTIONS[kind],
                hint=HINTS.get(kind, ""),
                own_words=bool(stage["prompt"]),
            )
    begun = any(stage["state"] == "past" for stage in stages.values())
    return _without_stage(PAUSE if begun else BEFORE)


def _without_stage(kind: str) -> Moment:
    return Moment(kind, None, "", QUESTIONS[kind], HINTS[kind])


def stage_title(stage: dict[str, Any]) -> Words:
    """Return the title given to a stage's record, or else that of its kind."""
    return stage["title"] or STAGE_KINDS[stage["kind"]]


def note_told(state: str) -> Words:
    """Return what to say when a note has just arrived, which may have come late or be held."""
    return OWN_NOTE_STATES[state] if state in Note.WAITING else _("Your note has been sent.")


def own_note_state(state: str) -> Words:
    """Return what to say to its author of a note's state, without reasons."""
    return OWN_NOTE_STATES["sent" if state == Note.State.SHOWN else state]


def script_strings() -> dict[str, Any]:
    """Return what `participant.page.js` says, in the reader's language, JSON-ready."""
    return {
        "titles": _spoken(STAGE_KINDS),
        "questions": _spoken(QUESTIONS),
        "hints": _spoken(HINTS),
        "said": _spoken(_SAID),
    }


class _Braces(dict[str, str]):
    """Writes every `%(place)s` of a sentence shared with the server as the client's `{place}`."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _spoken(words: Mapping[str, Words]) -> dict[str, str]:
    return {key: str(value) % _Braces() for key, value in words.items()}


_SAID: dict[str, Words] = {
    "kept": _("Kept on this phone. It will be sent as soon as there is a connection."),
    **OWN_NOTE_STATES,
    "change_kept": _("Your change is kept on this phone and will be sent."),
    "taking_back": _("Will be taken back as soon as there is a connection."),
    "note_kept": _("Your note is kept on this phone."),
    "note_sent": _("Your note has been sent."),
    "note_refused": _("A note could not be sent. Your words are kept; see below."),
    "taken_back": _("Your note has been taken back."),
    "changed": _("Your change has been sent."),
    "profile_sent": _("Your answers have been saved. You can change them below."),
    "connected": _("Connected"),
    "unconnected": _("No connection"),
    "memory_only": _(
        "This browser does not let the page store anything. Keep the page open until your notes "
        "have been sent."
    ),
    "count": _("%(length)s of %(limit)s characters"),
    "votes_left": _("Votes left: %(count)s"),
    "votes_left_each": _("Votes left: %(count)s. At most for one group: %(cap)s."),
    "no_votes_left": REASONS["vote_budget_spent"].sentence,
    "most_each": _("At most for one group: %(cap)s."),
    "vote_less": _("One vote less for: %(group)s"),
    "vote_more": _("One vote more for: %(group)s"),
    "number": "%(count)s",
    "own_votes": _("Yours: %(count)s"),
    "proxy_votes": _("From people without a phone: %(count)s"),
    "clock": _("Time left: %(time)s"),
    **{f"clock_{kind}": sentence for kind, sentence in CLOCKS.items()},
    "agreed": _("You said that this is right."),
    "agreement_taken_back": _("You have taken your yes back."),
    "missed_kept": _("What you wrote is kept on this phone."),
    "missed_sent": _("What you wrote has been sent."),
    "missed_in": _("What was missed in “{group}”"),
    "reading_back": _("Is this right: {group}"),
    "reading_moved_on": _(
        "The reading has moved on. What you write here still goes to the facilitators, as a late "
        "note."
    ),
    "in_breakout": _("You are in %(name)s."),
    "go_to_breakout": _("Go to %(name)s"),
    "back_to_everybody": _("Back to everybody"),
    "handover_used": _("Your code has been used: the other phone goes on as you."),
    "leave_unconnected": _("There is no connection. Leave once there is one again."),
    "leave_unsent": _(
        "Some words have not been sent yet. Send or erase them first, so that they are not lost."
    ),
    "quote_ask": _("May we quote this without your name?"),
    "quote_yes": _("May be quoted, without your name"),
    "quote_no": _("Will not be quoted"),
    "too_long": REASONS["note_too_long"].sentence,
    "empty": REASONS["note_empty"].sentence,
    "wall_of_all": _("What we say"),
    "unfinished": _("Your unfinished note for “{stage}”"),
    "change": _("Change"),
    "again": _("Edit and send again"),
    "moved_on": _(
        "The dialogue has moved on. You can still send this to “{stage}”; the facilitator decides "
        "whether it goes on the board."
    ),
    "now": _("Now: {stage}"),
}
