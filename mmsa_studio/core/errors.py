"""Errors a person can act on, and the one that is not an error: being asked to stop."""

from __future__ import annotations

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class StudioError(Exception):
    """Something a person can act on: one clear sentence and a hint.

    Args:
        message: what happened, one sentence, naming the file or thing it happened to.
        hint: what to do next, one sentence; empty when there is nothing to do.
    """

    exit_code = EXIT_FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[StudioError], tuple[str, str]]:
        return type(self), (self.message, self.hint)


class UsageError(StudioError):
    """The command or its arguments were wrong."""

    exit_code = EXIT_USAGE


class Cancelled(BaseException):
    """Raised inside a job at the next chunk after its person asked it to stop.

    Like KeyboardInterrupt it is no Exception, so that no handler for errors catches it.
    """
