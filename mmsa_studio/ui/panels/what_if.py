"""What if: switch a modality off or let a line say something else, and see the curve answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from mmsa_studio.core.film import cue_at
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.wording import modality_name
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr


class WhatIf(QWidget):
    """Switches for the modalities, the line at the playhead to be reworded, and a way back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line = -1
        self.boxes = [QCheckBox(modality_name(name, tr)) for name in MODALITIES]
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("What if the line were …"))
        self.words.setPlaceholderText(tr("no line is said here"))
        self.words.setToolTip(tr("Write what the line might say instead and press Enter."))
        self.back = QPushButton(tr("Reset"))
        self.back.setToolTip(tr("Suppose nothing any more: only the real curve."))
        self.back.setEnabled(False)
        self._lay_out()
        self.words.returnPressed.connect(self._reword)
        self.back.clicked.connect(desk.workshop.drop)
        desk.workshop.supposed.connect(self._tell)
        desk.session.playhead_changed.connect(self._follow)
        desk.session.cues_changed.connect(self._follow)
        desk.session.project_changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the playhead."""
        self._follow()

    def _lay_out(self) -> None:
        """All in one row."""
        label = PlainLabel(tr("What if"))
        label.setObjectName("quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 5)
        row.addWidget(label)
        for name, box in zip(MODALITIES, self.boxes, strict=True):
            box.setChecked(True)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setToolTip(
                tr("What if the network had no {0}? A broken line shows the curve then.").format(
                    modality_name(name, tr)
                )
            )
            box.toggled.connect(self._switch)
            row.addWidget(box)
        row.addWidget(self.words, 1)
        row.addWidget(self.back)

    def _switch(self) -> None:
        off = tuple(name for name, box in zip(MODALITIES, self.boxes, strict=True) if not box.isChecked())
        self._desk.inquiry.set_without(off)
        self._desk.workshop.switch_off(off)

    def _reword(self) -> None:
        if self._line >= 0:
            self.words.setModified(False)
            self._desk.workshop.reword(self._line, self.words.text())
            self.words.clearFocus()

    def _tell(self) -> None:
        """Show what is supposed now."""
        workshop = self._desk.workshop
        self.back.setEnabled(workshop.supposing)
        for name, box in zip(MODALITIES, self.boxes, strict=True):
            box.blockSignals(True)
            box.setChecked(name not in workshop.without)
            box.blockSignals(False)
        if self._desk.inquiry.without != workshop.without:
            self._desk.inquiry.set_without(workshop.without)
        self._follow()

    def _follow(self) -> None:
        """Show the line at the playhead, unless the person is writing or sees nothing of it."""
        session, workshop = self._desk.session, self._desk.workshop
        if not self.isVisible() or (self.words.isModified() and self.words.hasFocus()):
            return
        cues = session.project.cues if session.project else ()
        self._line = cue_at(cues, session.seconds(session.playhead))
        self.words.setEnabled(self._line >= 0)
        said = " ".join(cues[self._line].text.split()) if self._line >= 0 else ""
        self.words.setText(workshop.text if self._line >= 0 and self._line == workshop.line else said)
        self.words.setCursorPosition(0)  # a long line is shown from its start
