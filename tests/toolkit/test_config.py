import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import clean_environ
from toolkit import config

LONG_KEY = "k" * config.SECRET_KEY_LENGTH


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any setting of ours."""
    for name in set(os.environ) - set(clean_environ()):
        monkeypatch.delenv(name)
    return monkeypatch


def problems(environ: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        environ.setenv(name, value)
    with pytest.raises(config.BadConfig) as caught:
        config.read()
    return caught.value.problems


def test_left_alone_it_describes_one_machine(environ: pytest.MonkeyPatch) -> None:
    settings = config.read()
    assert settings.embedded
    assert not settings.debug
    assert not settings.https
    assert settings.data_folder == Path.cwd() / "data"


def test_hosts_are_separated_by_commas(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("TOOLKIT_ALLOWED_HOSTS", "a.example, b.example,")
    assert config.read().allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOOLKIT_NOTES_PER_MINUTE", "many"),
        ("TOOLKIT_NOTES_PER_MINUTE", "0"),
        ("TOOLKIT_MAX_UPLOAD_MB", "-1"),
        ("TOOLKIT_PUBLIC_URL", "dialogues.example.org"),
        ("TOOLKIT_PUBLIC_URL", "https://example.org/dialogues"),
        ("TOOLKIT_PUBLIC_URL", "ftp://example.org"),
        ("TOOLKIT_ALLOWED_HOSTS", "*"),
        ("TOOLKIT_BEHIND_PROXY", "perhaps"),
        ("TOOLKIT_LOG_LEVEL", "LOUD"),
        ("TOOLKIT_SECRET_KEY", "short"),
        ("REDIS_URL", "memcached://127.0.0.1"),
    ],
)
def test_a_bad_value_is_named_by_its_variable(
    environ: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (problem,) = problems(environ, **{name: value})
    assert problem.startswith(f"{name}: ")


def test_every_bad_value_is_named_at_once(environ: pytest.MonkeyPatch) -> None:
    found = problems(environ, TOOLKIT_NOTES_PER_MINUTE="x", TOOLKIT_MAX_UPLOAD_MB="y")
    assert [line.partition(":")[0] for line in found] == [
        "TOOLKIT_NOTES_PER_MINUTE",
        "TOOLKIT_MAX_UPLOAD_MB",
    ]


def test_a_misspelt_name_is_refused_with_the_right_one(environ: pytest.MonkeyPatch) -> None:
    (problem,) = problems(environ, TOOLKIT_ALOWED_HOSTS="a.example")
    assert problem.endswith("Did you mean TOOLKIT_ALLOWED_HOSTS?")


def test_a_password_in_a_bad_url_is_not_repeated(environ: pytest.MonkeyPatch) -> None:
    found = problems(environ, DATABASE_URL="mysql://user:hunter2@db/x")
    assert "hunter2" not in "\n".join(found)


def test_a_shared_database_needs_a_shared_key(environ: pytest.MonkeyPatch) -> None:
    (problem,) = problems(environ, DATABASE_URL="postgresql://db/x")
    assert problem.startswith("TOOLKIT_SECRET_KEY: ")


def test_debug_is_refused_at_a_public_address(environ: pytest.MonkeyPatch) -> None:
    (problem,) = problems(environ, TOOLKIT_DEBUG="1", TOOLKIT_PUBLIC_URL="https://a.example")
    assert problem.startswith("TOOLKIT_DEBUG: ")


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = config.Config(data=tmp_path / "new")
    key = config.secret_key(settings)
    assert len(key) >= config.SECRET_KEY_LENGTH
    assert config.secret_key(settings) == key
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_file_that_is_missing_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    with pytest.raises(SystemExit) as ended:
        config.secret_key(config.Config(secret_key_file=file))
    assert ended.value.code == 2
    assert str(file) in capsys.readouterr().err
    assert not file.exists()


def test_a_program_with_bad_settings_prints_a_line_each_and_ends_with_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", "manage", "check"],
        env=clean_environ()
        | {"TOOLKIT_DATA": str(tmp_path), "TOOLKIT_MAX_UPLOAD_MB": "x", "REDIS_URL": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert "TOOLKIT_MAX_UPLOAD_MB" in done.stderr
    assert "REDIS_URL" in done.stderr


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "TOOLKIT_METRICS_TOKEN"])
def test_a_secret_may_lie_in_a_file(environ: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    secrets = {
        "DATABASE_URL": "postgresql://user:hunter2@db/x",
        "REDIS_URL": "redis://:hunter2@redis/0",
        "TOOLKIT_METRICS_TOKEN": "hunter2" * 5,
    }
    file = tmp_path / "secret"
    file.write_text(secrets[name] + "\n")
    environ.setenv(f"{name}_FILE", str(file))
    environ.setenv("TOOLKIT_SECRET_KEY", LONG_KEY)
    settings = config.read()
    found = settings.database_url or settings.redis_url or settings.metrics_token
    assert found is not None
    assert found.get_secret_value() == secrets[name]
    assert "hunter2" not in repr(settings)


def test_a_secret_file_that_is_missing_is_named(
    environ: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (problem,) = problems(environ, REDIS_URL_FILE=str(tmp_path / "none"))
    assert problem.startswith("REDIS_URL_FILE: cannot read")


def test_a_bad_secret_in_a_file_is_named_but_not_repeated(
    environ: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("mysql://user:hunter2@db/x")
    (problem,) = problems(environ, DATABASE_URL_FILE=str(tmp_path / "url"))
    assert problem.startswith("DATABASE_URL: must begin with")
    assert "hunter2" not in problem


def test_a_secret_is_given_once(environ: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://redis/0")
    found = problems(environ, REDIS_URL="redis://a/0", REDIS_URL_FILE=str(tmp_path / "url"))
    assert found == ["REDIS_URL_FILE: give it or REDIS_URL, not both."]
