"""Errors a person can act on, and the one that is not an error: being asked to stop."""

from __future__ import annotations

from functools import partial

from mmsa_studio.core.sentences import Sentence, Value, spoken

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class StudioError(Exception):
    """Something a person can act on: one clear sentence and a hint, as data.

    Args:
        kind: one of `core.sentences.TABLE`.
        values: what stands in the places of its template.

    Attributes:
        message: what happened, in English.
        hint: what to do next, in English; empty when there is nothing to do.
    """

    exit_code = EXIT_FAILED

    def __init__(self, kind: str, /, **values: Value) -> None:
        self.kind = kind
        self.values = values
        self.message, self.hint = spoken(kind, values)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[partial[StudioError], tuple[()]]:
        return partial(type(self), self.kind, **self.values), ()

    @property
    def sentence(self) -> Sentence:
        """The same as part of another sentence."""
        return Sentence(self.kind, self.values)


class UsageError(StudioError):
    """The command or its arguments were wrong."""

    exit_code = EXIT_USAGE


class Cancelled(BaseException):
    """Raised inside a job at the next chunk after its person asked it to stop.

    Like KeyboardInterrupt it is no Exception, so that no handler for errors catches it.
    """
