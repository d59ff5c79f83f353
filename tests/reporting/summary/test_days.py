"""A dialogue of several days says from when to when, in the review, the data and every document."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pydantic import ValidationError

from reporting.summary.compile import compile_summary
from reporting.summary.document import document_html
from reporting.summary.edits import save_edit
from reporting.summary.exports import export
from reporting.summary.languages import held_on
from reporting.summary.passages import MethodWords
from tests.reporting.summary.playing import Played
from tests.reporting.summary.remade import rebuilt
from toolkit.bench.samples import sample_summary

FIRST = dt.date(2026, 5, 4)


def _lasted_until(played: Played, last: dt.date) -> None:
    words = MethodWords(last_day=last)
    save_edit(dialogue=played.dialogue, passage="method", number=0, value=words, user_id=None)


@pytest.mark.parametrize(
    ("language", "days", "day"),
    [
        ("en", "May 4\u2009–\u20096, 2026", "May 4, 2026"),
        ("fr", "4–6 mai 2026", "4 mai 2026"),
        ("es", "4–6 de mayo de 2026", "4 de mayo de 2026"),
        ("ru", "4–6 мая 2026\u202fг.", "4 мая 2026\u202fг."),
        ("ar", "4–6 مايو 2026", "4 مايو 2026"),
        ("zh-hans", "2026年5月4日至6日", "2026年5月4日"),
    ],
)
def test_days_are_written_as_each_language_writes_them(language: str, days: str, day: str) -> None:
    with translation.override(language):
        assert held_on(FIRST, dt.date(2026, 5, 6)) == days
        assert held_on(FIRST, None) == day


def test_the_organizer_says_the_last_day_and_it_stands_everywhere(
    client: Client, facilitator: User, played: Played
) -> None:
    client.force_login(facilitator)
    address = reverse("summary:review", args=[played.dialogue_id, "method"])
    sent = {"passage": "method", "number:method": "0", "method|last_day": "2026-05-06"}
    assert client.post(address, sent).status_code == 302
    assert 'value="2026-05-06"' in client.get(address).content.decode()
    summary = compile_summary(played.dialogue)
    assert (summary.date, summary.last_date) == (FIRST, dt.date(2026, 5, 6))
    days = "May 4\u2009–\u20096, 2026"
    page = client.get(reverse("summary:page", args=[played.dialogue_id])).content.decode()
    assert days in page
    assert days in document_html(summary)
    assert days in export("html", summary).decode()


@pytest.mark.parametrize("last", [FIRST, FIRST - dt.timedelta(days=1)])
def test_a_last_day_that_is_none_is_kept_and_not_printed(played: Played, last: dt.date) -> None:
    _lasted_until(played, last)
    assert compile_summary(played.dialogue).last_date is None


def test_the_format_knows_no_last_day_before_the_first() -> None:
    summary = sample_summary(3)
    with pytest.raises(ValidationError, match="after the first"):
        rebuilt(summary, last_date=summary.date)
    assert rebuilt(summary, last_date=summary.date + dt.timedelta(days=1)).last_date
