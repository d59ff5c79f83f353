"""One document, one sequence of bytes; reading is strict, tolerant or closed by version."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.format import FormatError, SummaryV1, build, canonical_json, from_bytes, to_bytes
from reporting.format.canonical import HASH_FIELD, content_sha256


def _signed(document: dict[str, Any]) -> bytes:
    return canonical_json({**document, HASH_FIELD: content_sha256(document)})


def _refused(data: bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        from_bytes(data)
    return caught.value


@pytest.fixture
def document(summary: SummaryV1) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(to_bytes(summary))
    return parsed


def test_what_is_written_is_read_again(summary: SummaryV1) -> None:
    reading = from_bytes(to_bytes(summary))
    assert reading.summary == summary
    assert reading.unknown == {}
    assert not reading.is_newer


def test_reading_and_writing_again_gives_the_same_bytes(summary: SummaryV1) -> None:
    data = to_bytes(summary)
    assert to_bytes(from_bytes(data).summary) == data


def test_the_hash_is_over_the_document_without_it(document: dict[str, Any]) -> None:
    stated = document.pop(HASH_FIELD)
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert stated == hashlib.sha256(plain.encode()).hexdigest()


def test_canonical_json_sorts_keys_and_composes_characters() -> None:
    assert canonical_json({"b": "e\u0301", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé"), inner),
    )
)
def test_canonical_json_is_a_fixed_point(value: object) -> None:
    data = canonical_json(value)
    assert canonical_json(json.loads(data)) == data


def test_the_same_fields_in_any_order_give_the_same_bytes(fields: dict[str, Any]) -> None:
    backwards = dict(reversed(fields.items()))
    assert to_bytes(build(**fields)) == to_bytes(build(**backwards))


def test_a_document_laid_out_otherwise_is_the_same_summary(
    summary: SummaryV1, document: dict[str, Any]
) -> None:
    assert from_bytes(json.dumps(document, indent=2).encode()).summary == summary


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b"1" * 5_000,
    ],
    ids=["empty", "cut", "utf-16", "nan", "twice", "surrogate", "deep", "digits"],
)
def test_bytes_that_are_no_json_are_refused(data: bytes) -> None:
    assert _refused(data).code == "format_not_json"


@pytest.mark.parametrize(
    "data", [b"[]", b"{}", b'{"format": "x"}', b'{"format": "un75-dialogue-summary"}']
)
def test_json_that_is_no_summary_is_refused(data: bytes) -> None:
    assert _refused(data).code == "format_unknown"


def test_an_unknown_key_of_our_own_version_is_refused_by_name(document: dict[str, Any]) -> None:
    document["stages"][0]["groups"][0]["author"] = "p7"
    error = _refused(_signed(document))
    assert (error.code, error.params["key"]) == (
        "format_unknown_key",
        "/stages/0/groups/0/author",
    )


def test_a_newer_minor_is_read_and_what_it_adds_is_kept(
    summary: SummaryV1, document: dict[str, Any]
) -> None:
    document["schema_version"] = "1.7"
    document["weather"] = {"rain": True}
    document["stages"][0]["ungrouped"][0]["tone"] = "warm"
    reading = from_bytes(_signed(document))
    assert reading.is_newer
    assert reading.unknown == {"/weather": {"rain": True}, "/stages/0/ungrouped/0/tone": "warm"}
    assert list(reading.summary.notes()) == list(summary.notes())


def test_a_newer_minor_must_still_add_up(document: dict[str, Any]) -> None:
    document["schema_version"] = "1.7"
    document["weather"] = "rain"
    document["account"]["received"] += 1
    assert _refused(_signed(document)).code == "format_invalid"


@pytest.mark.parametrize(
    ("value", "detail"), [("1e999", "JSON compliant"), ("[" * 80 + "]" * 80, "levels deep")]
)
def test_what_a_newer_minor_adds_must_have_canonical_bytes(
    document: dict[str, Any], value: str, detail: str
) -> None:
    document |= {"schema_version": "1.7", "weather": "HERE"}
    error = _refused(_signed(document).replace(b'"HERE"', value.encode()))
    assert error.code == "format_not_json"
    assert detail in error.params["detail"]


def test_a_field_of_our_own_version_cannot_be_left_out(document: dict[str, Any]) -> None:
    del document["stages"][0]["groups"][1]["support"]
    error = _refused(_signed(document))
    assert (error.code, error.params["where"]) == (
        "format_invalid",
        "/stages/0/groups/1/support",
    )


@pytest.mark.parametrize("place", [("version",), ("participation", "participants")])
def test_a_number_that_no_database_holds_is_refused(
    document: dict[str, Any], place: tuple[str, ...]
) -> None:
    holder = document[place[0]] if place[1:] else document
    holder[place[-1]] = 2**31
    error = _refused(_signed(document))
    assert (error.code, error.params["where"]) == ("format_invalid", "/" + "/".join(place))


def test_a_newer_major_is_refused(document: dict[str, Any]) -> None:
    document["schema_version"] = "2.0"
    error = _refused(_signed(document))
    assert (error.code, error.params["found"]) == ("format_too_new", "2.0")


def test_changed_words_are_noticed(document: dict[str, Any]) -> None:
    document["title"] = "Water for their valley"
    assert _refused(canonical_json(document)).code == "format_hash_mismatch"


def test_a_fault_names_its_place(document: dict[str, Any]) -> None:
    document["stages"][0]["kind"] = "lunch"
    error = _refused(_signed(document))
    assert (error.code, error.params["where"]) == ("format_invalid", "/stages/0/kind")


def test_a_number_given_as_text_is_refused(document: dict[str, Any]) -> None:
    document["version"] = "1"
    assert _refused(_signed(document)).params["where"] == "/version"
