"""Every reason of reporting is documented, and every fault of the format has a sentence."""

from pathlib import Path

import pytest

from reporting.format import FormatError, from_bytes
from reporting.refusals import REASONS, Refusal

DOCS = Path(__file__).parents[2] / "docs" / "error-codes.md"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_code_is_documented_with_its_status_and_sentence(code: str) -> None:
    reason = REASONS[code]
    row = f"| `{code}` | {reason.status} | {reason.sentence} |"
    assert row in DOCS.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "The data is not readable JSON"),
        (b"[]", "This is not a dialogue summary, but list."),
        (
            b'{"format": "un75-dialogue-summary", "schema_version": "2.0"}',
            "The data is in version 2.0 of the format; this toolkit reads up to version 1.0.",
        ),
    ],
)
def test_a_fault_of_the_format_becomes_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(FormatError) as caught:
        from_bytes(data)
    assert Refusal.of_format(caught.value).message.startswith(sentence)


def test_a_refusal_says_its_code_to_programs() -> None:
    assert Refusal("press_timeout", seconds=90).as_json() == {
        "error": {
            "code": "press_timeout",
            "message": "Printing the document took more than 90 seconds and was stopped.",
            "params": {"seconds": 90},
        }
    }
