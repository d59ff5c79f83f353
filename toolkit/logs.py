"""One line of JSON for each log message, on stderr.

A line says what happened in the program, never what a person wrote or where they sit: no
request bodies, no query strings, no client addresses; nor the part of an address that is a key.
"""

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

logger = logging.getLogger(__name__)

KEYS_IN_PATHS = re.compile(r"(/say/|/receipts/)[^\s/?#\"']+")
"""Links that let in whoever has them. Both Django and uvicorn write paths into messages."""


class JsonLines(logging.Formatter):
    """Format a record as one JSON object: time (UTC), level, logger, message, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": KEYS_IN_PATHS.sub(r"\1…", record.getMessage()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["traceback"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _where(error: BaseException) -> str:
    """Return where `error` and what led to it happened, and of which kinds they were.

    Not what they say: a database names the row that it refuses, a template what it was given.
    """
    told = ["Traceback:\n", *traceback.format_tb(error.__traceback__)]
    told.append(f"{type(error).__module__}.{type(error).__qualname__}")
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join([*([_where(before)] if before else []), "".join(told)])


# Asked for every few seconds by machines; what they find is told by their answers.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class AccessWithoutPeople(logging.Filter):
    """Keep method, path and status of an access record; drop query string and client address.

    Probes that went well are dropped altogether.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        match record.args:
            case (_client, str(), str(path), _version, 200) if path in PROBES:
                return False
            case (_client, str(method), str(path), _version, int(status)):
                record.msg = "%s %s %d"
                record.args = (method, path.partition("?")[0], status)
        return True


def logging_settings(level: str) -> dict[str, Any]:
    """Return the `LOGGING` setting that sends everything from `level` up to stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "filters": {"without_people": {"()": AccessWithoutPeople}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["without_people"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django and uvicorn bring handlers of their own; the root handler is enough.
        "loggers": {
            name: {"handlers": [], "level": level, "propagate": True}
            for name in ("django", "django.server", "uvicorn", "uvicorn.error", "uvicorn.access")
        }
        # The one warns of every stop that was asked for, the other of every try to connect.
        | {name: {"level": "ERROR"} for name in ("django_tasks_db", "psycopg.pool")},
    }


def log_what_nobody_catches() -> None:
    """Log what ends this process or one of its threads; Python would print what the error says."""
    sys.excepthook = _log_end

    def log_end_of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            _log_end(told.exc_type, told.exc_value, told.exc_traceback)

    threading.excepthook = log_end_of_thread


def _log_end(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, at)
    else:
        logger.critical("ended by an error", exc_info=(kind, error, at))
