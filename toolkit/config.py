"""Every setting an operator can give, read from the environment once and checked before use.

A value that is wrong is named, in one line each, and nothing starts. Left alone, the settings
describe one machine: SQLite in the data folder, no address open to the outside.
"""

import difflib
import os
import secrets
import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "TOOLKIT_"
# Read by ./test, not by the product.
NOT_OURS = frozenset({"TOOLKIT_REQUIRE_SERVICES"})
# Django's own deploy check asks for 50 characters.
SECRET_KEY_LENGTH = 50


class Config(BaseSettings):
    """The operator's settings. Field `x` is the variable `TOOLKIT_X`, unless it has an alias."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(Path("data"), description="Folder for the database, uploads and backups.")
    secret_key: SecretStr | None = Field(
        None, description="Key that signs cookies and links; 50 characters or more."
    )
    secret_key_file: Path | None = Field(
        None, description="File that holds the key, instead of `TOOLKIT_SECRET_KEY`."
    )
    public_url: str = Field(
        "", description="Address people use, such as `https://dialogues.example.org`."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further host names to answer to, separated by commas."
    )
    behind_proxy: bool = Field(
        False, description="Trust `X-Forwarded-Proto` and `X-Forwarded-For` of a proxy in front."
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL"),
        description="`postgresql://…` or `sqlite:///…`; SQLite in the data folder if not given.",
    )
    redis_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("REDIS_URL"),
        description="`redis://…`; needed when more than one server process runs.",
    )
    database_url_file: Path | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL_FILE"),
        description="File that holds the address of the database, instead of `DATABASE_URL`.",
    )
    redis_url_file: Path | None = Field(
        None,
        validation_alias=AliasChoices("REDIS_URL_FILE"),
        description="File that holds the address of Redis, instead of `REDIS_URL`.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=20,
        description="What `/metrics` asks for, 20 characters or more; "
        "without it only this machine itself is answered.",
    )
    metrics_token_file: Path | None = Field(
        None, description="File that holds it, instead of `TOOLKIT_METRICS_TOKEN`."
    )
    notes_per_minute: int = Field(
        30, ge=1, le=6000, description="Notes one participant may send in a minute."
    )
    joins_per_second: int = Field(
        40,
        ge=1,
        le=10_000,
        description="Newcomers let in a second, by all web processes together; "
        "more at once wait in line. 40 for each process is half of a busy processor.",
    )
    max_upload_mb: int = Field(
        20, ge=1, le=500, description="Largest upload to the centre, in megabytes (10⁶ bytes)."
    )
    centre_url: str = Field(
        "", description="Centre to which organizers submit; empty means the one in this server."
    )
    centre_token: SecretStr | None = Field(
        None, description="Token with which this server submits there."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="Least severe message that is logged; `INFO` logs each request."
    )
    debug: bool = Field(
        False, description="Show tracebacks and serve unbuilt files. For developers only."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(host.strip() for host in value.split(",") if host.strip())
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _refuse_wildcard(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in value:
            raise ValueError("'*' would answer to any host name; list the names")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must begin with http:// or https:// and name a host")
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError("must end after the host name and port; sub-folders are not supported")
        return value.rstrip("/")

    @field_validator("centre_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must begin with http:// or https:// and name a host")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_a_known_database(cls, value: SecretStr | None) -> SecretStr | None:
        return _with_scheme(value, {"postgres", "postgresql", "sqlite"})

    @field_validator("redis_url")
    @classmethod
    def _is_a_known_ring(cls, value: SecretStr | None) -> SecretStr | None:
        return _with_scheme(value, {"redis", "rediss", "unix"})

    @property
    def data_folder(self) -> Path:
        """The data folder as an absolute path; it need not exist yet."""
        return self.data.expanduser().absolute()

    @property
    def embedded(self) -> bool:
        """Whether the database is a file of ours, so that we may migrate and back it up."""
        return self.database_url is None

    @property
    def https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.public_url.startswith("https://")


class BadConfig(Exception):
    """The environment holds settings we cannot use; `problems` has one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _with_scheme(value: SecretStr | None, allowed: set[str]) -> SecretStr | None:
    if value is not None and urlsplit(value.get_secret_value()).scheme not in allowed:
        raise ValueError("must begin with " + " or ".join(f"{name}://" for name in sorted(allowed)))
    return value


def variable(name: str, field: FieldInfo) -> str:
    """Return the environment variable of one field of `Config`."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return PREFIX + name.upper()


def variables() -> dict[str, FieldInfo]:
    """Return every environment variable we read, with what `Config` says about it."""
    return {variable(name, field): field for name, field in Config.model_fields.items()}


def read() -> Config:
    """Return the settings in the environment, or raise `BadConfig` naming every problem there."""
    problems = [_unknown(name) for name in sorted(os.environ) if _is_unknown(name)]
    try:
        config = Config()
        if given := _from_files(config, problems):
            config = Config(**given)
    except ValidationError as error:
        problems += [_sentence(detail) for detail in error.errors(include_url=False)]
        raise BadConfig(problems) from None
    problems += _contradictions(config)
    if problems:
        raise BadConfig(problems)
    return config


def _from_files(config: Config, problems: list[str]) -> dict[str, Any]:
    """Return what the files of secrets hold, by the names that `Config` takes."""
    given: dict[str, Any] = {}
    for secret, file, key in (
        (config.database_url, config.database_url_file, "DATABASE_URL"),
        (config.redis_url, config.redis_url_file, "REDIS_URL"),
        (config.metrics_token, config.metrics_token_file, "metrics_token"),
    ):
        if file is None:
            continue
        name = key if key.isupper() else PREFIX + key.upper()
        if secret is not None:
            problems.append(f"{name}_FILE: give it or {name}, not both.")
            continue
        try:
            given[key] = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            problems.append(f"{name}_FILE: cannot read {file}: {error.strerror}.")
    return given


@cache
def current() -> Config:
    """Return the settings of this process, or print what is wrong with them and exit with 2."""
    try:
        return read()
    except BadConfig as error:
        _exit(error.problems)


def secret_key(config: Config) -> str:
    """Return the signing key; on one machine it is made once and kept in the data folder."""
    if config.secret_key is not None:
        return config.secret_key.get_secret_value()
    path = config.secret_key_file or config.data_folder / "secret-key"
    try:
        if config.secret_key_file is None:
            _make_secret(path)
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        _exit([f"TOOLKIT_SECRET_KEY_FILE: cannot read {path}: {error.strerror}."])
    if len(key) < SECRET_KEY_LENGTH:
        _exit([f"TOOLKIT_SECRET_KEY_FILE: {path} holds fewer than {SECRET_KEY_LENGTH} characters."])
    return key


def _make_secret(path: Path) -> None:
    """Write a fresh key unless there is one. Two processes may try at once: one wins."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in variables() and name not in NOT_OURS


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, variables(), n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{name}: there is no such setting.{hint}"


def _sentence(detail: Any) -> str:
    place = str(detail["loc"][0])
    name = place if place in variables() else PREFIX + place.upper()
    return f"{name}: {detail['msg'].removeprefix('Value error, ')}."


def _contradictions(config: Config) -> list[str]:
    problems = []
    key = config.secret_key
    if key is not None and len(key.get_secret_value()) < SECRET_KEY_LENGTH:
        problems.append(f"TOOLKIT_SECRET_KEY: needs {SECRET_KEY_LENGTH} characters or more.")
    if key is not None and config.secret_key_file is not None:
        problems.append("TOOLKIT_SECRET_KEY_FILE: give it or TOOLKIT_SECRET_KEY, not both.")
    if not config.embedded and key is None and config.secret_key_file is None:
        problems.append(
            "TOOLKIT_SECRET_KEY: is needed with DATABASE_URL, so that every process signs alike."
        )
    if config.debug and config.https:
        problems.append("TOOLKIT_DEBUG: would show internals to everybody at TOOLKIT_PUBLIC_URL.")
    return problems


def _exit(problems: list[str]) -> NoReturn:
    for problem in problems:
        print(f"toolkit: {problem}", file=sys.stderr)
    raise SystemExit(2)
