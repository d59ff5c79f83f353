"""What the scripts of our pages say, in the reader's language.

Words in braces are filled in by the page (`client/words.js`). A number stands after a colon, so
that no sentence needs a plural form: Russian has three of them and Arabic six.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS

Strings = dict[str, "str | Promise"]

_CONNECTION: Strings = {
    "connection_reconnecting": _("Connecting…"),
    "connection_live": _("Live"),
    "connection_polling": _("Slow connection, still up to date"),
    "connection_refused": _("Not connected"),
}

_BAR: Strings = {
    "stage_of": _("Stage {n} of {all}"),
    "not_begun": _("Not begun yet"),
    "closed": _("Closed: writing has ended"),
    "sealed": _("Sealed"),
    "time_left": _("Time left in this stage"),
    "next": _("Next: {stage}"),
    "all_stages": _("All stages"),
    "stages_explained": _("Go to any stage. The one that is open ends; its notes stay."),
    "stage_open": _("Now"),
    "stage_past": _("Past"),
    "stage_ahead": _("Ahead"),
    "minutes": _("{n} min"),
    "people_here": _("People here: {n}"),
    "notes": _("Notes: {n}"),
    "late_notes": _("Late notes: {n}"),
    "show_code": _("{code}: show the join code large"),
    "join_title": _("Join the dialogue"),
    "wall": _("Notes shown to the room"),
    "more": _("More"),
    "projector": _("Open the projector page"),
    "all_dialogues": _("All my dialogues"),
}

_COLUMNS: Strings = {
    "board": _("Notes and groups"),
    "boards": _("Stages with notes"),
    "now": _("now"),
    "ungrouped": _("Ungrouped"),
    "late": _("Late notes"),
    "hidden": _("Hidden notes"),
    "count": "{n}",
    "votes": _("Votes: {n}"),
    "nothing_ungrouped": _("Nothing is waiting here."),
    "empty_group": _("No notes in this group yet."),
    "no_groups_yet": _("Select notes that say the same, then press Group."),
    "move_here": _("Move here"),
    "rename": _("Rename"),
    "title": _("Title of the group"),
    "save": _("Save"),
    "take_apart": _("Take apart"),
    "admit_all": _("Let all in"),
    "on_behalf": _("For somebody else"),
    "late_note": _("Late"),
    "same_person": _("Other notes by the same person: {n}"),
}

_COMMANDS: Strings = {
    "selection": _("With the selected notes"),
    "selected": _("Selected: {n}"),
    "group": _("Group"),
    "move_to": _("Move to…"),
    "new_group": _("New group"),
    "hide": _("Hide"),
    "admit": _("Let in"),
    "bring_back": _("Bring back"),
    "clear": _("Clear"),
    "put_away": _("OK"),
    "cancel": _("Cancel"),
    "done": _("Done"),
    "group_these": _("Group the selected notes: {n}"),
    "group_title": _("What do they say?"),
    "group_title_hint": _("A short sentence that the writers would agree with."),
    "move_these": _("Move the selected notes: {n}"),
    "hide_these": _("Hide the selected notes: {n}"),
    "hide_explained": _(
        "Hidden notes are seen by facilitators only. They are counted in the summary, "
        "but their words are not printed. You can bring them back."
    ),
    "hide_reason": _("Why? (for the other facilitators, may stay empty)"),
    "take_apart_this": _("Take apart: {group}"),
    "take_apart_explained": _("The title goes. Notes that become ungrouped: {n}"),
}

_NEWS: Strings = {
    "new_notes": _("New notes: {n}."),
    "new_late_notes": _("New late notes: {n}."),
    "moved_by_others": _("Notes moved by another facilitator: {n}."),
    "moved_to": _("Notes moved to {group}: {n}."),
    "grouped": _("New group {group}. Notes in it: {n}."),
    "renamed": _("The group is now called {group}."),
    "removed": _("The group {group} was taken apart."),
    "hidden_done": _("Notes hidden: {n}."),
    "brought_back": _("Notes brought back: {n}."),
    "admitted": _("Late notes let in: {n}."),
    "unreachable": _("No answer from the server. Check the connection and try again."),
    "refused": _("This board is no longer open to you. Sign in again, or go to your dialogues."),
}

_ENDING: Strings = {
    "close_step": _("Close the dialogue"),
    "close_explained": _(
        "Writing ends for everybody. Notes that arrive later, from phones that were offline, "
        "wait for you. You can still group, and you can reopen."
    ),
    "reopen": _("Reopen the dialogue"),
    "seal_step": _("Seal the dialogue"),
    "seal_what": _(
        "Sealing ends the dialogue for good: the counts are taken and the summary is drafted."
    ),
    "seal_links": _(
        "The links from notes to people and all answers about people are destroyed. "
        "This cannot be undone."
    ),
    "seal_late": _("Late notes are waiting: {n}"),
    "seal_late_admit": _("Let them in, ungrouped"),
    "seal_late_leave": _("Leave them out; the summary says how many"),
    "seal_code": _("To confirm, type the code of this dialogue: {code}"),
    "seal_code_wrong": _("This is not the code of this dialogue."),
    "seal_do": _("Seal for good"),
    "to_summary": _("Go to the summary"),
    "divergence": _("Where views differed"),
    "divergence_hint": _("In your words, for the summary. Saved while you write."),
    "divergence_saved": _("Saved"),
    "divergence_unsaved": _("Not saved yet"),
    "divergence_saving": _("Saving…"),
    "divergence_reminder": _("You have not written yet where views differed."),
    "divergence_theirs": _("Another facilitator has changed this text meanwhile:"),
    "keep_mine": _("Keep mine"),
    "take_theirs": _("Take theirs"),
    "invite": _("Invite a co-facilitator"),
    "invite_explained": _(
        "Whoever opens this link first can run this dialogue with you. It works once."
    ),
    "invite_link": _("Link"),
    "copy": _("Copy the link"),
    "copied": _("Copied."),
}

_KEYS: Strings = {
    "help": _("Keys"),
    "help_explained": _("These work while a note has the focus. Press Tab to come to a note."),
    "key_arrows": _("go from note to note"),
    "key_select": _("select the note, or not"),
    "key_extend": _("select on the way"),
    "key_group": _("group the selected notes"),
    "key_move": _("move them to another group"),
    "key_new": _("begin an empty group"),
    "key_rename": _("rename the group of this note"),
    "key_hide": _("hide them"),
    "key_clear": _("select nothing"),
    "key_help": _("show these keys"),
}

BOARD_STRINGS: Strings = {
    **_CONNECTION,
    **_BAR,
    **_COLUMNS,
    **_COMMANDS,
    **_NEWS,
    **_ENDING,
    **_KEYS,
}

PROJECTOR_STRINGS: Strings = {
    **_CONNECTION,
    "join": _("Scan, or type this code at"),
    "people_here": _("People here: {n}"),
    "notes": _("Notes: {n}"),
    "groups": _("What we say"),
    "group_notes": _("Notes: {n}"),
    "votes": _("Votes: {n}"),
    "results": _("What matters most"),
    "wall": _("Your notes"),
    "voting": _("Votes are being given. They are shown when the voting has ended."),
    "time_left": _("Time left"),
    "welcome": _("Welcome. Please join with your phone."),
    "closed": _("Thank you. Writing has ended."),
    "sealed": _("Thank you. This dialogue has ended."),
    "stage_is_now": _("Now: {stage}"),
}


def vocabulary_labels() -> dict[str, dict[str, str]]:
    """Return the labels of closed codes that records carry, in the language active now."""
    return {
        "stages": {code: str(label) for code, label in STAGE_KINDS.items()},
        "prompts": {code: str(text) for code, text in PROMPTS.items()},
        "actors": {code: str(label) for code, label in ACTORS.items()},
    }
