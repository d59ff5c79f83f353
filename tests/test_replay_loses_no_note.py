"""Whatever is played, every note that a phone was told is safe stands in the printed summary."""

import hashlib
import os
import random
import signal
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import polis, replays
from tests.conftest import StartServer

pytestmark = pytest.mark.serial

WORDS = (
    "The river is brown 🌊",
    "👩🏽‍🌾👨‍👩‍👧‍👦 وحدها تعرف النهر",
    "النهر ملوث، ولا أحد يقول لنا لماذا؟",
    "河水很脏，没有人告诉我们原因。",
    "Le fleuve déborde “chaque” hiver — et après ?",
    "मेरा गाँव नदी के पास है",
    "Река <b>грязная</b> & мелкая; 'DROP TABLE'",
    "ha\u0301lf\u202e composed\u202c,\ttwo\r\nlines \x07",
)
LIMIT_SECONDS = 120
"""A thousand notes, from starting the server to the printed summary, on two cores."""


def generated(*, notes: int, phones: int, seconds: float, groups: int = 6) -> dict[str, Any]:
    """A script with notes in many scripts, stages revisited, and groups with and without notes."""
    choose = random.Random(notes)
    kinds = ("now", "want", "now", "how")
    written = [
        {
            "id": f"n{number}",
            "by": f"p{choose.randrange(phones)}",
            "at": seconds * number / notes,
            "stage": kinds[number * len(kinds) // notes],
            "text": f"{choose.choice(WORDS)} {number}",
            "language": choose.choice(("en", "ar", "zh-Hans", "fr", "ru")),
            "quote": number % 3 == 0,
            "on_behalf": number % 11 == 0,
        }
        for number in range(notes)
    ]
    made: list[dict[str, Any]] = [
        {"id": f"g{number}", "stage": kinds[number % 4], "title": f"مجموعة {number}", "notes": []}
        for number in range(groups)
    ]
    for note in written:
        into = choose.choice([None, *(one for one in made if one["stage"] == note["stage"])])
        if into is not None:
            into["notes"].append(note["id"])
    made.append({"id": "empty", "stage": "how", "title": "Nobody spoke of this"})
    return {
        "format": "dialogue-script/1",
        "title": "Generated ‏حوار‏",
        "participants": [{"id": f"p{number}", "age": "16-30"} for number in range(phones)],
        "notes": written,
        "groups": made,
        "votes": [{"by": f"p{number}", "group": f"g{number % groups}"} for number in range(phones)],
        "divergence": "Some would begin with the river, some with the road.",
    }


@pytest.mark.parametrize(
    ("conversation", "language"),
    [("scoop-hivemind.affordable-housing", "en"), ("vtaiwan.uberx", "zh-Hant")],
)
def test_a_real_conversation_is_printed_word_for_word(
    conversation: str, language: str, tmp_path: Path
) -> None:
    script = polis.script(conversation, language=language)
    played = replays.finish(replays.begin(script, tmp_path), tmp_path)
    account, notes = played.account, len(script["notes"])
    assert played.words == replays.words_of(script)
    assert (account["lost"], account["duplicated"], account["refused"]) == (0, 0, 0)
    assert account["notes_sent"] == account["notes_stored"] == account["notes_in_summary"] == notes
    assert account["participants"] == len(script["participants"])
    assert account["votes"] == len(script["votes"])
    grouped = sum(len(group["notes"]) for group in script["groups"])
    assert (account["notes_grouped"], account["notes_ungrouped"]) == (grouped, notes - grouped)


@pytest.mark.timeout(300)
def test_a_thousand_notes_are_played_in_time_and_what_is_refused_is_not_lost(
    tmp_path: Path,
) -> None:
    script = generated(notes=1000, phones=80, seconds=3600)
    too_long = {"id": "long", "by": "p0", "at": 1800, "stage": "now", "text": "长" * 5000}
    empty = {"id": "empty", "by": "p1", "at": 1800, "stage": "now", "text": " \u200b\n"}
    # More than a page may send at all: refused at the door, in the same words.
    huge = {"id": "huge", "by": "p2", "at": 1800, "stage": "now", "text": "长" * 300_000}
    script["notes"] += [too_long, empty, huge]
    script["groups"][0]["notes"].append("long")
    began = time.monotonic()
    played = replays.finish(replays.begin(script, tmp_path), tmp_path)
    assert time.monotonic() - began < LIMIT_SECONDS
    assert played.words == replays.words_of(script, without=frozenset({"long", "empty", "huge"}))
    account = played.account
    assert (account["notes_sent"], account["lost"], account["duplicated"]) == (1000, 0, 0)
    assert account["refused_codes"] == {"body_too_large": 1, "note_empty": 1, "note_too_long": 1}
    assert account["groups"] == len(script["groups"])


def test_the_smallest_script_is_played(tmp_path: Path) -> None:
    script = {"format": "dialogue-script/1", "title": "Silence", "participants": [], "notes": []}
    played = replays.finish(replays.begin(script, tmp_path), tmp_path)
    assert [key for key, figure in played.figures.items() if figure] == []


SHAKEN = generated(notes=120, phones=30, seconds=12)
AT_TWICE_THE_PACE = ("--speed", "2")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> replays.Replayed:
    folder = tmp_path_factory.mktemp("undisturbed")
    return replays.finish(replays.begin(SHAKEN, folder), folder)


def test_the_account_names_the_data_that_was_written(undisturbed: replays.Replayed) -> None:
    assert undisturbed.account["summary_sha256"] == hashlib.sha256(undisturbed.json).hexdigest()
    assert undisturbed.summary.divergence.text == SHAKEN["divergence"]


def test_a_server_of_its_own_that_is_killed_twice_changes_nothing(
    undisturbed: replays.Replayed, tmp_path: Path
) -> None:
    process = replays.begin(SHAKEN, tmp_path, *AT_TWICE_THE_PACE)
    first = replays.until_server_holds(process, notes=30)
    os.kill(first, signal.SIGKILL)
    second = replays.until_server_holds(process, notes=80, other_than=first)
    os.kill(second, signal.SIGKILL)
    shaken = replays.finish(process, tmp_path)
    assert shaken.figures == undisturbed.figures
    assert shaken.words == undisturbed.words == replays.words_of(SHAKEN)


def test_a_running_server_that_is_killed_and_started_again_changes_nothing(
    undisturbed: replays.Replayed, tmp_path: Path, start_server: StartServer
) -> None:
    served = start_server()
    assert served.sign_in is not None
    process = replays.begin(SHAKEN, tmp_path, "--to", served.sign_in, *AT_TWICE_THE_PACE)
    replays.until_database_holds(served.data, notes=60)
    served.kill()
    start_server(served.data, arguments=("--port", str(urlsplit(served.address).port)))
    shaken = replays.finish(process, tmp_path)
    assert shaken.figures == undisturbed.figures
    assert shaken.words == undisturbed.words


def test_a_server_on_this_machine_needs_no_link(tmp_path: Path, start_server: StartServer) -> None:
    served = start_server()
    script = generated(notes=8, phones=3, seconds=0)
    process = replays.begin(script, tmp_path, "--to", served.address, data=served.data)
    assert replays.finish(process, tmp_path).account["notes_stored"] == 8
