"""What an export is asked for, as boxes to choose from: the export dialog's, and the import's for what comes back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSpinBox, QWidget

from mmsa_studio.app.exchange import FORMATS, NAME_TEXTS, Choice, ExportOptions
from mmsa_studio.app.kinds import ExportChoices
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import COMMON_RATES, rate_name
from mmsa_studio.core.timecode import can_drop
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.ui.text import mark, tr

_SWITCHES = (
    ("notes", mark("Write notes"), mark("Notes of markers go with them."), True),
    ("tags", mark("Tags"), mark("A short tag at the end of each note lets edited markers be known again."), True),
    ("ascii", mark("Plain ASCII"), mark("Fold accents and other scripts for programs that cannot read them."), False),
    ("points", mark("Points only"), mark("Write ranges as their first frame."), False),
    ("full_path", mark("Full path"), mark("Name the film by its whole path instead of its file name only."), False),
)  # fmt: skip
"""What every format can be asked for: name among the options, title, tip, and whether it is on at first."""


class Choices(QWidget):
    """A form of everything about an export but its format.

    Attributes:
        changed: told whenever anything is chosen.
    """

    changed = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.rate, self.start, self.drop = QComboBox(), QComboBox(), QComboBox()
        self.which, self.category, self.name = QComboBox(), QComboBox(), QComboBox()
        self._boxes = {
            "rate": self.rate,
            "start": self.start,
            "drop": self.drop,
            "which": self.which,
            "category": self.category,
            "name": self.name,
        }
        self.offset = QSpinBox()
        self._common = {name: QCheckBox(tr(text)) for name, text, _, _ in _SWITCHES}
        self._own = {one.id: QCheckBox(tr(one.title)) for format_ in FORMATS.values() for one in format_.switches}
        self.switches = self._common | self._own
        self.form = QFormLayout(self)
        self._fill()
        self._lay_out()
        for box in self._boxes.values():
            box.currentTextChanged.connect(self._change)
        self.offset.valueChanged.connect(self._change)
        for switch in self.switches.values():
            switch.toggled.connect(self._change)
        self._change()

    def choice(self) -> Choice:
        """Everything chosen."""
        origin, category = self.which.currentData(), self.category.currentData()
        common: dict[str, Any] = {name: box.isChecked() for name, box in self._common.items()}
        options = ExportOptions(
            rate=self.rate.currentData(),
            drop_frame=self.drop.currentData(),
            offset=self.offset.value(),
            origins=frozenset({origin}) if origin else None,
            categories=None if category is None else frozenset({category}),
            name=self.name.currentData(),
            switches=frozenset(name for name, box in self._own.items() if box.isChecked()),
            **common,
        )
        typed = self.start.currentText()
        start = "" if typed == self.start.itemText(0) else typed
        return Choice(start, options)

    def offer(self, format_id: str = "") -> None:
        """Offer the switches that a format has; without one, those that all have."""
        own = {one.id for one in FORMATS[format_id].switches} if format_id else set()
        for name, box in self._own.items():
            box.setVisible(name in own)

    def remembered(self) -> ExportChoices:
        """Everything chosen, for `restore`; it is about this film only."""
        return ExportChoices(
            self._project.media.content_id,
            {name: box.currentText() for name, box in self._boxes.items()},
            self.offset.value(),
            {name: switch.isChecked() for name, switch in self.switches.items()},
        )

    def restore(self, chosen: ExportChoices) -> None:
        """Choose what `remembered` gave; nothing when it was about another film, or of what there no longer is."""
        if chosen.film != self._project.media.content_id:
            return
        for name, box in self._boxes.items():
            box.setCurrentText(chosen.boxes.get(name, box.currentText()))
        self.offset.setValue(chosen.offset)
        for name, switch in self.switches.items():
            switch.setChecked(chosen.switches.get(name, switch.isChecked()))

    def _fill(self) -> None:
        self.rate.addItem(tr("As the film ({0})").format(rate_name(self._project.rate)), None)
        for rate in COMMON_RATES:
            self.rate.addItem(rate_name(rate), rate)
        self.start.setEditable(True)
        self.start.addItems([tr("As the film"), "00:00:00:00", "01:00:00:00"])
        for text, drop_frame in ((tr("As the film"), None), (tr("Non-drop-frame"), False), (tr("Drop-frame"), True)):
            self.drop.addItem(text, drop_frame)
        self.offset.setRange(-10_000_000, 10_000_000)
        self.offset.setSuffix(" " + tr("frames"))
        for text, origin in ((tr("All"), None), (tr("Found ones"), FOUND), (tr("Drawn by hand"), DRAWN)):
            self.which.addItem(text, origin)
        self.category.addItem(tr("Every category"), None)
        for name in CATEGORIES:
            self.category.addItem(tr(name), name)
        self.category.addItem(tr("Without a category"), "")
        for text in NAME_TEXTS:
            self.name.addItem(tr(text), text)
        for name, _, tip, on in _SWITCHES:
            self.switches[name].setChecked(on)
            self.switches[name].setToolTip(tr(tip))
        for format_ in FORMATS.values():
            for one in format_.switches:
                self._own[one.id].setToolTip(tr(one.tip))

    def _lay_out(self) -> None:
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(7)
        for text, widget in (
            (tr("Frame rate"), self.rate),
            (tr("Start timecode"), self.start),
            (tr("Counting"), self.drop),
            (tr("Offset"), self.offset),
            (tr("Markers"), self.which),
            (tr("Category"), self.category),
            (tr("Name"), self.name),
        ):
            widget.setAccessibleName(text)
            self.form.addRow(text, widget)
        for box in self.switches.values():
            self.form.addRow("", box)

    def _change(self) -> None:
        rate = self.rate.currentData() or self._project.rate
        self.drop.setEnabled(can_drop(rate))
        if not can_drop(rate):
            self.drop.setCurrentIndex(0)
        self.changed.emit()
