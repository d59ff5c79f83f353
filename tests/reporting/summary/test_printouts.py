"""Drafts and posters are printed in the background, each once, and say how far they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from reporting.documents import fonts, package, press
from reporting.format import from_bytes
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.jobs import claim, printout_task
from reporting.summary.models import MOST_ATTEMPTS, Printout, Summary, summaries_folder
from reporting.summary.printouts import ask_for_draft
from reporting.summary.progress import progress
from reporting.summary.review import sign
from tests.reporting.summary.playing import Played

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)


@pytest.fixture
def talked(played: Played) -> Played:
    played.open("now")
    played.say(played.join(), "The well is dry.")
    return played


@pytest.fixture
def signed(talked: Played) -> Played:
    talked.close()
    talked.seal()
    seen = draft_digest(compile_summary(talked.dialogue))
    sign(dialogue=talked.dialogue, name="Ada", reason="", seen=seen, user_id=None)
    return talked


@pytest.fixture
def organizer(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


def _ask(organizer: Client, played: Played, kind: str) -> Any:
    return organizer.post(reverse("summary:print-out", args=[played.dialogue_id, kind]))


def _address(name: str, printout: Printout) -> str:
    return reverse(f"summary:{name}", args=[printout.dialogue_id, printout.pk])


# Asking and waiting


def test_asking_answers_at_once_with_a_page_that_says_how_far_it_is(
    organizer: Client, talked: Played
) -> None:
    answer = _ask(organizer, talked, "draft")
    printout = Printout.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, _address("printout", printout))
    assert printout.print_state == "waiting"
    assert progress(printout).startswith("It waits for the press; 0 documents")


def test_the_state_tells_of_waiting_printing_and_further_attempts(talked: Played) -> None:
    printout = ask_for_draft(talked.dialogue)
    Summary.objects.create(
        dialogue=talked.dialogue,
        version=1,
        status="final",
        data=b"",
        created_at=timezone.now() - dt.timedelta(minutes=1),
    )
    assert progress(printout) == "It waits for the press; 1 document is printed before it."
    assert claim(printout.pk, model=Printout)
    Printout.objects.update(created_at=timezone.now() - dt.timedelta(seconds=12), attempt=2)
    printout.refresh_from_db()
    told = progress(printout)
    assert told == "It is being printed, since 10 seconds. Attempt 2 of 3."


def test_programs_hear_the_same_as_people(organizer: Client, talked: Played) -> None:
    printout = ask_for_draft(talked.dialogue)
    state = organizer.get(_address("printout-state", printout)).json()
    assert state == {"done": False, "says": progress(printout)}
    Printout.objects.update(print_state="failed", error="press_failed")
    assert organizer.get(_address("printout-state", printout)).json()["done"] is True


def test_the_summary_tells_how_far_it_is_too(organizer: Client, signed: Played) -> None:
    address = reverse("summary:state", args=[signed.dialogue_id])
    assert organizer.get(address).json()["done"] is False
    Summary.objects.update(print_state="printed", pdf_name="x.pdf")
    assert organizer.get(address).json() == {"done": True, "says": "Printed."}


@needs_fonts
def test_the_draft_is_printed_and_says_that_it_is_one(
    organizer: Client,
    talked: Played,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _ask(organizer, talked, "draft")
    printout = Printout.objects.get()
    page = organizer.get(_address("printout", printout)).content.decode()
    assert "Download PDF" in page
    file = organizer.get(_address("printout-file", printout))
    assert file["Content-Disposition"].endswith('-draft.pdf"')
    content = from_bytes(package.extract(file.content)).summary
    assert (content.status, content.account.received) == ("draft", 1)


@needs_fonts
def test_the_poster_of_a_signed_version_is_printed(
    organizer: Client,
    signed: Played,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _ask(organizer, signed, "poster")
    printout = Printout.objects.get()
    assert printout.link.endswith(f"/summaries/{signed.dialogue_id}")
    file = organizer.get(_address("printout-file", printout))
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"].endswith('-v2.poster.pdf"')


# Once


@needs_fonts
def test_the_same_draft_is_never_printed_twice(
    organizer: Client,
    talked: Played,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            _ask(organizer, talked, "draft")
    printout = Printout.objects.get()
    assert printout.attempt == 1
    printout_task.enqueue(printout.pk)
    printout.refresh_from_db()
    assert printout.attempt == 1


def test_a_new_draft_takes_the_place_of_the_last_and_its_file(
    talked: Played, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = _printed_draft(talked)
    talked.say(talked.join(), "A bus.")
    with django_capture_on_commit_callbacks() as later:
        second = ask_for_draft(talked.dialogue)
    assert file.exists()
    later[0]()
    assert not file.exists()
    assert list(Printout.objects.all()) == [second]


def test_the_seal_throws_drafts_away(
    talked: Played, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = _printed_draft(talked)
    talked.close()
    with django_capture_on_commit_callbacks(execute=True):
        talked.seal()
    assert (Printout.objects.count(), file.exists()) == (0, False)


def _printed_draft(played: Played) -> Path:
    ask_for_draft(played.dialogue)
    Printout.objects.update(print_state="printed", pdf_name="draft.pdf")
    file = Printout.objects.get().pdf_path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"%PDF-")
    return file


@needs_fonts
def test_what_is_thrown_away_while_it_is_printed_leaves_no_file(
    talked: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    printout = ask_for_draft(talked.dialogue)
    real = press.print_pdf

    def thrown_away_meanwhile(*args: Any, **kwargs: Any) -> bytes:
        pdf = real(*args, **kwargs)
        Printout.objects.all().delete()
        return pdf

    monkeypatch.setattr("reporting.summary.document.print_pdf", thrown_away_meanwhile)
    printout_task.enqueue(printout.pk)
    assert list(summaries_folder().iterdir()) == []


# What goes wrong


def test_a_print_that_failed_for_good_can_be_asked_for_again(
    organizer: Client, talked: Played
) -> None:
    printout = ask_for_draft(talked.dialogue)
    Printout.objects.update(print_state="failed", attempt=MOST_ATTEMPTS, error="press_failed")
    page = organizer.get(_address("printout", printout)).content.decode()
    assert "Print again" in page
    assert organizer.get(_address("printout-file", printout)).status_code == 500
    _ask(organizer, talked, "draft")
    printout.refresh_from_db()
    assert (printout.print_state, printout.attempt) == ("waiting", 0)


def test_a_file_that_is_not_there_yet_is_refused(organizer: Client, talked: Played) -> None:
    printout = ask_for_draft(talked.dialogue)
    Printout.objects.update(
        print_state="printing", lease_until=timezone.now() + dt.timedelta(minutes=1)
    )
    assert organizer.get(_address("printout-file", printout)).status_code == 409


def test_a_printout_that_was_replaced_is_gone(organizer: Client, talked: Played) -> None:
    printout = ask_for_draft(talked.dialogue)
    printout.delete()
    missing = reverse("summary:printout", args=[talked.dialogue_id, 1])
    assert organizer.get(missing).status_code == 404


@pytest.mark.parametrize(("kind", "status"), [("poster", 409), ("xlsx", 404)])
def test_what_cannot_be_printed_is_refused(
    organizer: Client, talked: Played, kind: str, status: int
) -> None:
    assert _ask(organizer, talked, kind).status_code == status
    assert not Printout.objects.exists()


def test_after_the_seal_there_is_no_draft_to_print(organizer: Client, signed: Played) -> None:
    assert _ask(organizer, signed, "draft").status_code == 404


def test_strangers_ask_for_nothing_and_read_nothing(client: Client, talked: Played) -> None:
    printout = ask_for_draft(talked.dialogue)
    client.force_login(User.objects.create_user("eve"))
    assert _ask(client, talked, "draft").status_code == 403
    for name in ("printout", "printout-file", "printout-state"):
        assert client.get(_address(name, printout)).status_code == 403
