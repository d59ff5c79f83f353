"""A comparison shows every word that was added or removed, and loses none of either text."""

from hypothesis import given
from hypothesis import strategies as st

from reporting.summary.comparison import Span, spans_of


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
