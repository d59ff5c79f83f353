"""Every reason for which the live part says no.

A refusal has a stable code (for programs and tests), a sentence (for the person, in their
language) and an HTTP status. Whoever is refused keeps what they typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """What a code means: an HTTP status and a sentence with named places for parameters."""

    status: int
    sentence: Promise | str


REASONS: dict[str, Reason] = {
    "already_voted": Reason(409, _("You have already given your vote to this group.")),
    "body_invalid": Reason(400, _("Something in this request is not as expected: %(field)s.")),
    "body_too_large": Reason(413, _("This request is too large.")),
    "breakouts_not_open": Reason(409, _("No breakouts are open.")),
    "breakouts_open": Reason(409, _("Breakouts are open already. Close them first.")),
    "changed_meanwhile": Reason(
        409,
        _(
            "%(who)s has changed the same meanwhile. What you typed is still here: "
            "save it again if it is to stand."
        ),
    ),
    "cookie_invalid": Reason(
        401, _("This phone's pass for the dialogue is not valid. Please join again.")
    ),
    "csrf_failed": Reason(403, _("This page is too old. Reload it and send again.")),
    "dialogue_closed": Reason(409, _("This dialogue has closed.")),
    "dialogue_not_closed": Reason(409, _("Close the dialogue before you seal it.")),
    "dialogue_sealed": Reason(
        409, _("This dialogue has been sealed. Nothing can change any more.")
    ),
    "divergence_overtaken": Reason(
        409, _("%(who)s has changed this text meanwhile. Nothing is lost: choose what is to stand.")
    ),
    "duplicate_of_itself": Reason(409, _("A note cannot repeat itself.")),
    "field_invalid": Reason(422, _("Please check this answer: %(field)s.")),
    "group_has_votes": Reason(
        409, _("People have voted for this group, so it cannot be taken apart.")
    ),
    "group_into_itself": Reason(409, _("A group cannot be merged into itself.")),
    "group_of_other_breakout": Reason(
        409, _("This group belongs to a breakout and can hold only notes from it.")
    ),
    "group_of_other_stage": Reason(409, _("This group belongs to another stage.")),
    "group_was_answered": Reason(
        409,
        _("People have answered when this group was read back, so it cannot be taken apart."),
    ),
    "handover_expired": Reason(
        410, _("This code no longer works. Ask for a new one on the other phone.")
    ),
    "handover_unknown": Reason(
        404, _("There is no such code. It works once; ask for a new one on the other phone.")
    ),
    "in_line": Reason(503, _("Many people are joining. You are number %(place)s in line.")),
    "join_first": Reason(401, _("Please join the dialogue first.")),
    "late_notes_waiting": Reason(
        409, _("Late notes are waiting. Admit them, or choose to seal without them.")
    ),
    "link_expired": Reason(410, _("This link has expired or was already used. Ask for a new one.")),
    "link_unknown": Reason(
        404, _("This link is not complete. Open it again, or ask for a new one.")
    ),
    "note_empty": Reason(422, _("Write something first.")),
    "not_saved_yet": Reason(
        503, _("Not saved yet. Your words are kept and will be sent again by themselves.")
    ),
    "note_not_late": Reason(409, _("This note is not waiting to be admitted.")),
    "note_not_yours": Reason(403, _("Only the person who wrote a note can change it.")),
    "note_too_long": Reason(
        422,
        _("At most %(limit)s characters fit here; this has %(length)s. Please shorten it."),
    ),
    "not_read_back": Reason(409, _("This group has not been read back.")),
    "nothing_to_undo": Reason(409, _("There is nothing of yours to undo or do again.")),
    "nobody_leads": Reason(409, _("Nobody leads this dialogue at the moment.")),
    "not_leading": Reason(
        409, _("%(who)s leads this dialogue. Ask for the lead, or take it over.")
    ),
    "not_facilitator": Reason(403, _("Only a facilitator of this dialogue can do this.")),
    "op_id_invalid": Reason(400, _("The request carries no valid operation number.")),
    "op_id_taken": Reason(409, _("This operation number was used for something else.")),
    "picture_too_large": Reason(
        413, _("A picture can have at most %(limit)s MB. Make it smaller and try again.")
    ),
    "picture_unreadable": Reason(
        422, _("This file is not a picture that can be shown. Take a PNG, JPEG or WebP file.")
    ),
    "sign_in_needed": Reason(401, _("Please sign in first.")),
    "somebody_leads": Reason(
        409, _("%(who)s leads this dialogue. Say that you take over from them.")
    ),
    "stage_changed_meanwhile": Reason(
        409, _("The stage has changed meanwhile. See which one is open now, then press again.")
    ),
    "stage_ended": Reason(409, _("This stage has ended, so its notes stay as they are.")),
    "stage_not_for_notes": Reason(409, _("No notes are written in this stage.")),
    "stage_not_for_votes": Reason(409, _("No votes are taken at the moment.")),
    "stage_not_open": Reason(409, _("This stage has not begun yet.")),
    "text_too_long": Reason(
        422,
        _("At most %(limit)s characters fit here; this has %(length)s. Please shorten it."),
    ),
    "title_empty": Reason(422, _("Give the group a title.")),
    "title_too_long": Reason(422, _("A title can have at most %(limit)s characters.")),
    "too_fast": Reason(
        429, _("That was very fast. Your words are kept and will be sent in %(seconds)s seconds.")
    ),
    "undo_overtaken": Reason(
        409, _("Somebody has changed the same thing since, so it stays as it is now.")
    ),
    "unknown_action": Reason(404, _("There is no such action.")),
    "unknown_breakout": Reason(404, _("This breakout is not open any more.")),
    "unknown_code": Reason(404, _("There is no dialogue with this code. Check it and try again.")),
    "unknown_facilitator": Reason(404, _("This person is not a facilitator of this dialogue.")),
    "unknown_group": Reason(404, _("This group does not exist any more.")),
    "unknown_note": Reason(404, _("This note does not exist any more.")),
    "unknown_picture": Reason(404, _("There is no such picture.")),
    "unknown_stage": Reason(404, _("This stage does not exist.")),
    "vote_budget_spent": Reason(409, _("You have given all your votes. Take one back first.")),
    "vote_not_given": Reason(409, _("You have not voted for this group.")),
}


class Refusal(Exception):
    """An action was refused; nothing was written.

    `code` is a key of `REASONS`; `params` fill the sentence and may be read by programs
    (`limit`, `length` in characters, `seconds` until a retry makes sense, `field` by name, `place`
    in line, `theirs`: what somebody else wrote, as in the fields of the action).
    """

    def __init__(self, code: str, **params: str | int | dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int | dict[str, Any]] = params
        self.status = REASONS[code].status

    @property
    def message(self) -> str:
        """The sentence in the language active now."""
        return str(REASONS[self.code].sentence) % self.params

    def as_json(self) -> dict[str, object]:
        """Return the body of a refused request: `{"error": {code, message, params}}`."""
        return {"error": {"code": self.code, "message": self.message, "params": self.params}}
