"""Small pictures of frames, made away from the GUI thread and kept for a while."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from mmsa_studio.app.session import Session
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.work.pictures import small_picture

WIDTH = 192
_KEPT = 512
_QUEUED = 24


class Thumbnails(QObject):
    """Hands out what it has and fetches what it has not; `ready` tells when to look again."""

    ready = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = Tasks("thumbnails", self)
        self._kept: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        self._queued: set[tuple[str, int]] = set()

    def get(self, frame: int) -> QImage | None:
        """The picture of a frame, or None when it is not there yet or never will be."""
        project = self._session.project
        if project is None or project.media.picture is None:
            return None
        key = (project.media.path, frame)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._queued and len(self._queued) < _QUEUED:
            self._queued.add(key)
            media = project.media
            self._tasks.do(
                lambda: _picture(media, frame), lambda made: self._keep(key, made), lambda _: self._miss(key)
            )
        return None

    def close(self) -> None:
        """End the thread."""
        self._tasks.close()

    def _keep(self, key: tuple[str, int], made: QImage) -> None:
        self._queued.discard(key)
        self._kept[key] = made
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.ready.emit()

    def _miss(self, key: tuple[str, int]) -> None:
        self._queued.discard(key)
        self._kept[key] = QImage()


def _picture(media: MediaInfo, frame: int) -> QImage:
    pixels = small_picture(media, frame, WIDTH)
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
