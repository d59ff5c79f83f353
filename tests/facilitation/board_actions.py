"""Every action that a facilitator can undo, each with what it may be given."""

from typing import Any

from hypothesis import strategies as st

Fields = dict[str, Any]

STORY = {"kind": "story", "text": "Once there was a well.", "caption": "Kisumu, 1998"}


def reversible_actions(
    notes: list[str], groups: list[str], stages: dict[str, str]
) -> dict[str, st.SearchStrategy[Fields]]:
    """Return the fields to try, by action; `test_boards_follow_the_feed.py` shows it is complete.

    Not all of them make sense: some are refused, as people's clicks are.
    """
    note, group = st.sampled_from(notes), st.sampled_from(groups)
    some = st.lists(note, min_size=1, max_size=3)
    two_or_three = st.lists(note, min_size=2, max_size=3, unique=True)
    flag = st.booleans()
    stage = st.sampled_from(list(stages.values()))
    changes = st.sampled_from(["add", "pause", "resume", "hard", "soft"])
    stories = st.sampled_from([{"stimulus": STORY}, {"remove_stimulus": True}, {}])
    return {
        "move_notes": _with(notes=some, group=st.none() | group),
        "add_group": _with(
            stage=st.just(stages["now"]), title=st.just("New"), notes=st.lists(note, max_size=3)
        ),
        "rename_group": _with(group=group, title=st.text("abc")),
        "remove_group": _with(group=group),
        "merge_groups": _with(group=group, into=group),
        "pin_group": _with(group=group, pinned=flag),
        "pin_notes": _with(notes=some, pinned=flag),
        "mark_duplicates": _with(notes=some, of=st.none() | note),
        "keep_apart": _with(notes=two_or_three),
        "hide_notes": _with(notes=some, reason=st.just("r")),
        "bring_back_notes": _with(notes=some),
        "admit_notes": _with(notes=some),
        "count_proxy_votes": _with(group=group, votes=st.integers(0, 9)),
        "ask_quotes": _with(notes=some),
        "open_stage": _with(stage=stage),
        "set_clock": _with(change=changes, seconds=st.just(60)),
        "edit_stage": st.builds(
            lambda fields, story: fields | story,
            _with(stage=stage, prompt=st.none() | st.text("abc"), minutes=st.integers(1, 20)),
            stories,
        ),
        "set_moderation": _with(review_first=flag, held_words=st.lists(st.text("abc"))),
        "set_under_18": _with(under_18=flag),
        "show_wall": _with(shown=flag),
    }


def _with(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries(fields)
