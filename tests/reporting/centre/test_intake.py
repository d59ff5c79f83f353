"""Intake: every file gets a receipt, everything received is kept, and nothing counts twice."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from reporting.centre.intake import Receipt, take_in
from reporting.centre.models import Dossier, Record, Submission
from reporting.format import from_bytes
from reporting.summary.document import print_summary
from tests.reporting.centre.parcels import BUS, WELL, as_pdf, resigned, write

pytestmark = pytest.mark.django_db


def send(data: bytes, **more: Any) -> Receipt:
    return take_in(data=data, channel=Submission.Channel.COMMAND, **more)


def current_version() -> int:
    current = Dossier.objects.get(dialogue_id=WELL).current
    assert current is not None
    return current.version


def kept(receipt: Receipt) -> bytes:
    assert receipt.submission is not None
    return bytes(Submission.objects.get(pk=receipt.submission).raw)


# What is accepted


def test_json_is_taken_in() -> None:
    receipt = send(write(), name="well.json")
    assert (receipt.outcome, receipt.dialogue_id, receipt.version) == ("new", WELL, 1)
    assert current_version() == 1


def test_a_pdf_is_taken_in_by_its_data() -> None:
    data = write()
    receipt = send(as_pdf(data))
    assert receipt.outcome == "new"
    assert receipt.content_sha256 == json.loads(data)["content_sha256"]


def test_what_our_own_press_printed_is_taken_in() -> None:
    data = write()
    summary = from_bytes(data).summary
    receipt = send(print_summary(summary, data))
    assert (receipt.outcome, receipt.content_sha256) == ("new", summary.content_sha256)


def test_the_bytes_are_kept_exactly_as_they_came() -> None:
    pdf = as_pdf(write())
    assert kept(send(pdf)) == pdf


def test_a_byte_order_or_layout_of_another_tool_is_the_same_summary() -> None:
    data = write()
    laid_out = json.dumps(json.loads(data), indent=4).encode()
    assert send(laid_out).content_sha256 == send(data).content_sha256


def test_a_file_may_have_any_name() -> None:
    receipt = send(write(), name="\u202e../../\x00well\udcff.json" + "x" * 300)
    assert receipt.outcome == "new"
    assert Submission.objects.get().name.startswith("../../well.json")


# The same again


def test_the_same_bytes_twice_give_the_same_receipt_and_change_nothing() -> None:
    first = send(write())
    again = send(write())
    assert again.outcome == "same"
    assert (again.submission, again.content_sha256) == (first.submission, first.content_sha256)
    assert Submission.objects.count() == Record.objects.count() == 1


def test_the_same_content_in_another_wrapping_is_kept_and_counts_once() -> None:
    send(write())
    receipt = send(as_pdf(write()))
    assert receipt.outcome == "same"
    assert Submission.objects.count() == 2
    assert Record.objects.count() == 1


# Versions


def test_a_newer_version_is_a_revision_and_the_former_stays() -> None:
    first = send(write())
    receipt = send(write(version=2, title="Water for both valleys"))
    assert (receipt.outcome, receipt.version) == ("revision", 2)
    assert current_version() == 2
    assert kept(first) == write()


def test_an_older_version_that_comes_late_is_kept_and_does_not_count() -> None:
    send(write(version=3))
    receipt = send(write(version=2))
    assert (receipt.outcome, receipt.version) == ("older", 2)
    assert current_version() == 3
    assert kept(receipt) == write(version=2)


def test_another_content_under_the_same_version_is_refused_and_kept() -> None:
    send(write())
    other = write(title="Water for nobody")
    receipt = send(other)
    assert (receipt.outcome, receipt.code) == ("refused", "version_conflict")
    assert kept(receipt) == other
    assert Record.objects.get().title == "Water for our valley"


def test_two_dialogues_have_two_dossiers() -> None:
    send(write())
    assert send(write(dialogue_id=BUS)).outcome == "new"
    assert Dossier.objects.count() == 2


# What is accepted with a warning


def test_a_newer_minor_version_is_accepted_with_a_warning() -> None:
    receipt = send(resigned(write(), schema_version="1.7", mood="hopeful"))
    assert receipt.outcome == "new"
    assert receipt.warnings == ("format_newer_minor",)
    assert Record.objects.get().schema_version == "1.7"


def test_a_region_that_is_not_the_countrys_is_remarked() -> None:
    assert send(write(country="KEN", region="europe")).warnings == ("region_differs",)


def test_a_country_that_does_not_exist_is_remarked() -> None:
    assert send(write(country="XXX")).warnings == ("country_unknown",)


def test_a_version_that_nobody_signed_is_taken_in_and_remarked() -> None:
    receipt = send(write(signed=False))
    assert (receipt.outcome, receipt.warnings) == ("new", ("not_signed",))
    assert not Record.objects.get().signed


def test_a_summary_without_country_is_nothing_odd() -> None:
    assert send(write(country=None)).warnings == ()


# What is refused


def unsigned() -> bytes:
    return json.dumps(json.loads(write()) | {"title": "Changed"}).encode()


def newer_with(value: str) -> bytes:
    data = resigned(write(), schema_version="1.7", unheard_of="HERE")
    return data.replace(b'"HERE"', value.encode())


BAD_FILES = {
    "a file of no kind we know": (b"PK\x03\x04", "package_not_pdf"),
    "a PDF without data": (as_pdf(), "package_without_data"),
    "a truncated PDF": (as_pdf(write())[:400], "package_broken"),
    "a PDF with two attachments": (as_pdf(write(), more=b"{}"), "package_ambiguous"),
    "a PDF with other data": (as_pdf(b'{"a": 1}'), "format_unknown"),
    "half of the JSON": (write()[:100], "format_not_json"),
    "a key given twice": (b'{"a": 1, "a": 2}', "format_not_json"),
    "what is not a number": (b'{"a": NaN}', "format_not_json"),
    "half a character": (b'{"a": "\\ud800"}', "format_not_json"),
    "endless nesting": (b"[" * 100_000, "format_not_json"),
    "nesting in the unknown": (newer_with("[" * 400 + "]" * 400), "format_not_json"),
    "infinity in the unknown": (newer_with("1e999"), "format_not_json"),
    "a list": (b"[]", "format_unknown"),
    "NUL in what we quote": (b'{"format": "\\u0000"}', "format_unknown"),
    "changed words": (unsigned(), "format_hash_mismatch"),
    "a newer major version": (resigned(write(), schema_version="2.0"), "format_too_new"),
    "an unknown key": (resigned(write(), mood="hopeful"), "format_unknown_key"),
    "a missing key": (b'{"format": "un75-dialogue-summary"}', "format_unknown"),
    "a number beyond the database": (resigned(write(), version=2**31), "format_invalid"),
    "a draft": (write(status="draft", sealed_at=None), "summary_not_final"),
}


@pytest.mark.parametrize(("data", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_by_its_code_and_kept(data: bytes, code: str) -> None:
    receipt = send(data)
    assert (receipt.outcome, receipt.code) == ("refused", code)
    assert kept(receipt) == data
    assert receipt.message
    assert not Record.objects.exists()


def test_a_bad_file_sent_twice_is_one_submission() -> None:
    assert send(b"PK\x03\x04").submission == send(b"PK\x03\x04").submission


def test_json_by_name_only_is_called_json() -> None:
    assert send(b"hello", media_hint="application/json").code == "format_not_json"


def test_an_empty_file_is_refused() -> None:
    assert send(b"").code == "upload_empty"


def test_a_file_over_the_limit_is_refused_before_it_is_opened(settings: Settings) -> None:
    settings.TOOLKIT_MAX_UPLOAD_MB = 1
    receipt = send(write() + b" " * 1_000_000)
    assert (receipt.outcome, receipt.code) == ("refused", "upload_too_large")
    assert receipt.message == "The upload is larger than 1 MB."
    assert not Submission.objects.exists()


def test_what_an_earlier_toolkit_refused_a_later_one_accepts() -> None:
    data = write()
    refused = Submission.objects.create(
        raw_sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type="application/json",
        channel=Submission.Channel.COMMAND,
        outcome=Submission.Outcome.REFUSED,
        code="format_too_new",
        raw=data,
    )
    receipt = send(data)
    assert (receipt.outcome, receipt.submission) == ("new", refused.pk)
    assert Submission.objects.get().code == ""


# At the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrap", [bytes, as_pdf], ids=["the same bytes", "another wrapping"])
def test_two_submissions_at_once_make_one_record(wrap: Callable[[bytes], bytes]) -> None:
    start = Barrier(2)

    def send_at_once(data: bytes) -> Receipt:
        start.wait()
        try:
            return send(data)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        receipts = list(threads.map(send_at_once, [write(), wrap(write())]))
    assert sorted(receipt.outcome for receipt in receipts) == ["new", "same"]
    assert Record.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_versions_at_once_the_newest_counts() -> None:
    def send_version(version: int) -> str:
        try:
            return send(write(version=version)).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(send_version, [3, 1, 5, 2, 4]))
    assert outcomes.count("new") == 1
    assert current_version() == 5
    assert Record.objects.count() == 5
