"""What was understood of the film, in one place: sound, words, languages, times, and what was left out and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mmsa_studio.app.session import Session
from mmsa_studio.core.understood import Fact, understood
from mmsa_studio.core.wording import said
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr


class UnderstoodDialog(QDialog):
    """Every fact under its topic, each with what helps below; it follows an analysis that is going on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(tr("What was understood"))
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setAccessibleName(tr("What was understood"))
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self._page)
        layout.addWidget(buttons)
        for changed in (session.media_changed, session.cues_changed, session.notices_changed):
            changed.connect(self._fill)
        session.project_changed.connect(self.reject)
        self._fill()
        self.resize(680, 460)

    @property
    def lines(self) -> list[str]:
        """What is shown, fact by fact, as a person reads it."""
        return [label.text() for label in self._page.findChildren(PlainLabel, "fact")]

    def _fill(self) -> None:
        project = self._session.project
        page = QWidget()
        grid = QGridLayout(page)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(18)
        topic = ""
        for row, fact in enumerate(understood(project) if project else ()):
            if fact.topic != topic:
                topic = fact.topic
                grid.addWidget(_label(tr(topic), "topic"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_label(_told(fact), "fact"), row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._page.setWidget(page)


def _told(fact: Fact) -> str:
    return "\n".join(filter(None, said(fact.sentence, tr)))


def _label(text: str, name: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setObjectName(name)
    label.setWordWrap(name == "fact")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
