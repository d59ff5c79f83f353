"""An account that cannot find a loss would be worth nothing: each kind is put before it."""

import datetime as dt
from uuid import UUID

import pytest

from reporting.format import SummaryV1, build
from reporting.format.v1 import (
    Account,
    Divergence,
    Note,
    Organizer,
    Participation,
    Place,
    Stage,
    SuppressionRule,
)
from toolkit.replay.account import count_duplicated, count_lost
from toolkit.replay.clients import SentNote

MOMENT = dt.datetime(2026, 5, 4, 18, tzinfo=dt.UTC)


def summary_of(*notes: tuple[str, str]) -> SummaryV1:
    """A summary whose only stage holds these (id, text)."""
    printed = tuple(
        Note(id=key, text=text, language="en", actor=None, on_behalf=False) for key, text in notes
    )
    rule = SuppressionRule(threshold=5, groups_threshold=10, complementary=True, withheld=False)
    nobody = Participation(
        participants=0,
        rule=rule,
        age=(),
        gender=(),
        occupation=(),
        education=(),
        nationality=(),
        groups=(),
    )
    return build(
        dialogue_id=UUID(int=7),
        version=1,
        status="final",
        sealed_at=MOMENT,
        generated_at=MOMENT,
        title="A dialogue",
        language="en",
        languages=("en",) if notes else (),
        date=MOMENT.date(),
        mode="online",
        organizer=Organizer(name=None, type="other", publish="anonymous"),
        place=Place(country=None, region=None, city=None),
        commitments=(),
        sdgs=(),
        under_18=False,
        participation=nobody,
        stages=(Stage(id="s", kind="now", title="", prompt="", groups=(), ungrouped=printed),),
        divergence=Divergence(stated=False, text=""),
        quotes=(),
        account=Account(
            received=len(notes),
            in_summary=len(notes),
            grouped=0,
            ungrouped=len(notes),
            hidden=0,
            withdrawn=0,
            not_admitted=0,
            groups=0,
            votes=0,
            participants=0,
            lost=0,
        ),
    )


def sent(*notes: tuple[str, str], stage: str = "s") -> list[SentNote]:
    return [SentNote(id=key, state="shown", stage=stage, text=text) for key, text in notes]


ONE, TWO = ("n1", "The well is dry."), ("n2", "قطار لكل قرية")


@pytest.mark.parametrize(
    ("acknowledged", "printed", "lost", "duplicated"),
    [
        pytest.param(sent(ONE, TWO), (ONE, TWO), 0, 0, id="all is there"),
        pytest.param(sent(), (), 0, 0, id="nothing was said"),
        pytest.param(sent(("n1", " The well\u202e is dry.\x07\n")), (ONE,), 0, 0, id="cleaned"),
        pytest.param(sent(ONE, TWO), (ONE,), 1, 0, id="a note is missing"),
        pytest.param(sent(ONE), (ONE, TWO), 0, 1, id="a note nobody sent"),
        pytest.param(sent(ONE), (ONE, ("n9", ONE[1])), 0, 1, id="the same words twice"),
        pytest.param(sent(ONE, ONE), (ONE,), 1, 0, id="two were acknowledged as one"),
        pytest.param(sent(ONE), (("n1", "The well is dry"),), 1, 1, id="a word has changed"),
        pytest.param(sent(ONE), (("n9", ONE[1]),), 1, 1, id="the words under another id"),
        pytest.param(sent(ONE, stage="t"), (ONE,), 1, 1, id="the note in another stage"),
    ],
)
def test_losses_and_duplicates_are_found_by_id_and_by_words(
    acknowledged: list[SentNote],
    printed: tuple[tuple[str, str], ...],
    lost: int,
    duplicated: int,
) -> None:
    summary = summary_of(*printed)
    assert count_lost(acknowledged, summary) == lost
    assert count_duplicated(acknowledged, summary) == duplicated
