"""The benchmark of the board says what is missed, and spares what nobody can see."""

from benchmarks.board import Cost, as_markdown


def test_a_ratio_over_its_bound_is_missed() -> None:
    assert not Cost("folding", "ms", board=50, plain=2, most=12).holds
    assert Cost("folding", "ms", board=50, plain=5, most=12).holds


def test_less_than_a_frame_of_the_screen_is_never_too_much() -> None:
    assert Cost("folding", "ms", board=15, plain=0.1, most=12).holds
    assert not Cost("memory", "MB", board=15, plain=0.1, most=12).holds


def test_the_page_says_both_figures_and_how_they_compare() -> None:
    page = as_markdown([Cost("folding", "ms", board=50, plain=2, most=12)], notes=1000, load=1.5)
    assert "| folding, ms | 50.0 | 2.0 | 25.0 | 12 | missed |" in page
    assert "Load when it ended: 1.5" in page
