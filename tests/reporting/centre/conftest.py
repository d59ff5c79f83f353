"""Who comes to the centre's pages, and what the centre has."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from reporting.centre import questions
from reporting.centre.intake import take_in
from reporting.centre.models import Question, Record
from tests.reporting.centre.parcels import as_pdf, write


@pytest.fixture
def analyst(db: None) -> User:
    return User.objects.create(username="analyst", is_staff=True)


@pytest.fixture
def page(client: Client, analyst: User) -> Client:
    """A browser with an analyst signed in."""
    client.force_login(analyst)
    return client


@pytest.fixture
def record(db: None) -> Record:
    take_in(data=as_pdf(write()), channel="cli")
    return Record.objects.get()


@pytest.fixture
def asked(record: Record) -> Question:
    return questions.ask(record=record, about="n1", text="Which well?", user_id=None)
