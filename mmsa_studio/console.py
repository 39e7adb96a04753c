"""Progress for a person at a terminal or for a program, on standard error."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from mmsa_studio.core.jobs import Event, MarkersFound, Probed, Progress
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.wording import in_full


class Console:
    """A hook that tells of one job: a bar on a terminal, lines of JSON for programs, sparse lines in a log."""

    def __init__(self, name: str, *, as_json: bool = False, stream: TextIO | None = None) -> None:
        self._name = name
        self._json = as_json
        self._stream = stream or sys.stderr
        self._bar = not as_json and self._stream.isatty()
        self._told = ""

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, event: Event) -> None:
        """Tell of an event, if it is one that is told."""
        if self._json:
            self._tell_program(event)
        elif isinstance(event, Progress):
            self._tell_progress(event)
        elif isinstance(event, Notice):
            self._line(f"{self._name}: {in_full(event)}")

    def close(self) -> None:
        """Leave the bar's line."""
        if self._bar and self._told:
            self._clear()
            self._told = ""

    def _tell_progress(self, event: Progress) -> None:
        if not self._bar:
            if event.stage != self._told:
                self._told = event.stage
                self._write(f"{self._name}: {event.stage}\n")
            return
        left = "" if event.seconds_left is None else f" {_clock(event.seconds_left)} left"
        tail = f" {event.fraction:4.0%} {event.stage}{left}"
        columns = shutil.get_terminal_size().columns
        room = max(5, min(30, columns - len(tail) - len(self._name) - 4))
        full = round(room * event.fraction)
        self._told = f"{self._name[: columns // 3]} [{'#' * full}{'.' * (room - full)}]{tail}"[: columns - 1]
        self._write(f"\r\x1b[K{self._told}")

    def _line(self, text: str) -> None:
        self._clear()
        self._write(f"{text}\n")

    def _clear(self) -> None:
        if self._bar:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def _tell_program(self, event: Event) -> None:
        fact = _fact(event)
        if fact:
            self._write(json.dumps({"film": self._name, **fact}, ensure_ascii=False) + "\n")


def table(rows: Sequence[tuple[str, str, str]]) -> str:
    """Films, what came of each, and why, in columns."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(f"{film:<{wide[0]}}  {result:<{wide[1]}}  {reason}".rstrip() for film, result, reason in rows)


def _fact(event: Event) -> dict[str, object]:
    match event:
        case Progress(stage, fraction, left):
            known = None if left is None else round(left, 1)
            return {"event": "progress", "stage": stage, "fraction": round(fraction, 4), "seconds_left": known}
        case Notice():
            return {"event": "notice", "message": event.message, "hint": event.hint, **asdict(event)}
        case Probed(media, device):
            return {"event": "probed", "frames": media.frame_count, "rate": str(media.rate), "device": device}
        case MarkersFound(markers):
            return {"event": "markers", "count": len(markers)}
    return {}


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
