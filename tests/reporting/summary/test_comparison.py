"""A comparison shows every word that was added or removed, and loses none of either text."""

from django.utils import translation
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

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


def test_what_differs_is_named_in_the_readers_language() -> None:
    before = sample_summary(6)
    after = rebuilt(before, stages=before.stages[:1], overall=(), quotes=())
    with translation.override("ar"):
        labels = [change.label for change in changes(before, after)]
        assert f"2. {before.stages[1].title} · {_('Note %(n)s') % {'n': 1}}" in labels
    assert not any("Note" in label for label in labels)
