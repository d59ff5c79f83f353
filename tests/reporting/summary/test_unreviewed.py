"""What nobody has reviewed does not leave, and what was masked is read in no earlier version."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from facilitation.models import Facilitator
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.document import document_html
from reporting.summary.edits import save_edit
from reporting.summary.models import Summary
from reporting.summary.passages import Masks, Names, OrganizerWords, Piece, Value
from reporting.summary.review import sign
from tests.reporting.summary.playing import Begin, Played

NAME = "Amina Otieno"
TO_PASS_ON, TO_REVIEW = ("html", "txt"), ("xlsx", "csv", "json")


@pytest.fixture
def sealed(played: Played) -> Played:
    played.open("now")
    played.say(played.join(), f"Mrs. {NAME} closed the well.")
    played.close()
    played.seal()
    return played


@pytest.fixture
def organizer(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


def _decide(played: Played, passage: str, value: Value, number: int = 0) -> None:
    save_edit(dialogue=played.dialogue, passage=passage, number=number, value=value, user_id=None)


def _mask(played: Played, *, as_written: bool = False) -> None:
    note = played.dialogue.notes.get().pk
    piece = Piece(kind="name", text=NAME)
    last = len(Summary.objects.filter(dialogue=played.dialogue)) - 1
    decided = Masks(kept=(piece,)) if as_written else Masks(masked=(piece,))
    _decide(played, f"mask:{note}", decided, number=last)


def _sign(played: Played, reason: str = "") -> Summary:
    seen = draft_digest(compile_summary(played.dialogue))
    return sign(dialogue=played.dialogue, name="Ada", reason=reason, seen=seen, user_id=None)


def _get(client: Client, played: Played, path: str) -> Any:
    return client.get(f"/dialogues/{played.dialogue_id}/summary{path}")


# Before anybody has signed


@pytest.mark.parametrize("kind", TO_PASS_ON)
def test_what_is_made_to_be_passed_on_waits_for_a_signature(
    organizer: Client, sealed: Played, kind: str
) -> None:
    refused = _get(organizer, sealed, f"/as/{kind}")
    assert refused.status_code == 409
    assert "Sign the summary first." in refused.content.decode()


def test_the_page_offers_no_format_to_pass_on_and_says_why(
    organizer: Client, sealed: Played
) -> None:
    page = _get(organizer, sealed, "").content.decode()
    assert "Not reviewed." in page
    assert [kind for kind in TO_PASS_ON if f"/as/{kind}" in page] == []
    assert "printouts/poster" not in page
    assert [kind for kind in TO_REVIEW if f"/as/{kind}" in page] == list(TO_REVIEW)


@pytest.mark.parametrize("path", [".json", *(f"/as/{kind}" for kind in TO_REVIEW)])
def test_the_name_of_a_file_says_that_nobody_reviewed_it(
    organizer: Client, sealed: Played, path: str
) -> None:
    assert "-v1-not-reviewed." in _get(organizer, sealed, path)["Content-Disposition"]
    _mask(sealed)
    _sign(sealed)
    assert "-v2." in _get(organizer, sealed, path)["Content-Disposition"]


@pytest.mark.parametrize("path", ["/draft.json", *(f"/as/{kind}" for kind in TO_REVIEW)])
def test_the_name_of_a_file_says_that_it_is_a_draft(
    organizer: Client, played: Played, path: str
) -> None:
    assert "-draft." in _get(organizer, played, path)["Content-Disposition"]


@pytest.mark.parametrize("kind", TO_PASS_ON)
def test_a_draft_is_not_passed_on(organizer: Client, played: Played, kind: str) -> None:
    assert _get(organizer, played, f"/as/{kind}").status_code == 409


def test_once_signed_it_is_passed_on(organizer: Client, sealed: Played) -> None:
    _mask(sealed)
    _sign(sealed)
    message = _get(organizer, sealed, "/as/txt")
    assert message.status_code == 200
    assert NAME not in message.content.decode()


def test_only_facilitators_of_the_dialogue_read_what_nobody_reviewed(
    client: Client, sealed: Played
) -> None:
    client.force_login(User.objects.create_user("eve", is_staff=True))
    for path in ("", ".pdf", ".json", "/as/csv", "/compare", "/draft.json"):
        assert _get(client, sealed, path).status_code == 403, path


# Once a version masks something


def test_the_words_of_a_version_that_held_a_masked_name_are_erased(sealed: Played) -> None:
    first = Summary.objects.get()
    content, sha256 = first.content(), first.sha256
    _mask(sealed)
    _sign(sealed)
    first.refresh_from_db()
    assert (bytes(first.data), first.pdf_name, first.sha256) == (b"", "", sha256)
    kept = first.erased or {}
    assert kept["content_sha256"] == content.content_sha256
    assert kept["account"] == content.account.model_dump(mode="json")
    with pytest.raises(Refusal) as caught:
        first.content()
    assert caught.value.code == "version_erased"


def test_its_file_goes_with_it(
    sealed: Played, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    Summary.objects.update(print_state="printed", pdf_name="first.pdf")
    file = Summary.objects.get().pdf_path
    file.parent.mkdir()
    file.write_bytes(NAME.encode())
    _mask(sealed)
    with django_capture_on_commit_callbacks(execute=False) as later:
        _sign(sealed)
    assert file.exists(), "a signature that is undone must erase nothing"
    for callback in later:
        callback()
    assert not file.exists()


def test_a_version_that_exposes_nobody_is_kept(sealed: Played) -> None:
    first = Summary.objects.get()
    _mask(sealed, as_written=True)
    _sign(sealed)
    first.refresh_from_db()
    assert not first.is_erased
    assert hashlib.sha256(bytes(first.data)).hexdigest() == first.sha256


def test_a_signed_version_is_erased_too_when_a_correction_masks_what_it_said(
    sealed: Played,
) -> None:
    _mask(sealed, as_written=True)
    _sign(sealed)
    _mask(sealed)
    _sign(sealed, reason="She asked not to be named.")
    states = [row.is_erased for row in Summary.objects.order_by("version")]
    assert states == [True, True, False]


def test_a_name_masked_everywhere_is_found_in_titles_too(played: Played) -> None:
    played.open("now")
    ada = played.join()
    played.group("what the miller's son did", played.say(ada, "The well is closed."))
    played.close()
    played.seal()
    _decide(played, "names", Names(text="miller's son"))
    _sign(played)
    assert "miller" not in str([bytes(row.data) for row in Summary.objects.all()])


def test_an_organizer_who_is_no_longer_named_is_named_in_no_version(sealed: Played) -> None:
    _mask(sealed, as_written=True)
    _sign(sealed)
    _decide(sealed, "organizer", OrganizerWords(name="Lake School", publish="anonymous"))
    _sign(sealed, reason="We were threatened.")
    held = str([bytes(row.data) for row in Summary.objects.all()])
    assert ("Lake School" in held, "Ada" in held) == (False, False)


def test_the_page_says_what_was_erased_and_compares_the_rest(
    organizer: Client, sealed: Played
) -> None:
    kept = Summary.objects.get().content().content_sha256
    _mask(sealed)
    _sign(sealed)
    page = _get(organizer, sealed, "").content.decode()
    assert kept in page
    assert "Its words were erased" in page
    assert '<option value="1"' not in _get(organizer, sealed, "/compare").content.decode()
    assert _get(organizer, sealed, "/compare?from=1&to=2").status_code == 410


def test_an_erased_version_is_not_printed_again(sealed: Played, begin: Begin) -> None:
    from reporting.summary.jobs import claim, print_if_due

    _mask(sealed)
    _sign(sealed)
    first = Summary.objects.get(version=1)
    print_if_due(first)
    assert not claim(first.pk)
    first.refresh_from_db()
    assert first.is_erased


def test_whoever_joins_the_facilitators_later_does_not_read_it_either(
    client: Client, sealed: Played
) -> None:
    _mask(sealed)
    _sign(sealed)
    later = User.objects.create_user("later")
    Facilitator.objects.create(dialogue=sealed.dialogue, user=later)
    client.force_login(later)
    pages = ("", ".json", "/as/json", "/compare?from=2&to=2")
    assert [path for path in pages if NAME in _get(client, sealed, path).content.decode()] == []


def test_what_is_printed_says_on_its_first_page_and_every_other_that_nobody_reviewed_it(
    sealed: Played,
) -> None:
    html = document_html(Summary.objects.get().content())
    assert "Not reviewed – nobody has signed this version" in html
    assert "· not reviewed" in html.partition('data-edition="')[2].partition('"')[0]
    _mask(sealed)
    assert "ot reviewed" not in document_html(_sign(sealed).content())
