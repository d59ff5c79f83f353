"""What the review's pages show: each passage as it stands, beside the notes it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilitation.models import Dialogue
from facilitation.text import clean
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import PUBLISH
from facilitation.vocabulary.sdgs import SDGS
from reporting.format import SummaryV1
from reporting.format.content import MOST_IDEAS
from reporting.format.v1 import Group, Note, Stage
from reporting.summary.masking import MARKS
from reporting.summary.passages import (
    MOST_SENTENCES,
    Masks,
    MethodWords,
    Names,
    OrganizerWords,
    QuoteWords,
    Sentence,
    Sentences,
    Tags,
    Value,
    Words,
)
from reporting.summary.review import Source
from reporting.summary.review_form import Saved, readable, shown_digest
from reporting.summary.topics import List, topics_of

SECTIONS = {
    "words": _("Words"),
    "quotes": _("Quotes"),
    "topics": _("Topics"),
    "personal": _("Personal data"),
    "method": _("Method and name"),
}
"""The review's pages. Several, so that a form of a large dialogue stays small enough to send."""

PER_PAGE = 40
ROWS_OFFERED = 3
"""Empty rows for sentences beyond those written."""

STATED = {"not-stated": _("Not stated"), "yes": _("Yes"), "no": _("No")}
FINDINGS = {
    "name": _("Name"),
    "phone": _("Number"),
    "email": _("E-mail address"),
    "link": _("Link or handle"),
}


@dataclass(frozen=True)
class Passage:
    """One passage in a form. `theirs` are another reviewer's words that came in between."""

    name: str
    number: int
    value: Value
    shown: str
    theirs: str = ""


@dataclass(frozen=True)
class Choice:
    """A group or note that a sentence may rest on."""

    key: str
    label: str


@dataclass(frozen=True)
class Hint:
    """A commitment or goal that is suggested of a group. `words` are those it rests on; empty where
    it is the dialogue's only one."""

    kind: List
    number: int
    name: str | Promise
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One sentence in a form."""

    index: int
    sentence: Sentence
    choices: list[Choice]


@dataclass(frozen=True)
class Section:
    """One passage of sentences with its rows and its sources."""

    passage: Passage
    rows: list[Row]
    stage: Stage | None = None
    drafted: bool = False


@dataclass
class Review:
    """The review of one dialogue at one moment. After a conflict, `saved` has what was typed."""

    dialogue: Dialogue
    content: SummaryV1
    words: Words
    sources: list[Source]
    saved: Saved = field(default_factory=Saved)

    def passage(self, name: str, default: Value) -> Passage:
        stored = self.words.values.get(name, default)
        conflict = self.saved.overtaken.get(name)
        value = self.saved.typed[name] if conflict else stored
        return Passage(
            name=name,
            number=self.words.number(name),
            value=value,
            # Of what is stored, so that what was typed against it counts as a change.
            shown=shown_digest(stored),
            theirs=readable(stored) if conflict else "",
        )

    def context(self, section: str, page: str) -> dict[str, Any]:
        """The template context of one section."""
        make = {
            "words": self._words,
            "quotes": self._quotes,
            "topics": self._topics,
            "personal": self._personal,
            "method": self._method,
        }
        return make[section](page)

    def _words(self, _page: str) -> dict[str, Any]:
        groups = [group for stage in self.content.stages for group in stage.groups]
        everything = _choices(groups, [])
        divergence = self.passage("divergence", Sentence(text=clean(self.dialogue.divergence)))
        assert isinstance(divergence.value, Sentence)
        return {
            "overall": self._sentences("overall", everything, MOST_SENTENCES),
            "ideas": [self._ideas(stage) for stage in self.content.stages],
            "divergence": divergence,
            "divergence_row": Row(0, divergence.value, everything),
        }

    def _ideas(self, stage: Stage) -> Section:
        drafted = Sentences(
            sentences=tuple(
                Sentence(text=idea.text, rests_on=idea.rests_on) for idea in stage.ideas
            )
        )
        name = f"ideas:{stage.id}"
        choices = _choices(stage.groups, stage.ungrouped)
        section = self._sentences(name, choices, MOST_IDEAS, drafted)
        return Section(section.passage, section.rows, stage, name not in self.words.values)

    def _sentences(
        self, name: str, choices: list[Choice], most: int, default: Sentences | None = None
    ) -> Section:
        passage = self.passage(name, default or Sentences())
        assert isinstance(passage.value, Sentences)
        written = passage.value.sentences
        offered = max(len(written), min(most, len(written) + ROWS_OFFERED))
        rows = [
            Row(index, written[index] if index < len(written) else Sentence(), choices)
            for index in range(offered)
        ]
        return Section(passage, rows)

    def _quotes(self, page: str) -> dict[str, Any]:
        shown = _page(self.content.quotes, page)
        quotes = [(quote, self.passage(f"quote:{quote.note}", QuoteWords())) for quote in shown]
        return {"page": shown, "quotes": quotes}

    def _topics(self, page: str) -> dict[str, Any]:
        groups = [(stage, group) for stage in self.content.stages for group in stage.groups]
        shown = _page(groups, page)
        rows = [
            (stage, group, self.passage(f"tags:{group.id}", Tags()), self._hints(group))
            for stage, group in shown
        ]
        return {
            "page": shown,
            "groups": rows,
            "commitments": COMMITMENTS.items(),
            "sdgs": SDGS.items(),
        }

    def _hints(self, group: Group) -> list[Hint]:
        """What is suggested of a group while nobody has said what it is about."""
        named = topics_of(group, language=self.dialogue.language)
        reasons = {
            (kind, one.number): ", ".join(one.words)
            for kind, found in named.items()
            for one in found
        }
        hints = [
            Hint("commitments", tag.number, COMMITMENTS[tag.number])
            for tag in group.commitments
            if tag.suggested
        ]
        hints += [Hint("sdgs", tag.number, SDGS[tag.number]) for tag in group.sdgs if tag.suggested]
        return [replace(hint, words=reasons.get((hint.kind, hint.number), "")) for hint in hints]

    def _personal(self, page: str) -> dict[str, Any]:
        # What waits comes first; the rest stays to be looked at again.
        found = sorted(self.sources, key=lambda source: not source.undecided)
        shown: Page[Source] = _page(found, page)
        return {
            "page": shown,
            "sources": [(source, self.passage(f"mask:{source.key}", Masks())) for source in shown],
            "names": self.passage("names", Names()),
            "kinds": FINDINGS,
            "marks": MARKS,
        }

    def _method(self, _page: str) -> dict[str, Any]:
        dialogue = self.dialogue
        named = OrganizerWords.model_validate(
            {"name": dialogue.organizer_name, "publish": dialogue.organizer_publish}
        )
        return {
            "organizer": self.passage("organizer", named),
            "publish": PUBLISH.items(),
            "method": self.passage("method", MethodWords()),
            "stated": STATED.items(),
        }


def _choices(groups: Iterable[Group], notes: Iterable[Note]) -> list[Choice]:
    made = [Choice(group.id, group.title or str(_("Group without a title"))) for group in groups]
    return made + [Choice(note.id, note.text) for note in notes]


def _page(rows: Any, number: str) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(number)
