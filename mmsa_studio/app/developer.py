"""Turns decoded frames into images away from the GUI thread: 4K takes longer than a display's frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame

from mmsa_studio.app.player import Player
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.jobs import Failed


class Developer(QObject):
    """Develops one frame at a time; of those that come meanwhile the newest is next."""

    ready = Signal(int, QImage)

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks("developer", self)
        self._busy = False
        self._next: tuple[int, QVideoFrame] | None = None
        player.frame_shown.connect(self._take)

    def close(self) -> None:
        """End the thread."""
        self._next = None
        self._tasks.close()

    def _take(self, frame: int, picture: QVideoFrame) -> None:
        if self._busy:
            self._next = (frame, picture)
            return
        self._busy = True
        self._tasks.do(picture.toImage, lambda image: self._deliver(frame, image), self._skip)

    def _deliver(self, frame: int, image: QImage) -> None:
        self.ready.emit(frame, image)
        self._go_on()

    def _skip(self, _: Failed) -> None:
        self._go_on()

    def _go_on(self) -> None:
        self._busy = False
        if self._next is not None:
            (frame, picture), self._next = self._next, None
            self._take(frame, picture)
