"""What a centre says of a submitted summary. It comes from another machine, so it is checked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reporting.refusals import Refusal

Words = Annotated[str, Field(max_length=20_000)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Answered(_Told):
    """One answer that has arrived."""

    id: UUID
    text: Words
    version: int | None = None
    received_at: dt.datetime


class Asked(_Told):
    """One question. `about` is an id of the summary or the name of a part; empty: all of it."""

    id: UUID
    about: Words = ""
    about_words: Words = ""
    text: Words
    asked_at: dt.datetime
    withdrawn: bool = False
    answers: tuple[Answered, ...] = ()


class Standing(_Told):
    """Where a summary stands: one of the centre's statuses, and all that was asked."""

    status: Annotated[str, Field(max_length=20)] = ""
    page: Annotated[str, Field(pattern=r"^(https?://|/)", max_length=2000)] | None = None
    """The receipt page at the centre."""
    questions: Annotated[tuple[Asked, ...], Field(max_length=1000)] = ()


def checked(told: Any) -> Standing:
    """What a centre said, typed. Raises `submission_failed`."""
    try:
        return Standing.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refusal("submission_failed", detail=f"{where}: {first['msg']}") from error
