"""Words for a film without subtitles: the included model, one from a folder, or one fetched when the person agrees."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.settings import SPEECH_FOLDER
from mmsa_studio.core.languages import LANGUAGES, language_name
from mmsa_studio.core.modality import reading
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.speech import INCLUDED, NAME
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import mark, tr

HUB = (
    ("openai/whisper-small", mark("about 970 MB, Apache-2.0, slower, fewer mistakes")),
    ("openai/whisper-large-v3-turbo", mark("about 1.6 GB, MIT, slow without a graphics card, fewest mistakes")),
)


class SpeechDialog(QDialog):
    """Nothing is fetched before the person chose a model and pressed the button that says so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Write down the speech"))
        self.folder = QLineEdit(desk.settings.get(SPEECH_FOLDER))
        self.folder.setPlaceholderText(tr("Folder with config.json and model.safetensors"))
        self.folder.setAccessibleName(tr("Folder of the model"))
        self._included = QRadioButton(tr("The included model ({0}): at once, without a network").format(NAME))
        self._local = QRadioButton(tr("From a folder"))
        self._hub = {name: QRadioButton(tr("Fetch {0} ({1})").format(name, tr(text))) for name, text in HUB}
        self._group = QButtonGroup(self)
        for button in (self._included, self._local, *self._hub.values()):
            self._group.addButton(button)
        self._included.setChecked(True)
        self.language = _languages()
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.folder.textEdited.connect(lambda: self._local.setChecked(True))
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self._group.buttonToggled.connect(self._tell)
        self.folder.textChanged.connect(self._tell)
        self._tell()
        self.resize(620, 290)

    @property
    def model(self) -> str:
        """What stands for the included model, or the chosen folder or hub name."""
        if self._included.isChecked():
            return INCLUDED
        return self._fetched or self.folder.text().strip()

    @property
    def _fetched(self) -> str:
        return next((name for name, button in self._hub.items() if button.isChecked()), "")

    def _lay_out(self) -> None:
        words = PlainLabel(self._about())
        words.setWordWrap(True)
        browse = QPushButton(tr("Choose…"))
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        spoken = QHBoxLayout()
        spoken.addWidget(PlainLabel(tr("Spoken language")))
        spoken.addWidget(self.language, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(9)
        layout.addWidget(words)
        layout.addWidget(self._included)
        layout.addWidget(self._local)
        layout.addLayout(row)
        for button in self._hub.values():
            layout.addWidget(button)
        layout.addLayout(spoken)
        layout.addStretch()
        layout.addWidget(self.buttons)

    def _about(self) -> str:
        if self._has_subtitles():
            return tr("This film has subtitles. They are more reliable than a speech model, so the words are theirs.")
        return tr(
            "Without subtitles the words can be written down by a Whisper model: the included one, a larger one "
            "from a folder, or one fetched from the Hugging Face hub. The film never leaves this machine."
        )

    def _has_subtitles(self) -> bool:
        project = self._desk.session.project
        return project is not None and bool(project.cues) and not project.words_from.heard

    def _tell(self) -> None:
        self.go.setText(
            tr("Fetch the model and write down the speech") if self._fetched else tr("Write down the speech")
        )
        self.go.setEnabled(bool(self.model) and not self._has_subtitles())

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder of the model"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._local.setChecked(True)

    def _start(self) -> None:
        if self._local.isChecked():
            self._desk.settings.set(SPEECH_FOLDER, self.model)
        self._desk.analyst.start(
            renew=reading("cues"),
            reading=Reading(language=self.language.currentData()),
            speech_model=self.model,
            allow_download=bool(self._fetched),
        )
        self.accept()


def _languages() -> QComboBox:
    """Every language that has a name; the model finds out unless one is chosen."""
    box = QComboBox()
    box.setObjectName("long")
    box.setAccessibleName(tr("Spoken language"))
    box.addItem(tr("found out from the sound"), "")
    for name, code in sorted((tr(language_name(code)), code) for code in LANGUAGES):
        box.addItem(name, code)
    return box
