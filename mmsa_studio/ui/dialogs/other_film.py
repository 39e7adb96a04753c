"""Another film lies where the project's film lay: what shall become of the project?"""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr

_Role = QDialogButtonBox.ButtonRole


class OtherFilmDialog(QDialog):
    """Three ways to go on; closing it changes nothing, and the question comes back.

    Args:
        name: of the film's file.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The film has changed"))
        told = PlainLabel(
            tr("“{0}” is another film than the one this project was made from, perhaps a new cut.").format(name)
        )
        kept = PlainLabel(
            tr("Your markers and corrections stay in any case. The curve on screen was computed from the old film.")
        )
        buttons = QDialogButtonBox()
        self.analyse: QPushButton = buttons.addButton(tr("Analyse what is new"), _Role.AcceptRole)
        self.keep: QPushButton = buttons.addButton(tr("Keep as it is"), _Role.AcceptRole)
        self.locate: QPushButton = buttons.addButton(tr("Locate the old film…"), _Role.AcceptRole)
        self.analyse.setDefault(True)
        self.analyse.setToolTip(tr("Take this film from now on, and compute its curve anew."))
        self.keep.setToolTip(tr("Take this film from now on, with the curve of the old one as far as it reaches."))
        self.locate.setToolTip(tr("Go on with the old film, which lies elsewhere."))
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(12)
        for label in (told, kept):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(buttons)
        self.resize(560, self.sizeHint().height())
