import json
import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from uuid import uuid4

import httpx
import pytest
from django.urls import reverse

from tests.browser.hall import Hall, Visitor
from tests.conftest import StartServer
from tests.services import Served, until
from toolkit.logs import AccessWithoutPeople, JsonLines

WORDS = "Zwiebelmarkt"
"""A word that nobody but these people uses."""


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


@pytest.mark.parametrize("page", ["summary:say", "centre:receipt-former"])
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


def test_a_traceback_tells_where_and_what_kind_but_not_what_the_error_says() -> None:
    try:
        try:
            int(f"{WORDS} is no number")
        except ValueError as error:
            raise LookupError(f"{WORDS} was not found") from error
    except LookupError as error:
        failed = record("a write failed")
        failed.exc_info = (LookupError, error, error.__traceback__)
    told = json.loads(JsonLines().format(failed))["traceback"]
    assert told.index("builtins.ValueError") < told.index("builtins.LookupError")
    assert "test_logs.py" in told
    assert WORDS not in told


@pytest.mark.parametrize(
    "end", ["fail()", "t = threading.Thread(target=fail); t.start(); t.join()"]
)
def test_what_ends_a_process_or_a_thread_is_a_line_without_words(end: str) -> None:
    program = f"""
import logging.config, threading
from toolkit import logs
logging.config.dictConfig(logs.logging_settings("INFO"))
logs.log_what_nobody_catches()
def fail():
    raise ValueError("{WORDS}")
{end}
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    (line,) = done.stderr.splitlines()
    assert "builtins.ValueError" in json.loads(line)["traceback"]
    assert WORDS not in done.stderr


def test_nothing_that_people_said_or_are_is_in_any_log(start_server: StartServer) -> None:
    """Every way in, well used and badly, with every level of the log."""
    served = start_server(environ={"TOOLKIT_LOG_LEVEL": "DEBUG"})
    hall = Hall.opened(served, title=f"{WORDS} of our town")
    hall.open_stage("now")
    phone = hall.join()
    pass_of_phone = phone.http.cookies[f"dialogue_{hall.code}"]
    phone.act(hall.code, "save_profile", age="31-45", gender="woman", nationality="TUV")
    note = hall.write(f"{WORDS} is a note.", by=phone)
    phone.act(hall.code, "edit_note", note=note, text=f"{WORDS} is a better note.", quote=True)
    hall.group(f"{WORDS} is a title", note)
    refused_in_every_way(hall, phone, note)
    hall.act("record_divergence", text=f"{WORDS} divided us.")
    hall.act("close_dialogue")
    hall.act("seal_dialogue")
    until(lambda: printed(served))
    assert served.stop() == 0

    logged = served.log.read_text()
    assert f"/api/d/{hall.code}/add_note" in logged
    assert all(json.loads(line)["message"] for line in logged.splitlines())
    told = [WORDS, "127.0.0.1:", "TUV", "31-45", pass_of_phone, token_of(served)]
    assert [word for word in told if word in logged] == []


def refused_in_every_way(hall: Hall, phone: Visitor, note: str) -> None:
    """Too long, of an unknown stage, as broken JSON, by a stranger, and to a page that is none."""
    address, form = f"/api/d/{hall.code}/add_note", f"/d/{hall.code}/add_note"
    body = {"op_id": str(uuid4()), "stage": hall.stages["now"], "text": WORDS}
    stranger = Visitor(hall.served.address)
    answers = [
        phone.http.post(address, json=body | {"text": WORDS * 1000}),
        phone.http.post(address, json=body | {"stage": str(uuid4())}),
        phone.http.post(address, json=body | {WORDS: WORDS}),
        phone.http.post(address, content=b'{"text": "' + WORDS.encode()),
        phone.http.post(form, data=body | {"text": WORDS * 1000}),
        stranger.http.post(address, json=body),
        stranger.http.post(f"/api/d/{hall.code}/made_up", json=body),
        stranger.http.get("/", params={"code": WORDS}),
        httpx.post(hall.served.address + address, json=body),
    ]
    assert all(answer.is_client_error for answer in answers)


def printed(served: Served) -> bool:
    with closing(sqlite3.connect(served.data / "toolkit.sqlite3", timeout=20)) as database:
        found = database.execute("SELECT print_state FROM summary_summary").fetchone()
    return bool(found == ("printed",))


def token_of(served: Served) -> str:
    assert served.sign_in is not None
    return served.sign_in.partition("#")[2]
