"""The centre's table: how many dialogues, people and notes, by commitment, country or region.

The unit is the dialogue, by its current record alone. Only totals that a summary states are
added up; its breakdowns by answer hold suppressed cells, and a sum over those would be false or
would expose somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.places import REGIONS, region_of
from reporting.centre.models import Record

if TYPE_CHECKING:
    import pandas as pd

By = Literal["commitment", "country", "region"]
BY: tuple[By, ...] = ("commitment", "country", "region")

COUNTED = ["dialogues", "participants", "notes"]
NONE = ""
"""The row of dialogues that name no commitment, or no country whose region is known."""

_FRAME = {
    "dialogue_id": "string",
    "country": "string",
    "region": "string",
    "commitments": "object",
    "participants": "int64",
    "notes": "int64",
    "signed": "bool",
}


@dataclass(frozen=True)
class Table:
    """Counts by one property, and the totals over distinct dialogues.

    `rows` has the index `code` (a commitment's number as text, an alpha-3 code, a region's code)
    and the int64 columns of `COUNTED`. Every commitment and region has its row, in the order of
    the list, with zeros where nothing came; of countries only those that came, by code. `NONE`
    stands last, where it is needed. A dialogue with several commitments counts once under each,
    so `total` may be less than the sum of the rows; `overlaps` says so. `unsigned` are the
    dialogues, of all, whose current version no organizer has signed.
    """

    by: By
    rows: pd.DataFrame
    total: dict[str, int]
    unsigned: int

    @property
    def overlaps(self) -> bool:
        """Whether the rows add up to more dialogues than there are."""
        return int(self.rows["dialogues"].sum()) > self.total["dialogues"]


def dialogues() -> pd.DataFrame:
    """One row per dialogue that counts, from its current record.

    Columns: `dialogue_id`, `country` (alpha-3 or `NONE`), `region` (code or `NONE`),
    `commitments` (list of numbers as text, `[NONE]` where there are none), `participants`,
    `notes` (int64) and `signed`.
    """
    import pandas as pd  # a second and 100 MB that a server without a centre never needs

    current = Record.objects.filter(current_of__isnull=False).order_by("dossier_id")
    rows = [
        {
            "dialogue_id": str(record["dossier_id"]),
            "country": record["country"],
            "region": region_of(record["country"]) or NONE,
            "commitments": [str(number) for number in record["commitments"]] or [NONE],
            "participants": record["participants"],
            "notes": record["notes"],
            "signed": record["signed"],
        }
        for record in current.values(
            "dossier_id", "country", "commitments", "participants", "notes", "signed"
        )
    ]
    return pd.DataFrame(rows, columns=list(_FRAME)).astype(_FRAME)


def table(*, by: By) -> Table:
    """Count the current dialogues by commitment, country or region."""
    return count(dialogues(), by=by)


def count(frame: pd.DataFrame, *, by: By) -> Table:
    """Count a frame as `dialogues()` returns it."""
    total = {
        "dialogues": len(frame),
        "participants": int(frame["participants"].sum()),
        "notes": int(frame["notes"].sum()),
    }
    unsigned = int((~frame["signed"]).sum())
    if by == "commitment":
        frame = frame.explode("commitments").rename(columns={"commitments": "commitment"})
    rows = (
        frame.groupby(by)
        .agg(
            dialogues=("dialogue_id", "nunique"),
            participants=("participants", "sum"),
            notes=("notes", "sum"),
        )
        .astype("int64")
        .reindex(_order(frame[by], by), fill_value=0)
        .rename_axis("code")
    )
    return Table(by=by, rows=rows, total=total, unsigned=unsigned)


def _order(codes: pd.Series[str], by: By) -> list[str]:
    came = sorted(set(codes) - {NONE})
    closed = {"commitment": [str(number) for number in COMMITMENTS], "region": list(REGIONS)}
    return closed.get(by, came) + [NONE] * (NONE in set(codes))
