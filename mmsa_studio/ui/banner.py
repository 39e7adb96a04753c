"""The bar that says what happened, what was kept and what to do; it never stands in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from mmsa_studio.core.clock import PROPOSED
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.wording import in_full
from mmsa_studio.ui import theme
from mmsa_studio.ui.icons import icon, pixmap
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr

_KEPT = 3


class Banner(QWidget):
    """Shows an error, or the last few notices with what helps; an error is never covered by a notice.

    Attributes:
        every: the button that leads to all notices of the film, beside those shown.
        accept: the button that does what a notice proposes; what that is, is the window's to say.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = PlainLabel()
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(theme.digits(0.9))
        self._details.setMaximumHeight(160)
        self._more = QPushButton(tr("Details"))
        self._more.setObjectName("flat")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self.every = QPushButton(tr("All notices…"))
        self.every.setObjectName("flat")
        self.accept = QPushButton(tr("Move the words"))
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setToolTip(tr("Close this message"))
        self._close.setAccessibleName(tr("Close this message"))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout()
        row.addWidget(self._sign)
        row.addWidget(self.message, 1)
        row.addWidget(self._more)
        row.addWidget(self.accept)
        row.addWidget(self.every)
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self._details)
        self.hide()

    def tell(self, problem: Failed) -> None:
        """Say what went wrong."""
        self._show("error", in_full(problem, tr), problem.details)

    def mention(self, notice: Notice) -> None:
        """Say something worth knowing, unless an error is shown."""
        if self.isVisible() and self.property("kind") == "error":
            return
        said = self.message.text().split("\n") if self.isVisible() else []
        line = in_full(notice, tr)
        offered = notice.kind == PROPOSED or (self.isVisible() and not self.accept.isHidden())
        self._show("notice", "\n".join([*[one for one in said if one != line][1 - _KEPT :], line]), "")
        self.accept.setVisible(offered)

    def dismiss(self) -> None:
        """Close the bar."""
        self.hide()

    def _show(self, kind: str, text: str, details: str) -> None:
        look = theme.current()
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        error = kind == "error"
        self._sign.setPixmap(pixmap("warning" if error else "info", 20, look.error if error else look.accent))
        self._close.setIcon(icon("close"))
        self.message.setText(text)
        self.message.setAccessibleName(text)
        self._details.setPlainText(details)
        self._details.hide()
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self.every.setVisible(not error)
        self.accept.hide()
        self.show()
