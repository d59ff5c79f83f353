"""The participant's forms without JavaScript: what they send, and how they come back refused.

Every form posts the fields of one action under the action's own names, with the `op_id` made when
the page was rendered. Whatever is refused comes back with all that was typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from facilitation.pages.participant_words import Words
from facilitation.refusals import Refusal
from facilitation.vocabulary.people import (
    AGES,
    EDUCATION,
    GENDERS,
    GROUPS,
    OCCUPATIONS,
    UNDISCLOSED,
)
from facilitation.vocabulary.places import countries


@dataclass(frozen=True)
class _Fields:
    """The fields of one form by how browsers send them; an unticked box is not sent at all.

    `choices` are buttons and circles that say `yes` or `no`.
    """

    texts: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


FORMS = {
    "join": _Fields(texts=("language", "breakout")),
    "use_handover": _Fields(texts=("code",)),
    "make_handover": _Fields(),
    "leave_and_erase": _Fields(choices=("keep_notes",)),
    "go_to_breakout": _Fields(texts=("breakout",)),
    "save_profile": _Fields(
        texts=("age", "gender", "occupation", "education", "nationality"), lists=("groups",)
    ),
    "add_note": _Fields(
        texts=("stage", "breakout", "text", "language", "actor"), ticks=("quote", "on_behalf")
    ),
    "edit_note": _Fields(texts=("note", "text"), ticks=("quote",)),
    "withdraw_note": _Fields(texts=("note",)),
    "give_vote": _Fields(texts=("group",)),
    "take_back_vote": _Fields(texts=("group",)),
    "agree": _Fields(texts=("group",), choices=("agrees",)),
    "correct": _Fields(texts=("group", "text")),
    "allow_quote": _Fields(texts=("note",), choices=("allowed",)),
}
"""Every action that the page has a form for."""

SKIP = "skip"
"""The button that leaves all questions about oneself unanswered."""


def body_of(action: str, posted: QueryDict) -> dict[str, Any]:
    """Return the fields of `action` from a form. Raises `Refusal("unknown_action")`."""
    if action not in FORMS:
        raise Refusal("unknown_action")
    if action == "save_profile" and SKIP in posted:
        return {}
    fields = FORMS[action]
    body: dict[str, Any] = {name: posted.get(name, "") for name in fields.texts}
    body |= {name: name in posted for name in fields.ticks}
    body |= {name: posted.get(name) == "yes" for name in fields.choices}
    return body | {name: posted.getlist(name) for name in fields.lists}


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a form, to be shown again: beside a refusal, or after joining."""

    action: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def note(self) -> Mapping[str, Any]:
        """The fields of a new note, empty if it was another form."""
        return self.fields if self.action == "add_note" else {}

    @property
    def edited(self) -> Mapping[str, Any]:
        """The fields of a changed note, empty if it was another form."""
        return self.fields if self.action == "edit_note" else {}

    @property
    def missed(self) -> str:
        """What was typed where a group is read back, "" if it was another form."""
        return self.words if self.action == "correct" else ""

    @property
    def words(self) -> str:
        """What would be lost if this were not shown again."""
        return str(self.fields.get("text", ""))


def typed_before_joining(posted: QueryDict) -> Typed:
    """Return the note that the join form carried along, if it carried one."""
    if not posted.get("text"):
        return Typed("join")
    note = body_of("add_note", posted)
    del note["breakout"]  # the join form names the circle to enter, by its code
    return Typed("add_note", note)


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    code: str
    label: Words
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One optional question about oneself."""

    name: str
    label: Words
    options: tuple[Option, ...]


def profile_questions(language: str, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions with one answer each, in the reader's `language`.

    `answers` are those of the profile saved before, if any.
    """
    asked: tuple[tuple[str, Words, Iterable[tuple[str, Words]]], ...] = (
        ("age", _("How old are you?"), AGES.items()),
        ("gender", _("Gender"), GENDERS.items()),
        ("nationality", _("Nationality"), countries(language)),
        ("occupation", _("Main occupation"), OCCUPATIONS.items()),
        ("education", _("Education"), EDUCATION.items()),
    )
    return tuple(
        Question(name, label, _options(listed, [answers.get(name, "")]))
        for name, label, listed in asked
    )


def group_options(answers: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return the groups one may say to belong to."""
    return _options(GROUPS.items(), answers.get("groups", ()))


def _options(listed: Iterable[tuple[str, Words]], chosen: Iterable[str]) -> tuple[Option, ...]:
    codes = set(chosen)
    undisclosed = (UNDISCLOSED, _("I would rather not say"))
    return tuple(Option(code, label, code in codes) for code, label in (*listed, undisclosed))
