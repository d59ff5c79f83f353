"""The ground on which the format's models stand: strict, frozen, bounded, documented.

Numbers have an upper bound so that no reader's database is the first to notice one too large.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LARGEST = 2**31 - 1
"""Largest number in a summary: what a signed 32-bit integer holds."""

Count = Annotated[int, Field(ge=0, le=LARGEST)]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Model(BaseModel):
    """What every object of the format is: closed to unknown keys, and never changed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


def _utc_seconds(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() != dt.timedelta(0):
        raise ValueError("the time must be in UTC")
    return moment.replace(microsecond=0)


UtcTime = Annotated[dt.datetime, AfterValidator(_utc_seconds)]


def require_unique(values: Iterable[object], what: str) -> None:
    """Raise `ValueError` naming the first value that is given twice."""
    twice = [value for value, times in Counter(values).items() if times > 1]
    if twice:
        raise ValueError(f"{what} given twice: {twice[0]}")
