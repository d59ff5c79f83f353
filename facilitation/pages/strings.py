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
    "waiting_notes": _("Waiting for you: {n}"),
    "stage_is_now": _("Now: {stage}"),
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
    "waiting": _("Waiting for you"),
    "hidden": _("Hidden notes"),
    "count": "{n}",
    "votes": _("Votes: {n}"),
    "nothing_ungrouped": _("Nothing is waiting here."),
    "empty_group": _("No notes in this group yet."),
    "no_groups_yet": _("Select notes that say the same, then press Group."),
    "drop_for_new": _("Or drop notes here."),
    "move_here": _("Move here"),
    "rename": _("Rename"),
    "title": _("Title of the group"),
    "save": _("Save"),
    "take_apart": _("Take apart"),
    "admit_all": _("Let all in"),
    "on_behalf": _("For somebody else"),
    "late_note": _("Late"),
    "held_note": _("Held back"),
    "same_person": _("Other notes by the same person: {n}"),
    "pinned": _("Pinned"),
    "repeats": _("Repeats another note"),
    "said_again": _("Said again: {n}"),
    "correction": _("Correction of {group}"),
    "quotable": _("May be quoted"),
    "quote_asked": _("Asked: may we quote?"),
    "votes_on_behalf": _("Raised hands: {n}"),
    "agreed": _("Agree: {n}"),
    "being_read": _("Being read back"),
    "group_tools": _("Tools of the group {group}"),
}

_COMMANDS: Strings = {
    "selection": _("With the selected notes"),
    "group": _("Group"),
    "move_to": _("Move to…"),
    "new_group": _("New group"),
    "hide": _("Hide"),
    "merge": _("Merge into another group…"),
    "pin": _("Pin"),
    "unpin": _("Unpin"),
    "select_its_notes": _("Select its notes"),
    "mark_repeat": _("They repeat a note…"),
    "no_repeat": _("They repeat no other note"),
    "ask_quote": _("Ask whether we may quote"),
    "only_one_person": _("Only notes by this person"),
    "hide_waiting": _("Hide what is waiting…"),
    "more_for_notes": _("More for the selected notes"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "admit": _("Let in"),
    "bring_back": _("Bring back"),
    "clear": _("Clear"),
    "put_away": _("OK"),
    "cancel": _("Cancel"),
    "done": _("Done"),
    "group_these": _("Group the selected notes: {n}"),
    "split_off": _("Split off into a new group: {n}"),
    "group_title": _("What do they say?"),
    "group_title_hint": _("A short sentence that the writers would agree with."),
    "move_these": _("Move the selected notes: {n}"),
    "hide_these": _("Hide the selected notes: {n}"),
    "hide_explained": _(
        "Hidden notes are seen by facilitators only. They are counted in the summary, "
        "but their words are not printed. You can bring them back."
    ),
    "hide_reason": _("Why? (for the other facilitators, may stay empty)"),
    "merge_this": _("Merge {group} into…"),
    "merge_explained": _(
        "Its notes and votes go along. Whoever voted for both groups has one vote there."
    ),
    "repeats_which": _("Which note do they repeat?"),
    "repeats_explained": _("Both stay on the board and in the summary."),
    "take_apart_this": _("Take apart: {group}"),
    "take_apart_explained": _("The title goes. Notes that become ungrouped: {n}"),
}

_NEWS: Strings = {
    "new_notes": _("New notes: {n}."),
    "new_waiting_notes": _("New notes waiting for you: {n}."),
    "moved_by_others": _("Notes moved by another facilitator: {n}."),
    "moved_to": _("Notes moved to {group}: {n}."),
    "grouped": _("New group {group}. Notes in it: {n}."),
    "renamed": _("The group is now called {group}."),
    "removed": _("The group {group} was taken apart."),
    "hidden_done": _("Notes hidden: {n}."),
    "brought_back": _("Notes brought back: {n}."),
    "admitted": _("Notes let in: {n}."),
    "merged": _("Merged into {group}."),
    "group_pinned": _("The group is pinned."),
    "group_unpinned": _("The group is no longer pinned."),
    "notes_pinned": _("Notes pinned: {n}."),
    "notes_unpinned": _("Notes no longer pinned: {n}."),
    "marked_repeat": _("Notes marked as repeating another: {n}."),
    "marked_no_repeat": _("Notes no longer marked as repeating another: {n}."),
    "quotes_asked": _("Asked on their phones: {n}."),
    "now_selected": _("Selected: {n}."),
    "all_folded": _("Only the titles of the groups are shown."),
    "all_unfolded": _("All notes in groups are shown."),
    "unreachable": _("No answer from the server. Check the connection and try again."),
    "refused": _("This board is no longer open to you. Sign in again, or go to your dialogues."),
}

_UNDO: Strings = {
    "undone": _("Undone: {what}."),
    "redone": _("Done again: {what}."),
    "step_": _("the last step"),
    "step_notes_moved": _("notes moved"),
    "step_group_added": _("group begun"),
    "step_group_removed": _("group taken apart"),
    "step_group_renamed": _("group renamed"),
    "step_groups_merged": _("groups merged"),
    "step_group_pinned": _("group pinned or unpinned"),
    "step_note_pinned": _("note pinned or unpinned"),
    "step_note_marked_duplicate": _("note marked as repeating another, or not"),
    "step_note_hidden": _("note hidden"),
    "step_note_brought_back": _("note brought back"),
    "step_note_admitted": _("note let in"),
    "step_proxy_votes_counted": _("votes counted"),
    "step_stage_opened": _("stage changed"),
    "step_stage_clock_changed": _("clock changed"),
    "step_wall_shown": _("notes shown to the room, or not"),
}

_CLOCK: Strings = {
    "plus_one": _("+1 min"),
    "add_minute": _("One minute more"),
    "pause": _("Pause the clock"),
    "resume": _("Let the clock go on"),
    "minute_added": _("One minute more."),
    "paused": _("The clock stands still."),
    "resumed": _("The clock goes on."),
    "clock_paused": _("paused"),
    "clock_over": _("over time"),
    "clock_ended": _("new notes wait"),
    "clock_hard": _("hard end"),
    "clock_runs": "",
    "time_is_up": _("The time of this stage is up. People can go on writing."),
    "time_is_up_hard": _("The time of this stage is up. New notes now wait for you."),
    "hard_end": _("End hard"),
    "hard_end_explained": _("When the time is up, new notes wait for you to let them in."),
    "edit": _("Edit"),
    "edit_stage": _("Edit the stage"),
    "edit_this": _("Edit: {stage}"),
    "stage_prompt": _("Question"),
    "stage_minutes": _("Minutes"),
    "stage_saved": _("Saved: {stage}."),
    "stimulus": _("Shown before people write"),
    "stimulus_shown": _("Shown with the question"),
    "stimulus_none": _("Nothing"),
    "stimulus_story": _("A story"),
    "stimulus_picture": _("A picture"),
    "stimulus_link": _("A link, for example to a film"),
    "stimulus_text": _("Text"),
    "stimulus_address": _("Address of the link"),
    "stimulus_caption": _("Caption"),
    "stimulus_credit": _("Credit: who made it"),
    "picture_file": _("Picture (PNG, JPEG or WebP)"),
    "other_picture": _("Another picture (PNG, JPEG or WebP), or leave this empty"),
    "picture_alternative": _("What it shows, for people who do not see it"),
    "no_pictures": _("The picture could not be stored. What you typed is kept."),
}

_TOOLS: Strings = {
    "menu_show": _("Show"),
    "menu_no_device": _("People without a device"),
    "menu_board": _("This board"),
    "menu_dialogue": _("This dialogue"),
    "as_participant": _("See it as a participant"),
    "sheet": _("Sheet to print"),
    "fold_all": _("Show only the titles of groups"),
    "unfold_all": _("Show all notes in groups"),
    "find": _("Find"),
    "find_words": _("Words"),
    "find_only": _("Show"),
    "find_language": _("Language"),
    "find_actor": _("Who is called on"),
    "any_language": _("Any language"),
    "any_actor": _("Anybody"),
    "only_all": _("All notes"),
    "only_ungrouped": _("Ungrouped"),
    "only_waiting": _("Waiting for you"),
    "only_on_behalf": _("Written for somebody else"),
    "only_corrections": _("Corrections"),
    "only_quotable": _("May be quoted"),
    "one_person": _("One person"),
    "found": _("Found: {n} of {all}"),
    "select_found": _("Select all found"),
    "end_search": _("Show everything"),
    "moderation": _("Read notes before they show"),
    "review_first": _("I read every note before it shows"),
    "review_first_explained": _(
        "New notes wait for you. Their writers see that they have arrived."
    ),
    "held_words": _("Words that hold a note back, one on each line"),
    "held_words_explained": _(
        "A note with one of these words waits for you. Nothing is ever deleted by it."
    ),
    "moderation_saved": _("Saved. It holds for notes from now on."),
    "proxy_notes": _("Write notes for others"),
    "proxy_notes_explained": _(
        "For people without a device, or from paper. They are marked as written for somebody "
        "else and go on the board at once."
    ),
    "proxy_lines": _("Notes, one on each line"),
    "their_stage": _("Stage"),
    "their_language": _("Language"),
    "their_actor": _("Who is called on"),
    "nobody_named": _("Nobody named"),
    "write_down": _("Put on the board"),
    "write_some": _("Write something first."),
    "written_down": _("Notes put on the board: {n}."),
    "lines_kept": _("Notes still here, not on the board: {n}."),
    "count_votes": _("Count votes of people without a device"),
    "count_votes_explained": _(
        "How many hands went up. The number is marked wherever the votes are shown."
    ),
    "votes_counted": _("Votes without a device for {group}: {n}."),
    "one_less": _("One less"),
    "one_more": _("One more"),
    "close": _("Close"),
    "suggestions": _("May say the same"),
    "suggestions_n": _("May say the same: {n}"),
    "suggestions_explained": _("Nothing moves until you accept, and you can undo it."),
    "may_say_the_same": _("Untick what says something else"),
    "suggestion_of": _("{n} of {all}"),
    "previous": _("Previous"),
    "following": _("Next"),
    "group_ticked": _("Group what is ticked"),
    "keep_apart": _("They differ"),
    "kept_apart": _("They will not be suggested together again."),
    "no_suggestions": _("No more suggestions."),
    "tick_some": _("Tick at least one note."),
    "read_back": _("Reading back"),
    "read_back_explained": _("Read the groups back one by one. The projector shows each."),
    "read_this_back": _("Read this back"),
    "begin_reading": _("Begin reading back"),
    "previous_group": _("Previous group"),
    "next_group": _("Next group"),
    "end_reading": _("End"),
    "reading_now": _("Being read back: {group}."),
    "reading_ended": _("Reading back has ended."),
    "corrections": _("Corrections: {n}"),
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
    "seal_late": _("Notes are waiting: {n}"),
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
    "help_explained": _(
        "These work while a note or the title of a group has the focus. Press Tab to come to one."
    ),
    "key_arrows": _("go from note to note"),
    "key_select": _("select the note, or not"),
    "key_extend": _("select on the way"),
    "key_group": _("group the selected notes"),
    "key_move": _("move them to another group"),
    "key_new": _("begin an empty group"),
    "key_rename": _("rename the group of this note"),
    "key_all": _("select all notes of this column"),
    "key_merge": _("merge this group into another"),
    "key_fold": _("show only the title of this group, or its notes"),
    "key_pin": _("pin the notes, or the group on its title"),
    "key_duplicate": _("mark them as repeating another note"),
    "key_admit": _("let waiting notes in"),
    "key_read_back": _("read this group back"),
    "key_find": _("find notes"),
    "key_undo": _("undo what you did last"),
    "key_redo": _("do it again"),
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
    **_UNDO,
    **_CLOCK,
    **_TOOLS,
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
    "clock_paused": _("paused"),
    "votes_on_behalf": _("Raised hands: {n}"),
    "read_back": _("Did we understand you?"),
    "agreed": _("Agree: {n}"),
    "how_to_answer": _("Say on your phone whether you agree, or what we missed."),
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
