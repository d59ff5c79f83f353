"""What people write comes out of the printed document as they wrote it, in any script."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation.text import clean, is_blank
from reporting.documents import fonts, package
from reporting.format import from_bytes
from reporting.summary.document import print_summary
from reporting.summary.models import Summary
from tests.reporting.summary.playing import Begin

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)

# Lone surrogates are no text: no browser sends them.
_CHARACTERS = st.characters(exclude_categories=["Cs"])
_WORDS = st.text(_CHARACTERS, min_size=1, max_size=60).filter(
    lambda text: not is_blank(clean(text))
)


@needs_fonts
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(_WORDS, min_size=1, max_size=5, unique_by=clean), title=_WORDS)
def test_any_words_go_from_the_dialogue_to_the_document_and_back(
    begin: Begin, texts: list[str], title: str
) -> None:
    played = begin(title=title)
    played.open("now")
    ada = played.join()
    notes = {played.say(ada, text): clean(text) for text in texts}
    group = played.group(title, *notes)
    played.close()
    played.seal()
    stored = Summary.objects.get(dialogue=played.dialogue)
    pdf = print_summary(stored.content(), bytes(stored.data))
    found = package.extract(pdf)
    assert found == bytes(stored.data)
    summary = from_bytes(found).summary
    assert {note.id: note.text for note in summary.notes()} == notes
    assert {item.id: item.title for item in summary.groups()} == {group: clean(title)}
    assert summary.title == clean(title)
