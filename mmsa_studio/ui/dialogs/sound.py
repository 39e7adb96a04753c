"""Which sound of the film is listened to: every track with what is known of it, and a person's choice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.core.hearing import Found, SoundFrom, described, player_track, sounds_of
from mmsa_studio.core.jobs import ReadAs
from mmsa_studio.core.project import Project
from mmsa_studio.core.wording import said
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.text import tr


class SoundDialog(QDialog):
    """Nothing changes before the button is pressed; then only what was heard is computed again."""

    def __init__(self, desk: Desk, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Sound of the film"))
        self.found_out = QRadioButton(tr("Found out by listening"))
        self.chosen = QRadioButton(tr("These tracks:"))
        (self.chosen if project.reading.sound else self.found_out).setChecked(True)
        self.tracks = QListWidget()
        self.tracks.setAccessibleName(tr("Sound of the film"))
        _fill(self.tracks, project)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(tr("Listen again"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._start)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(9)
        for widget in (self.found_out, self.chosen, self.tracks, buttons):
            layout.addWidget(widget)
        self.tracks.itemChanged.connect(lambda: self.chosen.setChecked(True))
        self.tracks.itemChanged.connect(self._tell)
        self.chosen.toggled.connect(self._tell)
        desk.session.project_changed.connect(self.reject)
        self._tell()
        self.resize(520, 320)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the tracks a person chose, from 1; none when they are found out."""
        if self.found_out.isChecked():
            return ()
        rows = range(self.tracks.count())
        return tuple(row + 1 for row in rows if self.tracks.item(row).checkState() is Qt.CheckState.Checked)

    def _tell(self) -> None:
        self.go.setEnabled(self.found_out.isChecked() or bool(self.numbers))

    def _start(self) -> None:
        project = self._desk.session.project
        if project is not None and self.numbers != project.reading.sound:
            self._desk.session.happen(ReadAs(replace(project.reading, sound=self.numbers)))
            self._desk.analyst.start()
        self.accept()


def _fill(tracks: QListWidget, project: Project) -> None:
    source = project.sound_from
    heard = project.reading.sound or source.tracks or (player_track(project.media),)
    for number, sound in enumerate(sounds_of(project.media), 1):
        item = QListWidgetItem(f"{said(described(number, sound), tr)[0]} – {_held(source, number)}", tracks)
        item.setCheckState(Qt.CheckState.Checked if number in heard else Qt.CheckState.Unchecked)


def _held(source: SoundFrom, number: int) -> str:
    """What was found in a track, in words."""
    if number > len(source.found):
        return tr("not looked at")
    found: Found = source.found[number - 1]
    if found.silent:
        return tr("silent")
    return tr("speech") if found.speech_s else tr("no speech found")
