"""The documents name every kind of event, refusal and close code, as they are."""

import dataclasses
import re
from pathlib import Path

import pytest
from django.utils import translation

import facilitation.actions  # noqa: F401 - registers every action
from facilitation.actions.writing import Who, action_names, fields_of
from facilitation.events import KINDS, from_payload
from facilitation.live import consumer
from facilitation.refusals import REASONS

DOCS = Path(__file__).parents[2] / "docs"


def table_rows(document: str, *, below: str) -> dict[str, list[str]]:
    """The rows, below one heading, whose first cell is one `code` or number."""
    section = (DOCS / document).read_text().partition(f"# {below}\n")[2].partition("\n## ")[0]
    lines = section.splitlines()
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0].strip("`"): row[1:] for row in cells if re.fullmatch(r"`\w+`|\d+", row[0])}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_documented_with_its_fields(kind: str) -> None:
    fields = {field.name for field in dataclasses.fields(KINDS[kind])}
    assert set(re.findall(r"`(\w+)`", table_rows("events.md", below="Events")[kind][0])) == fields


def test_no_event_is_documented_that_does_not_exist() -> None:
    assert table_rows("events.md", below="Events").keys() == KINDS.keys()


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_is_documented_with_its_status_and_sentence(code: str) -> None:
    with translation.override("en"):
        written = [str(REASONS[code].status), str(REASONS[code].sentence)]
    assert table_rows("error-codes.md", below="The live dialogue")[code] == written


def test_every_close_code_is_documented() -> None:
    codes = {*consumer.CLOSE_CODES.values(), consumer.TOO_SLOW, consumer.SAYS_TOO_MUCH}
    codes |= {consumer.SAYS_TOO_LONG, consumer.BROKEN, consumer.TOO_MANY}
    assert {str(code) for code in codes} <= table_rows(
        "error-codes.md", below="The live dialogue"
    ).keys()


@pytest.mark.parametrize(
    ("who", "heading"),
    [
        (Who.ANYONE, "Actions of anyone"),
        (Who.PARTICIPANT, "Actions of participants"),
        (Who.FACILITATOR, "Actions of facilitators"),
    ],
)
def test_every_action_is_documented_with_its_fields(who: Who, heading: str) -> None:
    rows = table_rows("live-protocol.md", below=heading)
    assert rows.keys() == action_names(who)
    for name, row in rows.items():
        assert re.findall(r"`(\w+)`", row[0]) == list(fields_of(name))


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_event_can_be_read_again(kind: str) -> None:
    samples = {"moves": [["note", None, "group"]], "shown": True}
    fields = {
        field.name: samples.get(field.name, field.name) for field in dataclasses.fields(KINDS[kind])
    }
    event = KINDS[kind](**fields)
    assert from_payload(kind, event.payload()) == event
