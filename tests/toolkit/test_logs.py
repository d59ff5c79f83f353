import json
import logging

import pytest
from django.urls import reverse

from toolkit.logs import AccessWithoutPeople, JsonLines


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("uvicorn.access", logging.INFO, "", 0, message, args, None)


def test_a_message_of_two_lines_is_one_line_of_json() -> None:
    line = JsonLines().format(record("one\ntwo"))
    assert "\n" not in line
    assert json.loads(line)["message"] == "one\ntwo"


def test_an_access_line_names_neither_the_client_nor_the_query() -> None:
    access = record('%s - "%s %s HTTP/%s" %d', "10.1.2.3:5", "GET", "/j/AB?since=7", "1.1", 200)
    assert AccessWithoutPeople().filter(access)
    assert json.loads(JsonLines().format(access))["message"] == "GET /j/AB 200"


@pytest.mark.parametrize("page", ["summary:say", "centre:receipt"])
def test_the_key_of_a_link_is_not_logged(page: str) -> None:
    path = reverse(page, args=["7:secret-key_1"])
    line = JsonLines().format(record("Not Found: %s", path))
    assert json.loads(line)["message"] == f"Not Found: {path.replace('7:secret-key_1', '…')}"


def test_a_probe_that_went_well_is_not_logged() -> None:
    access = record('%s - "%s %s HTTP/%s" %d', "10.1.2.3:5", "GET", "/healthz", "1.1", 200)
    assert not AccessWithoutPeople().filter(access)


def test_a_probe_that_found_something_is_logged() -> None:
    access = record('%s - "%s %s HTTP/%s" %d', "10.1.2.3:5", "GET", "/readyz", "1.1", 503)
    assert AccessWithoutPeople().filter(access)
