"""Everything that was said about the film, to be read again: what is missing, what was left out, what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from mmsa_studio.app.session import Session
from mmsa_studio.core.wording import said
from mmsa_studio.ui.text import tr


class NoticesDialog(QDialog):
    """The notices of a project in the order they were said, each with its hint below; new ones appear as they come."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(tr("All notices"))
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("All notices"))
        self.list.setWordWrap(True)
        self.list.setSpacing(4)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        for widget in (self.heading, self.list, buttons):
            layout.addWidget(widget)
        session.notices_changed.connect(self._fill)
        session.project_changed.connect(self.reject)
        self._fill()
        self.resize(640, 360)

    def _fill(self) -> None:
        notices = self._session.project.notices if self._session.project else ()
        self.heading.setText(
            tr("What was said about this film:") if notices else tr("Nothing had to be said about this film.")
        )
        self.list.clear()
        self.list.addItems(["\n".join(filter(None, said(notice, tr))) for notice in notices])
        self.list.setVisible(bool(notices))
