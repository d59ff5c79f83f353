"""A small dialogue, ready to be played."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from facilitation.actions import dialogues
from tests.reporting.summary.playing import Begin, Played

KINDS = ("now", "how", "prioritise")


@pytest.fixture
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.TOOLKIT_DATA = tmp_path
    return tmp_path


@pytest.fixture
def facilitator(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def begin(facilitator: User, data_folder: Path) -> Begin:
    """Begin a dialogue in Kisumu with three stages."""

    def begun(**changes: Any) -> Played:
        fields: dict[str, Any] = {
            "title": "Water for our valley",
            "date": dt.date(2026, 5, 4),
            "country": "KEN",
            "city": "Kisumu",
            "commitments": (2, 1),
            "sdgs": (6,),
            "organizer_name": "Lake School",
            "organizer_type": "academic",
            "stages": tuple(dialogues.PlannedStage(kind=kind, minutes=10) for kind in KINDS),
        }
        dialogue_id = uuid.uuid4()
        given = dialogues.NewDialogue(**{**fields, **changes})
        dialogues.create_dialogue(given, dialogue_id=dialogue_id, user_id=facilitator.pk)
        return Played(dialogue_id, facilitator)

    return begun


@pytest.fixture
def played(begin: Begin) -> Played:
    return begin()
