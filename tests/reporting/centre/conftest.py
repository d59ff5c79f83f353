"""Who comes to the centre's pages."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def analyst(db: None) -> User:
    return User.objects.create(username="analyst", is_staff=True)


@pytest.fixture
def page(client: Client, analyst: User) -> Client:
    """A browser with an analyst signed in."""
    client.force_login(analyst)
    return client
