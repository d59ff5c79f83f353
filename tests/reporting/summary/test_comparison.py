"""A comparison shows every word that was added or removed, and loses none of either text."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from reporting.format import SummaryV1
from reporting.format.v1 import Method, Quote, Statement
from reporting.summary.comparison import Span, changes, spans_of
from tests.reporting.summary.remade import rebuilt
from toolkit.bench.samples import sample_summary


def test_words_are_compared_one_by_one() -> None:
    assert spans_of("Dig two wells.", "Dig three wells.") == [
        Span("same", "Dig "),
        Span("removed", "two"),
        Span("added", "three"),
        Span("same", " wells."),
    ]


def test_chinese_is_compared_by_character() -> None:
    assert Span("added", "新") in spans_of("挖井", "挖新井")


@given(st.text(), st.text())
def test_both_texts_stand_in_the_comparison(before: str, after: str) -> None:
    spans = spans_of(before, after)
    assert "".join(span.text for span in spans if span.kind != "added") == before
    assert "".join(span.text for span in spans if span.kind != "removed") == after


def _changed(before: SummaryV1, **fields: Any) -> dict[str, str]:
    """The passages that differ, by label, with what was added to each."""
    found = changes(before, rebuilt(before, **fields))
    return {
        change.label: "".join(span.text for span in change.spans if span.kind == "added")
        for change in found
    }


def test_what_most_do_in_the_organizers_words_is_compared() -> None:
    before = sample_summary(6)
    mostly = before.participation.mostly.model_copy(
        update={"occupation": "professionals", "occupation_words": "public librarians"}
    )
    people = before.participation.model_copy(update={"mostly": mostly})
    label = "What most participants do, in the organizer's words"
    assert _changed(before, participation=people) == {label: "public librarians"}


def test_how_the_organizer_is_named_is_compared() -> None:
    before = sample_summary(6)
    organizer = before.organizer.model_copy(update={"publish": "person"})
    assert list(_changed(before, organizer=organizer)) == ["How the organizer is named"]


def test_what_a_sentence_rests_on_is_compared() -> None:
    before = sample_summary(6)
    groups = [group.id for group in before.groups()]
    one = Statement(text="Wells come first.", rests_on=(groups[0],))
    two = Statement(text="Wells come first.", rests_on=(groups[0], groups[1]))
    written = rebuilt(before, overall=(one,))
    assert _changed(written, overall=(two,)) == {"Overall summary": ", Group 2"}


def test_two_quotes_that_begin_alike_are_compared_apart() -> None:
    before = sample_summary(60)
    stage, words = before.stages[0], "We walk to the river, and on the way we talk about the rain. "
    notes = tuple(
        note.model_copy(update={"text": f"{words}{place}"})
        for place, note in enumerate(stage.ungrouped)
    )
    stages = (stage.model_copy(update={"ungrouped": notes}), *before.stages[1:])
    quotes = tuple(
        Quote(note=note.id, text=note.text, language=note.language) for note in notes[:2]
    )
    alike = rebuilt(before, stages=stages, quotes=quotes)
    translated = tuple(
        quote.model_copy(update={"translation": f"{place}."}) for place, quote in enumerate(quotes)
    )
    assert list(_changed(alike, quotes=translated).values()) == ["0.", "1."]


def test_the_method_is_compared_in_words() -> None:
    before = rebuilt(sample_summary(6), method=Method())
    with translation.override("fr"):
        assert _changed(before, method=Method(recorded="yes", note_takers=2)) == {
            _("Note-takers"): "2",
            _("Sound or pictures recorded"): _("Yes"),
        }


def test_what_differs_is_named_in_the_readers_language() -> None:
    before = sample_summary(6)
    after = rebuilt(before, stages=before.stages[:1], overall=(), quotes=())
    with translation.override("ar"):
        labels = [change.label for change in changes(before, after)]
        assert f"2. {before.stages[1].title} · {_('Note %(n)s') % {'n': 1}}" in labels
    assert not any("Note" in label for label in labels)
