"""The benchmark of suggestions measures what its tables say, and says when it cannot."""

import sys
from pathlib import Path

import pytest

from benchmarks.grouping import Board, best_average_link, jaccard, main, score, word_tfidf

BOARD = Board(
    "dev", ["clean water", "clean water now", "more buses", "more buses now"], list("aabb")
)


def test_the_right_partition_scores_one_and_a_single_set_nothing() -> None:
    assert score("", "", [BOARD], [[5, 5, 7, 7]]).mean == 1
    assert score("", "", [BOARD], [[0, 0, 0, 0]]).mean == 0


def test_a_rival_gets_the_threshold_that_suits_it_best() -> None:
    assert best_average_link("words", [BOARD], [word_tfidf(BOARD.texts)]).mean == 1


def test_the_text_rule_sees_no_words_but_ascii_ones() -> None:
    assert jaccard(["مياه نظيفة", "干净的水"])[0, 1] == 0
    assert jaccard(["clean water", "Clean, water!"])[0, 1] == 0
    assert jaccard(["clean water", "dirty water"])[0, 1] == pytest.approx(2 / 3)


def test_a_missing_corpus_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["grouping", str(tmp_path), "--out", str(tmp_path / "out")])

    main()

    assert "Skipped: no ArgKP" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
