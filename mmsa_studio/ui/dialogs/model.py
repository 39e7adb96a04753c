"""What computed the curve, and the figures that matter, from the model card that code wrote."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from mmsa_studio import __version__
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dialogs import close_button
from mmsa_studio.ui.dialogs.measured import Figures
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr


class ModelDialog(QDialog):
    """Identity of the weights, and what matters most of what was measured."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About the model"))
        project = desk.session.project
        model = project.timeline.model if project and project.timeline else None
        heading = PlainLabel(f"MMSA Studio {__version__}")
        heading.setObjectName("heading")
        words = PlainLabel(
            tr(
                "The curve shows what the people on screen express in words, voice and face. It says nothing about "
                "what anybody feels. Valence and arousal of voice and face are derived from categories. Everything "
                "is computed on this machine."
            )
        )
        words.setWordWrap(True)
        said = f"{model.name} {model.version}  sha256 {model.sha256}" if model else tr("No curve was computed yet.")
        identity = PlainLabel(said)
        identity.setObjectName("quiet")
        identity.setWordWrap(True)
        self.figures = Figures()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        for widget in (heading, words, identity, self.figures, close_button(self)):
            layout.addWidget(widget)
        self.resize(900, 520)
