"""The line at the bottom: progress with time left and a way to stop, device and model."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QStatusBar, QToolButton, QWidget

from mmsa_studio.core.film import NO_WORDS
from mmsa_studio.core.jobs import Done, Progress, Stopped
from mmsa_studio.core.wording import said
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import mark, tr

_PARTS = 1000
STAGES = {
    "words": mark("Reading the words"),
    "sound": mark("Listening"),
    "key pictures": mark("A first look at the pictures"),
    "pictures": mark("Looking at every picture"),
    "speech": mark("Writing down the speech"),
    "fusion": mark("Putting it together"),
    "done": mark("The analysis is complete"),
}
"""What is said of each stage of an analysis."""


class Status(QStatusBar):
    """Follows the analyst and the session."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setSizeGripEnabled(False)
        self._stage = PlainLabel(tr("Ready"))
        self._bar = QProgressBar()
        self._bar.setRange(0, _PARTS)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(self.fontMetrics().averageCharWidth() * 34)
        self._bar.setAccessibleName(tr("Progress of the analysis"))
        self._left = PlainLabel()
        self.stop = QToolButton()
        self.stop.setAutoRaise(True)
        self._device, self._model, self._words = PlainLabel(), PlainLabel(), PlainLabel()
        for widget in (self._stage, self._bar, self._left, self.stop):
            self.addWidget(widget)
        for label in (self._words, self._device, self._model):
            label.setObjectName("quiet")
            self.addPermanentWidget(label)
        self._show_running(False)
        desk.analyst.started.connect(self._begin)
        desk.analyst.progress.connect(self._go_on)
        desk.analyst.ended.connect(self._end)
        desk.analyst.device_changed.connect(lambda name: self._device.setText(tr("device: {0}").format(name)))
        desk.session.timeline_changed.connect(self._tell_model)
        desk.session.cues_changed.connect(self._tell_words)
        desk.session.project_changed.connect(self._reset)
        desk.session.busy_changed.connect(self._opening)

    def _begin(self) -> None:
        self._stage.setText(tr("The analysis starts"))
        self._bar.setValue(0)
        self._left.clear()
        self._show_running(True)

    def _go_on(self, progress: Progress) -> None:
        self._stage.setText(tr(STAGES.get(progress.stage, progress.stage)))
        self._bar.setValue(round(progress.fraction * _PARTS))
        self._left.setText(time_left(progress.seconds_left))

    def _end(self, ending: object) -> None:
        self._show_running(False)
        match ending:
            case Done():
                self._stage.setText(tr("The analysis is complete"))
            case Stopped():
                self._stage.setText(tr("Stopped; what was found is kept"))
            case _:
                self._stage.setText(tr("The analysis failed; what was found is kept"))

    def _opening(self, name: str) -> None:
        if name:
            self._stage.setText(tr("Opening {0}").format(name))
        elif self._desk.session.project is None:
            self._stage.setText(tr("Ready"))

    def _reset(self) -> None:
        self._stage.setText(tr("Ready"))
        self._show_running(self._desk.analyst.running)
        self._tell_model()
        self._tell_words()

    def _show_running(self, running: bool) -> None:
        for widget in (self._bar, self._left, self.stop):
            widget.setVisible(running)

    def _tell_model(self) -> None:
        project = self._desk.session.project
        model = project.timeline.model if project and project.timeline else None
        self._model.setText(tr("model: {0} {1}").format(model.name, model.version) if model else "")
        self._model.setToolTip(f"sha256 {model.sha256}" if model else "")

    def _tell_words(self) -> None:
        project = self._desk.session.project
        source = project.words_from if project and project.cues else NO_WORDS
        self._words.setText(tr("words: {0}").format(said(source.sentence, tr)[0]) if source.kind else "")
        heard = tr("A program wrote these words down from the sound: some will be wrong.")
        self._words.setToolTip(heard if source.heard else "")


def time_left(seconds: float | None) -> str:
    """Time left in words, as rough as it is known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("{0} s left").format(max(1, round(seconds)))
    if seconds < 3600:
        return tr("{0} min left").format(round(seconds / 60))
    return tr("{0} h {1} min left").format(int(seconds // 3600), round(seconds % 3600 / 60))
