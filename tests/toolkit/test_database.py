import pytest

from toolkit.database import pending_migrations

pytestmark = pytest.mark.django_db


def test_a_migrated_database_lacks_nothing() -> None:
    assert pending_migrations() == 0
