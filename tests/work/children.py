"""What child processes do in tests."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import time
from pathlib import Path

from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import AnalyzeRequest, Hook, Probed, Progress
from mmsa_studio.core.questions import Explain, Film, Question
from mmsa_studio.core.sentences import Notice
from mmsa_studio.media.probe import probe
from mmsa_studio.work.film import FilmRequest
from tests.ui import synthetic


def streams(request: AnalyzeRequest, hook: Hook) -> None:
    synthetic.run(synthetic.project(path=request.film), hook, pause_s=0.0)


def says_its_pid_and_waits(_: AnalyzeRequest, hook: Hook) -> None:
    hook(Notice("said.before", {"text": str(os.getpid())}))
    while True:
        hook(Progress("waiting", 0.5))
        time.sleep(0.02)


def probes_and_waits(request: AnalyzeRequest, hook: Hook) -> None:
    hook(Probed(probe(request.film), "cpu"))
    says_its_pid_and_waits(request, hook)


def waits_unless_called_other(request: AnalyzeRequest, hook: Hook) -> None:
    """Never ends for any film but “other.mp4”."""
    if not request.film.endswith("other.mp4"):
        says_its_pid_and_waits(request, hook)
    synthetic.analyze(request, hook)


def never_looks_up(_: AnalyzeRequest, hook: Hook) -> None:
    hook(Notice("said.before", {"text": str(os.getpid())}))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(3600)


def crashes(_: AnalyzeRequest, hook: Hook) -> None:
    hook(Notice("analysis.no_sound"))
    ctypes.string_at(0)


def is_killed(_: AnalyzeRequest, __: Hook) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def cannot_read(request: AnalyzeRequest, _: Hook) -> None:
    raise StudioError("film.foreign", name=request.film)


def has_no_memory(_: AnalyzeRequest, __: Hook) -> None:
    raise MemoryError


def is_buggy(_: AnalyzeRequest, __: Hook) -> None:
    raise ZeroDivisionError("division by zero")


def speaks_to_the_terminal(_: AnalyzeRequest, hook: Hook) -> None:
    print("to nobody", flush=True)
    os.write(2, b"native chatter\n")
    os._exit(3)


def gives_content(_: FilmRequest, hook: Hook) -> tuple[bytes, ...]:
    hook(Progress("writing", 1.0))
    return b"first", b"second"


def shares_a_lock(_: AnalyzeRequest, hook: Hook) -> None:
    """What tqdm does whenever it is used."""
    global lock
    lock = multiprocessing.RLock()
    hook(Notice("said.before", {"text": "locked"}))


def tells_its_modules(_: AnalyzeRequest, hook: Hook) -> None:
    import sys

    heavy = sorted(name for name in sys.modules if name.startswith(("PySide6", "torch", "cv2")))
    hook(Notice("said.before", {"text": " ".join(heavy)}))
    hook(Notice("said.before", {"text": str(os.nice(0))}))


def swallows_errors_but_not_cancelling(_: AnalyzeRequest, hook: Hook) -> None:
    while True:
        try:
            hook(Progress("working", 0.1))
        except Exception:  # noqa: BLE001 - what a careless library does
            pass
        except Cancelled:
            raise


def explains_when_it_may(film: Film, asked: Explain, _: str, __: Hook) -> Explanation:
    """Writes `begun` beside the film when asked for frame 0, and answers once a file `go` lies there."""
    folder = Path(film.media.path).parent
    if asked.frame == 0:
        (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return synthetic.explain(film, asked)


def explains_until_frame_13(film: Film, asked: Explain, _: str, __: Hook) -> Explanation:
    if asked.frame == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return synthetic.explain(film, asked)


def says_which_film(film: Film, _: Question, device: str, __: Hook) -> tuple[int, int, int, str]:
    """The number of tracks and cues, where in memory the film lies, and the device."""
    return len(film.tracks), len(film.cues), id(film), device


def stops_only_when_asked_to_be_exact(film: Film, asked: Explain, _: str, hook: Hook) -> Explanation:
    """Does not end while it is to be exact, unless a file `go` lies beside the film; writes `begun` there at first."""
    folder = Path(film.media.path).parent
    if asked.exact:
        (folder / "begun").touch()
    while asked.exact and not (folder / "go").exists():
        hook(Progress("waiting", 0.5))
        time.sleep(0.01)
    return synthetic.explain(film, asked)
