import json
from pathlib import Path
from typing import Any

import pytest

from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.people import AGES, EDUCATION, GENDERS, GROUPS, OCCUPATIONS
from facilitation.vocabulary.stages import MODES
from toolkit.replay.script import (
    MAX_SCRIPT_BYTES,
    Group,
    Note,
    Organizer,
    Participant,
    Script,
    ScriptError,
    Vote,
    parse_script,
    read_script,
)

Json = dict[str, Any]

SMALLEST: Json = {
    "format": "dialogue-script/1",
    "title": "About the river",
    "participants": [{"id": "p1"}, {"id": "p2"}],
    "notes": [
        {"id": "n1", "by": "p1", "stage": "now", "text": "The water is brown."},
        {"id": "n2", "by": "p2", "stage": "how", "text": "Plant the banks."},
    ],
}


def parse(**changes: Any) -> Script:
    return parse_script(json.dumps(SMALLEST | changes).encode())


def complaint(content: bytes | None = None, **changes: Any) -> str:
    with pytest.raises(ScriptError) as caught:
        parse_script(json.dumps(SMALLEST | changes).encode() if content is None else content)
    assert "\n" not in str(caught.value)
    assert caught.value.status == 2
    return str(caught.value)


def note(**changes: Any) -> list[Json]:
    return [{"id": "n1", "by": "p1", "stage": "now", "text": "Words"} | changes]


def group(**changes: Any) -> list[Json]:
    return [{"id": "g1", "stage": "now", "title": "Water", "notes": ["n1"]} | changes]


def test_a_title_people_and_notes_are_enough() -> None:
    script = parse()
    assert [one.language for one in script.notes] == [None, None]
    assert (script.language, script.mode, script.groups, script.votes) == (
        "en",
        "in-person",
        (),
        (),
    )


def test_a_script_with_every_key_is_read() -> None:
    script = parse(
        language="fr",
        date="2026-05-04",
        mode="hybrid",
        organizer={"name": "A school", "type": "academic", "publish": "organization"},
        country="KEN",
        city="Kisumu",
        commitments=[1, 12],
        sdgs=[6, 17],
        under_18=True,
        participants=[
            {
                "id": "p1",
                "age": "31-45",
                "gender": "another",
                "occupation": "armed-forces",
                "education": "beyond-secondary",
                "nationality": "undisclosed",
                "groups": ["hiv", "undisclosed"],
            }
        ],
        notes=note(at=12.5, language="zh-Hans", stage="how", actor="un-agency", quote=True),
        groups=group(stage="how"),
        votes=[{"by": "p1", "group": "g1"}],
        divergence="Some would wait.",
    )
    assert script.participants[0].profile()["nationality"] == "undisclosed"
    assert script.notes[0].at == 12.5
    assert script.date is not None
    assert script.date.year == 2026


def test_null_stands_for_an_absent_answer() -> None:
    script = parse(
        country=None, organizer=None, participants=[{"id": "p1", "age": None}, {"id": "p2"}]
    )
    assert script.participants[0].profile() == {}


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert parse_script(b"\xef\xbb\xbf" + json.dumps(SMALLEST).encode()).title == "About the river"


def test_a_note_without_a_time_follows_the_one_before_it() -> None:
    notes = [
        {"id": "late", "by": "p1", "stage": "now", "text": "c", "at": 9},
        {"id": "with-late", "by": "p1", "stage": "now", "text": "d"},
        {"id": "first", "by": "p1", "stage": "now", "text": "a", "at": 0},
    ]
    played = [one.id for _, one in parse(notes=notes).timed_notes()]
    assert played == ["first", "late", "with-late"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": 1}, "colour: there is no such key"),
        ({"notes": note(color=1)}, "notes[0].color: there is no such key"),
        ({"notes": note(stage="soon")}, "notes[0].stage: “soon” is not one of now, want, how"),
        ({"notes": note(at=-1)}, "notes[0].at: input should be greater than or equal to 0"),
        ({"notes": note(at=True)}, "notes[0].at: input should be a valid number"),
        ({"notes": note(text=5)}, "notes[0].text: input should be a valid string"),
        ({"notes": note(language="x")}, "notes[0].language: “x” is not a language tag"),
        ({"notes": note(actor="king")}, "notes[0].actor: “king” is not one of"),
        ({"notes": note(by="p9")}, "notes[0].by: there is no participant “p9”"),
        ({"notes": note() * 2}, "notes[1].id: “n1” is also the id of notes[0]"),
        ({"notes": [{"id": "n1"}]}, "notes[0].by: is missing (and 2 more)"),
        ({"participants": [{"id": "p", "age": "12"}]}, "participants[0].age: “12” is not one of"),
        (
            {"participants": [{"id": "p", "groups": ["rich"]}]},
            "participants[0].groups[0]: “rich” is not one of",
        ),
        ({"participants": [{"id": ""}]}, "participants[0].id: string should have at least 1"),
        ({"country": "Kenya"}, "country: “Kenya” is not an ISO 3166-1 alpha-3 code"),
        ({"commitments": [13]}, "commitments[0]: “13” is not one of 1, 2, 3"),
        ({"sdgs": ["1"]}, "sdgs[0]: input should be a valid integer"),
        ({"mode": "dream"}, "mode: “dream” is not one of in-person"),
        ({"date": "2026-13-01"}, "date: input should be a valid date"),
        ({"format": "dialogue-script/2"}, "format: “dialogue-script/2” is not one of"),
        ({"title": " \u200b"}, "title: must not be blank"),
        ({"groups": group(notes=["n9"])}, "groups[0].notes[0]: there is no note “n9”"),
        (
            {"groups": group(stage="how")},
            "groups[0].notes[0]: “n1” is of stage now, its group of how",
        ),
        (
            {"groups": group() + group(id="g2")},
            "groups[1].notes[0]: “n1” is already in groups[0].notes[0]",
        ),
        ({"groups": group(title="x" * 201)}, "groups[0].title: has more than 200 characters"),
        ({"votes": [{"by": "p1", "group": "g"}]}, "votes[0].group: there is no group “g”"),
        (
            {"groups": group(), "votes": [{"by": "p1", "group": "g1"}] * 2},
            "votes[1]: is the same as votes[0]",
        ),
        ({"divergence": "x" * 5001}, "divergence: has more than 5000 characters"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes: Json, said: str) -> None:
    assert complaint(**changes).startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1 column 1: is not JSON"),
        (b'{"format": ', "line 1 column 12: is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b"\xff\xfe{", "byte 0: is not UTF-8"),
        (b'{"title": NaN}', "NaN is not a JSON number"),
        (b'{"notes": [], "notes": []}', "“notes”: this key is given twice in one object"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"title": ' + b"1" * 5000 + b"}", "holds a number that cannot be read"),
        (b" " * (MAX_SCRIPT_BYTES + 1), "is larger than 16 MB"),
    ],
)
def test_what_is_no_json_object_is_refused_in_one_line(content: bytes, said: str) -> None:
    assert complaint(content).startswith(said)


def test_half_a_surrogate_pair_is_no_text() -> None:
    content = json.dumps(SMALLEST | {"title": "\ud83d"}).encode()
    assert "is not text" in complaint(content)


def test_an_infinite_time_is_refused() -> None:
    content = json.dumps(SMALLEST | {"notes": note(at=7)}).replace("7", "1e999").encode()
    assert complaint(content) == "notes[0].at: input should be a finite number"


def test_a_complaint_repeats_nothing_that_could_disturb_a_terminal() -> None:
    said = complaint(mode="\x1b[2J" + "x" * 500)
    assert "\x1b" not in said
    assert len(said) < 200


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"none\.json: cannot be read"):
        read_script(tmp_path / "none.json")


def test_every_key_and_code_of_a_script_is_in_the_guide() -> None:
    guide = (Path(__file__).parents[3] / "docs/guides/script.md").read_text(encoding="utf-8")
    parts = (Script, Organizer, Participant, Note, Group, Vote)
    keys = {key for part in parts for key in part.model_fields}
    lists = (ACTORS, ORGANIZER_TYPES, PUBLISH, MODES, AGES, GENDERS, OCCUPATIONS, EDUCATION, GROUPS)
    words = keys | {code for codes in lists for code in codes}
    assert {
        word for word in words if f"`{word}`" not in guide and f'"{word}"' not in guide
    } == set()
