"""The commands of `toolkit`, one module each with `add_arguments(parser)` and `run(args) -> int`.

A command that cannot do its work raises `CommandError`; the command line prints its one line.
"""


class CommandError(Exception):
    """A failure we foresaw. The message is one line that says what to do about it.

    `status` is the exit status: 2 when what the person gave is wrong, otherwise 1.
    """

    def __init__(self, message: str, *, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class BadInput(CommandError):
    """What the person gave, an argument or a file, is wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=2)
