"""What the participant's page shows to one person who takes part, before any script runs.

Everything of the dialogue comes from the participants' board, so visibility is decided there;
everything of the person from what the server would tell them alone.
"""

import datetime
from typing import Any

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from facilitation.board import Frame, Record
from facilitation.models import Dialogue
from facilitation.pages.forms import LANGUAGE_CHOICES
from facilitation.pages.participant_clock import clock_of, minutes_and_seconds
from facilitation.pages.participant_forms import Typed, group_options, profile_questions
from facilitation.pages.participant_words import (
    CLOCKS,
    moment_of,
    own_note_state,
    stage_title,
)
from facilitation.text import length
from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.stages import VOTING_KIND, WRITING_KINDS

WALL_WITHOUT_SCRIPT = 60
"""Newest notes of others in the first HTML, about 6 kB compressed; the feed brings the rest."""

LONG_STORY = 300
"""Characters of a story from which on a phone has to scroll before it comes to the box."""


def taking_part_context(
    dialogue: Dialogue, board: Frame, me: Record | None, typed: Typed
) -> dict[str, Any]:
    """Return what the template asks for, besides what every page of the dialogue shares.

    `me` is None for nobody, once the dialogue is sealed.
    """
    return {
        "refusal": typed.refusal,
        "me": me,
        "own_notes": _own_notes(board, me, typed),
        "quote_asked": any(note["quote_asked"] for note in me["notes"]) if me else False,
        "wall": _wall(board, me),
        "results": _results(board, me),
        "read_back": _read_back(board, me),
        "handover": _handover(me),
        **_breakout_context(board, me),
        **_stage_context(dialogue, board, me, typed),
        **_writing_context(dialogue, board, typed),
        **_voting_context(dialogue, board, me),
        **_profile_context(dialogue, me, typed),
    }


def missed_as_note(typed: Typed, board: Frame | None) -> Typed:
    """Return what was typed where a group is read back as a note, if the reading has moved on.

    The words then stand in the box for notes and can be sent as a late one. Whoever has to join
    again first has no `board`.
    """
    group = typed.fields.get("group")
    if not typed.missed or (board and board["put"]["dialogue"]["readback"] == group):
        return typed
    record = board["put"]["groups"].get(group, {}) if board else {}
    note = {"text": typed.words, "stage": record.get("stage", "")}
    return Typed("add_note", note, typed.refusal)


def _stage_context(
    dialogue: Dialogue, board: Frame, me: Record | None, typed: Typed
) -> dict[str, Any]:
    moment = moment_of(board)
    clock = clock_of(board, timezone.now())
    stage = board["put"]["stages"].get(moment.stage) or {}
    wrote = any(note["stage"] == moment.stage for note in me["notes"]) if me else False
    stimulus = stage.get("stimulus")
    return {
        "moment": moment,
        "clock": clock,
        "clock_says": CLOCKS.get(clock.kind, "") if clock else "",
        "stimulus": stimulus,
        "stimulus_language": (stimulus or {}).get("language") or dialogue.language,
        "stimulus_open": not wrote and not typed.words,
        "stimulus_is_long": len((stimulus or {}).get("text", "")) > LONG_STORY,
    }


def _writing_context(dialogue: Dialogue, board: Frame, typed: Typed) -> dict[str, Any]:
    """A note that was refused after its stage ended goes on belonging to that stage."""
    stages = board["put"]["stages"]
    stage_id = typed.note.get("stage") or moment_of(board).stage or ""
    if typed.note and not _is_writing(stages.get(stage_id)):
        stage_id = _last_writing_stage(stages)
    stage = stages.get(stage_id)
    return {
        "writing": _is_writing(stage),
        "calls_on_actor": stage is not None and stage["kind"] == "how",
        "note_stage": stage_id,
        "note_length": length(typed.words),
        "actors": ACTORS.items(),
        "note_languages": _note_languages(dialogue),
    }


def _breakout_context(board: Frame, me: Record | None) -> dict[str, Any]:
    """The circles that one may go to; nobody's are shown to nobody."""
    dialogue = board["put"]["dialogue"]
    breakouts = dialogue["breakouts"] if me else []
    here = dialogue["breakout"]
    names = {breakout["id"]: breakout["name"] for breakout in breakouts}
    return {"breakouts": breakouts, "here": here, "breakout_name": names.get(here)}


def _is_writing(stage: Record | None) -> bool:
    return stage is not None and stage["kind"] in WRITING_KINDS


def _last_writing_stage(stages: dict[str, Record]) -> str:
    """Where words go whose own stage is not known any more; "" before anybody may write."""
    begun = [key for key, one in stages.items() if _is_writing(one) and one["state"] != "ahead"]
    return begun[-1] if begun else ""


def _voting_context(dialogue: Dialogue, board: Frame, me: Record | None) -> dict[str, Any]:
    given = sum(me["votes"].values()) if me else 0
    budget = dialogue.vote_budget
    left = max(0, budget - given) if budget is not None else None
    return {
        "voting": moment_of(board).kind == VOTING_KIND,
        "ballot": _ballot(board, me, left),
        "votes_left": left,
    }


def _profile_context(dialogue: Dialogue, me: Record | None, typed: Typed) -> dict[str, Any]:
    """The questions are asked once, and first; skipping saves a profile without answers."""
    answers = typed.fields if typed.action == "save_profile" else (me or {}).get("profile", {})
    is_open = dialogue.state == Dialogue.State.OPEN
    return {
        "asks_profile": me is not None and not me["has_profile"] and is_open,
        "questions": profile_questions(get_language() or "en", answers),
        "group_options": group_options(answers),
    }


def _note_languages(dialogue: Dialogue) -> list[tuple[str, str]]:
    """The languages a note may say it is in; `und` is BCP 47's word for not known."""
    choices = list(LANGUAGE_CHOICES)
    if dialogue.language not in dict(choices):
        choices.append((dialogue.language, _own_name(dialogue.language)))
    return [*choices, ("und", _("Another language"))]


def _own_name(tag: str) -> str:
    try:
        return str(Locale.parse(tag, sep="-").get_display_name() or tag)
    except ValueError:
        return tag


def _own_notes(board: Frame, me: Record | None, typed: Typed) -> list[dict[str, Any]]:
    """The participant's notes, newest first, each with what may still be done to it."""
    stages, groups = board["put"]["stages"], board["put"]["groups"]
    sealed = board["put"]["dialogue"]["state"] == Dialogue.State.SEALED
    own = []
    for note in reversed(me["notes"] if me else []):
        can_change = stages[note["stage"]]["state"] == "open"
        own.append(
            {
                "note": note,
                "stage_title": stage_title(stages[note["stage"]]),
                "corrects": groups.get(note["corrects"] or ""),
                "state": own_note_state(note["state"]),
                "can_change": can_change,
                "can_answer": not sealed and (note["quote_asked"] or not can_change),
                "typed": typed if typed.edited.get("note") == note["id"] else None,
            }
        )
    return own


def _ballot(board: Frame, me: Record | None, left: int | None) -> list[dict[str, Any]]:
    """The groups to choose from, under the titles of their stages."""
    votes = me["votes"] if me else {}
    cap = board["put"]["dialogue"]["vote_cap"]
    groups = dict(sorted(board["put"]["groups"].items(), key=lambda item: item[1]["order"]))
    return [
        {
            "id": stage_id,
            "title": stage_title(stage),
            "groups": [
                {
                    "id": group_id,
                    "given": votes.get(group_id, 0),
                    "may_give": left != 0 and votes.get(group_id, 0) < cap,
                    **group,
                }
                for group_id, group in groups.items()
                if group["stage"] == stage_id
            ],
        }
        for stage_id, stage in board["put"]["stages"].items()
        if any(group["stage"] == stage_id for group in groups.values())
    ]


def _results(board: Frame, me: Record | None) -> list[dict[str, Any]]:
    """The groups by their votes, once somebody has voted and it may be seen."""
    votes = me["votes"] if me else {}
    stages = board["put"]["stages"].values()
    groups = [{**group, "own": votes.get(key, 0)} for key, group in board["put"]["groups"].items()]
    voted = any(stage["kind"] == VOTING_KIND and stage["state"] == "past" for stage in stages)
    if not voted or any(group["votes"] is None for group in groups):
        return []
    most = max((group["votes"] for group in groups), default=0)
    if most == 0:
        return []
    ordered = sorted(groups, key=lambda group: (-group["votes"], group["order"]))
    return [{**group, "most": most} for group in ordered]


def _read_back(board: Frame, me: Record | None) -> dict[str, Any] | None:
    """The group that is being read back, and whether this person found it right."""
    dialogue = board["put"]["dialogue"]
    key = dialogue["readback"]
    group = board["put"]["groups"].get(key or "")
    if me is None or group is None or dialogue["state"] != Dialogue.State.OPEN:
        return None
    return {"id": key, "agrees": key in me["agreements"], **group}


def _handover(me: Record | None) -> dict[str, Any] | None:
    """The code with which this person may go on elsewhere, and how long it works still."""
    handover = me["handover"] if me else None
    if handover is None:
        return None
    until = datetime.datetime.fromisoformat(handover["expires_at"])
    left = max(0, int((until - timezone.now()).total_seconds()))
    return {"code": handover["code"], "time": minutes_and_seconds(left)}


def _wall(board: Frame, me: Record | None) -> list[Record]:
    own = {note["id"] for note in me["notes"]} if me else set()
    notes = [note for key, note in board["put"]["notes"].items() if key not in own]
    return sorted(notes, key=lambda note: -note["number"])[:WALL_WITHOUT_SCRIPT]
