"""What became of every note of a play, each figure counted where it arises.

Sent is what clients were answered, stored is what the database holds, printed is what the data
inside the PDF says. Nothing is copied from one to another, so that a loss cannot hide.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from facilitation.text import clean
from reporting.documents.package import extract
from reporting.format import SummaryV1, from_bytes
from toolkit.replay.clients import Phone, SentNote
from toolkit.replay.player import Played


@dataclass(frozen=True)
class Account:
    """The figures of `account.json`, under the same names."""

    notes_sent: int
    notes_stored: int
    notes_in_summary: int
    notes_grouped: int
    notes_ungrouped: int
    groups: int
    votes: int
    participants: int
    lost: int
    duplicated: int
    refused: int
    refused_codes: dict[str, int]
    summary_sha256: str

    def as_json(self) -> str:
        """Return the text of `account.json`."""
        return json.dumps(asdict(self), indent=2) + "\n"


def take_account(played: Played, *, notes_stored: int) -> tuple[Account, list[str]]:
    """Return the account, and every way in which it does not come out even, in words.

    Raises a `Refusal` or `FormatError` where the PDF or the data in it is not what it should be.
    """
    data = extract(played.pdf)
    summary = from_bytes(data).summary
    sent = [note for phone in played.phones.values() for note in phone.sent.values()]
    refused = count_refusals(played.phones.values())
    account = Account(
        notes_sent=len(sent),
        notes_stored=notes_stored,
        notes_in_summary=sum(1 for _ in summary.notes()),
        notes_grouped=sum(len(group.notes) for stage in summary.stages for group in stage.groups),
        notes_ungrouped=sum(len(stage.ungrouped) for stage in summary.stages),
        groups=sum(len(stage.groups) for stage in summary.stages),
        votes=sum(group.votes for stage in summary.stages for group in stage.groups),
        participants=summary.participation.participants,
        lost=count_lost(sent, summary),
        duplicated=count_duplicated(sent, summary),
        refused=refused.total(),
        refused_codes=dict(sorted(refused.items())),
        summary_sha256=hashlib.sha256(data).hexdigest(),
    )
    return account, [*_complaints(account, played), *_differing_downloads(data, played)]


def count_lost(sent: list[SentNote], summary: SummaryV1) -> int:
    """Count the notes that were acknowledged and do not stand in the summary, id and words."""
    printed = {note.id for note in summary.notes()}
    by_id = len(sent) - len({note.id for note in sent} & printed)
    by_words = (_words_sent(sent) - _words_printed(summary)).total()
    return max(by_id, by_words)


def count_duplicated(sent: list[SentNote], summary: SummaryV1) -> int:
    """Count what stands in the summary more often than it was acknowledged."""
    printed = Counter(note.id for note in summary.notes())
    by_id = (printed - Counter({note.id for note in sent})).total()
    by_words = (_words_printed(summary) - _words_sent(sent)).total()
    return max(by_id, by_words)


def count_refusals(phones: Iterable[Phone]) -> Counter[str]:
    """Return how many notes were refused, by code."""
    return Counter(code for phone in phones for code in phone.refused.values())


def count_stored(database: Path, dialogue_id: str) -> int:
    """Return how many notes of a dialogue an SQLite database holds; opened for reading only."""
    query = "SELECT count(*) FROM facilitation_note WHERE dialogue_id = ?"
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as reading:
        row = reading.execute(query, [UUID(dialogue_id).hex]).fetchone()
    return int(row[0])


def count_on_board(played: Played) -> int:
    """Return how many notes the facilitator's board showed before the seal."""
    return len(played.board["put"]["notes"])


def _words_sent(sent: list[SentNote]) -> Counter[tuple[str, str]]:
    return Counter((note.stage, clean(note.text)) for note in sent)


def _words_printed(summary: SummaryV1) -> Counter[tuple[str, str]]:
    return Counter((stage.id, note.text) for stage in summary.stages for note in stage.notes())


def _complaints(account: Account, played: Played) -> list[str]:
    found = []
    if played.disagreements:
        found.append(f"{len(played.disagreements)} boards disagreed: {played.disagreements[0]}")
    if account.lost or account.duplicated:
        found.append(f"{account.lost} notes lost, {account.duplicated} duplicated")
    if account.notes_stored != account.notes_sent:
        found.append(f"{account.notes_sent} notes sent, {account.notes_stored} stored")
    return found


def _differing_downloads(data: bytes, played: Played) -> list[str]:
    if data == played.data:
        return []
    return ["the data inside the PDF differs from the summary's JSON"]
