"""The console script `toolkit`: finds the command, runs it, and turns failures into one line.

Only the chosen command is imported, so that `toolkit --help` and a misspelling answer at once.
"""

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType

from toolkit.commands import CommandError

# Name on the command line: (module in toolkit.commands, one line of help).
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serve", "Start the server and its worker."),
    "worker": ("worker", "Run queued tasks for servers that run elsewhere without a worker."),
    "replay": (
        "replay",
        "Play a dialogue script through real clients, and account for every note.",
    ),
    "demo": ("demo", "Serve, and let simulated phones play a sample dialogue."),
    "sign-in": ("sign_in", "Make a one-time link with which somebody signs in."),
    "summary": ("summary", "Write the summary of one dialogue as a PDF."),
    "intake": ("intake", "Take PDFs and JSON into the centre."),
    "submit": ("submit", "Hand a summary to a centre, and show its receipt."),
    "token": ("token", "Let a program hand in summaries at this centre."),
    "centre": ("centre", "Count what the centre holds."),
    "bench": ("bench", "Measure what is promised, on servers of its own."),
    "backup": ("backup", "Write everything a server keeps into one archive, while it runs."),
    "restore": ("restore", "Put an archive of `backup` in the place of what is here."),
    "doctor": ("doctor", "Say what is missing on this machine, and how to mend it."),
    "manage": ("manage", "Pass a command to Django, such as `migrate`."),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 wrong input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((word for word in words if not word.startswith("-")), None)
    if chosen is not None and chosen not in COMMANDS:
        known = ", ".join(COMMANDS)
        return _complain(f"there is no command “{chosen}”. Commands: {known}.", status=2)
    try:
        return _run(words, chosen)
    except KeyboardInterrupt:
        return _complain("stopped.", status=130)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _explain(error)


def _run(words: list[str], chosen: str | None) -> int:
    parser = argparse.ArgumentParser(prog="toolkit", description="UN75 Dialogue Toolkit")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    module: ModuleType | None = None
    for name, (module_name, line) in COMMANDS.items():
        # Options after `manage COMMAND` belong to Django.
        takes_help = name != "manage"
        subparser = subparsers.add_parser(name, help=line, description=line, add_help=takes_help)
        if name == chosen:
            module = importlib.import_module(f"toolkit.commands.{module_name}")
            module.add_arguments(subparser)
    args = parser.parse_args(words)
    assert module is not None
    return int(module.run(args))


def _explain(error: Exception) -> int:
    """Print one line for `error`; the traceback only for developers, who ask for it."""
    if os.environ.get("TOOLKIT_DEBUG") == "1":
        traceback.print_exception(error)
    if isinstance(error, CommandError):
        return _complain(str(error), status=error.status)
    code = getattr(error, "code", None)
    if isinstance(code, str) and hasattr(error, "message"):  # a Refusal of either floor
        return _complain(f"{error.message} [{code}]", status=2)
    kind = type(error).__name__
    return _complain(f"{kind}: {error} (TOOLKIT_DEBUG=1 shows where)", status=1)


def _complain(message: str, *, status: int) -> int:
    line = " ".join(message.split())
    print(f"toolkit: {line}", file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
