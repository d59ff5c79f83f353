"""The servers that other tests rely on are real ones, and do what those tests need of them."""

import psycopg
import redis


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_postgresql_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SHOW fsync").fetchone()
    assert row == ("off",)
