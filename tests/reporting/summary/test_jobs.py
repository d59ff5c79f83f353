"""A sealed dialogue has its summary at once and its PDF soon, whatever happens to a worker."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from facilitation.models import Dialogue
from reporting.documents import fonts, package, press
from reporting.summary import store
from reporting.summary.jobs import (
    _finish,
    claim,
    print_if_due,
    print_task,
    try_again,
    write_atomically,
)
from reporting.summary.models import MOST_ATTEMPTS, Summary, summaries_folder
from tests.reporting.summary.playing import Played

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)


@pytest.fixture
def sealed(played: Played) -> Summary:
    played.open("now")
    played.say(played.join(), "The well is dry.")
    played.close()
    played.seal()
    return Summary.objects.get()


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press that can print nothing."""
    press._press.stop()
    monkeypatch.setattr(press, "MEMORY_LIMIT_BYTES", 50 * 1024**2)


def test_the_seal_stores_the_summary_in_its_own_transaction(sealed: Summary) -> None:
    assert (sealed.version, sealed.status, sealed.print_state) == (1, "final", "waiting")
    assert sealed.sha256 == hashlib.sha256(bytes(sealed.data)).hexdigest()
    assert sealed.content().account.received == 1


def test_a_dialogue_is_not_sealed_without_its_summary(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.close()
    Summary.objects.create(dialogue=played.dialogue, version=1, status="final", data=b"")
    with pytest.raises(IntegrityError):
        played.seal()
    assert played.dialogue.state == Dialogue.State.CLOSED


def test_only_a_sealed_dialogue_has_a_summary_to_keep(played: Played) -> None:
    with pytest.raises(AssertionError, match="sealed"):
        store.store_summary(dialogue=played.dialogue, version=1)


@needs_fonts
def test_after_the_commit_the_pdf_is_printed(
    played: Played, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    played.close()
    with django_capture_on_commit_callbacks(execute=True):
        played.seal()
    summary = Summary.objects.get()
    assert summary.print_state == "printed"
    assert package.extract(summary.pdf_path.read_bytes()) == bytes(summary.data)
    assert stat.S_IMODE(summary.pdf_path.stat().st_mode) == 0o600


@needs_fonts
def test_printing_twice_prints_once(sealed: Summary) -> None:
    print_task.enqueue(sealed.pk)
    sealed.refresh_from_db()
    written = sealed.pdf_path.stat().st_mtime_ns
    print_task.enqueue(sealed.pk)
    sealed.refresh_from_db()
    assert (sealed.attempt, sealed.pdf_path.stat().st_mtime_ns) == (1, written)


def test_two_workers_never_hold_the_same_lease(sealed: Summary) -> None:
    assert claim(sealed.pk)
    assert not claim(sealed.pk)


@needs_fonts
def test_a_worker_that_overstayed_its_lease_does_not_overrule_its_successor(
    sealed: Summary,
) -> None:
    assert claim(sealed.pk)
    slow = Summary.objects.get()
    Summary.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    print_task.enqueue(sealed.pk)
    _finish(slow, print_state=Summary.Print.FAILED, error="press_timeout")
    sealed.refresh_from_db()
    assert (sealed.print_state, sealed.error, sealed.attempt) == ("printed", "", 2)


@needs_fonts
def test_a_worker_killed_while_it_prints_leaves_the_file_whole_or_absent(
    sealed: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reporting.summary.jobs.os.fsync", cut_short)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(summaries_folder() / "a.pdf", b"half")
    assert list(summaries_folder().iterdir()) == []


@needs_fonts
def test_a_summary_whose_worker_died_is_printed_by_the_next(sealed: Summary) -> None:
    assert claim(sealed.pk)
    Summary.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    print_task.enqueue(sealed.pk)
    sealed.refresh_from_db()
    assert (sealed.print_state, sealed.attempt) == ("printed", 2)


def test_a_summary_that_kills_its_worker_each_time_is_given_up(sealed: Summary) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert claim(sealed.pk)
        Summary.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert not claim(sealed.pk)
    sealed.refresh_from_db()
    assert (sealed.print_state, sealed.error) == ("failed", "press_failed")


def test_printing_is_given_up_after_some_attempts(sealed: Summary, no_memory: None) -> None:
    print_task.enqueue(sealed.pk)
    sealed.refresh_from_db()
    assert (sealed.print_state, sealed.attempt) == ("failed", MOST_ATTEMPTS)
    assert sealed.error == "press_failed"
    assert not summaries_folder().exists()


@needs_fonts
def test_after_giving_up_a_person_can_have_it_tried_again(
    sealed: Summary,
    no_memory: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    print_task.enqueue(sealed.pk)
    monkeypatch.undo()
    sealed.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        try_again(sealed)
    sealed.refresh_from_db()
    assert (sealed.print_state, sealed.error) == ("printed", "")


@needs_fonts
def test_a_pdf_that_was_deleted_is_printed_again(sealed: Summary) -> None:
    print_task.enqueue(sealed.pk)
    sealed.refresh_from_db()
    before = sealed.pdf_path.read_bytes()
    sealed.pdf_path.unlink()
    print_if_due(sealed)
    sealed.refresh_from_db()
    assert sealed.pdf_path.read_bytes() == before


@needs_fonts
def test_no_half_written_file_is_left(sealed: Summary) -> None:
    print_task.enqueue(sealed.pk)
    assert [path.suffix for path in summaries_folder().iterdir()] == [".pdf"]
