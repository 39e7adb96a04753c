"""The demonstration reel: a short film with a known course of emotion, made on this machine when first asked for.

Importing this package loads nothing heavy: the reel is built in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.paths import cache_dir
from mmsa_studio.core.sentences import Sentence, reason

EDITION = 3
"""Goes up whenever the reel changes, so that an old one in the cache is not shown."""
FILM = "the_far_side.mp4"
_POLL_S = 0.2


def reel(hook: Hook | None = None) -> Path:
    """The film, built when it is not there yet; its subtitles and known course of emotion lie beside it.

    Args:
        hook: receives progress; may raise `Cancelled`, which leaves nothing behind.

    Raises:
        StudioError: when it could not be built.
    """
    folder = cache_dir() / f"demo-{EDITION}"
    if not (folder / FILM).is_file():
        _build_in(folder, hook or (lambda event: None))
    return folder / FILM


def _build_in(folder: Path, hook: Hook) -> None:
    """Build beside the folder and move it there whole."""
    temporary = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder.parent))
    try:
        if multiprocessing.current_process().daemon:
            _build(temporary / FILM, lambda stage, share: hook(Progress(stage, share)))
        else:
            _build_in_child(temporary / FILM, hook)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.replace(folder)
    except OSError as error:
        raise StudioError("reel.unwritten", reason=reason(error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _build_in_child(film: Path, hook: Hook) -> None:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(film, sender), daemon=True)
    child.start()
    sender.close()
    try:
        failure = _follow(receiver, hook)
    except BaseException:
        child.terminate()
        raise
    finally:
        child.join()
        receiver.close()
    if failure:
        raise StudioError("reel.unmade", reason=failure)


def _follow(receiver: Connection, hook: Hook) -> str | Sentence:
    """Pass progress on until the child ends; what went wrong, or nothing."""
    latest = Progress("starting", 0.0)
    while True:
        hook(latest)
        if not receiver.poll(_POLL_S):
            continue
        try:
            message = receiver.recv()
        except EOFError:
            return Sentence("reel.process_ended")
        if isinstance(message, str | Sentence):
            return message
        latest = Progress(*message)


def _work(film: Path, sender: Connection) -> None:
    """Runs in the child: sends (stage, share) as it goes, and at the end what went wrong, or nothing."""
    with film.with_name("build.log").open("wb") as log:
        os.dup2(log.fileno(), 2)  # MediaPipe writes there whatever it is told
    try:
        _build(film, lambda stage, share: sender.send((stage, share)))
    except StudioError as error:
        sender.send(error.sentence)
    except (OSError, ImportError) as error:
        sender.send(str(error))
    else:
        sender.send("")


def _build(film: Path, tell: Callable[[str, float], None]) -> None:
    from mmsa_studio.demo.film import build

    build(film, tell)
