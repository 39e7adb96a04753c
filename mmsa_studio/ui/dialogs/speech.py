"""Words for a film without subtitles: the included model, one from a folder, or one fetched when the person agrees."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.core.speech import INCLUDED, NAME
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.text import mark, tr

HUB = (
    ("openai/whisper-tiny", mark("about 150 MB, Apache-2.0, quick, many mistakes")),
    ("openai/whisper-base", mark("about 290 MB, Apache-2.0")),
    ("openai/whisper-small", mark("about 970 MB, Apache-2.0, slow, fewer mistakes")),
)


class SpeechDialog(QDialog):
    """Nothing is fetched before the person chose a model and pressed the button that says so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Write down the speech"))
        words = QLabel(
            tr(
                "Without subtitles the words can be written down by a Whisper model: the included one, a larger one "
                "from a folder, or one fetched from the Hugging Face hub. The film never leaves this machine."
            )
        )
        words.setWordWrap(True)
        self.folder = QLineEdit(desk.settings.text("speech/folder"))
        self.folder.setPlaceholderText(tr("Folder with config.json and model.safetensors"))
        self.folder.setAccessibleName(tr("Folder of the model"))
        browse = QPushButton(tr("Choose…"))
        browse.clicked.connect(self._browse)
        self._group = QButtonGroup(self)
        self._included = QRadioButton(tr("The included model ({0}): at once, without a network").format(NAME))
        self._included.setChecked(True)
        self._local = QRadioButton(tr("From a folder"))
        self.folder.textEdited.connect(lambda: self._local.setChecked(True))
        for button in (self._included, self._local):
            self._group.addButton(button)
        self._hub = {name: QRadioButton(f"{name}  ({tr(text)})") for name, text in HUB}
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(9)
        layout.addWidget(words)
        layout.addWidget(self._included)
        layout.addWidget(self._local)
        layout.addLayout(row)
        for button in self._hub.values():
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addWidget(self.buttons)
        self._group.buttonToggled.connect(self._tell)
        self.folder.textChanged.connect(self._tell)
        self._tell()
        self.resize(620, 320)

    @property
    def model(self) -> str:
        """What stands for the included model, or the chosen folder or hub name."""
        if self._included.isChecked():
            return INCLUDED
        return next((name for name, button in self._hub.items() if button.isChecked()), self.folder.text().strip())

    def _tell(self) -> None:
        fetched = any(button.isChecked() for button in self._hub.values())
        self.go.setText(tr("Fetch the model and write down the speech") if fetched else tr("Write down the speech"))
        self.go.setEnabled(bool(self.model))

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder of the model"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._local.setChecked(True)

    def _start(self) -> None:
        if self._local.isChecked():
            self._desk.settings.set_text("speech/folder", self.model)
        fetched = any(button.isChecked() for button in self._hub.values())
        self._desk.analyst.start(renew=("text",), speech_model=self.model, allow_download=fetched)
        self.accept()
