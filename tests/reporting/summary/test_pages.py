"""A facilitator reads the summary, sees the account and takes the files; nobody else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reporting.documents import fonts, package
from reporting.summary.figures import bar_rules
from reporting.summary.jobs import print_task
from reporting.summary.models import Summary
from tests.reporting.summary.playing import Played

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)
SHEET = Path(__file__).parents[3] / "reporting/summary/static/summary/summary.css"


@pytest.fixture
def reader(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


@pytest.fixture
def sealed(played: Played) -> Summary:
    played.open("now")
    ada = played.join()
    played.group("Water", played.say(ada, "The well is dry."), played.say(ada, "الماء"))
    played.say(ada, "<b>Alone</b>")
    played.close()
    played.seal()
    return Summary.objects.get()


def _address(name: str, played: Played) -> str:
    return reverse(f"summary:{name}", args=[played.dialogue_id])


def test_the_page_shows_the_account_and_every_note(
    reader: Client, played: Played, sealed: Summary
) -> None:
    html = reader.get(_address("page", played)).content.decode()
    assert "3 notes · 1 group · 1 ungrouped · 0 lost" in html
    assert 'dir="rtl" lang="en">الماء' in html
    assert "&lt;b&gt;Alone&lt;/b&gt;" in html


def test_the_page_obeys_the_content_security_policy(
    reader: Client, played: Played, sealed: Summary
) -> None:
    html = reader.get(_address("page", played)).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style", html)


def test_before_the_seal_there_is_a_draft_and_no_file(reader: Client, played: Played) -> None:
    page = reader.get(_address("page", played))
    assert "This is a draft." in page.content.decode()
    for name in ("pdf", "json"):
        answer = reader.get(_address(name, played))
        assert (answer.status_code, "summary_unknown" in answer.content.decode()) == (404, True)


def test_the_data_is_handed_out_byte_for_byte(
    reader: Client, played: Played, sealed: Summary
) -> None:
    answer = reader.get(_address("json", played))
    assert answer.content == bytes(sealed.data)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="dialogue-2026-05-04-')


@needs_fonts
def test_the_pdf_is_handed_out_once_it_is_printed(
    reader: Client, played: Played, sealed: Summary
) -> None:
    print_task.enqueue(sealed.pk)
    answer = reader.get(_address("pdf", played))
    assert answer["Content-Type"] == "application/pdf"
    assert package.extract(answer.content) == bytes(sealed.data)


def test_a_pdf_in_the_making_is_not_handed_out(
    reader: Client, played: Played, sealed: Summary
) -> None:
    Summary.objects.update(print_state="printing", lease_until="2100-01-01T00:00:00Z")
    answer = reader.get(_address("pdf", played))
    assert (answer.status_code, "summary_not_printed" in answer.content.decode()) == (409, True)
    assert "is being printed" in reader.get(_address("page", played)).content.decode()


@needs_fonts
def test_a_failed_pdf_can_be_printed_again_by_a_button(
    reader: Client, played: Played, sealed: Summary
) -> None:
    Summary.objects.update(print_state="failed", error="press_timeout")
    assert reader.get(_address("pdf", played)).status_code == 500
    assert "press_timeout" in reader.get(_address("page", played)).content.decode()
    assert reader.post(_address("print", played)).status_code == 302
    page = reader.get(_address("page", played)).content.decode()
    assert "Sealed and printed." in page


@pytest.mark.parametrize("name", ["page", "pdf", "json"])
def test_only_facilitators_of_the_dialogue_see_it(
    client: Client, played: Played, sealed: Summary, name: str
) -> None:
    client.force_login(User.objects.create_user("eve"))
    answer = client.get(_address(name, played))
    assert (answer.status_code, "not_facilitator" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("name", ["page", "pdf", "json"])
def test_whoever_is_not_signed_in_is_asked_to(
    client: Client, played: Played, sealed: Summary, name: str
) -> None:
    answer = client.get(_address(name, played))
    assert (answer.status_code, "?next=/dialogues/" in answer["Location"]) == (302, True)


def test_an_unknown_dialogue_is_refused(reader: Client) -> None:
    answer = reader.get("/dialogues/6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11/summary")
    assert (answer.status_code, "unknown_dialogue" in answer.content.decode()) == (404, True)


def test_a_loss_is_never_silent(reader: Client, played: Played) -> None:
    played.open("now")
    played.say(played.join(), "gone")
    played.dialogue.notes.all().delete()
    assert "1 note was confirmed" in reader.get(_address("page", played)).content.decode()


def test_the_bars_of_the_page_are_those_of_the_document() -> None:
    sheet = re.sub(r"\s+", " ", SHEET.read_text(encoding="utf-8"))
    for rule in bar_rules().splitlines():
        assert rule in sheet
