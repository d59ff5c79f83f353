"""Whatever people write, in any script there is, comes back as it was kept: dialogue, JSON, PDF."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facilitation.refusals import Refusal
from facilitation.text import clean
from reporting.documents import fonts, package
from reporting.format import from_bytes, to_bytes
from reporting.summary.compile import compile_summary
from reporting.summary.document import print_summary
from tests.reporting.summary.conftest import begin, data_folder, facilitator  # noqa: F401
from tests.reporting.summary.playing import Begin

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
    ),
]

AWKWARD = "\u202e\u2066\u200d\u200f\ufeff\ufffe\u2028\x00\x1b\r\n\t\u0301\U000e0041\U0001f468"
texts = st.lists(
    st.text(max_size=120) | st.text(alphabet=AWKWARD + "aبא水क", max_size=40),
    min_size=1,
    max_size=30,
)


@settings(
    max_examples=6,
    deadline=None,
    # A document a step makes shrinking take minutes; the texts are short as they are.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(written=texts, title=st.text(max_size=60))
def test_any_text_goes_from_the_dialogue_into_the_pdf_and_out_again(
    written: list[str],
    title: str,
    begin: Begin,  # noqa: F811
) -> None:
    played = begin(title=f"Water {title}")
    played.open("now")
    person = played.join()
    kept = [clean(text) for text in written if _was_taken(played.say, person, text)]
    played.close()
    played.seal()
    summary = compile_summary(played.dialogue)
    data = to_bytes(summary)
    found = package.extract(print_summary(summary, data))
    assert found == data
    assert from_bytes(found).summary == summary
    assert sorted(note.text for note in summary.notes()) == sorted(kept)


def _was_taken(say: object, person: object, text: str) -> bool:
    """Whether the dialogue took the words; it refuses those of which nothing can be seen."""
    try:
        say(person, text)  # type: ignore[operator]
    except Refusal as refusal:
        if refusal.code == "note_empty" and not any(map(str.isalnum, text)):
            return False
        raise
    return True
