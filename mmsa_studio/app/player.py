"""The one clock: plays the film and says exactly which frame is on screen."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, QUrl, Signal
from PySide6.QtMultimedia import QAudio as QtAudio
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from mmsa_studio.app.session import Session
from mmsa_studio.core.film import picture_start
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.rates import frame_at, frame_containing, middle_of

SPEEDS = (1, 2, 4, 8)
_TICK_MS = 40
_PATIENCE_MS = 700
_MOST_WAITS = 12
_MICRO = 1_000_000
State = QMediaPlayer.PlaybackState


class Player(QObject):
    """Plays the session's film with exact frames.

    A seek goes to the middle of a frame. At most one seek is on its way; of those asked for meanwhile the newest wins.

    Args:
        session: asks for frames and is told which one is shown.
        audible: whether to use the sound device, if there is one.
    """

    frame_shown = Signal(int, QVideoFrame)
    speed_changed = Signal(int)

    def __init__(self, session: Session, *, audible: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._media = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._media.setVideoSink(self._sink)
        self.sound: QAudioOutput | None = None
        if audible and not QMediaDevices.defaultAudioOutput().isNull():
            self.sound = QAudioOutput(self)
            self._media.setAudioOutput(self.sound)
        self.speed = 0
        self._rate = Fraction(25)
        self._has_picture = False
        self._origin: int | None = None
        self._on_its_way: int | None = None
        self._wanted: int | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._wait_on)
        self._waits = 0
        self._reverse = QTimer(self, interval=_TICK_MS)
        self._reverse.timeout.connect(self._reverse_tick)
        self._reverse_clock = QElapsedTimer()
        self._reverse_from = 0
        self._sink.videoFrameChanged.connect(self._take_frame)
        self._media.positionChanged.connect(self._take_position)
        self._media.mediaStatusChanged.connect(self._take_status)
        self._media.errorOccurred.connect(self._take_error)
        session.seek_requested.connect(self.seek)
        session.project_changed.connect(self.load)
        session.media_changed.connect(self.load)
        session.sound_changed.connect(self._choose_sound)
        self._media.tracksChanged.connect(self._choose_sound)

    # -- what a person can do -------------------------------------------------------------------------------------

    def load(self) -> None:
        """Open the session's film and show its first frame."""
        self._wait_for_nothing()
        project = self._session.project
        if project is None or not Path(project.media.path).is_file():
            self._media.setSource(QUrl())
            return
        self._rate = project.rate
        self._has_picture = project.media.picture is not None
        if not self._has_picture:
            self._origin = 0
        self._media.setSource(QUrl())  # else another film under the old name would not be opened
        self._media.setSource(QUrl.fromLocalFile(project.media.path))
        self._media.pause()

    def unload(self) -> None:
        """Let go of the film."""
        self._wait_for_nothing()
        self._media.stop()
        self._media.setSource(QUrl())

    def toggle(self) -> None:
        """Play at normal speed, or stop."""
        self._run_at(0 if self.speed else 1)

    def shuttle(self, direction: int) -> None:
        """Go forward (1) or backward (-1), faster with every call; 0 stops."""
        self._run_at(next_speed(self.speed, direction))

    def step(self, frames: int) -> None:
        """Stop and move by some frames from the one last asked for."""
        self._run_at(0)
        self.seek(self.target + frames)

    def seek(self, frame: int) -> None:
        """Show a frame as soon as possible."""
        frame = self._session.held(frame)
        if self._reverse.isActive():
            self._start_reverse(frame)
        self._request(frame)

    def set_muted(self, muted: bool) -> None:
        """Play without sound, or with it."""
        if self.sound is not None:
            self.sound.setMuted(muted)

    def set_volume(self, percent: int) -> None:
        """Loudness as a person hears it: half is half as loud."""
        if self.sound is not None:
            scales = QtAudio.VolumeScale
            linear = QtAudio.convertVolume(percent / 100, scales.LogarithmicVolumeScale, scales.LinearVolumeScale)
            self.sound.setVolume(linear)

    @property
    def target(self) -> int:
        """The frame last asked for, or shown when all requests are answered."""
        for frame in (self._wanted, self._on_its_way):
            if frame is not None:
                return frame
        return self._session.playhead

    @property
    def sound_track(self) -> int:
        """Number of the sound track that is played, from 1; 0 for none."""
        return self._media.activeAudioTrack() + 1

    @property
    def settled(self) -> bool:
        """Whether the film is open and every seek has arrived."""
        return self._origin is not None and self._on_its_way is None and self._wanted is None

    # -- speed ----------------------------------------------------------------------------------------------------

    def _run_at(self, speed: int) -> None:
        if speed == self.speed or self._session.project is None:
            return
        self._set_speed(speed)
        if speed > 0:
            if self.target >= self._session.frame_count - 1:
                self._request(0)
            self._media.setPlaybackRate(float(speed))
            self._media.play()
            return
        self._media.pause()
        self._media.setPlaybackRate(1.0)
        if speed < 0:
            self._start_reverse(self.target)

    def _set_speed(self, speed: int) -> None:
        self._reverse.stop()
        if speed != self.speed:
            self.speed = speed
            self.speed_changed.emit(speed)

    def _start_reverse(self, frame: int) -> None:
        self._reverse_from = frame
        self._reverse_clock.start()
        self._reverse.start()

    def _reverse_tick(self) -> None:
        passed = self._reverse_clock.elapsed() * self.speed * float(self._rate) / 1000
        frame = self._session.held(self._reverse_from + round(passed))
        self._request(frame)
        if frame == 0:
            self._run_at(0)

    # -- seeking --------------------------------------------------------------------------------------------------

    def _request(self, frame: int) -> None:
        if self._origin is None or self._on_its_way is not None:
            self._wanted = frame
            return
        self._wanted, self._on_its_way, self._waits = None, frame, 0
        self._patience.start()
        self._media.setPosition(self._position_of(frame))
        if not self._has_picture:
            self._session.show_playhead(frame)
            self._arrived()

    def _wait_on(self) -> None:
        """A frame is late: go on to a newer wish, or wait longer, but not for ever on a damaged stretch."""
        if self._wanted is not None or self._waits >= _MOST_WAITS:
            self._arrived()
        else:
            self._waits += 1
            self._patience.start()

    def _wait_for_nothing(self) -> None:
        self._set_speed(0)
        self._origin, self._on_its_way, self._wanted = None, None, None
        self._patience.stop()

    def _arrived(self) -> None:
        self._patience.stop()
        self._on_its_way = None
        if self._wanted is not None:
            self._request(self._wanted)

    def _position_of(self, frame: int) -> int:
        shown = picture_start(self._session.pictures, frame)
        middle = middle_of(shown, self._rate) + Fraction(self._origin or 0, _MICRO)
        return math.floor(middle * 1000)

    # -- what the media player tells ------------------------------------------------------------------------------

    def _take_frame(self, picture: QVideoFrame) -> None:
        start = picture.startTime()
        if not picture.isValid() or start < 0:
            return
        if self._origin is None:
            self._origin = start
        frame = self._frame_of(picture)
        self._session.show_playhead(frame)
        self.frame_shown.emit(frame, picture)
        if self._on_its_way is None:
            if self._wanted is not None:
                self._request(self._wanted)
        elif frame == self._on_its_way or self.speed > 0:
            self._arrived()

    def _frame_of(self, picture: QVideoFrame) -> int:
        """The frame a picture shows; one that stays longer than a frame shows the frame that was asked for."""
        shown = frame_at(Fraction(picture.startTime() - (self._origin or 0), _MICRO), self._rate)
        asked = self._on_its_way
        if asked is not None and picture_start(self._session.pictures, asked) == shown:
            return asked
        return self._session.held(shown)

    def _take_position(self, milliseconds: int) -> None:
        if self._has_picture or self._on_its_way is not None or self._session.project is None or not self.speed > 0:
            return
        frame = frame_containing(Fraction(milliseconds, 1000), self._rate)
        self._session.show_playhead(self._session.held(frame))

    def _take_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self._set_speed(0)
            self._media.setPlaybackRate(1.0)
            self._media.pause()
            self._request(self._session.frame_count - 1)

    def _choose_sound(self) -> None:
        """Play the track that is listened to; of several the first. FFmpeg's order of tracks is the media player's."""
        project = self._session.project
        if project is None or not project.sound_from.tracks:
            return
        place = project.sound_from.tracks[0] - 1
        if place < len(self._media.audioTracks()) and place != self._media.activeAudioTrack():
            self._media.setActiveAudioTrack(place)

    def _take_error(self, _: QMediaPlayer.Error, text: str) -> None:
        self._session.trouble.emit(Failed("film.no_player", details=text))


def next_speed(speed: int, direction: int) -> int:
    """The speed after one more press of J (-1), K (0) or L (1)."""
    if direction == 0:
        return 0
    if speed * direction <= 0:
        return direction
    place = min(SPEEDS.index(abs(speed)) + 1, len(SPEEDS) - 1)
    return direction * SPEEDS[place]
